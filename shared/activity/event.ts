/** A row of `events`: something that happened in a project. */
import { z } from 'zod'

export const Event = z.object({
  id: z.number(),
  occurred_at: z.string(),
  /** Subject and verb, such as `lead.created`. */
  type: z.string(),
  subject_type: z.string(),
  /** Null where one event stands for many rows: `data` then holds their `ids` and `count`. */
  subject_id: z.uuid().nullable(),
  /** Who asked; null for what the platform did by itself. */
  actor_id: z.uuid().nullable(),
  data: z.record(z.string(), z.unknown()),
})
export type Event = z.infer<typeof Event>

export const verbOf = ({ type }: Pick<Event, 'type'>): string => type.slice(type.indexOf('.') + 1)

/** How many rows an event is about. */
export const countOf = ({ data }: Event): number => (typeof data.count === 'number' ? data.count : 1)

export const isSameStatement = (a: Event, b: Event): boolean =>
  a.subject_id === null &&
  b.subject_id === null &&
  a.occurred_at === b.occurred_at &&
  a.type === b.type &&
  a.actor_id === b.actor_id &&
  String(a.data.changed) === String(b.data.changed)

/** One event for each statement of many rows, which the database tells in one for every 500. Expects them in their order. */
export function joinStatements(events: readonly Event[]): Event[] {
  const joined: Event[] = []
  for (const event of events) {
    const last = joined.at(-1)
    if (last && isSameStatement(last, event))
      joined[joined.length - 1] = { ...last, data: { ...last.data, count: countOf(last) + countOf(event) } }
    else joined.push(event)
  }
  return joined
}
