/** `alerts.condition` and `alerts.channels`. An alert fires when its condition begins to hold, and again only after it has not. */
import { z } from 'zod'
import { ColumnName } from '../dataset.ts'
import { Audience } from './actions.ts'

const common = {
  /** Seconds between evaluations beside the one at each change of the dataset. */
  every: z.int().min(60).max(604_800).optional(),
  /** Evaluations in a row in which it must hold; 1 unless told. */
  for: z.int().min(1).max(100).optional(),
}

/** On rows of the answer to `alerts.data_query`; `column` is one of its result columns. */
export const AlertCondition = z.discriminatedUnion('type', [
  z.strictObject({
    ...common,
    type: z.literal('threshold'),
    column: ColumnName,
    operator: z.enum(['=', '!=', '<', '<=', '>', '>=']),
    value: z.number(),
    /** Which rows must satisfy it; `any` unless told. */
    rows: z.enum(['any', 'all']).optional(),
  }),
  /** Compares the first row with the second, such as this week with the last. */
  z.strictObject({
    ...common,
    type: z.literal('change'),
    column: ColumnName,
    direction: z.enum(['up', 'down', 'either']),
    percent: z.number().positive(),
  }),
  z.strictObject({ ...common, type: z.literal('no_data') }),
])
export type AlertCondition = z.infer<typeof AlertCondition>

export const AlertChannel = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('notification'), to: Audience }),
  z.strictObject({ type: z.literal('email'), to: z.array(z.email()).min(1).max(20) }),
  /** Posts the alert to an API connection of the project. */
  z.strictObject({ type: z.literal('http'), api_connection_id: z.uuid() }),
  z.strictObject({ type: z.literal('workflow'), workflow_id: z.uuid() }),
])
export type AlertChannel = z.infer<typeof AlertChannel>

export const AlertChannels = z.array(AlertChannel).max(20)
export type AlertChannels = z.infer<typeof AlertChannels>
