/** Calls of functions over HTTP. */
import type { PoolClient } from 'pg'
import { header } from '../keys.ts'
import { applyGuc, type RestAnswer } from './answer.ts'
import { clausesAt, type Query } from './ast.ts'
import { type Call, execute, run, withRange } from './call.ts'
import { RestError } from './errors.ts'
import { negotiate } from './media.ts'
import { parseQuery, refuseUnknown } from './parse-query.ts'
import { buildRead, type ReadPlan } from './read.ts'
import { readAnswer, readSql } from './read-route.ts'
import { type Arguments, argumentNames, callSql, findRoutine, takesBody } from './rpc.ts'
import type { Routine } from './schema-cache.ts'
import { ident, Values } from './sql.ts'

export async function callRoutine(call: Call, name: string): Promise<RestAnswer> {
  const { cache, req, preferences } = call
  const method = req.method ?? 'GET'
  if (!['GET', 'HEAD', 'POST'].includes(method)) throw new RestError(405, 'PGRST101', `Cannot use the ${method} method on RPC`)
  const query = withRange(call, parseQuery(call.url.searchParams, method === 'POST' ? undefined : argumentNames(cache, name)))
  const args = method === 'POST' ? postedArguments(call, name) : ({ kind: 'direct', pairs: query.unknown } as const)
  if (method === 'POST') refuseUnknown(query)
  const routine = findRoutine(cache, name, args)
  const values = new Values()
  const scalar = routine.returns !== 'composite'
  const media = negotiate(header(req, 'accept'), { scalar: routine.returns === 'scalar' && !routine.setof })
  const readOnly = method !== 'POST' || routine.volatility !== 'v'
  const plan = routinePlan(call, routine, args, query, values)
  const answerCall = async (client: PoolClient): Promise<RestAnswer> => {
    const row = await execute(call, client, readSql(plan, media, call, { scalar, single: !routine.setof }), values)
    if (routine.returns === 'void' && !routine.setof) return applyGuc({ status: 204, headers: { 'content-range': '*/*' }, body: null }, row)
    if (preferences.maxAffected !== undefined && Number(row.page_total) > preferences.maxAffected) {
      throw new RestError(
        400,
        'PGRST124',
        'Query result exceeds max-affected preference constraint',
        `The query affects ${row.page_total} rows`,
      )
    }
    const answer = await readAnswer(
      call,
      client,
      query,
      routine.setof ? media : { ...media, kind: media.kind === 'object' ? 'json' : media.kind },
      row,
      null,
    )
    delete answer.headers['content-location']
    return answer
  }
  return await run(call, readOnly, answerCall, routine.settings)
}

function postedArguments(call: Call, name: string): Arguments {
  const type = (header(call.req, 'content-type') ?? 'application/json').split(';')[0]!.trim().toLowerCase()
  const overloads = call.cache.routines.get(name) ?? []
  const kind = type === 'text/plain' ? 'text' : type === 'application/octet-stream' ? 'bytea' : 'json'
  const takesWhole = overloads.some((r) => takesBody(r, kind))
  if (kind !== 'json') return { kind: 'body', body: call.body, type: kind }
  const text = call.body.toString('utf8').trim() || '{}'
  const object = parseObject(text, takesWhole)
  const names = Object.keys(object ?? {})
  const named = overloads.some((r) => names.length > 0 && names.every((n) => r.args.some((a) => a.name === n)))
  if (takesWhole && !named) return { kind: 'body', body: Buffer.from(text), type: 'json' }
  return { kind: 'json', text, names }
}

function parseObject(text: string, anyValue: boolean): object | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new RestError(400, 'PGRST102', 'Empty or invalid json')
  }
  if (value && typeof value === 'object' && !Array.isArray(value)) return value
  if (anyValue) return null
  throw new RestError(400, 'PGRST102', 'The body must be a JSON object with the arguments')
}

/** Rows of a call are read like rows of a table; counting them would call again, so then they are kept first. */
function routinePlan(call: Call, routine: Routine, args: Arguments, query: Query, values: Values): ReadPlan {
  const { cache, preferences, options } = call
  const scalar = routine.returns !== 'composite'
  const relation = routine.relation ? (cache.relations.get(routine.relation) ?? null) : null
  const alias = scalar ? 'pgrst_call' : (routine.relation ?? routine.name)
  const source = callSql(cache.schema, routine, args, values, alias)
  if (scalar) {
    const column = routine.returns === 'void' ? `${ident(alias)} AS pgrst_scalar` : `${ident(alias)}.pgrst_scalar`
    const limit = routine.setof
      ? ` LIMIT ${Math.min(clausesAt(query, []).limit ?? Infinity, options.maxRows)} OFFSET ${clausesAt(query, []).offset ?? 0}`
      : ''
    return { sql: `SELECT ${column} FROM ${source}${limit}`, countSql: `SELECT 1 FROM ${source}` }
  }
  const kept = preferences.count ? `(SELECT ${ident(alias)}.* FROM ${source} OFFSET 0) AS ${ident(alias)}` : source
  return buildRead(cache, query, values, {
    from: kept,
    alias,
    relation,
    filtered: true,
    maxRows: routine.setof ? options.maxRows : Infinity,
  })
}
