import type { Dataset } from './types.ts'
import { queryDataset } from '#lib/data/query.ts'

/** The hundred most frequent values of a text column, to choose from in filters. */
export async function frequentValues(dataset: Dataset | undefined | null, column: string): Promise<string[]> {
  if (!dataset) return []
  const { rows } = await queryDataset(dataset.id, {
    dimensions: [{ column }],
    measures: [{ function: 'count', as: 'how_many' }],
    order: [{ by: 'how_many', direction: 'desc' }],
    limit: 100,
  })
  return rows.map((row) => row[column]).filter((value): value is string => typeof value === 'string')
}
