/** Makes what a test or bench looks at, through the API: a person, datasets from rows, charts on a dashboard. */
import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import { buildChart, type ChartType, type EncodingsInput } from '../../shared/chart/index.ts'
import type { Widget } from '../../shared/dashboard.ts'
import type { Column } from '../../shared/dataset.ts'
import { must } from '../sample/answer.ts'
import type { StackConfig } from '../stack/config.ts'

export const password = 'correct horse battery'

export interface Person {
  email: string
  client: SupabaseClient
  projectId: string
}

export async function signUp(config: StackConfig, email = `${crypto.randomUUID()}@example.com`): Promise<Person> {
  const client = createClient(`http://127.0.0.1:${config.ports.api}`, config.keys.publishable, {
    auth: { persistSession: false, autoRefreshToken: false },
  })
  const { data, error } = await client.auth.signUp({ email, password })
  if (error) throw error
  const project = await must(client.from('projects').select('id').eq('owner_user_id', data.user!.id).single())
  return { email, client, projectId: project.id as string }
}

/** Uploads a CSV and waits until it can be queried; returns the dataset's id. */
export async function loadCsv(person: Person, name: string, columns: Column[], csv: string): Promise<string> {
  const { client, projectId } = person
  const path = `${projectId}/${crypto.randomUUID()}/${name}.csv`
  const stored = await client.storage.from('uploads').upload(path, new Blob([csv], { type: 'text/csv' }))
  if (stored.error) throw stored.error
  const options = { format: 'csv', mode: 'create', name, columns }
  const run = await must(client.rpc('load_upload', { project_id: projectId, path, options }).single<{ id: string; dataset_id: string }>())
  for (;;) {
    const { status, error_message } = await must(client.from('sync_runs').select('status, error_message').eq('id', run.id).single())
    if (status === 'succeeded') return run.dataset_id
    if (status === 'failed') throw new Error(String(error_message))
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

export interface ChartOnDashboard {
  title: string
  type: ChartType
  encodings: EncodingsInput
}

/** A dashboard with these charts side by side; returns its id. */
export async function makeDashboard(
  person: Person,
  title: string,
  dataset: { id: string; columns: Column[] },
  charts: ChartOnDashboard[],
): Promise<string> {
  const { client, projectId } = person
  const dashboard = await must(client.from('dashboards').insert({ project_id: projectId, title }).select().single())
  const rows = charts.map((chart) => ({
    id: crypto.randomUUID(),
    project_id: projectId,
    title: chart.title,
    chart_type: chart.type,
    dataset_id: dataset.id,
    ...buildChart(chart.type, chart.encodings, dataset.columns),
  }))
  await must(client.from('charts').insert(rows).select('id'))
  const widgets = rows.map((row, index): Widget => {
    const type = row.chart_type === 'metric' || row.chart_type === 'table' ? row.chart_type : 'chart'
    return {
      id: crypto.randomUUID(),
      type,
      name: row.title,
      chart_id: row.id,
      config: {},
      position_x: (index % 2) * 6,
      position_y: Math.floor(index / 2) * 8,
      width: 6,
      height: 8,
    }
  })
  const canvas = { tabs: [{ id: crypto.randomUUID(), title: 'Overview', widgets }] }
  await must(client.rpc('save_dashboard_canvas', { dashboard_id: dashboard.id, revision: dashboard.revision, canvas }))
  return dashboard.id as string
}
