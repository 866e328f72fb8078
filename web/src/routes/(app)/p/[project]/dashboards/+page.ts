import { readDashboards } from '#lib/dashboards/store.ts'
import type { PageLoad } from './$types'

// Not awaited: the page stands at once and the list comes into it.
export const load: PageLoad = ({ params, depends }) => {
  depends('orrery:dashboards')
  const dashboards = readDashboards(params.project)
  dashboards.catch(() => undefined)
  return { dashboards }
}
