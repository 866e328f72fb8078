/** HS256 tokens (RFC 7519), the only kind the embedded platform issues and takes. */
import { createHmac, timingSafeEqual } from 'node:crypto'

export type Claims = Record<string, unknown>

export class JwtError extends Error {
  readonly reason: 'malformed' | 'signature' | 'expired' | 'not_yet_valid'
  constructor(reason: JwtError['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}

/** Signs the claims as they are: the caller sets `iat` and `exp`. */
export function sign(claims: Claims, secret: string): string {
  const body = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`
}

/** A signed token that lasts ten years. */
export function signJwt(claims: Claims, secret: string, now = Date.now()): string {
  const iat = Math.floor(now / 1000)
  return sign({ iss: 'supabase', iat, exp: iat + 315_360_000, ...claims }, secret)
}

/** Claims of a token that is signed with the secret, whatever the time. Throws `JwtError`. */
export function readSigned(token: string, secret: string): Claims {
  const parts = token.split('.')
  if (parts.length !== 3) throw new JwtError('malformed', `Expected 3 parts in JWT; got ${parts.length}`)
  const [header, payload, signature] = parts as [string, string, string]
  if (decode(header)?.alg !== 'HS256') throw new JwtError('signature', 'No suitable key or wrong key type')
  const expected = createHmac('sha256', secret).update(`${header}.${payload}`).digest()
  const given = Buffer.from(signature, 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new JwtError('signature', 'JWSError JWSInvalidSignature')
  const claims = decode(payload)
  if (!claims) throw new JwtError('malformed', 'The claims are not a JSON object')
  return claims
}

/** The same, if the token is valid now (30 s of clock skew, as PostgREST). */
export function verify(token: string, secret: string, now = Date.now() / 1000): Claims {
  const claims = readSigned(token, secret)
  if (typeof claims.exp === 'number' && claims.exp + 30 < now) throw new JwtError('expired', 'JWT expired')
  if (typeof claims.nbf === 'number' && claims.nbf - 30 > now) throw new JwtError('not_yet_valid', 'JWT not yet valid')
  return claims
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function decode(part: string): Claims | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return value && typeof value === 'object' && !Array.isArray(value) ? (value as Claims) : null
  } catch {
    return null
  }
}
