/** Who a client is: API keys and HS256 tokens (RFC 7519). */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Keys } from '../config.ts'
import { isRecord } from './protocol.ts'

export interface Identity {
  token: string
  role: string
  /** Seconds since 1970. */
  exp: number
  /** The claims as JSON text, as SQL sees them in `request.jwt.claims`. */
  claims: string
}

/** Why a token is refused; `code` is the word hosted Realtime puts before the reason. */
export class TokenError extends Error {
  code: 'MalformedJWT' | 'JwtSignatureError' | 'InvalidJWTToken'
  constructor(code: TokenError['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** Checks signature and expiry; throws TokenError. */
export function verifyToken(token: string, secret: string, now = Date.now()): Identity {
  const parts = token.split('.')
  const header = decodePart(parts[0])
  const claims = decodePart(parts[1])
  if (parts.length !== 3 || !header || !claims) throw new TokenError('MalformedJWT', 'The token provided is not a valid JWT')
  const expected = createHmac('sha256', secret).update(`${parts[0]}.${parts[1]}`).digest()
  const given = Buffer.from(parts[2]!, 'base64url')
  if (header.alg !== 'HS256' || given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new TokenError('JwtSignatureError', 'Failed to validate JWT signature')
  }
  if (typeof claims.role !== 'string' || typeof claims.exp !== 'number') {
    throw new TokenError('InvalidJWTToken', 'Fields `role` and `exp` are required in JWT')
  }
  const age = Math.floor(now / 1000) - claims.exp
  if (age >= 0) throw new TokenError('InvalidJWTToken', `Token has expired ${age} seconds ago`)
  return { token, role: claims.role, exp: claims.exp, claims: JSON.stringify(claims) }
}

/** The identity of an API key: `sb_publishable_…`, `sb_secret_…` or a signed token; throws TokenError. */
export function verifyApiKey(key: string, keys: Keys): Identity {
  const token = key === keys.publishable ? keys.anonJwt : key === keys.secret ? keys.serviceRoleJwt : key
  return verifyToken(token, keys.jwtSecret)
}

function decodePart(part: string | undefined): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'))
    return isRecord(value) ? value : null
  } catch {
    return null
  }
}
