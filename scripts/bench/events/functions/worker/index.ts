/** The queues' own worker with handlers that only say when they began. */
import process from 'node:process'
import { z } from 'zod'
import { loadConfig } from '../../../../../supabase/functions/_shared/config.ts'
import { openDatabase } from '../../../../../supabase/functions/_shared/database.ts'
import { defineQueue, done } from '../../../../../supabase/functions/_shared/queue/handler.ts'
import { createWorker } from '../../../../../supabase/functions/_shared/queue/worker.ts'

declare const Deno: { serve(handler: (request: Request) => Response | Promise<Response>): unknown }

const Message = z.object({ v: z.literal(1), type: z.literal('noop'), project_id: z.uuid(), n: z.number() })
const EventsMessage = z.object({ v: z.literal(1), type: z.literal('events'), project_id: z.uuid(), ids: z.array(z.number()) })

const config = loadConfig(process.env)
const limits = { maxAttempts: 5, visibilitySeconds: 30, concurrency: 100 }
let stamps: [n: number, at: number][] = []

const stamp = (n: number) => {
  stamps.push([n, performance.timeOrigin + performance.now()])
  return done()
}
const registry = {
  bench: defineQueue(Message, { ...limits, projectConcurrency: limits.concurrency }, ({ n }) => stamp(n)),
  bench_serial: defineQueue(Message, { ...limits, projectConcurrency: 1 }, ({ n }) => stamp(n)),
  events: defineQueue(EventsMessage, limits, ({ ids }) => stamp(ids[0]!)),
}

const app = createWorker('worker', registry, config, openDatabase(config.databaseUrl))
app.get('/stamps', (context) => {
  const read = stamps
  stamps = []
  return context.json(read)
})
Deno.serve(app.fetch)
