/** The body of a write, as JSON text and the names in it. */
import { parseCsv } from './csv.ts'
import { RestError } from './errors.ts'

export interface Payload {
  /** JSON text of an object or of an array of objects. */
  json: string
  isArray: boolean
  length: number
  /** Names in the first object. */
  keys: string[]
}

export function parsePayload(body: Buffer, contentType: string | undefined, anyKeys: boolean): Payload {
  const media = (contentType ?? 'application/json').split(';')[0]!.trim().toLowerCase()
  if (media === 'text/csv') {
    const rows = parseCsv(body.toString('utf8'))
    return { json: JSON.stringify(rows), isArray: true, length: rows.length, keys: Object.keys(rows[0] ?? {}) }
  }
  if (media === 'application/x-www-form-urlencoded') {
    const object = Object.fromEntries(new URLSearchParams(body.toString('utf8')))
    return { json: JSON.stringify(object), isArray: false, length: 1, keys: Object.keys(object) }
  }
  if (media !== 'application/json' && !/\+json$/.test(media)) {
    throw new RestError(415, 'PGRST102', `Content-Type not acceptable: ${media}`)
  }
  return parseJson(body.toString('utf8'), anyKeys)
}

function parseJson(json: string, anyKeys: boolean): Payload {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    throw new RestError(400, 'PGRST102', 'Empty or invalid json')
  }
  if (Array.isArray(value)) {
    const objects: unknown[] = value
    if (!objects.every(isObject)) throw new RestError(400, 'PGRST102', 'All items of the array must be objects')
    const keys = Object.keys(objects[0] ?? {})
    const names = new Set(keys)
    const same = (o: object) => {
      const own = Object.keys(o)
      return own.length === names.size && own.every((k) => names.has(k))
    }
    if (!anyKeys && !objects.every(same)) throw new RestError(400, 'PGRST102', 'All object keys must match')
    return { json, isArray: true, length: objects.length, keys }
  }
  if (!isObject(value)) throw new RestError(400, 'PGRST102', 'The body must be a JSON object or an array of objects')
  return { json, isArray: false, length: 1, keys: Object.keys(value) }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
