/** A dashboard's free canvas: tabs of widgets on a grid of 12 columns; a row of the grid is 40 px high. */
import { z } from 'zod'
import { ChartType } from './chart/encodings.ts'
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

/** `dashboard_template_slots.position_config`, in columns and rows of the grid. */
export const SlotPosition = z
  .strictObject({
    x: z
      .int()
      .min(0)
      .max(GRID_COLUMNS - 1),
    y: z.int().min(0).max(10_000),
    width: z.int().min(1).max(GRID_COLUMNS),
    height: z.int().min(1).max(200),
  })
  .refine(({ x, width }) => x + width <= GRID_COLUMNS, `A slot ends at column ${GRID_COLUMNS}`)
export type SlotPosition = z.infer<typeof SlotPosition>

/** `dashboard_template_slots.constraints`: what a slot for charts takes (without `chart_types` any), and how small it may be made. */
export const SlotConstraints = z.strictObject({
  chart_types: z.array(ChartType).min(1).optional(),
  min_width: z.int().min(1).max(GRID_COLUMNS).optional(),
  min_height: z.int().min(1).max(200).optional(),
})
export type SlotConstraints = z.infer<typeof SlotConstraints>

export const SlotType = z.enum(['chart', 'text', 'metric', 'table'])
export type SlotType = z.infer<typeof SlotType>

export const TemplateSlot = z.strictObject({
  slot_key: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/),
  position_config: SlotPosition,
  slot_type: SlotType,
  constraints: SlotConstraints.default({}),
})
export type TemplateSlot = z.infer<typeof TemplateSlot>

/** `dashboard_templates.layout_config`: the grid the slots lie on; `row_height` in pixels. */
export const LayoutConfig = z.looseObject({ columns: z.literal(GRID_COLUMNS).optional(), row_height: z.int().positive().optional() })
export type LayoutConfig = z.infer<typeof LayoutConfig>

const json = z.record(z.string(), z.unknown())

