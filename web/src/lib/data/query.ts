/** Questions to datasets. */
import { z } from 'zod'
import { QueryResult, type DatasetQueryInput } from '#shared/query.ts'
import { answer } from '#lib/errors/failure.ts'
import { supabase } from '#lib/supabase.ts'

/** @param signal stops waiting; the statement itself ends by its time limit */
export async function queryDataset(datasetId: string, query: DatasetQueryInput, signal?: AbortSignal): Promise<QueryResult> {
  let request = supabase.rpc('query_dataset', { dataset_id: datasetId, query })
  if (signal) request = request.abortSignal(signal)
  return QueryResult.parse(await answer(request))
}

const Answer = z.union([
  z.object({ result: QueryResult }),
  z.object({ error: z.object({ code: z.string(), message: z.string(), hint: z.string().nullish() }) }),
])
export type Answer = z.infer<typeof Answer>

/** Many in one round trip; each has its own result or error. */
export async function queryDatasets(queries: { dataset_id: string; query: DatasetQueryInput }[]): Promise<Answer[]> {
  return z.array(Answer).parse(await answer(supabase.rpc('query_datasets', { queries })))
}

const Explained = z.object({ sql: z.string(), parameters: z.array(z.unknown()).catch([]) })
export type Explained = z.infer<typeof Explained>

export async function explainDatasetQuery(datasetId: string, query: DatasetQueryInput): Promise<Explained> {
  return Explained.parse(await answer(supabase.rpc('explain_dataset_query', { dataset_id: datasetId, query })))
}
