/** Who calls: the API key says which application, the token which user. As the gateway of hosted Supabase decides it. */
import type { IncomingMessage } from 'node:http'
import type { Keys } from '../config.ts'
import { type Claims, verify } from '../jwt.ts'

export interface ApiKey {
  kind: 'publishable' | 'secret'
  role: 'anon' | 'service_role'
}

export interface KeyProblem {
  status: 401
  message: string
  hint: string
}

/** The `apikey` header or query parameter, looked up. */
export function readApiKey(req: IncomingMessage, query: URLSearchParams, keys: Keys): ApiKey | KeyProblem {
  const given = header(req, 'apikey') ?? query.get('apikey')
  if (!given) return problem('No API key found in request', 'No `apikey` request header or url param was found.')
  const key = lookUpKey(given, keys)
  if (!key) return problem('Invalid API key', 'Double check your Supabase `anon` or `service_role` API key.')
  if (key.kind === 'secret' && given === keys.secret && /^Mozilla\//.test(header(req, 'user-agent') ?? '')) {
    return problem('Forbidden use of secret API key in browser', 'Secret API keys can only be used in a protected environment.')
  }
  return key
}

/** Opaque keys by equality, legacy keys by signature and role. */
export function lookUpKey(given: string, keys: Keys): ApiKey | null {
  if (given === keys.publishable || given === keys.anonJwt) return { kind: 'publishable', role: 'anon' }
  if (given === keys.secret || given === keys.serviceRoleJwt) return { kind: 'secret', role: 'service_role' }
  try {
    const role = verify(given, keys.jwtSecret).role
    if (role === 'anon') return { kind: 'publishable', role }
    if (role === 'service_role') return { kind: 'secret', role }
  } catch {
    // not a token of ours
  }
  return null
}

export function isProblem(value: ApiKey | KeyProblem): value is KeyProblem {
  return 'message' in value
}

/** The bearer token of a user, or null where the header is missing or merely repeats an API key. */
export function bearerToken(req: IncomingMessage): string | null {
  const match = /^Bearer\s+(\S+)$/i.exec(header(req, 'authorization') ?? '')
  const token = match?.[1]
  return !token || token.startsWith('sb_publishable_') || token.startsWith('sb_secret_') ? null : token
}

/** Claims under which SQL runs: the user's token, else the API key's role. Throws `JwtError` for a bad token. */
export function resolveClaims(req: IncomingMessage, key: ApiKey, keys: Keys): Claims {
  const token = bearerToken(req)
  return token ? verify(token, keys.jwtSecret) : { role: key.role }
}

export function header(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name]
  return Array.isArray(value) ? value[0] : value
}

function problem(message: string, hint: string): KeyProblem {
  return { status: 401, message, hint }
}
