/** Messages a client missed: `broadcast.replay` on private channels, from `realtime.messages`. */
import { literal, type Database } from './database.ts'
import type { Member } from './member.ts'
import { encodeBroadcast, Outgoing, type UserBroadcast } from './protocol.ts'

export interface StoredMessage {
  id: string
  broadcast: UserBroadcast
}

const MOST = 25

/** The last messages of a topic since a time (milliseconds since 1970), oldest first; at most 25. */
export async function replay(database: Database, topic: string, options: { since: number; limit: number }): Promise<StoredMessage[]> {
  const rows = await database.query(`
    select id, event, payload from realtime.messages
    where topic = ${literal(topic)} and private and extension = 'broadcast'
      and inserted_at >= to_timestamp(${options.since / 1000}) at time zone 'utc'
    order by inserted_at desc limit ${Math.max(1, Math.min(MOST, options.limit))}`)
  return rows.reverse().map((row) => ({ id: row.id!, broadcast: { event: row.event ?? '', json: row.payload ?? '{}' } }))
}

export function sendStored(channel: Member, { id, broadcast }: StoredMessage): void {
  channel.send(new Outgoing((vsn) => encodeBroadcast(vsn, `realtime:${channel.topic}`, broadcast, { replayed: true, id })))
}
