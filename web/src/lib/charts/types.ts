/** Charts as they are stored, and what asks the database about them. */
import { z } from 'zod'
import { ChartType } from '#shared/chart/encodings.ts'
import { Columns, type Column } from '#shared/dataset.ts'
import { DatasetQuery } from '#shared/query.ts'
import { answer } from '#lib/errors/failure.ts'
import { supabase } from '#lib/supabase.ts'

export const ChartRow = z.object({
  id: z.uuid(),
  title: z.string(),
  description: z.string().nullish(),
  chart_type: ChartType.catch('table'),
  spec: z.record(z.string(), z.unknown()).catch({ mark: 'text' }),
  dataset_id: z.uuid().nullable(),
  data_query: DatasetQuery.catch(DatasetQuery.parse({})),
  revision: z.number().default(1),
  updated_at: z.string().nullish(),
})
export type ChartRow = z.infer<typeof ChartRow>

export interface Dataset {
  id: string
  name: string
  columns: Column[]
  row_count: number
  version: number
  refreshed_at: string | null
}
const DatasetRow = z.object({
  id: z.uuid(),
  name: z.string(),
  columns: Columns.catch([]),
  row_count: z
    .number()
    .nullish()
    .transform((n) => n ?? 0),
  version: z
    .number()
    .nullish()
    .transform((n) => n ?? 0),
  refreshed_at: z
    .string()
    .nullish()
    .transform((text) => text ?? null),
})

export const chartFields = 'id, title, description, chart_type, spec, dataset_id, data_query, revision, updated_at'
const datasetFields = 'id, name, columns, row_count, version, refreshed_at'

export async function readDatasets(projectId: string): Promise<Dataset[]> {
  return z
    .array(DatasetRow)
    .parse(await answer(supabase.from('datasets').select(datasetFields).eq('project_id', projectId).neq('kind', 'system').order('name')))
}
export async function readDatasetsById(ids: readonly string[]): Promise<Dataset[]> {
  if (!ids.length) return []
  return z.array(DatasetRow).parse(
    await answer(
      supabase
        .from('datasets')
        .select(datasetFields)
        .in('id', [...new Set(ids)]),
    ),
  )
}

export async function readCharts(projectId: string): Promise<ChartRow[]> {
  return z
    .array(ChartRow)
    .parse(await answer(supabase.from('charts').select(chartFields).eq('project_id', projectId).order('updated_at', { ascending: false })))
}
export async function readChartsById(ids: readonly string[]): Promise<ChartRow[]> {
  if (!ids.length) return []
  return z.array(ChartRow).parse(
    await answer(
      supabase
        .from('charts')
        .select(chartFields)
        .in('id', [...new Set(ids)]),
    ),
  )
}
/** @param within keeps to one project: an address names both. */
export async function readChart(id: string, within?: { project_id: string }): Promise<ChartRow> {
  return ChartRow.parse(
    await answer(
      supabase
        .from('charts')
        .select(chartFields)
        .match({ id, ...within })
        .single(),
    ),
  )
}
