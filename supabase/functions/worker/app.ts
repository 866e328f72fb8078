/** `POST /worker {queue}`: called by the database when a queue has messages. Answers 202 at once and works after it. */
import type { Hono } from 'hono'
import { z } from 'zod'
import { QueueName } from '../../../shared/messages.ts'
import { requireServiceKey } from '../_shared/auth.ts'
import { runInBackground } from '../_shared/background.ts'
import type { Config } from '../_shared/config.ts'
import type { Database } from '../_shared/database.ts'
import { createFunction, limitBody } from '../_shared/http.ts'
import { consume } from '../_shared/queue/consume.ts'
import { Mailbox } from '../_shared/queue/mailbox.ts'
import { createRegistry } from './registry.ts'

const Wake = z.object({ queue: QueueName })

export function createApp(config: Config, sql: Database): Hono {
  const registry = createRegistry(config, sql)
  const app = createFunction('worker')
  app.post('/', limitBody(4096), async (context) => {
    requireServiceKey(context.req.raw.headers, config.serviceKeys)
    const { queue } = Wake.parse(await context.req.json().catch(() => null))
    runInBackground(consume(new Mailbox(sql, queue), registry[queue], config.wallClockSeconds))
    return context.json({ queue }, 202)
  })
  app.get('/health', (context) => context.json({ status: 'ok' }))
  return app
}
