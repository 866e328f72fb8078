/** What other systems call. */
import type { Hono } from 'hono'
import type { Config } from '../_shared/config.ts'
import type { Database } from '../_shared/database.ts'
import { createFunction, limitBody } from '../_shared/http.ts'
import { explainIngest, MAX_BODY_BYTES, receiveRows } from './handlers/ingest.ts'
import { RateLimit } from './rate_limit.ts'

export function createApp(config: Config, sql: Database): Hono {
  const app = createFunction('hooks')
  const limit = new RateLimit({ burst: 100, perSecond: 10 })
  app.get('/ingest', explainIngest(config, sql))
  app.post('/ingest', limitBody(MAX_BODY_BYTES), receiveRows(sql, limit))
  app.get('/health', (context) => context.json({ status: 'ok' }))
  return app
}
