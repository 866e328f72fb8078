/** Questions to datasets. */
import { z } from 'zod'
import { AppError } from '#shared/errors.ts'
import { QueryResult, type DatasetQueryInput } from '#shared/query.ts'
import { answer } from '#lib/errors/failure.ts'
import { json, supabase } from '#lib/supabase.ts'

/** @param signal stops waiting; the statement itself ends by its time limit */
export async function queryDataset(datasetId: string, query: DatasetQueryInput, signal?: AbortSignal): Promise<QueryResult> {
  const request = supabase.rpc('query_dataset', { dataset_id: datasetId, query: json(query) })
  return QueryResult.parse(await answer(signal ? request.abortSignal(signal) : request))
}

const Answer = z.union([
  z.object({ result: QueryResult }),
  z.object({ error: z.object({ code: z.string().nullish(), message: z.string(), hint: z.string().nullish() }) }),
])
export type Answer = z.infer<typeof Answer>

/** Many in one round trip; each has its own result or error. */
export async function queryDatasets(queries: readonly { dataset_id: string; query: DatasetQueryInput }[]): Promise<Answer[]> {
  if (!queries.length) return []
  const answers = z.array(Answer).parse(await answer(supabase.rpc('query_datasets', { queries: json(queries) })))
  if (answers.length !== queries.length) throw new AppError('internal', 'The database answered another number of questions than were asked')
  return answers
}

const Explained = z.object({ sql: z.string(), parameters: z.array(z.unknown()).catch([]) })
export type Explained = z.infer<typeof Explained>

export async function explainDatasetQuery(datasetId: string, query: DatasetQueryInput): Promise<Explained> {
  return Explained.parse(await answer(supabase.rpc('explain_dataset_query', { dataset_id: datasetId, query: json(query) })))
}
