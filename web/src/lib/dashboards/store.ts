/** Dashboards in the database. */
import { z } from 'zod'
import { Canvas, DashboardConfig, Widget } from '#shared/dashboard.ts'
import { answer } from '#lib/errors/failure.ts'
import { json, supabase } from '#lib/supabase.ts'
import { isConflict } from '#lib/charts/save.ts'
import { readChartsById, readDatasetsById, type ChartRow, type Dataset } from '#lib/charts/types.ts'

export const DashboardRow = z.object({
  id: z.uuid(),
  title: z.string(),
  description: z.string().nullish(),
  config: z.preprocess((value) => value ?? {}, DashboardConfig).catch(DashboardConfig.parse({})),
  revision: z.number(),
  updated_at: z.string(),
})
export type DashboardRow = z.infer<typeof DashboardRow>
const fields = 'id, title, description, config, revision, updated_at'

export interface DashboardCard extends DashboardRow {
  widgets: number
  tabs: number
}

export async function readDashboards(projectId: string): Promise<DashboardCard[]> {
  const rows = await answer(
    supabase
      .from('dashboards')
      .select(`${fields}, dashboard_tabs(id), widgets(id)`)
      .eq('project_id', projectId)
      .is('archived_at', null)
      .order('updated_at', { ascending: false }),
  )
  const count = (value: unknown) => (Array.isArray(value) ? value.length : 0)
  return (rows as unknown as Record<string, unknown>[]).map((row) => ({
    ...DashboardRow.parse(row),
    tabs: count(row['dashboard_tabs']),
    widgets: count(row['widgets']),
  }))
}

export interface OpenDashboard {
  dashboard: DashboardRow
  canvas: Canvas
  charts: ChartRow[]
  datasets: Dataset[]
}

/** @param within keeps to one project: an address names both. */
export async function readDashboard(id: string, within?: { project_id: string }): Promise<OpenDashboard> {
  const [dashboard, tabs, widgets] = await Promise.all([
    answer(
      supabase
        .from('dashboards')
        .select(fields)
        .match({ id, ...within })
        .single(),
    ),
    answer(supabase.from('dashboard_tabs').select('id, title, position').eq('dashboard_id', id).order('position')),
    answer(
      supabase
        .from('widgets')
        .select('id, dashboard_tab_id, type, name, chart_id, config, position_x, position_y, width, height')
        .eq('dashboard_id', id),
    ),
  ])
  const placed = z.array(Widget.extend({ dashboard_tab_id: z.uuid() })).parse(widgets)
  const canvas: Canvas = {
    tabs: z
      .array(z.object({ id: z.uuid(), title: z.string() }))
      .parse(tabs)
      .map((tab) => ({
        ...tab,
        widgets: placed.filter((w) => w.dashboard_tab_id === tab.id).map(({ dashboard_tab_id: _, ...widget }) => widget),
      })),
  }
  const charts = await readChartsById(placed.flatMap((widget) => widget.chart_id ?? []))
  const datasets = await readDatasetsById(charts.flatMap((chart) => chart.dataset_id ?? []))
  return { dashboard: DashboardRow.parse(dashboard), canvas, charts, datasets }
}

export async function createDashboard(projectId: string, title: string): Promise<DashboardRow> {
  return DashboardRow.parse(await answer(supabase.from('dashboards').insert({ project_id: projectId, title }).select(fields).single()))
}

export async function deleteDashboard(id: string): Promise<void> {
  await answer(supabase.from('dashboards').delete().eq('id', id).select('id'))
}

export type Saved = { revision: number } | { conflict: OpenDashboard }

export interface Changes {
  /** Title, description and config, where they changed. */
  about?: { title: string; description: string | null; config: DashboardConfig } | undefined
  canvas?: Canvas | undefined
}

/** One write, which names the revision it started from; whoever is too late is told what stands there now. */
export async function saveDashboard(id: string, revision: number, { about, canvas }: Changes): Promise<Saved> {
  try {
    const row = canvas
      ? await answer(
          supabase.rpc('save_dashboard_canvas', {
            dashboard_id: id,
            revision,
            canvas: json(Canvas.parse(canvas)),
            ...(about ? { about: json(about) } : {}),
          }),
        )
      : await answer(
          supabase
            .from('dashboards')
            .update({ ...about, revision })
            .eq('id', id)
            .select('revision')
            .single(),
        )
    return { revision: Number((row as { revision: number }).revision) }
  } catch (error) {
    if (!isConflict(error)) throw error
    return { conflict: await readDashboard(id) }
  }
}

/** Adds a chart to a tab of a dashboard that is not open here; tries again when somebody saved in between. */
export async function placeChart(
  dashboardId: string,
  tab: { id: string } | { title: string } | null,
  add: (canvas: Canvas, tabId: string) => Canvas,
): Promise<string> {
  for (let tries = 0; ; tries++) {
    const { dashboard, canvas } = await readDashboard(dashboardId)
    const known = tab && 'id' in tab ? canvas.tabs.find((one) => one.id === tab.id) : undefined
    const id = known?.id ?? (tab && 'title' in tab ? crypto.randomUUID() : (canvas.tabs[0]?.id ?? crypto.randomUUID()))
    const grown = canvas.tabs.some((one) => one.id === id)
      ? canvas
      : { tabs: [...canvas.tabs, { id, title: tab && 'title' in tab ? tab.title : 'Overview', widgets: [] }] }
    const outcome = await saveDashboard(dashboardId, dashboard.revision, { canvas: add(grown, id) })
    if ('revision' in outcome) return id
    if (tries >= 3) throw new Error('Others are changing this dashboard at the same time')
  }
}
