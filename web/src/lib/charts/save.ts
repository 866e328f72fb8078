/** Writing charts. An edit names the revision it started from; when somebody was faster the answer is theirs, not an error. */
import { ChartRow, chartFields, readChart } from './types.ts'
import { answer } from '#lib/errors/failure.ts'
import type { DatasetQueryInput } from '#shared/query.ts'
import { json, supabase } from '#lib/supabase.ts'

export interface ChartContent {
  title: string
  description: string | null
  chart_type: string
  spec: Record<string, unknown>
  dataset_id: string
  data_query: DatasetQueryInput
}
export type SaveOutcome = { saved: ChartRow } | { conflict: ChartRow }

/** Whether an error of PostgREST is a refusal of a stale edit. */
export const isConflict = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && (error as { code: unknown }).code === 'PT409'

export async function createChart(projectId: string, content: ChartContent): Promise<ChartRow> {
  return ChartRow.parse(
    await answer(
      supabase
        .from('charts')
        .insert({ project_id: projectId, ...content, spec: json(content.spec), data_query: json(content.data_query) })
        .select(chartFields)
        .single(),
    ),
  )
}

export async function updateChart(id: string, revision: number, content: ChartContent): Promise<SaveOutcome> {
  try {
    return {
      saved: ChartRow.parse(
        await answer(
          supabase
            .from('charts')
            .update({ ...content, spec: json(content.spec), data_query: json(content.data_query), revision })
            .eq('id', id)
            .select(chartFields)
            .single(),
        ),
      ),
    }
  } catch (error) {
    if (!isConflict(error)) throw error
    return { conflict: await readChart(id) }
  }
}

export async function deleteChart(id: string): Promise<void> {
  await answer(supabase.from('charts').delete().eq('id', id).select('id'))
}
