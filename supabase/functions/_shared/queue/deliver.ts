/** One message from delivery to outcome. */
import { backoffSeconds } from './backoff.ts'
import type { Mailbox, Received } from './mailbox.ts'
import type { Outcome, Queue } from './types.ts'

/** Runs the queue's handler while keeping the message invisible to others, then settles it. Never throws for what the handler does. */
export async function deliver(mailbox: Mailbox, queue: Queue, received: Received, stop: AbortSignal): Promise<void> {
  // A message that has ended its worker again and again (out of memory, out of time) is not given another one.
  if (received.readCt > queue.maxAttempts) {
    await mailbox.bury(received, new Error(`Gave up after ${queue.maxAttempts} attempts that did not come back`))
    return
  }
  const lost = new AbortController()
  const heartbeat = setInterval(() => void beat(mailbox, queue, received, lost), (queue.visibilitySeconds * 1000) / 3)
  try {
    const outcome = await attempt(mailbox, queue, received, AbortSignal.any([stop, lost.signal]))
    if (!lost.signal.aborted) await settle(mailbox, queue, received, outcome)
  } finally {
    clearInterval(heartbeat)
  }
}

async function beat(mailbox: Mailbox, queue: Queue, received: Received, lost: AbortController): Promise<void> {
  try {
    const ours = await mailbox.extend(received, queue.visibilitySeconds)
    if (!ours) lost.abort(new Error('The message is somebody else’s by now'))
  } catch (error) {
    // The next beat may come through; if none does, the fence decides.
    console.error(error)
  }
}

async function attempt(mailbox: Mailbox, queue: Queue, received: Received, signal: AbortSignal): Promise<Outcome> {
  try {
    const isLastAttempt = received.readCt >= queue.maxAttempts
    return await queue.handle({ ...received, queue: mailbox.queue, isLastAttempt, signal })
  } catch (error) {
    return { kind: 'retry', error }
  }
}

async function settle(mailbox: Mailbox, queue: Queue, received: Received, outcome: Outcome): Promise<void> {
  switch (outcome.kind) {
    case 'acknowledged':
      return
    case 'done':
      await mailbox.acknowledge(received)
      return
    case 'dead':
      await mailbox.bury(received, outcome.error)
      return
    case 'retry':
      console.error(`${mailbox.queue} message ${received.msgId}, attempt ${received.readCt}:`, outcome.error)
      if (received.readCt >= queue.maxAttempts) await mailbox.bury(received, outcome.error)
      else await mailbox.extend(received, outcome.afterSeconds ?? backoffSeconds(received.readCt))
  }
}
