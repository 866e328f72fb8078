import { readDatasets } from '#lib/charts/types.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = ({ params }) => {
  const datasets = readDatasets(params.project)
  datasets.catch(() => undefined)
  return { datasets }
}
