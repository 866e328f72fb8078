/** POST, PATCH, PUT and DELETE of a relation. */
import { header } from '../keys.ts'
import { answerSql, applyGuc, contentRange, type AnswerRow, type RestAnswer } from './answer.ts'
import { type Call, execute, run } from './call.ts'
import { RestError } from './errors.ts'
import { type Media, negotiate } from './media.ts'
import { deleteSql, insertSql, type Mutation, putSql, updateSql } from './mutate.ts'
import { parseQuery, refuseUnknown } from './parse-query.ts'
import { parsePayload, type Payload } from './payload.ts'
import { appliedPreferences } from './preferences.ts'
import { buildRead } from './read.ts'
import { notSingular } from './read-route.ts'
import type { Relation } from './schema-cache.ts'
import { ident, Values } from './sql.ts'

export async function mutateRelation(call: Call, relation: Relation, method: string): Promise<RestAnswer> {
  const query = parseQuery(call.url.searchParams)
  refuseUnknown(query)
  const values = new Values()
  const { preferences, cache } = call
  const mutation: Mutation = { cache, relation, query, values, preferences }
  const media = negotiate(header(call.req, 'accept'))
  const payload = method === 'DELETE' ? null : parsePayload(call.body, header(call.req, 'content-type'), query.columns !== undefined)
  const source = payload ? writeSql(method, mutation, payload) : deleteSql(mutation)
  const ctes = [`pgrst_source AS (${source})`]
  let sql: string
  if (preferences.return === 'representation') {
    const from = `pgrst_source AS ${ident(relation.name)}`
    const plan = buildRead(cache, query, values, { from, alias: relation.name, relation, filtered: false, maxRows: Infinity })
    sql = answerSql([...ctes, `pgrst_page AS (${plan.sql})`], 'SELECT * FROM pgrst_page', media, {})
  } else {
    sql = answerSql(ctes, 'SELECT * FROM pgrst_source', { ...media, kind: 'json' }, { body: preferences.return === 'headers-only' })
  }
  return await run(call, false, async (client) => {
    const row = await execute(call, client, sql, values)
    const rows = Number(row.page_total)
    if (preferences.maxAffected !== undefined && rows > preferences.maxAffected) {
      throw new RestError(400, 'PGRST124', 'Query result exceeds max-affected preference constraint', `The query affects ${rows} rows`)
    }
    if (media.kind === 'object' && preferences.return === 'representation' && rows !== 1) throw notSingular(rows)
    return applyGuc(mutationAnswer(call, relation, method, media, row), row)
  })
}

function writeSql(method: string, mutation: Mutation, payload: Payload): string {
  if (method === 'POST') return insertSql(mutation, payload)
  return method === 'PATCH' ? updateSql(mutation, payload) : putSql(mutation, payload)
}

function mutationAnswer(call: Call, relation: Relation, method: string, media: Media, row: AnswerRow): RestAnswer {
  const { preferences } = call
  const rows = Number(row.page_total)
  const total = preferences.count ? rows : null
  const headers: Record<string, string> = {
    'content-range': method === 'PATCH' ? contentRange(0, rows - 1, total) : contentRange(1, 0, total),
  }
  const resolution = method === 'POST' ? (['resolution', 'missing'] as const) : (['missing'] as const)
  const applied = appliedPreferences(preferences, [...resolution, 'return', 'count', 'handling', 'timezone', 'maxAffected'])
  if (applied) headers['preference-applied'] = applied
  if (preferences.return === 'representation') {
    headers['content-type'] = media.contentType
    return { status: method === 'POST' ? 201 : 200, headers, body: row.body ?? '' }
  }
  if (preferences.return === 'headers-only' && method === 'POST' && rows === 1) {
    const key = Object.entries((JSON.parse(String(row.body)) as Record<string, unknown>[])[0] ?? {})
    if (key.length && relation.primaryKey.length) {
      headers.location = `/${relation.name}?${key.map(([name, value]) => `${encodeURIComponent(name)}=eq.${encodeURIComponent(String(value))}`).join('&')}`
    }
  }
  return { status: method === 'POST' ? 201 : 204, headers, body: null }
}
