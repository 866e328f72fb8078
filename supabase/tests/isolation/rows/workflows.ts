import type { RowFactory } from '../types.ts'

/** As Postgres writes it. */
const moment = (n: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, n)).toISOString().replace('.000Z', '+00:00')
const sha256 = (n: number) => `\\x${n.toString(16).padStart(64, '0')}`

/** By turns of a project, with an id that begins with a, and of a workspace, with b. */
export const isLetterOfProject = (id: string) => id.startsWith('a')

/** The tables of docs/data-model/4-workflows.md. */
export const workflowsRows: Record<string, RowFactory> = {
  events: ({ project, user }, n) => ({
    project_id: project,
    type: 'thing.happened',
    subject_type: 'thing',
    subject_id: crypto.randomUUID(),
    actor_id: user,
    data: { n },
    causation_id: crypto.randomUUID(),
  }),
  workflows: ({ project }, n) => ({
    project_id: project,
    name: `Workflow ${n}`,
    description: `The ${n}th`,
    trigger_config: { type: 'event', event: `thing.happened`, filter: { column: 'n', operator: '=', value: n } },
    steps: [{ id: `wait_${n}`, type: 'delay', seconds: n }],
    config: { timeout: n },
    status: 'active',
    is_template: false,
    template_category: `category ${n}`,
    tags: [`tag ${n}`],
    next_run_at: '2100-01-01T00:00:00Z',
  }),
  workflow_versions: ({ project, ref }, n) => ({
    project_id: project,
    workflow_id: ref('workflows'),
    version: n + 1,
    trigger_config: { type: 'manual' },
    steps: [],
    config: { timeout: n },
  }),
  workflow_executions: ({ project, ref }, n) => ({
    project_id: project,
    workflow_id: ref('workflows'),
    workflow_version: 1,
    trigger_type: 'event',
    trigger_data: { n },
    status: 'completed',
    dedupe_key: `event ${n}`,
    started_at: '2026-01-01T00:00:00Z',
    completed_at: '2026-01-01T00:00:01Z',
  }),
  workflow_step_runs: ({ project, ref }, n) => ({
    project_id: project,
    execution_id: ref('workflow_executions'),
    step_id: `step_${n}`,
    input: { n },
    idempotency_key: `key ${n}`,
  }),
  workflow_webhooks: ({ project, ref }, n) => ({
    project_id: project,
    workflow_id: ref('workflows'),
    token_hash: sha256(n),
    signing_secret_id: crypto.randomUUID(),
  }),
  webhook_deliveries: (_, n) => ({
    source: 'shop',
    external_id: `event ${n}`,
    headers: { 'content-length': `${n}` },
    body_hash: sha256(n),
  }),
  // What failed for a project or a workspace, and is not settled.
  dead_letters: ({ project, workspace, user }, n) => {
    const isProject = n % 2 === 0
    return {
      id: `${isProject ? 'a' : 'b'}${crypto.randomUUID().slice(1)}`,
      project_id: isProject ? project : null,
      workspace_id: workspace,
      queue: 'connector_sync',
      message: { n },
      error: { code: `${n}` },
      attempts: 5,
      redriven_by: user,
      discarded_by: user,
      idempotency_key: `key ${n}`,
    }
  },
  notifications: ({ project, user }, n) => ({
    project_id: project,
    user_id: user,
    kind: 'alert.triggered',
    title: `Look ${n}`,
    body: `It is ${n}`,
    link: `/dashboards/${n}`,
    read_at: moment(n),
  }),
  alerts: ({ project, ref }, n) => ({
    project_id: project,
    dataset_id: ref('datasets'),
    chart_id: ref('charts'),
    name: `Alert ${n}`,
    data_query: { limit: n },
    condition: { type: 'threshold', column: 'count', operator: '>', value: n },
    channels: [{ type: 'email', to: [`team${n}@example.com`] }],
    status: 'active',
    muted_until: moment(n),
  }),
}
