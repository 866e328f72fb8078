import { readDashboard } from '#lib/dashboards/store.ts'
import type { PageLoad } from './$types'

// Only the dashboard decides what is read: a tab or a range in the address is no reason to read it again.
export const load: PageLoad = ({ params }) => {
  const opened = readDashboard(params.dashboard, { project_id: params.project })
  opened.catch(() => undefined)
  return { id: params.dashboard, opened }
}
