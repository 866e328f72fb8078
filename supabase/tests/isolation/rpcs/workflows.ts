import type { RpcRule } from '../types.ts'

/** The functions of docs/data-model/4-workflows.md. */
export const workflowsRpcs: Record<string, RpcRule> = {
  create_workflow_webhook: {
    wall: 'project',
    role: 'manager',
    args: async (_, __, make) => ({ workflow_id: await make('workflows') }),
    note: 'Gives the id, token and signing secret, which are shown this once. At most ten to a workflow.',
  },
  revoke_workflow_webhook: { wall: 'project', role: 'manager', args: async (_, __, make) => ({ id: await make('workflow_webhooks') }) },
  mark_notifications_read: { wall: 'everybody', args: () => ({}), denied: 'empty', note: 'Marks one’s own; gives how many were unread.' },
}
