/**
 * Who may do what with every table of the API, as the data model says it. The isolation tests expect exactly this; docs/data-model.md shows it.
 * What is not written here is allowed to nobody.
 */

export const ladders = {
  /** A project's roles; team roles count as the ones beside them: viewer, contributor (editor), manager (admin). */
  project: ['viewer', 'contributor', 'manager', 'owner'],
  workspace: ['project_creator', 'admin', 'owner'],
  team: ['viewer', 'editor', 'admin'],
} as const

/** Where a row belongs: the column in brackets, or its own id for projects, workspaces, teams and users themselves. */
export type Wall =
  | 'project' // project_id
  | 'workspace' // workspace_id
  | 'team' // team_id
  | 'person' // user_id: rows of somebody's own, in no project
  | 'project or workspace' // one of the two is null; where a workspace holds the row, `workspace` says the role for it
  | 'everybody' // read by whoever is signed in and active

export type Operation = 'select' | 'insert' | 'update' | 'delete'

export interface Rule {
  wall: Wall
  /** The lowest role of the wall's ladder that may; `self` on the wall `person`, `active` on `everybody`. */
  select?: string
  insert?: string
  update?: string
  delete?: string
  /** Operations limited to rows in which `column` is the one who asks; the role is needed as well. From `others` on, they may with everybody's. */
  own?: { column: string; operations: Operation[]; others?: string }
  /** Roles by operation where a workspace holds the row. */
  workspace?: Partial<Record<Operation, string>>
  /** Columns that may be given when a row is made, and changed later. */
  insertable?: readonly string[]
  updatable?: readonly string[]
  /** Columns the API never shows. */
  hidden?: readonly string[]
  /** What the cells do not say. */
  note?: string
}

/** Contributors make, edit and delete; viewers read. */
const content = (columns: readonly string[], rest: Partial<Rule> = {}): Rule => ({
  wall: 'project',
  select: 'viewer',
  insert: 'contributor',
  update: 'contributor',
  delete: 'contributor',
  insertable: ['id', 'project_id', ...columns],
  updatable: columns,
  ...rest,
})
/** Written by functions and triggers alone. */
const kept = (select: string, rest: Partial<Rule> = {}): Rule => ({ wall: 'project', select, ...rest })

const documentColumns = ['title', 'content', 'status']
const leadColumns = [
  'email',
  'first_name',
  'last_name',
  'company',
  'phone',
  'status',
  'source',
  'tags',
  'custom_fields',
  'unsubscribed_at',
  'owner_id',
]

