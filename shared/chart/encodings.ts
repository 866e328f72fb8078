/** What a chart shows, in the words of its builder. Kept in a chart's `spec.usermeta.orrery`, so that the builder can open it again. */
import { z } from 'zod'
import { ColumnName } from '../dataset.ts'
import { Filter, Grain, MeasureFunction } from '../query.ts'

export const chartTypes = [
  'bar',
  'line',
  'area',
  'scatter',
  'bubble',
  'pie',
  'donut',
  'histogram',
  'heatmap',
  'funnel',
  'metric',
  'table',
] as const
export const ChartType = z.enum(chartTypes)
export type ChartType = z.infer<typeof ChartType>

/** How a number is written. `auto` abbreviates on axes (1.2 M) and is exact in tooltips; `percent` takes 0.12 for 12 %. */
export const NumberFormat = z.strictObject({
  style: z.enum(['auto', 'compact', 'exact', 'percent', 'currency']).default('auto'),
  /** ISO 4217, for `currency`. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  digits: z.int().min(0).max(6).optional(),
  /** Written after the number and in the title of the axis, e.g. `kWh`. */
  unit: z.string().max(20).optional(),
})
export type NumberFormat = z.infer<typeof NumberFormat>

/** A column on a shelf. With `aggregate` it is a measure, otherwise it groups. */
export const Field = z.strictObject({
  /** Left out only by a count of rows. */
  column: ColumnName.optional(),
  aggregate: MeasureFunction.optional(),
  grain: Grain.optional(),
  /** Width of equal bins. */
  bin: z.number().positive().optional(),
  title: z.string().max(200).optional(),
  format: NumberFormat.optional(),
})
export type Field = z.infer<typeof Field>

export const Sort = z.strictObject({ by: z.enum(['x', 'y']), direction: z.enum(['asc', 'desc']) })
export type Sort = z.infer<typeof Sort>

export const stackings = ['stacked', 'grouped', 'percent'] as const

export const Encodings = z.strictObject({
  x: Field.optional(),
  y: z.array(Field).max(10).default([]),
  color: Field.optional(),
  size: Field.optional(),
  /** Columns of a table, left to right. */
  columns: z.array(Field).max(100).default([]),
  filter: Filter.optional(),
  sort: Sort.optional(),
  stack: z.enum(stackings).optional(),
  orientation: z.enum(['vertical', 'horizontal']).optional(),
  limit: z.int().min(1).max(5000).optional(),
  /** Values written beside their bars. */
  labels: z.boolean().optional(),
})
export type Encodings = z.infer<typeof Encodings>
export type EncodingsInput = z.input<typeof Encodings>

/** `custom` says that the spec was edited by hand since: the encodings then only tell its query. */
export const Usermeta = z.object({ orrery: z.object({ v: z.literal(1), encodings: Encodings, custom: z.boolean().optional() }) })

/** What the builder opens with, or null when the spec never came from it. */
export function builderState(spec: unknown): { encodings: Encodings; custom: boolean } | null {
  const parsed = z.object({ usermeta: Usermeta }).safeParse(spec)
  if (!parsed.success) return null
  const { encodings, custom = false } = parsed.data.usermeta.orrery
  return { encodings, custom }
}

/** The encodings a spec is drawn by, or null when it was written by hand. */
export function encodingsOf(spec: unknown): Encodings | null {
  const state = builderState(spec)
  return state && !state.custom ? state.encodings : null
}
