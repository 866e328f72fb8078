/** Who a client is: API keys and HS256 tokens (RFC 7519). */
import type { Keys } from '../config.ts'
import { type Claims, JwtError, readSigned } from '../jwt.ts'

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
  const claims = read(token, secret)
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

function read(token: string, secret: string): Claims {
  try {
    return readSigned(token, secret)
  } catch (error) {
    if (!(error instanceof JwtError)) throw error
    if (error.reason === 'malformed') throw new TokenError('MalformedJWT', 'The token provided is not a valid JWT')
    throw new TokenError('JwtSignatureError', 'Failed to validate JWT signature')
  }
}
