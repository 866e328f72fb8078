/** Realtime topics and the events the database broadcasts on them. */
import { z } from 'zod'

export const projectTopic = (projectId: string) => `project:${projectId}`
export const dashboardTopic = (dashboardId: string) => `dashboard:${dashboardId}`
export const chatTopic = (chatSessionId: string) => `chat:${chatSessionId}`

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

/** Event name → payload, on `project:<id>`. */
export const projectEvents = {
  'dataset.changed': DatasetChanged,
  'run.changed': RunChanged,
  'dashboard.changed': DashboardChanged,
} as const
export type ProjectEvent = keyof typeof projectEvents

/** A message is there or has changed: read it again. */
export const MessageChanged = z.object({
  id: z.uuid(),
  chat_session_id: z.uuid(),
  message_type: z.enum(['user', 'assistant', 'system', 'tool']),
  status: z.enum(['queued', 'streaming', 'complete', 'failed', 'cancelled']),
})
export type MessageChanged = z.infer<typeof MessageChanged>

/** Event name → payload, on `chat:<id>`. */
export const chatEvents = { 'message.changed': MessageChanged } as const
