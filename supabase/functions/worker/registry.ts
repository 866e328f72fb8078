/** Which handler consumes which queue: every queue has one, or it does not compile. */
import { ConnectorSyncMessage, EventsMessage, MaintenanceMessage, type QueueName } from '../../../shared/messages.ts'
import type { Config } from '../_shared/config.ts'
import type { Database } from '../_shared/database.ts'
import { defineQueue, type Registry } from '../_shared/queue/handler.ts'
import { createBackup } from './handlers/backup/handler.ts'
import { tellProject } from './handlers/events/consumers.ts'
import { createEvents } from './handlers/events/handler.ts'
import { createLoadUpload } from './handlers/load_upload/handler.ts'

export function createRegistry(config: Config, sql: Database): Registry<QueueName> {
  // Storage may be away for minutes: ten attempts are about as many.
  const limits = { maxAttempts: 10, visibilitySeconds: 30, concurrency: 1 }
  return {
    connector_sync: defineQueue(ConnectorSyncMessage, limits, createLoadUpload(config, sql)),
    // Broadcasts of a project are numbered one after the other: at the same time its events would only wait for each other.
    events: defineQueue(EventsMessage, { ...limits, maxAttempts: 5, concurrency: 4, projectConcurrency: 1 }, createEvents([tellProject])),
    maintenance: defineQueue(MaintenanceMessage, limits, createBackup(config, sql)),
  }
}
