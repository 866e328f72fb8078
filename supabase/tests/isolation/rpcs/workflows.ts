import { isLetterOfProject } from '../rows/workflows.ts'
import type { RpcRule } from '../types.ts'

/** Of a project, or of a workspace. */
async function letter(make: (table: string) => Promise<string>, ofProject: boolean): Promise<{ ids: string[] }> {
  for (;;) {
    const id = await make('dead_letters')
    if (isLetterOfProject(id) === ofProject) return { ids: [id] }
  }
}

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
  latest_sequence: {
    wall: 'project',
    role: 'viewer',
    args: (t) => ({ topic: `project:${t.project}` }),
    note: 'Of a topic; for who may listen to it.',
  },
  queue_status: {
    wall: 'workspace',
    role: 'admin',
    args: ({ workspace }) => ({ workspace_id: workspace }),
    superUser: true,
    note: 'Counts messages of the workspace alone. Of everybody’s: super users.',
  },
  redrive_dead_letters: {
    wall: 'project',
    role: 'manager',
    args: (_, __, make) => letter(make, true),
    note: 'Puts messages back on their queues, once. For letters of no project, admins of the workspace.',
  },
  'redrive_dead_letters of a workspace': { wall: 'workspace', role: 'admin', args: (_, __, make) => letter(make, false) },
  discard_dead_letters: { wall: 'project', role: 'manager', args: (_, __, make) => letter(make, true), note: 'As redrive_dead_letters.' },
  'discard_dead_letters of a workspace': { wall: 'workspace', role: 'admin', args: (_, __, make) => letter(make, false) },
}
