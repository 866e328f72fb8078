/** The queue of the chaos run: each message calls a server outside and writes a row into the ledger. */
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { dead, defineQueue, done, retry, type Context, type Queue, type QueueLimits } from '../../../../functions/_shared/queue/handler.ts'

const Message = z.object({
  v: z.literal(1),
  type: z.literal('effect'),
  id: z.uuid(),
  project_id: z.uuid(),
  kind: z.enum(['plain', 'refused', 'poison', 'spin', 'hoard', 'brief']),
})
type Message = z.infer<typeof Message>

/** When this process began: it tells a worker from the one before it. */
const started = new Date(performance.timeOrigin)

export function createEffects(url: string, limits: Partial<QueueLimits> = {}): Queue {
  const handler = async (message: Message, context: Context) => {
    if (message.kind === 'refused') return dead(new Error('It is refused by design'))
    if (message.kind === 'poison') return retry(new Error('It fails by design'), 0)
    if (message.kind === 'hoard' && context.attempt === 1) hoard()
    const settled = done(
      (tx) => tx`insert into chaos.ledger (message_id, attempt, worker_started) values (${message.id}, ${context.attempt}, ${started})`,
    )
    if (message.kind === 'brief') {
      await delay(5)
      return settled
    }
    const response = await call(url, message, context)
    if (message.kind === 'spin' && context.attempt === 1) spin(8000)
    if (!response.ok) return retry(new Error(`The server answered ${response.status}`), Number(response.headers.get('retry-after') ?? 1))
    return settled
  }
  const usual = { maxAttempts: 25, visibilitySeconds: 3, concurrency: 20, projectConcurrency: 10 }
  return defineQueue(Message, { ...usual, ...limits }, handler)
}

async function call(url: string, message: Message, context: Context): Promise<Response> {
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(2000)])
  const response = await fetch(url, { method: 'POST', headers: { 'idempotency-key': context.idempotencyKey }, body: message.id, signal })
  await response.body?.cancel()
  return response
}

/** More CPU time at a stretch than a message stays invisible. */
function spin(milliseconds: number): void {
  for (const end = Date.now() + milliseconds; Date.now() < end;);
}

/** More memory than there is. */
function hoard(): never {
  const all: unknown[] = []
  for (;;) all.push(Array.from({ length: 100_000 }, (_, index) => ({ index })))
}
