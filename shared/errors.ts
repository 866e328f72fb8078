/** Errors that people see: a stable code, what happened, and what to do. */

/** Codes raised by SQL (`PTnnn` sets the HTTP status through PostgREST) and by functions. */
export const errorStatus = {
  bad_request: 400,
  not_signed_in: 401,
  out_of_tokens: 402,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unprocessable: 422,
  too_many: 429,
  internal: 500,
  unavailable: 503,
} as const
export type ErrorCode = keyof typeof errorStatus

export class AppError extends Error {
  readonly code: ErrorCode
  /** What the person can do about it. */
  readonly hint: string | undefined

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.hint = options.hint
  }

  get status(): number {
    return errorStatus[this.code]
  }
}
