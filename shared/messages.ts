/** Queue names and the messages they carry. Messages are small; data stays in tables. */
import { z } from 'zod'

export const queues = ['connector_sync', 'events', 'maintenance'] as const
export const QueueName = z.enum(queues)
export type QueueName = z.infer<typeof QueueName>

/** Load an uploaded file; `id` is its `sync_runs` row. */
export const LoadUploadMessage = z.object({
  v: z.literal(1),
  type: z.literal('load_upload'),
  project_id: z.uuid(),
  id: z.uuid(),
})
export type LoadUploadMessage = z.infer<typeof LoadUploadMessage>

export const ConnectorSyncMessage = z.discriminatedUnion('type', [LoadUploadMessage])
export type ConnectorSyncMessage = z.infer<typeof ConnectorSyncMessage>

/** Rows of `events` that one write has made in a project; `occurred_at`, which they share, says in which partition they are. */
export const EventsMessage = z.object({
  v: z.literal(1),
  type: z.literal('events'),
  project_id: z.uuid(),
  occurred_at: z.iso.datetime({ offset: true }),
  ids: z.array(z.int().positive()).min(1).max(500),
})
export type EventsMessage = z.infer<typeof EventsMessage>

/** Write a backup of a workspace to its files. */
export const BackupMessage = z.object({ v: z.literal(1), type: z.literal('backup'), workspace_id: z.uuid(), asked_at: z.iso.datetime() })
export type BackupMessage = z.infer<typeof BackupMessage>

export const MaintenanceMessage = z.discriminatedUnion('type', [BackupMessage])
export type MaintenanceMessage = z.infer<typeof MaintenanceMessage>
