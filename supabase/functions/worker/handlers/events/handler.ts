/** `events`: what was written in a project is handed to everything that starts from it. */
import { z } from 'zod'
import { Event } from '../../../../../shared/activity/event.ts'
import type { EventsMessage } from '../../../../../shared/messages.ts'
import type { Transaction } from '../../../_shared/database.ts'
import { done, type Handler } from '../../../_shared/queue/handler.ts'

export const WrittenEvent = Event.extend({ project_id: z.uuid(), causation_id: z.uuid().nullable() })
export type WrittenEvent = z.infer<typeof WrittenEvent>

/** Events of one project and write, in their order, at least one. What it writes in the transaction is had once, together with that of the others. */
export type Consumer = (events: readonly WrittenEvent[], transaction: Transaction) => Promise<unknown>

/** All consumers share the transaction of the acknowledgement: a message that is delivered again finds none of them done, or is not there. */
export function createEvents(consumers: readonly Consumer[]): Handler<EventsMessage> {
  return (message) =>
    done(async (transaction) => {
      const events = await readEvents(transaction, message)
      // They go with their project, and when they are old.
      if (events.length === 0) return
      for (const consume of consumers) await consume(events, transaction)
    })
}

async function readEvents(transaction: Transaction, { project_id, occurred_at, ids }: EventsMessage): Promise<WrittenEvent[]> {
  const rows = await transaction`
    select to_jsonb(e) as event from public.events e
    where e.id = any (${`{${ids.join()}}`}::bigint[]) and e.occurred_at = ${occurred_at}::text::timestamptz and e.project_id = ${project_id}::uuid
    order by e.id`
  return rows.map(({ event }) => WrittenEvent.parse(event))
}
