/** `workflows.trigger_config`: what starts a workflow. */
import { z } from 'zod'
import { Filter } from '../query.ts'

/** Five fields: minute, hour, day of month, month, day of week; with `*`, lists, ranges, steps and English short names. Or a name for some of them. What they may hold the database says. */
export const Cron = z
  .string()
  .max(100)
  .regex(
    /^(@(hourly|daily|midnight|weekly|monthly|yearly|annually)|[\d*/,\-A-Za-z]+( [\d*/,\-A-Za-z]+){4})$/,
    'A cron expression has five fields: minute, hour, day of month, month, day of week',
  )

/** Subject and verb, such as `lead.created`. */
export const EventType = z.string().regex(/^[a-z][a-z_]{0,39}\.[a-z][a-z_]{0,39}$/, 'An event is named subject.verb')

const Manual = z.strictObject({ type: z.literal('manual') })
const Schedule = z.strictObject({
  type: z.literal('schedule'),
  cron: Cron,
  /** IANA name; UTC unless told. */
  time_zone: z.string().min(1).max(64).optional(),
})
const Event = z.strictObject({
  type: z.literal('event'),
  event: EventType,
  /** Columns are keys of the event's `data`. */
  filter: Filter.optional(),
})
const Webhook = z.strictObject({ type: z.literal('webhook') })
/** Without `alert_id` every alert of the project that begins to fire. */
const Alert = z.strictObject({ type: z.literal('alert'), alert_id: z.uuid().optional() })

export const TriggerConfig = z.discriminatedUnion('type', [Manual, Schedule, Event, Webhook, Alert])
export type TriggerConfig = z.infer<typeof TriggerConfig>
