import type { RowFactory } from '../types.ts'

/** A day of its own for every n. */
const day = (n: number) => new Date(Date.UTC(2000, 0, n)).toISOString().slice(0, 10)

/** By turns of a project, with an id that begins with a, and of a workspace, with b. */
export const isOfProject = (auditLogId: string) => auditLogId.startsWith('a')

/** The tables of docs/data-model/7-billing.md. */
export const billingRows: Record<string, RowFactory> = {
  workspace_subscriptions: ({ workspace }) => ({ workspace_id: workspace }),
  token_purchases: ({ workspace }, n) => ({
    workspace_id: workspace,
    stripe_payment_intent_id: `pi_${n}`,
    token_amount: n,
    price_paid: n,
  }),
  token_usage: ({ workspace, project, user, ref }, n) => ({
    workspace_id: workspace,
    project_id: project,
    chat_session_id: ref('chat_sessions'),
    input_tokens: n,
    output_tokens: n,
    usage_type: 'chat',
    created_by: user,
  }),
  workspace_stats: ({ workspace }, n) => ({ workspace_id: workspace, stats_date: day(n), total_projects: n }),
  project_stats: ({ project }, n) => ({ project_id: project, stats_date: day(n), total_chats: n }),
  // The deletion of a campaign or a connection, which can be brought back.
  audit_logs: ({ workspace, project, user }, n) => {
    const id = crypto.randomUUID()
    const isProject = n % 2 === 0
    const row = isProject ? { project_id: project, type: 'email' } : { workspace_id: workspace, endpoint_url: 'https://api.example.com' }
    return {
      id: `${isProject ? 'a' : 'b'}${crypto.randomUUID().slice(1)}`,
      workspace_id: workspace,
      project_id: isProject ? project : null,
      user_id: user,
      action: 'delete',
      resource_type: isProject ? 'campaigns' : 'api_connections',
      resource_id: id,
      old_values: { id, name: `Number ${n}`, ...row },
      user_agent: `Browser ${n}`,
      metadata: { n },
    }
  },
  usage_analytics: ({ project, user }, n) => ({
    project_id: project,
    user_id: user,
    event_type: `page.opened_${n}`,
    event_data: { n },
    session_id: `session ${n}`,
    referrer: `https://example.com/${n}`,
  }),
}
