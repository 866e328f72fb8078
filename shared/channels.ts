/**
 * Private Realtime topics and what the database broadcasts on them.
 *
 * Each broadcast on a topic carries `seq`, its number beside the payload: 1, 2, 3 … without gaps, in the order of the commits. Who sees a number
 * left out has missed something, and `seq: null` (the number could not be had soon) may have come out of order: read again what is shown.
 * `latest_sequence(topic)` says how far a topic is, for who has just joined.
 */
import { z } from 'zod'

export const DatasetChanged = z.object({ dataset_id: z.uuid(), version: z.number(), row_count: z.number() })
export type DatasetChanged = z.infer<typeof DatasetChanged>

export const RunStatus = z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled'])
export type RunStatus = z.infer<typeof RunStatus>

export const RunChanged = z.object({
  id: z.uuid(),
  dataset_id: z.uuid().nullable(),
  status: RunStatus,
  rows_read: z.number(),
  rows_written: z.number(),
  rows_rejected: z.number(),
  bytes_read: z.number(),
  error_message: z.string().nullable(),
})
export type RunChanged = z.infer<typeof RunChanged>

export const DashboardChanged = z.object({ dashboard_id: z.uuid(), revision: z.number() })
export type DashboardChanged = z.infer<typeof DashboardChanged>

/** A message is there or has changed: read it again. */
export const MessageChanged = z.object({
  id: z.uuid(),
  chat_session_id: z.uuid(),
  message_type: z.enum(['user', 'assistant', 'system', 'tool']),
  status: z.enum(['queued', 'streaming', 'complete', 'failed', 'cancelled']),
})
export type MessageChanged = z.infer<typeof MessageChanged>

/** Kind of topic → event → payload. A topic is `<kind>:<id>`. */
export const channels = {
  /** For viewers of the project. */
  project: {
    'dataset.changed': DatasetChanged,
    'run.changed': RunChanged,
    'dashboard.changed': DashboardChanged,
    /** So many rows were added to `events`. */
    'events.written': z.object({ count: z.number() }),
  },
  /** For viewers of its project, who show each other here where they are; what they say has no number. */
  dashboard: {},
  /** For those who take part in the chat. */
  chat: { 'message.changed': MessageChanged },
  /** For viewers of its project. */
  execution: {},
  /** For admins of the workspace. */
  workspace: { 'queues.changed': z.object({}), 'dead_letters.changed': z.object({}) },
} as const satisfies Record<string, Record<string, z.ZodObject>>

export type TopicKind = keyof typeof channels
export type EventOf<K extends TopicKind> = Extract<keyof (typeof channels)[K], string>
export type PayloadOf<K extends TopicKind, E extends EventOf<K>> = z.infer<Extract<(typeof channels)[K][E], z.ZodObject>>

export const topicOf = (kind: TopicKind, id: string) => `${kind}:${id}`

/** The number of a broadcast. What has none (a null, or what people say) may be anything: see above. */
export const Numbered = z.object({ seq: z.int().positive().nullable().catch(null) })
