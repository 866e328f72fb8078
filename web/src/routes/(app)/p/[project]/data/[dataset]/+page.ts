import { readDataset } from '#lib/data/datasets.ts'
import { error } from '@sveltejs/kit'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ params, depends }) => {
  depends('app:dataset')
  try {
    return { dataset: await readDataset(params.dataset, { project_id: params.project }) }
  } catch (problem) {
    const code = (problem as { code?: string }).code
    // PGRST116: no row; 22P02: the address holds no id.
    if (code === 'PGRST116' || code === '22P02') error(404, 'This dataset does not exist')
    throw problem
  }
}
