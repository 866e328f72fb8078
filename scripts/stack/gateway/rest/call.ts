/** One request on its way through the REST API, and how its statement is run. */
import type { IncomingMessage } from 'node:http'
import type { PoolClient } from 'pg'
import type { Claims } from '../../jwt.ts'
import { header } from '../keys.ts'
import { asCaller, type Callers, callerRole } from '../transaction.ts'
import type { AnswerRow, RestAnswer } from './answer.ts'
import { clausesAt, type Query } from './ast.ts'
import { RestError } from './errors.ts'
import type { Preferences } from './preferences.ts'
import type { SchemaCache } from './schema-cache.ts'
import type { SchemaWatch } from './schema-watch.ts'
import type { Values } from './sql.ts'

export interface RestOptions {
  callers: Callers
  schema: SchemaWatch
  /** Most rows one answer holds; hosted projects start with 1,000. */
  maxRows: number
}

export interface Call {
  req: IncomingMessage
  url: URL
  claims: Claims
  cache: SchemaCache
  preferences: Preferences
  body: Buffer
  options: RestOptions
}

/** The Range header says the same as limit and offset. */
export function withRange(call: Call, query: Query): Query {
  const range = /^(?:items=)?(\d+)-(\d*)$/.exec(header(call.req, 'range') ?? '')
  if (!range || call.req.method !== 'GET') return query
  const clauses = clausesAt(query, [])
  const [from, to] = [Number(range[1]), range[2] ? Number(range[2]) : Infinity]
  if (to < from)
    throw new RestError(
      416,
      'PGRST103',
      'Requested range not satisfiable',
      'The lower boundary must be lower than or equal to the upper boundary in the Range header.',
    )
  clauses.offset = Math.max(clauses.offset ?? 0, from)
  if (to !== Infinity) clauses.limit = Math.min(clauses.limit ?? Infinity, to - from + 1)
  return query
}

/** Statements a connection keeps prepared, by text: parsing and planning cost more than most of them take to run. */
interface Prepared {
  /** The schema they were prepared for: a column of another type would not fit their parameters. */
  cache: SchemaCache
  names: Map<string, string>
}

const prepared = new WeakMap<PoolClient, Prepared>()
const mostPrepared = 200
let counter = 0

export async function execute(call: Call, client: PoolClient, sql: string, values: Values): Promise<AnswerRow> {
  const name = await statementName(call.cache, client, sql)
  const { rows } = await client.query<AnswerRow>({ name, text: sql, values: values.list })
  return rows[0]!
}

async function statementName(cache: SchemaCache, client: PoolClient, sql: string): Promise<string | undefined> {
  let kept = prepared.get(client)
  if (kept && kept.cache !== cache) {
    await client.query('deallocate all')
    kept = undefined
  }
  if (!kept) prepared.set(client, (kept = { cache, names: new Map() }))
  const known = kept.names.get(sql)
  if (known || kept.names.size >= mostPrepared || sql.length > 20_000) return known
  const name = `rest_${counter++}`
  kept.names.set(sql, name)
  return name
}

/** `own` are settings of the function that is called; they win over those of the role. */
export async function run(
  call: Call,
  readOnly: boolean,
  work: (client: PoolClient) => Promise<RestAnswer>,
  own: [string, string][] = [],
): Promise<RestAnswer> {
  const role = callerRole(call.claims)
  const extra = [...(call.cache.roleSettings.get(role) ?? []), ...own]
  if (call.preferences.timezone) extra.push(['timezone', call.preferences.timezone])
  const headers = Object.fromEntries(
    Object.entries(call.req.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  )
  const path = call.url.pathname.replace(/^\/rest\/v1/, '')
  const settings = {
    role,
    claims: call.claims,
    method: call.req.method ?? 'GET',
    path,
    headers,
    searchPath: `"${call.cache.schema}", "extensions"`,
    extra,
    readOnly,
  }
  return await asCaller(call.options.callers, settings, work)
}
