/** Which handler consumes which queue. */
import { ConnectorSyncMessage, MaintenanceMessage } from '../../../shared/messages.ts'
import type { Config } from '../_shared/config.ts'
import type { Database } from '../_shared/database.ts'
import { defineQueue, type Registry } from '../_shared/queue/types.ts'
import { createBackup } from './handlers/backup/handler.ts'
import { createLoadUpload } from './handlers/load_upload/handler.ts'

export function createRegistry(config: Config, sql: Database): Registry {
  const loadUpload = createLoadUpload(config, sql)
  const backup = createBackup(config, sql)
  return {
    connector_sync: defineQueue(ConnectorSyncMessage, { maxAttempts: 5, visibilitySeconds: 30, concurrency: 1 }, loadUpload),
    maintenance: defineQueue(MaintenanceMessage, { maxAttempts: 5, visibilitySeconds: 30, concurrency: 1 }, backup),
  }
}
