import { readChart, readDatasets } from '#lib/charts/types.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = ({ params }) => {
  const opened = Promise.all([readChart(params.chart, { project_id: params.project }), readDatasets(params.project)])
  opened.catch(() => undefined)
  return { id: params.chart, opened }
}
