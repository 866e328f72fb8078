import { isOfProject } from '../rows/billing.ts'
import type { RpcRule } from '../types.ts'

/** Of a row of a project, or of a workspace. */
async function deletion(make: (table: string) => Promise<string>, ofProject: boolean): Promise<{ audit_log_id: string }> {
  for (;;) {
    const id = await make('audit_logs')
    if (isOfProject(id) === ofProject) return { audit_log_id: id }
  }
}

/** The functions of docs/data-model/7-billing.md. */
export const billingRpcs: Record<string, RpcRule> = {
  reserve_tokens: {
    wall: 'nobody',
    args: ({ project }, n) => ({ project_id: project, tokens: n, key: `call ${n}` }),
    note: 'Gives the reservation; 402 when the workspace is out of tokens. The same key is the same reservation.',
  },
  settle_tokens: {
    wall: 'nobody',
    args: () => ({ reservation: crypto.randomUUID(), input_tokens: 1, output_tokens: 1, cached_tokens: 0, usage_type: 'chat' }),
    note: 'Writes what was used to the ledger, once.',
  },
  release_tokens: { wall: 'nobody', args: () => ({ reservation: crypto.randomUUID() }), note: 'Gives back what was not used.' },
  token_balance: {
    wall: 'workspace',
    role: 'project_creator',
    args: ({ workspace }) => ({ workspace_id: workspace }),
    note: 'What is left in this period.',
  },
  restore_record: {
    wall: 'project',
    role: 'manager',
    args: (_, __, make) => deletion(make, true),
    note: 'Brings a deleted row back, with what was deleted along with it. For what is in no project, admins of the workspace.',
  },
  'restore_record of a workspace': { wall: 'workspace', role: 'admin', args: (_, __, make) => deletion(make, false) },
}