export const rules: Record<string, Rule> = {
  // 1. Identity and tenancy
  users: { wall: 'person', select: 'self', update: 'self', updatable: ['profile'], note: 'A super user reads all.' },
  user_profiles: {
    wall: 'person',
    select: 'self',
    update: 'self',
    updatable: [
      'display_name',
      'full_name',
      'avatar_url',
      'timezone',
      'preferences',
      'settings',
      'workspace_settings',
      'onboarding_completed',
    ],
    note: 'Read also by the people one shares a project, team or workspace with.',
  },
  workspaces: {
    wall: 'workspace',
    select: 'project_creator',
    update: 'admin',
    updatable: ['name', 'description', 'company_name', 'logo_url', 'color_palette'],
    note: 'Read also by members of its projects. Made, given domains and deleted by functions.',
  },
  workspace_users: {
    wall: 'workspace',
    select: 'project_creator',
    insert: 'admin',
    update: 'admin',
    delete: 'admin',
    insertable: ['id', 'workspace_id', 'user_id', 'role'],
    updatable: ['role'],
    note: 'Only an owner makes or unmakes an owner; nobody changes their own role; everybody may leave but the last owner.',
  },
  workspace_invitations: {
    wall: 'project or workspace',
    select: 'manager',
    delete: 'manager',
    workspace: { select: 'admin', delete: 'admin' },
    hidden: ['token_hash'],
    note: 'Made by invite_member.',
  },
  teams: {
    wall: 'workspace',
    select: 'project_creator',
    insert: 'admin',
    update: 'admin',
    insertable: ['id', 'workspace_id', 'name', 'description', 'avatar_url'],
    updatable: ['name', 'description', 'avatar_url', 'settings'],
    note: 'Team admins edit their team.',
  },
  user_team_memberships: {
    wall: 'team',
    select: 'viewer',
    insert: 'admin',
    update: 'admin',
    delete: 'admin',
    insertable: ['id', 'team_id', 'user_id', 'role'],
    updatable: ['role'],
    note: 'Workspace admins are admins of its teams; everybody may leave.',
  },
  projects: {
    wall: 'project',
    select: 'viewer',
    update: 'manager',
    delete: 'owner',
    updatable: ['name', 'description', 'logo_url', 'color_palette', 'settings', 'is_active'],
    note: 'Made by create_project. Only shared projects are deleted.',
  },
  project_users: {
    wall: 'project',
    select: 'viewer',
    insert: 'manager',
    update: 'manager',
    delete: 'manager',
    insertable: ['id', 'project_id', 'user_id', 'role'],
    updatable: ['role'],
    note: 'Only an owner makes or unmakes an owner; nobody changes their own role; everybody may leave but the last owner.',
  },

  // 2. Connections, connectors, datasets, cache
  connector_schemas: { wall: 'everybody', select: 'active' },
  api_connections: {
    wall: 'project or workspace',
    select: 'contributor',
    insert: 'manager',
    update: 'manager',
    delete: 'manager',
    workspace: { select: 'project_creator', insert: 'admin', update: 'admin', delete: 'admin' },
    insertable: [
      'id',
      'workspace_id',
      'project_id',
      'name',
      'description',
      'api_type',
      'endpoint_url',
      'auth_type',
      'custom_headers',
      'http_method',
      'request_body_template',
      'response_path',
      'response_schema',
      'pagination',
      'is_active',
    ],
    updatable: [
      'name',
      'description',
      'api_type',
      'endpoint_url',
      'auth_type',
      'custom_headers',
      'http_method',
      'request_body_template',
      'response_path',
      'response_schema',
      'pagination',
      'is_active',
    ],
    hidden: ['secret_id'],
    note: 'The secret is set by set_api_connection_secret. Pointing it elsewhere removes the secret.',
  },
  oauth2_connections: {
    wall: 'project or workspace',
    select: 'contributor',
    insert: 'manager',
    update: 'manager',
    delete: 'manager',
    workspace: { select: 'project_creator', insert: 'admin', update: 'admin', delete: 'admin' },
    insertable: [
      'id',
      'workspace_id',
      'project_id',
      'provider',
      'provider_config',
      'client_id',
      'redirect_uri',
      'scopes',
      'additional_params',
      'is_active',
    ],
    updatable: ['provider_config', 'client_id', 'redirect_uri', 'scopes', 'additional_params', 'is_active'],
    hidden: ['client_secret_id'],
  },
  oauth2_tokens: {
    wall: 'project or workspace',
    select: 'manager',
    delete: 'manager',
    workspace: { select: 'admin', delete: 'admin' },
    hidden: ['access_token_id', 'refresh_token_id'],
    note: 'Written by the service role.',
  },
  social_connections: {
    wall: 'project',
    select: 'viewer',
    update: 'contributor',
    delete: 'contributor',
    own: { column: 'user_id', operations: ['update', 'delete'], others: 'manager' },
    updatable: ['is_active'],
    hidden: ['access_token_id', 'refresh_token_id'],
    note: 'Written by the service role after the OAuth redirect.',
  },
  user_secrets: {
    wall: 'person',
    select: 'self',
    delete: 'self',
    hidden: ['secret_id'],
    note: 'Written by set_user_secret. One of a project needs a role there as well.',
  },
  connectors: {
    wall: 'project',
    select: 'viewer',
    insert: 'manager',
    update: 'manager',
    delete: 'manager',
    insertable: [
      'id',
      'project_id',
      'name',
      'type',
      'description',
      'config',
      'api_connection_id',
      'oauth2_connection_id',
      'is_enabled',
      'sync_frequency',
    ],
    updatable: ['name', 'description', 'config', 'api_connection_id', 'oauth2_connection_id', 'is_enabled', 'sync_frequency'],
    hidden: ['secret_id', 'encryption_key_id'],
  },
  datasets: {
    wall: 'project',
    select: 'viewer',
    update: 'contributor',
    delete: 'contributor',
    updatable: ['name', 'description', 'ttl_seconds'],
    note: 'Made by load_upload and by connectors, with their tables. System datasets stay.',
  },
  sync_runs: kept('viewer'),
  sync_rejections: kept('viewer'),
  data_cache: { wall: 'project', note: 'Read through query_dataset.' },
  ingest_tokens: kept('manager', { hidden: ['token_hash'], note: 'Made and revoked by functions.' }),

  // 3. Dashboards, charts, library, sharing
  dashboard_templates: content(['name', 'description', 'layout_config', 'preview_image_url', 'category'], {
    note: 'System templates are read by everybody and changed by nobody.',
  }),
  dashboard_template_slots: content(['slot_key', 'position_config', 'slot_type', 'constraints'], {
    insertable: ['id', 'project_id', 'template_id', 'slot_key', 'position_config', 'slot_type', 'constraints'],
    note: 'As their template.',
  }),
  dashboards: content(['title', 'description', 'theme', 'config', 'layout', 'tags'], {
    updatable: ['title', 'description', 'theme', 'config', 'layout', 'tags', 'archived_at', 'is_template', 'template_category', 'revision'],
    note: 'An update that names a stale revision is refused. is_public is set by sharing links.',
  }),
  dashboard_tabs: kept('viewer', { note: 'Written by save_dashboard_canvas.' }),
  charts: content(['title', 'description', 'chart_type', 'spec', 'dataset_id', 'data_query', 'tags'], {
    updatable: ['title', 'description', 'chart_type', 'spec', 'dataset_id', 'data_query', 'tags', 'revision'],
    note: 'As dashboards; one that is placed is not deleted.',
  }),
  chart_placements: content(['dashboard_tab_id', 'chart_id', 'template_slot_id', 'customizations'], {
    updatable: ['customizations', 'chart_id', 'template_slot_id'],
  }),
  widgets: kept('viewer', { note: 'Written by save_dashboard_canvas.' }),
  dashboard_versions: kept('viewer', { note: 'Written by save_, propose_, approve_, reject_ and restore_dashboard_version.' }),
  chart_versions: kept('viewer', { note: 'Written by a trigger with every edit of a chart.' }),
  sharing_links: kept('contributor', {
    hidden: ['token_hash', 'password_hash'],
    note: 'Made and revoked by functions.',
  }),
  workspace_folders: {
    wall: 'project',
    select: 'viewer',
    insert: 'viewer',
    update: 'viewer',
    delete: 'viewer',
    own: { column: 'user_id', operations: ['select', 'insert', 'update', 'delete'] },
    insertable: ['id', 'project_id', 'name', 'parent_folder_id'],
    updatable: ['name', 'parent_folder_id'],
    note: 'Everybody keeps folders of their own.',
  },
  workspace_items: {
    wall: 'project',
    select: 'viewer',
    insert: 'viewer',
    update: 'viewer',
    delete: 'viewer',
    own: { column: 'user_id', operations: ['select', 'insert', 'update', 'delete'] },
    insertable: [
      'id',
      'project_id',
      'folder_id',
      'item_type',
      'title',
      'content',
      'reference_id',
      'tags',
      'is_favorite',
      'created_from_message_id',
    ],
    updatable: ['folder_id', 'title', 'content', 'tags', 'is_favorite'],
  },

  // 4. Workflows and events
  events: kept('viewer', { note: 'Append-only.' }),
  workflows: content(['name', 'description', 'trigger_config', 'steps', 'config', 'status', 'tags'], {
    updatable: ['name', 'description', 'trigger_config', 'steps', 'config', 'status', 'is_template', 'template_category', 'tags'],
    note: 'System templates belong to no project and are read by everybody.',
  }),
  workflow_versions: kept('viewer', { note: 'Written by a trigger with every edit of a workflow.' }),
  workflow_executions: kept('viewer', {
    note: 'Written by the service role; a status follows another as private.status_transitions says.',
  }),
  workflow_step_runs: kept('viewer', { note: 'As executions.' }),
  workflow_webhooks: kept('manager', { hidden: ['token_hash', 'signing_secret_id'], note: 'Made and revoked by functions.' }),
  webhook_deliveries: { wall: 'everybody', note: 'The service role alone.' },
  dead_letters: {
    wall: 'project or workspace',
    select: 'viewer',
    workspace: { select: 'admin' },
    note: 'Settled by redrive_dead_letters and discard_dead_letters. A super user reads all.',
  },
  notifications: {
    wall: 'project',
    select: 'viewer',
    update: 'viewer',
    delete: 'viewer',
    own: { column: 'user_id', operations: ['select', 'update', 'delete'] },
    updatable: ['read_at'],
    note: 'Written by the service role.',
  },
  alerts: content(['name', 'dataset_id', 'chart_id', 'data_query', 'condition', 'channels', 'status', 'muted_until']),

  // 5. AI
  llm_models: { wall: 'everybody', select: 'active' },
  agents: content(['name', 'description', 'instructions', 'capabilities', 'model_id', 'settings'], {
    note: 'Built-in agents belong to no project, are read by everybody and changed by nobody.',
  }),
  custom_commands: content(['name', 'description', 'command_pattern', 'handler_config']),
  chat_sessions: {
    wall: 'project',
    select: 'viewer',
    insert: 'contributor',
    update: 'contributor',
    delete: 'contributor',
    own: { column: 'created_by', operations: ['select', 'insert', 'update', 'delete'] },
    insertable: ['id', 'project_id', 'title', 'description', 'context_type', 'context_id', 'context', 'model_config', 'settings'],
    updatable: ['title', 'description', 'context_type', 'context_id', 'context', 'model_config', 'settings', 'is_active', 'is_archived'],
    note: 'A chat is seen by its participants and its maker, who is the first of them. Any participant may edit it, only its maker deletes it.',
  },
  chat_participants: {
    wall: 'project',
    select: 'viewer',
    insert: 'contributor',
    update: 'viewer',
    delete: 'viewer',
    own: { column: 'user_id', operations: ['update', 'delete'] },
    insertable: ['id', 'project_id', 'chat_session_id', 'user_id'],
    updatable: ['last_read_at'],
    note: 'Read by participants, who add other members of the project; everybody may leave, and the maker of the chat may remove others.',
  },
  chat_messages: {
    wall: 'project',
    select: 'viewer',
    insert: 'contributor',
    insertable: ['id', 'project_id', 'chat_session_id', 'parent_message_id', 'agent_id', 'llm_model_id', 'content', 'output_routing'],
    note: 'Participants read and write user messages; everything else is written by the service role.',
  },
  artifacts: content(['chat_session_id', 'parent_id', 'name', 'description', 'type', 'data', 'tags', 'metadata'], {
    updatable: ['name', 'description', 'data', 'tags', 'metadata', 'status'],
  }),
  artifact_files: content(
    ['artifact_id', 'file_name', 'file_type', 'mime_type', 'file_size', 'file_path', 'storage_path', 'is_main_file', 'metadata'],
    {
      updatable: ['file_name', 'is_main_file', 'metadata'],
    },
  ),
  project_requirements: content(documentColumns),
  technical_architecture: content([...documentColumns, 'apis_used', 'data_schemas', 'security_requirements']),
  ui_design: content([...documentColumns, 'color_palette', 'ui_framework', 'components']),
  project_context: content(['context_type', 'title', 'content', 'metadata']),

  // 6. Marketing
  campaigns: content(['name', 'type', 'status', 'description', 'config', 'starts_at', 'ends_at']),
  leads: content(leadColumns, {
    updatable: ['project_id', ...leadColumns],
    note: 'An upsert on project_id and email sets project_id too, to what it is; another one is refused.',
  }),
  lead_scoring_rules: content(['name', 'condition', 'points', 'is_active', 'max_times']),
  lead_score_changes: kept('viewer', {
    insert: 'contributor',
    insertable: ['id', 'project_id', 'lead_id', 'points', 'reason'],
    note: 'Append-only; the score of a lead is their sum.',
  }),
  segments: content(['name', 'definition']),
  content: content(['title', 'content_type', 'content', 'metadata', 'status', 'scheduled_at', 'campaign_id', 'social_connection_id']),
  email_campaigns: content(['subject', 'content', 'recipient_list', 'variants', 'send_at', 'status', 'campaign_id', 'template_id'], {
    note: 'Only the service role makes one sending, sent or failed.',
  }),
  email_messages: kept('viewer', { note: 'The ledger: one row per campaign and lead.' }),
  email_events: kept('viewer'),
  email_suppressions: {
    wall: 'project',
    select: 'viewer',
    insert: 'contributor',
    delete: 'manager',
    insertable: ['id', 'project_id', 'address', 'reason'],
  },
  analytics_events: kept('viewer', {
    insert: 'contributor',
    insertable: ['project_id', 'lead_id', 'event_type', 'event_name', 'properties', 'occurred_at', 'session_id'],
    note: 'Append-only.',
  }),

  // 7. Billing, usage, audit
  workspace_subscriptions: { wall: 'workspace', select: 'admin', note: 'Written by the service role.' },
  token_purchases: { wall: 'workspace', select: 'admin', note: 'Written by the service role.' },
  token_usage: {
    wall: 'project',
    select: 'manager',
    note: 'Append-only, written by settle_tokens. Workspace admins read all of it, also what deleted projects used.',
  },
  workspace_stats: { wall: 'workspace', select: 'admin' },
  project_stats: kept('viewer'),
  audit_logs: {
    wall: 'project or workspace',
    select: 'manager',
    workspace: { select: 'admin' },
    note: 'Append-only, for the service role too. Workspace admins read all of it, also what deleted projects left.',
  },
  usage_analytics: {
    wall: 'project',
    select: 'manager',
    insert: 'viewer',
    own: { column: 'user_id', operations: ['insert'] },
    insertable: ['project_id', 'event_type', 'event_data', 'session_id', 'referrer'],
    note: 'Append-only.',
  },
}
