/** Errors as PostgREST words them: https://docs.postgrest.org/en/v13/references/errors.html */
import { DatabaseError } from 'pg'

export class RestError extends Error {
  readonly status: number
  readonly code: string
  readonly details: unknown
  readonly hint: string | null
  readonly headers: Record<string, string>
  constructor(
    status: number,
    code: string,
    message: string,
    details: unknown = null,
    hint: string | null = null,
    headers: Record<string, string> = {},
    cause?: Error,
  ) {
    super(message, { cause })
    this.status = status
    this.code = code
    this.details = details
    this.hint = hint
    this.headers = headers
  }
}

export function parseError(message: string, details: string | null = null): RestError {
  return new RestError(400, 'PGRST100', message, details)
}

/** HTTP form of anything thrown while a request was handled. */
export function toRestError(error: unknown, role: string): RestError {
  if (error instanceof RestError) return error
  if (!(error instanceof DatabaseError) || !error.code) {
    const message = error instanceof Error ? error.message : String(error)
    if (error instanceof URIError) return new RestError(404, 'PGRST125', 'Invalid path specified in request URL')
    if (error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError) {
      return new RestError(500, 'PGRSTX00', 'The gateway failed; see its log', null, null, {}, error)
    }
    const busy = /timeout exceeded when trying to connect/.test(message)
    if (busy) return new RestError(504, 'PGRST003', 'Timed out acquiring connection from connection pool.')
    return new RestError(503, 'PGRST001', 'Database connection error. Retrying the connection.', message)
  }
  if (error.code === 'PGRST') return raisedResponse(error)
  return new RestError(statusOf(error.code, error.message, role), error.code, error.message, error.detail ?? null, error.hint ?? null)
}

/** `raise sqlstate 'PGRST'` carries a whole response in its message and detail. */
function raisedResponse(error: DatabaseError): RestError {
  const message = parseObject(error.message)
  const detail = parseObject(error.detail ?? '')
  if (typeof message?.code !== 'string' || typeof message.message !== 'string' || typeof detail?.status !== 'number') {
    return new RestError(
      500,
      'PGRST121',
      `Could not parse JSON in the "RAISE SQLSTATE 'PGRST'" error`,
      `Invalid JSON value for ${message ? 'DETAIL' : 'MESSAGE'}: '${message ? (error.detail ?? '') : error.message}'`,
      `MESSAGE must be a JSON object with obligatory keys: 'code', 'message' and optional keys: 'details', 'hint'.`,
    )
  }
  const headers = Object.entries((detail.headers ?? {}) as Record<string, string>)
  return new RestError(
    detail.status,
    message.code,
    message.message,
    message.details ?? null,
    (message.hint as string) ?? null,
    Object.fromEntries(headers),
  )
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return value && typeof value === 'object' ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

const byCode: Record<string, number> = {
  '23503': 409,
  '23505': 409,
  '25006': 405,
  '42883': 404,
  '42P01': 404,
  '42P17': 500,
  '53400': 500,
  '57P01': 503,
  P0001: 400,
}

const byClass: Record<string, number> = {
  '08': 503,
  '09': 500,
  '0L': 403,
  '0P': 403,
  '22': 400,
  '23': 400,
  '25': 500,
  '28': 403,
  '2D': 500,
  '38': 500,
  '39': 500,
  '3B': 500,
  '40': 500,
  '42': 400,
  '53': 503,
  '54': 500,
  '55': 500,
  '57': 500,
  '58': 500,
  F0: 500,
  HV: 500,
  P0: 500,
  XX: 500,
}

function statusOf(code: string, message: string, role: string): number {
  if (code.startsWith('PT')) {
    const status = Number(code.slice(2))
    return status >= 200 && status <= 599 ? status : 500
  }
  if (code === '42501') return role === 'anon' ? 401 : 403
  if (code === '21000') return /requires a WHERE clause$/.test(message) ? 400 : 500
  if (code === '22023' && /^role .* does not exist$/.test(message)) return 401
  return byCode[code] ?? byClass[code.slice(0, 2)] ?? 400
}
