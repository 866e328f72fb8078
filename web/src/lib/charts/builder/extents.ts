/** Smallest and largest of a dataset's times and numbers, from which grains and bins follow. One query per dataset. */
import type { Measure } from '#shared/query.ts'
import { queryDataset } from '#lib/data/query.ts'
import type { Dataset } from '../types.ts'

/** Times in milliseconds. */
export interface Extent {
  min: number
  max: number
}

/** By column; those without values are missing. */
export type Extents = ReadonlyMap<string, Extent>

const MOST_COLUMNS = 10

export async function readExtents(dataset: Dataset): Promise<Extents> {
  const measured = dataset.columns.filter((c) => ['date', 'timestamp', 'integer', 'number'].includes(c.type)).slice(0, MOST_COLUMNS)
  const extents = new Map<string, Extent>()
  if (!measured.length) return extents
  const measures = measured.flatMap((c, at): Measure[] => [
    { function: 'min', column: c.name, as: `low${at}` },
    { function: 'max', column: c.name, as: `high${at}` },
  ])
  const row = (await queryDataset(dataset.id, { measures })).rows[0]
  measured.forEach((c, at) => {
    const number = (value: unknown) => (c.type === 'date' || c.type === 'timestamp' ? Date.parse(String(value)) : Number(value ?? NaN))
    const [min, max] = [number(row?.[`low${at}`]), number(row?.[`high${at}`])]
    if (Number.isFinite(min) && Number.isFinite(max)) extents.set(c.name, { min, max })
  })
  return extents
}
