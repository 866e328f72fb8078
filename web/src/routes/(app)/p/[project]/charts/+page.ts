import { readCharts } from '#lib/charts/types.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = ({ params }) => {
  const charts = readCharts(params.project)
  charts.catch(() => undefined)
  return { charts }
}
