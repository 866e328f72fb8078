/** The query document: what `query_dataset` answers. Compiled to one SQL statement with bound values in the database. */
import { z } from 'zod'
import { ColumnName } from './dataset.ts'

export const Grain = z.enum(['minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'])
export type Grain = z.infer<typeof Grain>

/** A result column is called `as`; without it a dimension keeps its column's name. */
export const Dimension = z.strictObject({
  column: ColumnName,
  grain: Grain.optional(),
  /** Width of equal bins over a number column; the value is the lower edge. */
  bin: z.number().positive().optional(),
  as: ColumnName.optional(),
})
export type Dimension = z.infer<typeof Dimension>

export const measureFunctions = ['count', 'count_distinct', 'sum', 'avg', 'min', 'max', 'median', 'p95'] as const
export const MeasureFunction = z.enum(measureFunctions)
export type MeasureFunction = z.infer<typeof MeasureFunction>

/** Only `count` may leave `column` out. Without `as` the result column is `<function>_<column>`, or `count`. */
export const Measure = z.strictObject({
  function: MeasureFunction,
  column: ColumnName.optional(),
  as: ColumnName.optional(),
})
export type Measure = z.infer<typeof Measure>

export const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
export type Scalar = z.infer<typeof Scalar>

export const operators = [
  '=',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'in',
  'not_in',
  'between',
  'contains',
  'starts_with',
  'is_null',
  'is_not_null',
] as const

/**
 * One comparison. `value` is a scalar, an array for `in`, `not_in` and `between` (lower bound included, upper excluded on times),
 * and absent for the null tests. `contains` and `starts_with` ignore case.
 */
export const Condition = z.strictObject({
  column: ColumnName,
  operator: z.enum(operators),
  value: z.union([Scalar, z.array(Scalar).max(1000)]).optional(),
})
export type Condition = z.infer<typeof Condition>

export type Filter = Condition | { and: Filter[] } | { or: Filter[] } | { not: Filter }
export const Filter: z.ZodType<Filter> = z.lazy(() =>
  z.union([
    Condition,
    z.strictObject({ and: z.array(Filter).max(100) }),
    z.strictObject({ or: z.array(Filter).max(100) }),
    z.strictObject({ not: Filter }),
  ]),
)

export const Order = z.strictObject({ by: ColumnName, direction: z.enum(['asc', 'desc']).default('asc') })
export type Order = z.infer<typeof Order>

export const MAX_ROWS = 50_000

/** With neither dimensions nor measures the rows themselves are read, `columns` of them or all. */
export const DatasetQuery = z.strictObject({
  dimensions: z.array(Dimension).max(10).default([]),
  measures: z.array(Measure).max(20).default([]),
  columns: z.array(ColumnName).max(1000).optional(),
  filter: Filter.optional(),
  /** On result columns, for groups. */
  having: Filter.optional(),
  order: z.array(Order).max(10).default([]),
  limit: z.int().min(1).max(MAX_ROWS).default(1000),
  offset: z.int().min(0).default(0),
  /** IANA zone in which grains begin; UTC unless told. */
  time_zone: z.string().max(64).default('UTC'),
})
export type DatasetQuery = z.infer<typeof DatasetQuery>
/** As written by a caller, before defaults. */
export type DatasetQueryInput = z.input<typeof DatasetQuery>

export type Row = Record<string, unknown>

/** Timestamps are ISO 8601 in UTC, dates `YYYY-MM-DD`, sums and averages JSON numbers. */
export const QueryResult = z.object({
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  rows: z.array(z.record(z.string(), z.unknown())),
  /** Version of the dataset that was read. */
  version: z.number(),
  cached: z.boolean(),
  duration_ms: z.number(),
})
export type QueryResult = z.infer<typeof QueryResult>

/** The name a dimension or measure has in the result. */
export function resultName(part: Dimension | Measure): string {
  if (part.as) return part.as
  if ('function' in part) return part.column ? `${part.function}_${part.column}` : part.function
  return part.column
}
