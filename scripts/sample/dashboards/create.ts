/** Writes the sample dashboards through the API, as the demo user. */
import type { SupabaseClient } from '@supabase/supabase-js'
import { buildChart } from '../../../shared/chart/index.ts'
import { Canvas, DashboardConfig, type Widget } from '../../../shared/dashboard.ts'
import { Columns } from '../../../shared/dataset.ts'
import { must } from '../answer.ts'
import type { SampleChart, SampleDashboard, SampleWidget } from './describe.ts'
import { energyDashboard } from './energy.ts'
import { natureDashboard } from './nature.ts'
import { shopDashboard } from './shop.ts'

/** `datasets`: id by name. Dashboards that are there already are left alone. */
export async function createDashboards(client: SupabaseClient, projectId: string, datasets: Map<string, string>): Promise<void> {
  const rows = await must(client.from('datasets').select('id, columns').eq('project_id', projectId))
  const columns = new Map(rows.map((row) => [row.id as string, Columns.parse(row.columns)]))
  const known = await must(client.from('dashboards').select('title').eq('project_id', projectId))
  for (const dashboard of [shopDashboard, energyDashboard, natureDashboard]) {
    if (known.some((row) => row.title === dashboard.title)) continue
    await createDashboard(client, projectId, dashboard, (name) => {
      const id = datasets.get(name)!
      return { id, columns: columns.get(id)! }
    })
  }
}

type FindDataset = (name: string) => { id: string; columns: Columns }

async function createDashboard(client: SupabaseClient, projectId: string, sample: SampleDashboard, find: FindDataset): Promise<void> {
  const { title, description } = sample
  const config = DashboardConfig.parse(sample.config)
  const dashboard = await must(client.from('dashboards').insert({ project_id: projectId, title, description, config }).select().single())
  const charts = sample.tabs
    .flatMap((tab) => tab.widgets)
    .flatMap((widget) => ('chart' in widget ? [chartRow(projectId, widget, find)] : []))
  await must(client.from('charts').insert(charts).select('id'))
  const ids = charts.map((chart) => chart.id)
  const canvas = Canvas.parse({
    tabs: sample.tabs.map((tab) => ({
      id: crypto.randomUUID(),
      title: tab.title,
      widgets: tab.widgets.map((widget) => widgetOf(widget, 'chart' in widget ? ids.shift()! : null)),
    })),
  })
  await must(client.rpc('save_dashboard_canvas', { dashboard_id: dashboard.id, revision: dashboard.revision, canvas }))
}

function chartRow(projectId: string, widget: SampleChart, find: FindDataset) {
  const dataset = find(widget.dataset)
  return {
    id: crypto.randomUUID(),
    project_id: projectId,
    title: widget.title,
    description: widget.description ?? null,
    chart_type: widget.chart,
    dataset_id: dataset.id,
    ...buildChart(widget.chart, widget.encodings, dataset.columns),
  }
}

function widgetOf(widget: SampleWidget, chartId: string | null): Widget {
  const [position_x, position_y, width, height] = widget.at
  const place = { id: crypto.randomUUID(), name: '', position_x, position_y, width, height }
  if (!('chart' in widget)) return { ...place, type: 'text', chart_id: null, config: { markdown: widget.markdown } }
  const type = widget.chart === 'metric' || widget.chart === 'table' ? widget.chart : 'chart'
  return { ...place, type, chart_id: chartId, config: {} }
}