/** `dashboards.theme`; what is left out is the app's. Colours are `#rrggbb`, of series in order. */
export const DashboardTheme = z.looseObject({
  mode: z.enum(['light', 'dark', 'auto']).optional(),
  palette: z
    .array(z.string().regex(/^#[0-9a-f]{6}$/i))
    .max(24)
    .optional(),
})
export type DashboardTheme = z.infer<typeof DashboardTheme>

/** `chart_placements.customizations`: how a chart looks here, other than elsewhere. */
export const PlacementCustomizations = z.looseObject({
  title: z.string().max(200).optional(),
  description: z.string().max(10_000).optional(),
  hide_title: z.boolean().optional(),
})
export type PlacementCustomizations = z.infer<typeof PlacementCustomizations>

/** `refresh_interval` in seconds. */
export const SnapshotWidget = z.strictObject({
  ...Widget.shape,
  name: Widget.shape.name.default(''),
  chart_id: z.uuid().nullish(),
  connector_id: z.uuid().nullish(),
  data_query: json.nullish(),
  min_width: z.int().nullish(),
  min_height: z.int().nullish(),
  is_resizable: z.boolean().default(true),
  is_draggable: z.boolean().default(true),
  refresh_interval: z.int().min(10).nullish(),
})

/** A chart in a slot of its tab's template; without slot it is on the tab, but in none. */
export const SnapshotPlacement = z.strictObject({
  id: z.uuid(),
  chart_id: z.uuid(),
  template_slot_id: z.uuid().nullish(),
  customizations: json.default({}),
})

export const SnapshotTab = z.strictObject({
  id: z.uuid(),
  title: Tab.shape.title,
  description: z.string().nullish(),
  template_id: z.uuid().nullish(),
  settings: json.default({}),
  widgets: z.array(SnapshotWidget).max(60),
  placements: z.array(SnapshotPlacement).max(MAX_CHARTS_PER_TAB).default([]),
})

/** `spec` is Vega-Lite without data (see `parseSpec`), `data_query` a `DatasetQuery`. */
export const SnapshotChart = z.strictObject({
  id: z.uuid(),
  title: z.string().min(1).max(200),
  description: z.string().nullish(),
  chart_type: z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/),
  spec: json,
  dataset_id: z.uuid().nullish(),
  data_query: json.default({}),
  tags: z.array(z.string()).default([]),
})

const SnapshotAbout = z.strictObject({
  title: z.string().min(1).max(200),
  description: z.string().nullish(),
  template_id: z.uuid().nullish(),
  theme: json.default({}),
  config: json.default({}),
  layout: json.default({}),
  tags: z.array(z.string()).default([]),
})

/**
 * A whole dashboard: `dashboard_versions.snapshot`, and what `propose_dashboard_version` takes. Tabs are in order; `charts` are those placed on them. At most
 * 8 MB. `revision`, when given, is the dashboard's the proposal starts from. `chart_revisions` is added to proposals.
 */
export const DashboardSnapshot = z.strictObject({
  v: z.literal(1),
  revision: z.int().optional(),
  chart_revisions: z.record(z.uuid(), z.int()).optional(),
  dashboard: SnapshotAbout,
  tabs: z.array(SnapshotTab).min(1).max(20),
  charts: z.array(SnapshotChart),
})
export type DashboardSnapshot = z.infer<typeof DashboardSnapshot>
/** As written by a caller, before defaults. */
export type DashboardSnapshotInput = z.input<typeof DashboardSnapshot>

/**
 * What `export_dashboard` writes and `import_dashboard` takes anywhere. Ids hold within the document: importing makes new ones. Charts name their dataset;
 * templates are found by name and slots, or made.
 */
export const DashboardExport = z.strictObject({
  format: z.literal('orrery.dashboard'),
  version: z.literal(1),
  dashboard: SnapshotAbout,
  tabs: z
    .array(SnapshotTab.extend({ widgets: z.array(SnapshotWidget.omit({ connector_id: true })).max(60) }))
    .min(1)
    .max(20),
  charts: z.array(SnapshotChart.omit({ dataset_id: true }).extend({ dataset: z.string().nullish() })),
  templates: z
    .array(
      z.strictObject({
        id: z.uuid(),
        name: z.string(),
        description: z.string().nullish(),
        category: z.string().nullish(),
        layout_config: LayoutConfig.default({}),
        is_system_template: z.boolean().default(false),
        slots: z.array(TemplateSlot.extend({ id: z.uuid() })),
      }),
    )
    .default([]),
})
export type DashboardExport = z.infer<typeof DashboardExport>

/** Field → what it was and what it became; a field that is left out counts as null. */
export const FieldChanges = z.record(z.string(), z.strictObject({ from: z.unknown(), to: z.unknown() }))
export type FieldChanges = z.infer<typeof FieldChanges>

const listChanges = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ added: z.array(item), removed: z.array(item), changed: z.array(z.strictObject({ id: z.uuid(), fields: FieldChanges })) })

/** What `diff_dashboard_versions` answers. Widgets and placements carry the tab they are on; tabs their position. */
export const DashboardDiff = z.strictObject({
  dashboard: FieldChanges,
  tabs: listChanges(SnapshotTab.omit({ widgets: true, placements: true }).extend({ position: z.int() })),
  widgets: listChanges(SnapshotWidget.extend({ tab_id: z.uuid() })),
  placements: listChanges(SnapshotPlacement.extend({ tab_id: z.uuid() })),
  charts: listChanges(SnapshotChart),
})
export type DashboardDiff = z.infer<typeof DashboardDiff>

/** What restoring or approving a version answers. A chart is one row: those that changed did so on the other dashboards too. */
export const VersionOutcome = z.strictObject({
  version_id: z.uuid(),
  version_number: z.int(),
  dashboard_id: z.uuid(),
  revision: z.int(),
  changed_charts: z.array(z.uuid()),
  other_dashboards: z.array(z.strictObject({ id: z.uuid(), title: z.string() })),
})
export type VersionOutcome = z.infer<typeof VersionOutcome>

/** JSON in `details` of a PT409: what is there now and what was to be written over it, as the columns (or canvas, or differences) in question. */
export const StaleEdit = z.strictObject({
  revision: z.int(),
  updated_at: z.string(),
  updated_by: z.uuid().nullable(),
  current: json,
  yours: json,
})
export type StaleEdit = z.infer<typeof StaleEdit>
