import type { RowFactory, Target } from '../types.ts'

const schema = (properties: Record<string, unknown>) => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  title: 'Form',
  additionalProperties: false,
  properties,
})
const columns = [{ name: 'a', type: 'integer', nullable: true, role: 'measure' }]
const hash = (n: number) => `\\x${n.toString(16).padStart(64, '0')}`

/** Every other row belongs to the workspace, but not the first one, which others refer to. */
const seeded = new Set<string>()
function home(table: string, { project, workspace }: Target, n: number) {
  const isFirst = !seeded.has(table + project)
  seeded.add(table + project)
  return isFirst || n % 2 ? { project_id: project, workspace_id: null } : { project_id: null, workspace_id: workspace }
}

/** A person has one account of each network in a project: the first row is the tenant's user's, later ones are newcomers' or those of who asks. */
const usersOf = new Map<string, string>()
const accountsOf = new Map<string, number>()
function account(t: Target) {
  const [platforms, key] = [['linkedin', 'twitter', 'facebook', 'instagram'], t.project + t.user]
  const isFirst = !usersOf.has(t.project)
  if (isFirst) usersOf.set(t.project, t.user)
  if (!isFirst && usersOf.get(t.project) === t.user) return { user_id: t.newcomer, platform: platforms[0] }
  accountsOf.set(key, (accountsOf.get(key) ?? -1) + 1)
  return { user_id: t.user, platform: platforms[accountsOf.get(key)! % 4] }
}

export const connectionsRows: Record<string, RowFactory> = {
  connector_schemas: (_, n) => ({
    connector_type: `type_${n}`,
    display_name: `Type ${n}`,
    category: 'api',
    config_schema: schema({ path: { type: 'string', title: 'Path', description: 'Path', 'x-order': 1 } }),
    credential_schema: schema({}),
    data_schema: { $defs: {} },
    auth_type: 'none',
  }),
  api_connections: (t, n) => ({
    id: crypto.randomUUID(),
    ...home('api_connections', t, n),
    name: `API ${n}`,
    description: `The ${n}th`,
    api_type: n % 2 ? 'rest' : 'graphql',
    endpoint_url: `https://api${n}.example.com/v1`,
    auth_type: 'bearer',
    secret_id: crypto.randomUUID(),
    custom_headers: { 'X-Version': String(n) },
    http_method: n % 2 ? 'GET' : 'POST',
    request_body_template: { n },
    response_path: `data.${n}`,
    response_schema: { type: 'object', title: `Answer ${n}` },
    pagination: { type: 'page', page_parameter: 'page', first_page: n },
    is_active: n % 2 === 0,
  }),
  oauth2_connections: (t, n) => ({
    id: crypto.randomUUID(),
    ...home('oauth2_connections', t, n),
    provider: 'github',
    provider_config: { token_url: `https://sso${n}.example.com/token` },
    client_id: `client ${n}`,
    client_secret_id: crypto.randomUUID(),
    redirect_uri: `https://app.example.com/back/${n}`,
    scopes: [`scope${n}`],
    additional_params: { prompt: String(n) },
    is_active: n % 2 === 0,
  }),
  oauth2_tokens: (t, n) => ({
    id: crypto.randomUUID(),
    ...(n % 2
      ? { project_id: t.project, workspace_id: null, connection_id: t.ref('oauth2_connections') }
      : { project_id: null, workspace_id: t.workspace, connection_id: t.ref('oauth2_connections of workspace') }),
    access_token_id: crypto.randomUUID(),
    refresh_token_id: crypto.randomUUID(),
    token_type: 'bearer',
    expires_at: '2100-01-01',
    scope: `scope${n}`,
  }),
  social_connections: (t, n) => ({
    id: crypto.randomUUID(),
    project_id: t.project,
    ...account(t),
    platform_user_id: `account ${n}`,
    username: `somebody${n}`,
    access_token_id: crypto.randomUUID(),
    refresh_token_id: crypto.randomUUID(),
    expires_at: '2100-01-01',
    is_active: n % 2 === 0,
  }),
  user_secrets: (t, n) => ({
    id: crypto.randomUUID(),
    user_id: t.user,
    project_id: n % 2 ? t.project : null,
    secret_name: `secret ${n}`,
    secret_id: crypto.randomUUID(),
  }),
  connectors: (t, n) => ({
    id: crypto.randomUUID(),
    project_id: t.project,
    name: `Connector ${n}`,
    type: 'github',
    description: `The ${n}th`,
    config: { repositories: [`octocat/repository-${n}`] },
    api_connection_id: t.ref('api_connections'),
    oauth2_connection_id: t.ref('oauth2_connections'),
    secret_id: crypto.randomUUID(),
    encryption_key_id: crypto.randomUUID(),
    is_enabled: n % 2 === 0,
    sync_frequency: 3600 + n,
  }),
  datasets: (t, n) => ({
    id: crypto.randomUUID(),
    project_id: t.project,
    connector_id: t.ref('connectors'),
    name: `Dataset ${n}`,
    description: `The ${n}th`,
    columns,
    ttl_seconds: n,
  }),
  sync_runs: (t) => ({
    id: crypto.randomUUID(),
    project_id: t.project,
    connector_id: t.ref('connectors'),
    dataset_id: t.ref('datasets'),
    trigger: 'upload',
    status: 'failed',
  }),
  sync_rejections: (t, n) => ({ project_id: t.project, sync_run_id: t.ref('sync_runs'), line_number: n, reason: `reason ${n}` }),
  data_cache: (t, n) => ({
    id: crypto.randomUUID(),
    project_id: t.project,
    connector_id: t.ref('connectors'),
    dataset_id: t.ref('datasets'),
    cache_key: `key ${n}`,
    query_hash: `hash ${n}`,
    data: { rows: [n] },
    dataset_version: n,
    expires_at: '2100-01-01',
    size_bytes: n,
  }),
  ingest_tokens: (t, n) => ({
    id: crypto.randomUUID(),
    project_id: t.project,
    dataset_id: t.ref('datasets'),
    name: `Token ${n}`,
    token_hash: hash(n),
  }),
}
