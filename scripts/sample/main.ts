/** Fills a new platform with a workspace to look at, through the same doors a person uses: sign-up, upload, charts, dashboards. */
import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import postgres from 'postgres'
import { dbUrl, type StackConfig } from '../stack/config.ts'
import { demo } from '../stack/status.ts'
import { must } from './answer.ts'
import { createDashboards } from './dashboards/create.ts'
import { sampleFiles, type SampleFile } from './files.ts'

export { demo }

const WORKSPACE = 'Sample'
const LOAD_TIMEOUT_MS = 120_000

/** Can be repeated: what an earlier, interrupted call made is kept. Throws when the platform refuses a step. */
export async function createSample(config: StackConfig, today = new Date()): Promise<void> {
  const client = createClient(`http://127.0.0.1:${config.ports.api}`, config.keys.publishable, {
    auth: { persistSession: false, autoRefreshToken: false },
  })
  await signIn(client)
  const projectId = await personalProject(client)
  await ownWorkspace(client, config, projectId)
  await must(client.from('projects').update({ name: 'Sample workspace' }).eq('id', projectId))
  const datasets = await loadedDatasets(client, projectId)
  for (const file of sampleFiles(today)) {
    if (!datasets.has(file.name)) datasets.set(file.name, await upload(client, projectId, file))
  }
  await createDashboards(client, projectId, datasets)
}

async function signIn(client: SupabaseClient): Promise<void> {
  const signedUp = await client.auth.signUp({ ...demo, options: { data: { display_name: 'Demo' } } })
  if (!signedUp.error) return
  if (signedUp.error.code !== 'user_already_exists') throw signedUp.error
  const signedIn = await client.auth.signInWithPassword(demo)
  if (signedIn.error) throw signedIn.error
}

async function loadedDatasets(client: SupabaseClient, projectId: string): Promise<Map<string, string>> {
  const rows = await must(client.from('datasets').select('id, name').eq('project_id', projectId).gt('row_count', 0))
  return new Map(rows.map((row) => [row.name as string, row.id as string]))
}

async function personalProject(client: SupabaseClient): Promise<string> {
  const { data } = await client.auth.getUser()
  const project = await must(client.from('projects').select('id').eq('owner_user_id', data.user!.id).single())
  return project.id as string
}

/** The one step a person cannot take: their project moves to a workspace of theirs, so that they also see what only its admins do. */
async function ownWorkspace(client: SupabaseClient, config: StackConfig, projectId: string): Promise<void> {
  const owned = await must(client.from('workspaces').select('id').eq('name', WORKSPACE))
  const workspace = owned[0] ?? (await must(client.rpc('create_workspace', { name: WORKSPACE }).single<{ id: string }>()))
  const sql = postgres(dbUrl(config), { max: 1, onnotice: () => {} })
  await sql`update public.projects set workspace_id = ${workspace.id as string} where id = ${projectId}`.finally(() => sql.end())
}

/** Uploads one file and waits until its rows can be queried; returns the dataset's id. */
async function upload(client: SupabaseClient, projectId: string, file: SampleFile): Promise<string> {
  const path = `${projectId}/${crypto.randomUUID()}/${file.fileName}`
  const body = new Blob([file.content], { type: file.format === 'csv' ? 'text/csv' : 'application/json' })
  const stored = await client.storage.from('uploads').upload(path, body)
  if (stored.error) throw stored.error
  const options = {
    format: file.format,
    mode: 'create',
    name: file.name,
    columns: file.columns,
    file_name: file.fileName,
    file_size: body.size,
  }
  const run = await must(client.rpc('load_upload', { project_id: projectId, path, options }).single<{ id: string; dataset_id: string }>())
  await finished(client, run.id)
  await must(client.from('datasets').update({ description: file.description }).eq('id', run.dataset_id))
  return run.dataset_id
}

async function finished(client: SupabaseClient, runId: string): Promise<void> {
  const deadline = Date.now() + LOAD_TIMEOUT_MS
  while (Date.now() < deadline) {
    const run = await must(client.from('sync_runs').select('status, error_message').eq('id', runId).single())
    if (run.status === 'succeeded') return
    if (run.status === 'failed' || run.status === 'cancelled') throw new Error(`A sample file was not loaded: ${run.error_message}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('A sample file was not loaded in two minutes')
}
