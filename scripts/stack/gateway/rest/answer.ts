/** The outermost SELECT, which turns rows into a body, and the headers that go with it. */
import { RestError } from './errors.ts'
import type { Media } from './media.ts'

export interface AnswerRow {
  total: string | null
  page_total: string
  body: string | Buffer | null
  headers: string | null
  status: string | null
}

export interface RestAnswer {
  status: number
  headers: Record<string, string>
  body: string | Buffer | null
}

/** `source` has a row per result; `scalar` rows have one column, `pgrst_scalar`. */
export function answerSql(
  ctes: string[],
  source: string,
  media: Media,
  options: { scalar?: boolean; single?: boolean; total?: string; body?: boolean },
): string {
  return `WITH ${ctes.join(', ')} SELECT ${options.total ?? 'NULL::bigint'} AS total, pg_catalog.count(_postgrest_t) AS page_total, ${
    options.body === false ? "''" : bodySql(media, options)
  } AS body, nullif(current_setting('response.headers', true), '') AS headers, nullif(current_setting('response.status', true), '') AS status FROM (${source}) _postgrest_t`
}

function bodySql(media: Media, { scalar, single }: { scalar?: boolean; single?: boolean }): string {
  const item = scalar ? '_postgrest_t.pgrst_scalar' : '_postgrest_t'
  if (media.kind === 'binary') return `string_agg(${item}::bytea, '')`
  if (media.kind === 'text') return `string_agg(${item}::text, '')`
  if (media.kind === 'csv') {
    const names = `(SELECT coalesce(string_agg(a.k, ','), '') FROM (SELECT json_object_keys(r)::text AS k FROM (SELECT row_to_json(hh) AS r FROM (SELECT * FROM pgrst_page) AS hh LIMIT 1) s) a)`
    return `${names} || E'\\n' || coalesce(string_agg(substring(_postgrest_t::text, 2, length(_postgrest_t::text) - 2), E'\\n'), '')`
  }
  const list = media.stripNulls ? `json_strip_nulls(json_agg(${item}))` : `json_agg(${item})`
  return single || media.kind === 'object' ? `coalesce(${list} -> 0, 'null')::text` : `coalesce(${list}, '[]')::text`
}

export function contentRange(from: number, to: number, total: number | null): string {
  return `${to < from ? '*' : `${from}-${to}`}/${total ?? '*'}`
}

/** `response.headers` and `response.status`, which functions and triggers may set. */
export function applyGuc(answer: RestAnswer, row: AnswerRow): RestAnswer {
  const headers = { ...answer.headers }
  for (const [name, value] of gucHeaders(row.headers)) headers[name.toLowerCase()] = value
  if (row.status === null) return { ...answer, headers }
  const status = Number(row.status)
  if (!Number.isInteger(status) || status < 100 || status > 599) {
    throw new RestError(500, 'PGRST112', 'response.status guc must be a valid status code')
  }
  return { ...answer, headers, status }
}

function gucHeaders(text: string | null): [string, string][] {
  if (text === null) return []
  const broken = () =>
    new RestError(500, 'PGRST111', 'response.headers guc must be a JSON array composed of objects with a single key and a string value')
  let list: unknown
  try {
    list = JSON.parse(text)
  } catch {
    throw broken()
  }
  if (!Array.isArray(list)) throw broken()
  return list.map((item: unknown) => {
    const entries = Object.entries((item ?? {}) as Record<string, unknown>)
    const [name, value] = entries[0] ?? []
    if (entries.length !== 1 || typeof value !== 'string') throw broken()
    return [name!, value]
  })
}
