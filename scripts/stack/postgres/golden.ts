/** The whole schema as one text, from the catalogue: a review sees in it every change that a migration makes. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { dbUrl, type StackConfig } from '../config.ts'

const query = readFileSync(join(import.meta.dirname, 'golden.sql'), 'utf8')
const kinds = [
  ...['extension', 'schema', 'default privileges', 'type', 'sequence', 'table', 'view', 'materialized view', 'function'],
  ...['event trigger', 'queue', 'bucket', 'job', 'publication'],
]

export const goldenFile = (config: StackConfig) => join(config.root, 'supabase', 'tests', 'schema.golden.sql')

interface Line {
  kind: string
  name: string
  place: number
  line: string
}

/** The text of `supabase/tests/schema.golden.sql`: the same for the same migrations, whenever and wherever they ran. */
export async function dumpSchema(config: StackConfig, database = 'postgres'): Promise<string> {
  const client = new pg.Client({ connectionString: dbUrl(config, 'postgres', database) })
  await client.connect()
  try {
    await client.query(`begin read only; set local search_path = ''; set local timezone = 'UTC'; set local datestyle = 'ISO'`)
    const { rows } = await client.query<Line>(query)
    return format(rows)
  } finally {
    await client.end()
  }
}

function format(lines: Line[]): string {
  const objects = Map.groupBy(lines, ({ kind, name }) => `${String(kinds.indexOf(kind)).padStart(2, '0')} ${kind} ${name}`)
  const blocks = [...objects].sort(byCode(([key]) => key)).map(([key, own]) => {
    const sorted = own.sort((a, b) => a.place - b.place || byCode(({ line }: Line) => line)(a, b))
    return `-- ${key.slice(3)}\n${sorted.map(({ line }) => line).join('\n')}\n`
  })
  return `-- Made by \`npm run db:types\` from the migrations, to be read and compared; not to be run.\n\n${blocks.join('\n')}`
}

/** By code unit, so that no collation decides. */
function byCode<T>(key: (value: T) => string) {
  return (a: T, b: T) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0)
}
