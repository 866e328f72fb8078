import type { RpcRule } from '../types.ts'

export const connectionsRpcs: Record<string, RpcRule> = {
  set_connector_credentials: {
    wall: 'project',
    role: 'manager',
    args: (t, n) => ({ connector_id: t.ref('connectors'), credentials: { access_token: `token ${n}` } }),
    note: 'Nobody reads them back.',
  },
  set_api_connection_secret: {
    wall: 'project',
    role: 'manager',
    args: (t, n) => ({ id: t.ref('api_connections'), secret: `secret ${n}` }),
    note: 'Of a workspace’s connection: its admins. Nobody reads it back.',
  },
  set_oauth2_client_secret: {
    wall: 'project',
    role: 'manager',
    args: (t, n) => ({ id: t.ref('oauth2_connections'), secret: `secret ${n}` }),
    note: 'Of a workspace’s connection: its admins. Nobody reads it back.',
  },
  set_user_secret: {
    wall: 'everybody',
    args: (_, n) => ({ secret_name: `secret ${n}`, secret: `value ${n}` }),
    note: 'One’s own. For a project: who is in it. Nobody reads it back.',
  },
  store_oauth2_tokens: { wall: 'nobody', args: (t, n) => ({ connection_id: t.ref('oauth2_connections'), access_token: `token ${n}` }) },
  store_social_connection: {
    wall: 'nobody',
    args: (t, n) => ({
      project_id: t.project,
      user_id: t.user,
      platform: 'linkedin',
      platform_user_id: `account ${n}`,
      username: `somebody${n}`,
      access_token: `token ${n}`,
    }),
  },
  load_upload: {
    wall: 'project',
    role: 'contributor',
    args: (t) => ({ project_id: t.project, path: `${t.project}/x/orders.csv`, options: {} }),
    status: 400,
    note: 'Tried with options that are refused.',
  },
  retry_run: { wall: 'project', role: 'contributor', args: async (_, __, make) => ({ run_id: await make('sync_runs') }) },
  cancel_run: {
    wall: 'project',
    role: 'contributor',
    args: async (_, __, make) => ({ run_id: await make('sync_runs') }),
    status: 409,
    note: 'Tried with a run that is over.',
  },
  query_dataset: { wall: 'project', role: 'viewer', args: (t) => ({ dataset_id: t.ref('datasets'), query: {} }) },
  explain_dataset_query: { wall: 'project', role: 'viewer', args: (t) => ({ dataset_id: t.ref('datasets'), query: {} }) },
  query_datasets: {
    wall: 'everybody',
    args: () => ({ queries: [] }),
    denied: 'empty',
    note: 'Each of the queries is answered as query_dataset would, or with its error.',
  },
  append_rows: { wall: 'project', role: 'contributor', args: (t, n) => ({ dataset_id: t.ref('datasets'), rows: [{ a: n }] }) },
  create_ingest_token: { wall: 'project', role: 'manager', args: (t, n) => ({ dataset_id: t.ref('datasets'), name: `Token ${n}` }) },
  revoke_ingest_token: { wall: 'project', role: 'manager', args: async (_, __, make) => ({ id: await make('ingest_tokens') }) },
  cleanup_expired_cache: { wall: 'nobody', args: () => ({}) },
}
