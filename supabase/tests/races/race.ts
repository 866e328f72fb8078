/** Lets several sessions do something at the same moment, many times over, and looks whether a rule was broken. */
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../scripts/testing/database.ts'
import { isFull } from '../isolation/full.ts'

const rounds = isFull ? 1000 : 25
/** All sessions wait for this advisory lock. */
const BARRIER = 7_052_026

export interface Attempt {
  /** The signed-in user who acts; without one, the role that runs migrations. */
  as?: string
  run(sql: postgres.TransactionSql): PromiseLike<unknown>
}

/** `done` with what `run` returned, or the code of the error. */
export interface Outcome {
  code: string
  message: string
  value: unknown
}

export interface Race {
  /** The attempts of one round, at most 30, and how to tell what they broke: nothing, or sentences. */
  prepare(database: TestDatabase, round: number): Promise<{ attempts: Attempt[]; broken(outcomes: Outcome[]): Promise<string[]> }>
}

/** One database, and a test for each race: `ORRERY_PROOF=full` runs 1,000 rounds of each. */
export function races(subject: string, setUp: (database: TestDatabase) => Promise<void>, all: Record<string, Race['prepare']>): void {
  describe(subject, () => {
    let database: TestDatabase
    let sessions: Sessions
    beforeAll(async () => {
      database = await createTestDatabase()
      sessions = new Sessions(database)
      await setUp(database)
    })
    afterAll(async () => {
      await sessions?.close()
      await database?.drop()
    })

    test.each(Object.entries(all))('%s', { timeout: isFull ? 900_000 : 120_000 }, async (title, prepare) => {
      const broken: string[] = []
      let attempted = 0
      for (let round = 0; round < rounds; round++) {
        const { attempts, broken: look } = await prepare(database, round)
        attempted += attempts.length
        broken.push(...(await look(await sessions.release(attempts))))
      }
      console.log(`race: ${subject} ${title}: ${rounds} rounds, ${attempted} attempts, ${broken.length} violations`)
      expect(broken.slice(0, 10)).toEqual([])
    })
  })
}

class Sessions {
  readonly #database: TestDatabase
  readonly #barrier: postgres.Sql
  readonly #sessions: postgres.Sql[] = []

  constructor(database: TestDatabase) {
    this.#database = database
    this.#barrier = this.#connect()
  }

  #connect(): postgres.Sql {
    return postgres(this.#database.url('postgres'), { max: 1, onnotice: () => {} })
  }

  /** Starts a transaction for each attempt, waits until all stand at the barrier, and lets them go together. */
  async release(attempts: Attempt[]): Promise<Outcome[]> {
    while (this.#sessions.length < attempts.length) this.#sessions.push(this.#connect())
    await this.#barrier`select pg_advisory_lock(${BARRIER})`
    const running = attempts.map((attempt, index) => this.#sessions[index]!.begin((sql) => this.#attempt(sql, attempt)))
    const outcomes = Promise.allSettled(running)
    const standing = async () =>
      (
        await this.#barrier`
          select from pg_locks where locktype = 'advisory' and objid = ${BARRIER} and not granted
            and database = (select oid from pg_database where datname = current_database())`
      ).count
    while ((await standing()) < attempts.length) await new Promise((resolve) => setTimeout(resolve, 1))
    await this.#barrier`select pg_advisory_unlock(${BARRIER})`
    return (await outcomes).map((done) => {
      if (done.status === 'fulfilled') return { code: 'done', message: '', value: done.value }
      const { code, message } = done.reason as postgres.PostgresError
      return { code, message, value: undefined }
    })
  }

  async #attempt(sql: postgres.TransactionSql, { as, run }: Attempt): Promise<unknown> {
    if (as) {
      const claims = JSON.stringify({ sub: as, role: 'authenticated' })
      await sql`select set_config('request.jwt.claims', ${claims}, true), set_config('role', 'authenticated', true)`
    }
    await sql`select pg_advisory_xact_lock_shared(${BARRIER})`
    return await run(sql)
  }

  async close(): Promise<void> {
    await Promise.all([this.#barrier, ...this.#sessions].map((sql) => sql.end()))
  }
}

/** A sentence unless there are exactly so many of each outcome: `{ done: 1, PT409: 3 }`. */
export function unless(outcomes: Outcome[], expected: Record<string, number>): string[] {
  const counts: Record<string, number> = {}
  for (const { code } of outcomes) counts[code] = (counts[code] ?? 0) + 1
  const same = Object.keys({ ...counts, ...expected }).every((code) => counts[code] === expected[code])
  return same
    ? []
    : [`${JSON.stringify(counts)} instead of ${JSON.stringify(expected)}: ${outcomes.map(({ message }) => message).join(' | ')}`]
}

/** A sentence for each outcome that is none of these: a deadlock, say. */
export function strange(outcomes: Outcome[], ...codes: string[]): string[] {
  return outcomes.flatMap(({ code, message }) => (codes.includes(code) ? [] : [`${code}: ${message}`]))
}
