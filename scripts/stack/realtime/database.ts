/** Short questions to Postgres: small scripts in one round trip each, always rolled back. */
import pg from 'pg'

/** Postgres could not be asked at all (it is down or restarting). */
export class DatabaseUnavailable extends Error {}

export type Row = Record<string, string | null>
export const literal = pg.escapeLiteral
export const identifier = pg.escapeIdentifier

/** Values as text that compares, whichever connection they come from. */
export const DATABASE_OPTIONS = '-c datestyle=ISO -c timezone=UTC -c intervalstyle=postgres -c bytea_output=hex'

export class Database {
  #pool: pg.Pool

  constructor(url: string) {
    this.#pool = new pg.Pool({
      connectionString: url,
      max: 4,
      idleTimeoutMillis: 30_000,
      connectionTimeoutMillis: 5_000,
      application_name: 'realtime',
      options: `${DATABASE_OPTIONS} -c statement_timeout=10s`,
      types: { getTypeParser: () => (value: string) => value },
    })
    // A connection that dies while idle is replaced at the next question.
    this.#pool.on('error', () => {})
  }

  /**
   * Runs `begin; <statements>; rollback` in one round trip and returns the rows of each statement.
   * Throws the server's error, or DatabaseUnavailable.
   */
  async probe(statements: string[]): Promise<Row[][]> {
    return (await this.#run(`begin;${statements.join(';')};rollback`)).slice(1, -1)
  }

  /** Runs one statement on its own (committed). */
  async query(sql: string): Promise<Row[]> {
    return (await this.#run(sql))[0] ?? []
  }

  async close(): Promise<void> {
    await this.#pool.end()
  }

  async #run(sql: string): Promise<Row[][]> {
    let client: pg.PoolClient
    try {
      client = await this.#pool.connect()
    } catch (error) {
      throw new DatabaseUnavailable('Realtime was unable to connect to the project database', { cause: error })
    }
    try {
      const results = (await client.query(sql)) as pg.QueryResult<Row> | pg.QueryResult<Row>[]
      client.release()
      return (Array.isArray(results) ? results : [results]).map((result) => result.rows)
    } catch (error) {
      const answered = error instanceof pg.DatabaseError && error.code !== '57P01'
      if (answered) await client.query('rollback').catch(() => {})
      client.release(!answered)
      if (answered) throw error
      throw new DatabaseUnavailable('Realtime lost its connection to the project database', { cause: error })
    }
  }
}

/** Makes the following statements of a probe run as that role with those claims, as PostgREST would. */
export function actAs(identity: { role: string; claims: string }, settings: Record<string, string> = {}): string {
  const all = { role: identity.role, 'request.jwt.claims': identity.claims, ...settings }
  return `select ${Object.entries(all)
    .map(([name, value]) => `set_config(${literal(name)}, ${literal(value)}, true)`)
    .join(', ')}`
}
