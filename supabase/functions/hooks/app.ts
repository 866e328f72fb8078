/** What other systems call. */
import type { Hono } from 'hono'
import type { Config } from '../_shared/config.ts'
import type { Database } from '../_shared/database.ts'
import { createFunction, limitBody } from '../_shared/http.ts'
import { explainIngest, MAX_BODY_BYTES, receiveRows } from './handlers/ingest.ts'

export function createApp(config: Config, sql: Database): Hono {
  const app = createFunction('hooks')
  app.get('/ingest', explainIngest(config, sql))
  app.post('/ingest', limitBody(MAX_BODY_BYTES), receiveRows(sql))
  app.get('/health', (context) => context.json({ status: 'ok' }))
  return app
}
