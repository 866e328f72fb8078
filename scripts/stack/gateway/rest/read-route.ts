/** GET and HEAD of a relation, and what every answer with rows has in common. */
import type { PoolClient } from 'pg'
import { header } from '../keys.ts'
import { answerSql, applyGuc, contentRange, type AnswerRow, type RestAnswer } from './answer.ts'
import { clausesAt, type Query } from './ast.ts'
import { type Call, execute, run, withRange } from './call.ts'
import { RestError } from './errors.ts'
import { type Media, negotiate } from './media.ts'
import { parseQuery, refuseUnknown } from './parse-query.ts'
import { appliedPreferences } from './preferences.ts'
import { buildRead, type ReadPlan } from './read.ts'
import type { Relation } from './schema-cache.ts'
import { ident, Values } from './sql.ts'

export async function readRelation(call: Call, relation: Relation): Promise<RestAnswer> {
  const query = withRange(call, parseQuery(call.url.searchParams))
  refuseUnknown(query)
  const values = new Values()
  const from = `${ident(call.cache.schema)}.${ident(relation.name)}`
  const media = negotiate(header(call.req, 'accept'))
  const plan = buildRead(call.cache, query, values, { from, alias: relation.name, relation, filtered: true, maxRows: call.options.maxRows })
  return await run(call, true, async (client) => {
    const row = await execute(call, client, readSql(plan, media, call), values)
    return await readAnswer(call, client, query, media, row, { countSql: plan.countSql, values })
  })
}

export function readSql(plan: ReadPlan, media: Media, call: Call, shape: { scalar?: boolean; single?: boolean } = {}): string {
  const count = call.preferences.count
  const ctes = [`pgrst_page AS (${plan.sql})`]
  if (count === 'exact') ctes.push(`pgrst_count AS (${plan.countSql})`)
  if (count === 'estimated') ctes.push(`pgrst_count AS (${plan.countSql} LIMIT ${call.options.maxRows + 1})`)
  const total = count === 'exact' || count === 'estimated' ? '(SELECT pg_catalog.count(*) FROM pgrst_count)' : undefined
  return answerSql(ctes, 'SELECT * FROM pgrst_page', media, { ...shape, total, body: call.req.method !== 'HEAD' })
}

export async function readAnswer(
  call: Call,
  client: PoolClient,
  query: Query,
  media: Media,
  row: AnswerRow,
  counting: { countSql: string; values: Values } | null,
): Promise<RestAnswer> {
  const rows = Number(row.page_total)
  const offset = clausesAt(query, []).offset ?? 0
  let total = row.total === null ? null : Number(row.total)
  const { count } = call.preferences
  if (counting && (count === 'planned' || (count === 'estimated' && (total ?? 0) > call.options.maxRows))) {
    total = Math.max(total ?? 0, await plannedRows(client, counting.countSql, counting.values))
  }
  if (media.kind === 'object' && rows !== 1) throw notSingular(rows)
  if (total !== null && offset > 0 && offset >= total && rows === 0) {
    throw new RestError(
      416,
      'PGRST103',
      'Requested range not satisfiable',
      `An offset of ${offset} was requested, but there are only ${total} rows.`,
      null,
      {
        'content-range': `*/${total}`,
      },
    )
  }
  const headers: Record<string, string> = {
    'content-type': media.contentType,
    'content-range': contentRange(offset, offset + rows - 1, total),
  }
  const location = `${call.url.pathname.replace(/^\/rest\/v1/, '')}${call.url.search}`
  // Clients take 16 kB of headers, and a list of ids in a filter may be longer.
  if (location.length < 4000) headers['content-location'] = location
  const applied = appliedPreferences(call.preferences, ['count', 'handling', 'timezone', 'maxAffected'])
  if (applied) headers['preference-applied'] = applied
  const partial = total !== null && rows < total
  return applyGuc({ status: partial ? 206 : 200, headers, body: row.body ?? '' }, row)
}

/** The planner's guess; cheap on any table. */
async function plannedRows(client: PoolClient, sql: string, values: Values): Promise<number> {
  const used = values.list.slice(0, Math.max(0, ...[...sql.matchAll(/\$(\d+)/g)].map((m) => Number(m[1]))))
  const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(`explain (format json) ${sql}`, used)
  return rows[0]!['QUERY PLAN'][0].Plan['Plan Rows']
}

export function notSingular(rows: number): RestError {
  return new RestError(406, 'PGRST116', 'Cannot coerce the result to a single JSON object', `The result contains ${rows} rows`)
}
