/** `POST /<name> {queue}`: called by the database when a queue has messages. Answers 202 at once and works after it. */
import type { Hono } from 'hono'
import { z } from 'zod'
import { requireServiceKey } from '../auth.ts'
import { onShutdown, runInBackground } from '../background.ts'
import type { Config } from '../config.ts'
import { openDatabase, type Database } from '../database.ts'
import { createFunction, limitBody } from '../http.ts'
import { Consumer } from './consumer.ts'
import type { Registry } from './handler.ts'
import { Mailbox } from './mailbox.ts'
import { LiveProjects } from './projects.ts'

export function createWorker<Name extends string>(name: string, registry: Registry<Name>, config: Config, sql: Database): Hono {
  const Wake = z.object({ queue: z.enum(Object.keys(registry) as [Name, ...Name[]]) })
  const consumers = new Map<Consumer, Name>()
  const projects = new LiveProjects()
  // Two, should one wait for a message that is being acknowledged.
  const pulse = openDatabase(config.databaseUrl, 2)
  onShutdown(() => {
    for (const consumer of consumers.keys()) consumer.stop('The platform shuts down', true)
  })

  async function consume(queue: Name): Promise<void> {
    for (const [consumer, of] of consumers) if (of === queue && consumer.nudge()) return
    const consumer = new Consumer(new Mailbox(sql, queue, pulse), registry[queue], config, projects)
    consumers.set(consumer, queue)
    try {
      await consumer.run()
    } finally {
      consumers.delete(consumer)
    }
  }

  const app = createFunction(name)
  app.post('/', limitBody(4096), async (context) => {
    requireServiceKey(context.req.raw.headers, config.serviceKeys)
    const { queue } = Wake.parse(await context.req.json().catch(() => null))
    runInBackground(consume(queue))
    return context.json({ queue }, 202)
  })
  app.get('/health', (context) => context.json({ status: 'ok' }))
  return app
}
