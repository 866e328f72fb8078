/** What starts from events. `registry.ts` lists those that do. */
import type { Consumer } from './handler.ts'

/** Whoever has the project open reads its activity again. */
export const tellProject: Consumer = async (events, transaction) => {
  const payload = transaction.json({ count: events.length })
  await transaction`select private.announce(${events[0]!.project_id}::uuid, 'events.written', ${payload})`
}
