/** The pgTAP files that speak of what a mutant breaks, on the mutant. Rules about data have their tests there. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import postgres, { type Sql } from 'postgres'
import { createTestDatabase, type TestDatabase } from '../../../../scripts/testing/database.ts'
import type { Mutant } from './mutant.ts'

const folder = join(import.meta.dirname, '../..')

interface File {
  name: string
  text: string
}

export class PgTap {
  readonly #database: TestDatabase
  readonly #superuser: Sql
  readonly #files: File[]
  readonly #sound = new Map<string, Promise<boolean>>()

  private constructor(database: TestDatabase) {
    this.#database = database
    this.#superuser = postgres(database.url('supabase_admin'), { max: 1, onnotice: () => {} })
    this.#files = globSync('**/*.test.sql', { cwd: folder }).map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
  }

  static async start(): Promise<PgTap> {
    const database = await createTestDatabase()
    const helpers = postgres(database.url('postgres'), { max: 1, onnotice: () => {} })
    await helpers.unsafe(readFileSync(join(folder, 'helpers.sql'), 'utf8')).simple()
    await helpers.end()
    return new PgTap(database)
  }

  /** `words`: names of functions and tables; files that say the first ones come first. */
  async notices(mutant: Mutant, words: string[]): Promise<boolean> {
    const files = this.#speakingOf(words)
    const sound = []
    for (const file of files) {
      if (!this.#sound.has(file.name)) this.#sound.set(file.name, this.#passes(file))
      if (await this.#sound.get(file.name)) sound.push(file)
    }
    await this.#superuser.unsafe(mutant.apply)
    try {
      for (const file of sound) if (!(await this.#passes(file))) return true
      return false
    } finally {
      await this.#superuser.unsafe(mutant.revert)
    }
  }

  #speakingOf(words: string[]): File[] {
    const rank = (file: File) => {
      const at = words.findIndex((word) => new RegExp(`\\b${word}\\b`).test(file.name.replaceAll('/', ' ') + file.text))
      return at < 0 ? Infinity : at - (file.name.startsWith(`${words[at]!}/`) ? 0.5 : 0)
    }
    return this.#files
      .map((file) => ({ file, rank: rank(file) }))
      .filter((one) => one.rank < Infinity)
      .sort((a, b) => a.rank - b.rank)
      .map(({ file }) => file)
  }

  async #passes({ text }: File): Promise<boolean> {
    const sql = postgres(this.#database.url('postgres'), { max: 1, onnotice: () => {}, connection: { statement_timeout: 20_000 } })
    try {
      const results: unknown = await sql.unsafe(text).simple()
      return !/"(not ok|# Looks like)/.test(JSON.stringify(results))
    } catch {
      return false
    } finally {
      await sql.end()
    }
  }

  async stop(): Promise<void> {
    await this.#superuser.end()
    await this.#database.drop()
  }
}
