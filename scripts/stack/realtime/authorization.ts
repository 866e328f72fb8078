/** Private channels: what a client may do on a topic is what row level security on `realtime.messages` lets it select and insert. */
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { actAs, literal, type Database } from './database.ts'
import type { Identity } from './token.ts'

export type Extension = 'broadcast' | 'presence'
export type Grants = Record<Extension, boolean>

export class Authorizer {
  #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Which extensions the identity may read on a topic. A policy that raises refuses. Throws DatabaseUnavailable. */
  async readable(identity: Identity, topic: string, headers: string): Promise<Grants> {
    const [broadcast, presence] = [randomUUID(), randomUUID()]
    const rows = await this.#probe([
      `insert into realtime.messages (id, topic, extension) values
        ('${broadcast}', ${literal(topic)}, 'broadcast'), ('${presence}', ${literal(topic)}, 'presence')`,
      actAs(identity, { 'realtime.topic': topic, 'request.headers': headers }),
      `select id from realtime.messages where topic = ${literal(topic)} and id in ('${broadcast}', '${presence}') and inserted_at >= now()`,
    ])
    const seen = new Set(rows?.[2]?.map((row) => row.id))
    return { broadcast: seen.has(broadcast), presence: seen.has(presence) }
  }

  /** Whether the identity may send on a topic. Throws DatabaseUnavailable. */
  async writable(identity: Identity, topic: string, headers: string, extension: Extension): Promise<boolean> {
    const rows = await this.#probe([
      actAs(identity, { 'realtime.topic': topic, 'request.headers': headers }),
      `insert into realtime.messages (topic, extension) values (${literal(topic)}, '${extension}')`,
    ])
    return rows !== null
  }

  async #probe(statements: string[]) {
    try {
      return await this.#database.probe(statements)
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) throw error
      if (error.code !== '42501') console.error(`realtime: a policy on realtime.messages failed: ${error.message}`)
      return null
    }
  }
}
