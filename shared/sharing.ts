/** Sharing links: what somebody sees who has one, and nothing else. */
import { z } from 'zod'
import { LayoutConfig, SnapshotChart, SnapshotPlacement, SnapshotTab, SnapshotWidget, TemplateSlot } from './dashboard.ts'
import { QueryResult } from './query.ts'

/** `sharing_links.permissions`: see it, narrow it by what its charts group by, and be offered to save what is shown. */
export const SharePermissions = z.strictObject({
  view: z.literal(true).default(true),
  filter: z.boolean().default(false),
  export: z.boolean().default(false),
})
export type SharePermissions = z.infer<typeof SharePermissions>

export const ShareableType = z.enum(['dashboard', 'chart', 'template'])
export type ShareableType = z.infer<typeof ShareableType>

/** Without its query: rows come from `query_shared_charts`. */
export const SharedChart = SnapshotChart.omit({ data_query: true, tags: true })
export type SharedChart = z.infer<typeof SharedChart>

export const SharedTemplate = z.strictObject({
  name: z.string(),
  description: z.string().nullable(),
  category: z.string().nullable(),
  layout_config: LayoutConfig,
  slots: z.array(TemplateSlot),
})
export type SharedTemplate = z.infer<typeof SharedTemplate>

const json = z.record(z.string(), z.unknown())

/** `config` is a `DashboardConfig`; its range and filters hold for every answer of `query_shared_charts`. */
export const SharedDashboard = z.strictObject({
  title: z.string(),
  description: z.string().nullable(),
  theme: json,
  config: json,
  layout: json,
  tabs: z.array(
    SnapshotTab.extend({
      widgets: z.array(SnapshotWidget.omit({ connector_id: true, data_query: true })),
      placements: z.array(SnapshotPlacement),
    }),
  ),
  charts: z.array(SharedChart),
  templates: z.array(
    SharedTemplate.extend({ id: z.uuid(), is_system_template: z.boolean(), slots: z.array(TemplateSlot.extend({ id: z.uuid() })) }),
  ),
})
export type SharedDashboard = z.infer<typeof SharedDashboard>

const opened = { permissions: SharePermissions, expires_at: z.string().nullable(), dataset_ids: z.array(z.uuid()) }

/** What `open_shared_resource` answers. */
export const SharedResource = z.discriminatedUnion('resource_type', [
  z.strictObject({ ...opened, resource_type: z.literal('dashboard'), document: SharedDashboard }),
  z.strictObject({ ...opened, resource_type: z.literal('chart'), document: SharedChart }),
  z.strictObject({ ...opened, resource_type: z.literal('template'), document: SharedTemplate }),
])
export type SharedResource = z.infer<typeof SharedResource>

/** What `query_shared_charts` answers, by chart. Charts without data, and those there was no time for, are not in it. */
export const SharedAnswers = z.record(
  z.uuid(),
  z.union([
    z.strictObject({ result: QueryResult.pick({ columns: true, rows: true, version: true }) }),
    z.strictObject({ error: z.strictObject({ code: z.string(), message: z.string(), hint: z.string().nullable() }) }),
  ]),
)
export type SharedAnswers = z.infer<typeof SharedAnswers>
