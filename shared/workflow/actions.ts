/** What a step does, by type: the fields each has beside those of every step. Ids in texts come from earlier steps or the trigger. */
import { z } from 'zod'
import { DatasetQuery } from '../query.ts'
import { Expression, Reference, text } from './expression.ts'

const json = z.record(z.string(), z.json())

/** Whom a step tells or asks: everybody with at least a role, or people. */
export const Audience = z.union([
  z.strictObject({ role: z.enum(['viewer', 'contributor', 'manager', 'owner']) }),
  z.strictObject({ user_ids: z.array(z.uuid()).min(1).max(100) }),
])
export type Audience = z.infer<typeof Audience>

export const actions = {
  /** Gives `{columns, rows}`. */
  query: { dataset_id: Reference, query: DatasetQuery },
  /** Calls below the address of an API connection, with its credentials. Gives `{status, body}`. */
  http: {
    api_connection_id: Reference,
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
    path: text(2000),
    query: z.record(z.string(), text(2000)).optional(),
    body: json.optional(),
  },
  transform: { expression: Expression },
  /** Waits some seconds, or until the time an expression gives. */
  delay: { seconds: z.int().min(1).max(2_592_000).optional(), until: Expression.optional() },
  /** Goes on when somebody agrees; fails with `rejected`, or with `timeout`. */
  wait_for_approval: { approvers: Audience, title: text(200), message: text(5000).optional() },
  /** Gives `{text}`, or `{value}` when `schema`, a JSON Schema, says what it must look like. */
  prompt: {
    prompt: text(20_000),
    agent_id: Reference.optional(),
    model_id: Reference.optional(),
    schema: json.optional(),
    max_tokens: z.int().min(1).max(100_000).optional(),
  },
  sync_connector: { connector_id: Reference, wait: z.boolean().optional() },
  refresh_cache: { dataset_id: Reference },
  /** Gives `{id}`. `spec` is Vega-Lite without data. */
  create_chart: { title: text(200), chart_type: text(40), dataset_id: Reference, data_query: DatasetQuery, spec: json },
  /** Proposes a version; somebody approves it. `snapshot` gives what `dashboard_versions.snapshot` holds. */
  update_dashboard: { dashboard_id: Reference, snapshot: Expression, change_summary: text(500) },
  send_email: { to: z.array(text(320)).min(1).max(50), subject: text(200), body: text(100_000) },
  notify: { to: Audience, title: text(200), body: text(2000).optional(), link: text(500).optional() },
  /** Gives `{id}`. */
  create_content: {
    content_type: z.enum(['blog_post', 'social_post', 'email', 'ad_copy']),
    title: text(200),
    content: text(100_000),
    campaign_id: Reference.optional(),
  },
  publish_content: { content_id: text(200) },
  update_lead: {
    lead_id: text(200),
    changes: z.strictObject({
      status: text(100).optional(),
      tags: z.array(text(100)).max(50).optional(),
      owner_id: text(100).optional(),
      custom_fields: json.optional(),
    }),
  },
  start_workflow: { workflow_id: Reference, data: Expression.optional(), wait: z.boolean().optional() },
  /** Appends what `rows`, an array of objects, gives. Gives `{inserted}`. */
  write_records: { dataset_id: Reference, rows: Expression },
} as const
