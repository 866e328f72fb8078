/** Datasets and their runs, as the API tells them. */
import { z } from 'zod'
import { Columns } from '#shared/dataset.ts'
import { RunStatus } from '#shared/channels.ts'
import { answer } from '#lib/errors/failure.ts'
import { supabase } from '#lib/supabase.ts'

export const Run = z.object({
  id: z.uuid(),
  dataset_id: z.uuid().nullable(),
  trigger: z.string(),
  status: RunStatus,
  rows_read: z.number(),
  rows_written: z.number(),
  rows_rejected: z.number(),
  bytes_read: z.number(),
  error_message: z.string().nullable(),
  options: z.object({ file_name: z.string(), file_size: z.number(), mode: z.string() }).partial().catch({}),
  started_at: z.string().nullable(),
  finished_at: z.string().nullable(),
  created_at: z.string(),
})
export type Run = z.infer<typeof Run>
const RUN =
  'id, dataset_id, trigger, status, rows_read, rows_written, rows_rejected, bytes_read, error_message, options, started_at, finished_at, created_at'

export const Dataset = z.object({
  id: z.uuid(),
  name: z.string(),
  description: z.string().nullable(),
  kind: z.string(),
  columns: Columns,
  row_count: z.number(),
  version: z.number(),
  refreshed_at: z.string().nullable(),
  created_at: z.string(),
})
export type Dataset = z.infer<typeof Dataset>
const DATASET = 'id, name, description, kind, columns, row_count, version, refreshed_at, created_at'

export const ListedDataset = Dataset.extend({ sync_runs: z.array(Run) }).transform(({ sync_runs, ...dataset }) => ({
  ...dataset,
  run: sync_runs[0] ?? null,
}))
export type ListedDataset = z.infer<typeof ListedDataset>

export const isUnderWay = (run: Pick<Run, 'status'> | null | undefined) => run?.status === 'queued' || run?.status === 'running'

/** All datasets of a project with the last run of each, by name. */
export async function listDatasets(projectId: string): Promise<ListedDataset[]> {
  const rows = await answer(
    supabase
      .from('datasets')
      .select(`${DATASET}, sync_runs(${RUN})`)
      .eq('project_id', projectId)
      .neq('kind', 'system')
      .order('name')
      .order('created_at', { referencedTable: 'sync_runs', ascending: false })
      .limit(1, { referencedTable: 'sync_runs' }),
  )
  return z.array(ListedDataset).parse(rows)
}

/** @param within keeps to one project: an address names both. */
export async function readDataset(id: string, within?: { project_id: string }): Promise<Dataset> {
  return Dataset.parse(
    await answer(
      supabase
        .from('datasets')
        .select(DATASET)
        .match({ id, ...within })
        .single(),
    ),
  )
}

/** The newest 100. */
export async function listRuns(datasetId: string): Promise<Run[]> {
  return z
    .array(Run)
    .parse(
      await answer(supabase.from('sync_runs').select(RUN).eq('dataset_id', datasetId).order('created_at', { ascending: false }).limit(100)),
    )
}

export async function readRun(id: string): Promise<Run> {
  return Run.parse(await answer(supabase.from('sync_runs').select(RUN).eq('id', id).single()))
}

export async function renameDataset(id: string, name: string): Promise<void> {
  await answer(supabase.from('datasets').update({ name }).eq('id', id).select('id').single())
}

export async function deleteDataset(id: string): Promise<void> {
  await answer(supabase.from('datasets').delete().eq('id', id).select('id').single())
}

export async function retryRun(id: string): Promise<void> {
  await answer(supabase.rpc('retry_run', { run_id: id }))
}

export async function cancelRun(id: string): Promise<void> {
  await answer(supabase.rpc('cancel_run', { run_id: id }))
}

export const Rejection = z.object({ line_number: z.number(), reason: z.string(), record: z.string().nullable() })
export type Rejection = z.infer<typeof Rejection>

/** A page of at most 1,000 rejected records of a run, by line. */
export async function listRejections(runId: string, from: number, count = 1000): Promise<Rejection[]> {
  const rows = await answer(
    supabase
      .from('sync_rejections')
      .select('line_number, reason, record')
      .eq('sync_run_id', runId)
      .order('line_number')
      .range(from, from + count - 1),
  )
  return z.array(Rejection).parse(rows)
}
