/** Errors as Supabase Auth words them: https://supabase.com/docs/guides/auth/debugging/error-codes */
export class AuthError extends Error {
  readonly status: number
  readonly code: string
  readonly extra: Record<string, unknown>
  constructor(status: number, code: string, message: string, extra: Record<string, unknown> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.extra = extra
  }
}

export const invalid = (message: string, status = 400) => new AuthError(status, 'validation_failed', message)
export const badCredentials = () => new AuthError(400, 'invalid_credentials', 'Invalid login credentials')
export const emailExists = () => new AuthError(422, 'email_exists', 'A user with this email address has already been registered')
export const userNotFound = () => new AuthError(404, 'user_not_found', 'User not found')
export const linkExpired = () => new AuthError(403, 'otp_expired', 'Email link is invalid or has expired')
export const codeExpired = () => new AuthError(403, 'otp_expired', 'Token has expired or is invalid')
export const noAuthorization = () => new AuthError(401, 'no_authorization', 'This endpoint requires a valid Bearer token')
