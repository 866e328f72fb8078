/** A dashboard's free canvas: tabs of widgets on a grid of 12 columns; a row of the grid is 40 px high. */
import { z } from 'zod'
import { Filter } from './query.ts'

export const GRID_COLUMNS = 12
export const GRID_ROW_PX = 40
export const MAX_CHARTS_PER_TAB = 10

export const WidgetType = z.enum(['chart', 'table', 'metric', 'text', 'image'])
export type WidgetType = z.infer<typeof WidgetType>

/** `config` of a text widget is `{markdown}`; of the others `{title?}`. What is charted comes from the widget's chart. */
export const Widget = z.object({
  id: z.uuid(),
  type: WidgetType,
  name: z.string().max(200),
  chart_id: z.uuid().nullable(),
  config: z.record(z.string(), z.unknown()).default({}),
  position_x: z
    .int()
    .min(0)
    .max(GRID_COLUMNS - 1),
  position_y: z.int().min(0).max(10_000),
  width: z.int().min(1).max(GRID_COLUMNS),
  height: z.int().min(1).max(200),
})
export type Widget = z.infer<typeof Widget>

export const Tab = z.object({ id: z.uuid(), title: z.string().trim().min(1).max(100), widgets: z.array(Widget).max(60) })
export type Tab = z.infer<typeof Tab>

/** What `save_dashboard_canvas` writes: tabs in order. Ids are made by the caller, so that saving again changes rows instead of making new ones. */
export const Canvas = z.object({ tabs: z.array(Tab).min(1).max(20) })
export type Canvas = z.infer<typeof Canvas>

/** Presets of the dashboard's time range, or two ISO dates. */
export const TimeRange = z.union([
  z.enum(['all', 'today', '7d', '30d', '90d', '12m', 'mtd', 'qtd', 'ytd']),
  z.object({ from: z.iso.date(), to: z.iso.date() }),
])
export type TimeRange = z.infer<typeof TimeRange>

/** `dashboards.config`. */
export const DashboardConfig = z.object({
  time_zone: z.string().max(64).default('UTC'),
  time_range: TimeRange.default('all'),
  filters: z.array(Filter).max(50).default([]),
})
export type DashboardConfig = z.infer<typeof DashboardConfig>
