/** What PostgREST cannot do, for signed-in people. */
import type { Hono } from 'hono'
import type { Database } from '../_shared/database.ts'
import { createFunction } from '../_shared/http.ts'
import { health } from './handlers/health.ts'

export function createApp(sql: Database): Hono {
  const app = createFunction('api')
  app.get('/health', health(sql))
  return app
}
