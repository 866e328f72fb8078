/** What events are about, in words. `supabase/migrations/*_list_emitting_tables.sql` says which subjects and verbs there are. */

/** Another subject, whose id is in the event's `data`. */
export interface Reference {
  type: string
  id: string
}

export interface Subject {
  one: string
  many: string
  /** Before its name, where that is another word. */
  named?: string
  /** The key of `data` that holds its name; otherwise it may be looked up. */
  name?: string
  /** What it belongs to, after the word that joins them; `is` where it goes by the other's name. */
  of?: { joint: 'of' | 'into' | 'to' | 'is'; subject: (data: Record<string, unknown>) => Reference }
  /**
   * Verb → sentence, before those that everything has. `{who}` did it, `{it}` is the subject or how many, `{changes}` is `the name and tags of `,
   * `{to}` the state it came to, `{was|were}` goes by number, other words in braces are keys of `data`; what stands in brackets is left out
   * without them. A verb may be told apart by the status of the row: `created:proposed`.
   */
  verbs: Record<string, string>
}

export const commonVerbs: Record<string, string> = {
  created: '{who} created {it}',
  updated: '{who} changed {changes}{it}{to}',
  deleted: '{who} deleted {it}',
  due: '{it} is due',
}

const refer = (joint: 'of' | 'into' | 'is', type: string, key: string): Subject['of'] => ({
  joint,
  subject: (data) => ({ type, id: String(data[key]) }),
})

export const subjects: Record<string, Subject> = {
  dashboard: { one: 'dashboard', many: 'dashboards', name: 'title', verbs: {} },
  dashboard_version: {
    one: 'version',
    many: 'versions',
    name: 'version_number',
    of: refer('of', 'dashboard', 'dashboard_id'),
    verbs: {
      created: '{who} saved {it}',
      'created:proposed': '{who} proposed {it}',
      published: '{who} published {it}',
      rejected: '{who} rejected {it}',
    },
  },
  sharing_link: {
    one: 'link',
    many: 'links',
    of: { joint: 'to', subject: (data) => ({ type: String(data.resource_type), id: String(data.resource_id) }) },
    verbs: { revoked: '{who} revoked {it}' },
  },
  chart: { one: 'chart', many: 'charts', name: 'title', verbs: {} },
  dataset: { one: 'dataset', many: 'datasets', name: 'name', verbs: { changed: '{it} {has|have} new data[: {rows}]' } },
  run: {
    one: 'load',
    many: 'loads',
    named: 'upload',
    of: refer('into', 'dataset', 'dataset_id'),
    verbs: { succeeded: '{it} succeeded', failed: '{it} failed', cancelled: '{who} cancelled {it}' },
  },
  connector: { one: 'connector', many: 'connectors', name: 'name', verbs: { synced: '{it} synced', failed: '{it} failed' } },
  workflow: { one: 'workflow', many: 'workflows', name: 'name', verbs: {} },
  execution: {
    one: 'run',
    many: 'runs',
    of: refer('of', 'workflow', 'workflow_id'),
    verbs: { completed: '{it} completed', failed: '{it} failed', cancelled: '{who} cancelled {it}', waiting: '{it} {is|are} waiting' },
  },
  alert: {
    one: 'alert',
    many: 'alerts',
    name: 'name',
    verbs: { triggered: '{it} fired', resolved: '{it} {is|are} fine again', failed: '{it} could not be checked' },
  },
  dead_letter: {
    one: 'message',
    many: 'messages',
    verbs: { added: '{it}[ of the queue {queue}] failed for good', redriven: '{who} sent {it}[ of the queue {queue}] again' },
  },
  artifact: { one: 'artifact', many: 'artifacts', name: 'name', verbs: { ready: '{it} {is|are} ready', failed: '{it} could not be made' } },
  agent: { one: 'agent', many: 'agents', name: 'name', verbs: {} },
  command: { one: 'command', many: 'commands', name: 'name', verbs: {} },
  requirement: { one: 'requirement', many: 'requirements', name: 'title', verbs: {} },
  architecture: { one: 'architecture document', many: 'architecture documents', name: 'title', verbs: {} },
  design: { one: 'design document', many: 'design documents', name: 'title', verbs: {} },
  context: { one: 'context document', many: 'context documents', name: 'title', verbs: {} },
  campaign: { one: 'campaign', many: 'campaigns', name: 'name', verbs: {} },
  lead: {
    one: 'lead',
    many: 'leads',
    verbs: {
      converted: '{it} converted',
      unsubscribed: '{it} unsubscribed',
      scored: '{it} {has|have} a new score[ of {score}]',
    },
  },
  segment: { one: 'segment', many: 'segments', name: 'name', verbs: {} },
  content: {
    one: 'post',
    many: 'posts',
    name: 'title',
    verbs: { published: '{it} {was|were} published', failed: '{it} could not be published' },
  },
  email_campaign: {
    one: 'e-mail',
    many: 'e-mails',
    name: 'subject',
    verbs: { sent: '{it} {was|were} sent', failed: '{it} could not be sent' },
  },
  member: {
    one: 'member',
    many: 'members',
    of: refer('is', 'user', 'user_id'),
    verbs: { added: '{who} added {it}[ as {role}]', removed: '{who} removed {it}' },
  },
}

/** Columns whose own names would tell a reader little; those that are null follow from others and are not told. */
export const columnWords: Record<string, string | null> = {
  archived_at: 'archive state',
  apis_used: 'APIs',
  chart_type: 'type',
  command_pattern: 'pattern',
  context_type: 'type',
  campaign_id: 'campaign',
  chart_id: 'chart',
  condition: 'condition',
  config: 'settings',
  'dashboard.config': 'filters and settings',
  custom_fields: 'fields',
  data_query: 'query',
  dataset_id: 'dataset',
  api_connection_id: 'connection',
  oauth2_connection_id: 'connection',
  definition: 'conditions',
  ends_at: 'end',
  handler_config: 'handling',
  is_enabled: 'on and off state',
  is_public: 'visibility',
  model_id: 'model',
  muted_until: 'silence',
  owner_id: 'owner',
  recipient_list: 'recipients',
  revision: null,
  scheduled_at: 'schedule',
  send_at: 'schedule',
  social_connection_id: 'account',
  spec: 'look',
  starts_at: 'start',
  sync_frequency: 'schedule',
  template_id: 'template',
  trigger_config: 'trigger',
  ttl_seconds: 'time in cache',
}
