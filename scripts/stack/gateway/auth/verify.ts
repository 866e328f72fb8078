/** `/verify`: the code or the link from a mail comes back. */
import type { PoolClient } from 'pg'
import { type AuthContext, type AuthRequest, inTransaction, text } from './context.ts'
import { AuthError, codeExpired, invalid, linkExpired } from './errors.ts'
import { FailureLimit } from './limits.ts'
import { hashCode, safeRedirect, type Slot, tokenColumns } from './one-time.ts'
import { codeForFlow } from './pkce.ts'
import { type Method, type Session, startSession } from './sessions.ts'
import { updateUser, type UserRow } from './users.ts'

const slots: Record<string, Slot[]> = {
  signup: ['confirmation'],
  invite: ['confirmation'],
  magiclink: ['recovery', 'confirmation'],
  email: ['recovery', 'confirmation'],
  recovery: ['recovery'],
  email_change: ['email_change'],
}

const methods: Record<string, Method> = {
  signup: 'email/signup',
  invite: 'invite',
  magiclink: 'magiclink',
  email: 'otp',
  recovery: 'recovery',
  email_change: 'email_change',
}

/** A code has six digits: a million guesses must not be free. */
const guesses = new FailureLimit(30, 5 * 60_000)

export async function verifyCode(context: AuthContext, request: AuthRequest): Promise<Session> {
  const { body, ip } = request
  const type = text(body.type)
  const hash = text(body.token_hash)
  const email = text(body.email).trim().toLowerCase()
  if (!Object.hasOwn(slots, type)) throw invalid(type ? 'Invalid email verification type' : 'Verify requires a verification type')
  if (!hash && !(email && body.token)) throw invalid('Verify requires either a token or a token hash')
  const forgive = guesses.attempt(`${ip} ${email}`)
  const ofCode = hashCode(context, email, text(body.token))
  return await inTransaction(context.pool, async (client) => {
    const user = await takeToken(client, type, hash ? [hash] : [ofCode, `pkce_${ofCode}`])
    if (!user) throw hash ? linkExpired() : codeExpired()
    forgive()
    return await startSession(context, client, request, user, methods[type]!)
  })
}

/** The link itself: always ends in a redirect, with the session or the reason in the fragment, or with a PKCE code. */
export async function verifyLink(context: AuthContext, request: AuthRequest): Promise<string> {
  const query = request.url.searchParams
  const type = query.get('type') ?? ''
  const token = query.get('token') ?? query.get('token_hash') ?? ''
  const target = new URL(safeRedirect(context, request))
  try {
    if (!Object.hasOwn(slots, type) || !token) throw invalid('Verify requires a token and a verification type')
    return await inTransaction(context.pool, async (client) => {
      const user = await takeToken(client, type, [token])
      if (!user) throw linkExpired()
      if (token.startsWith('pkce_')) {
        target.searchParams.set('code', await codeForFlow(client, user.id, flowMethod(type)))
        return target.toString()
      }
      const { user: _, ...session } = await startSession(context, client, request, user, methods[type]!)
      const entries = Object.entries({ ...session, type }).map(([name, value]): [string, string] => [name, String(value)])
      target.hash = new URLSearchParams(entries).toString()
      return target.toString()
    })
  } catch (error) {
    const { code, message } = error instanceof AuthError ? error : new AuthError(500, 'unexpected_failure', 'Verification failed')
    target.hash = new URLSearchParams({ error: 'access_denied', error_code: code, error_description: message }).toString()
    return target.toString()
  }
}

function flowMethod(type: string): string {
  return type === 'email' ? 'magiclink' : type
}

/** Spends the token: of two who bring it, one gets the user. */
async function takeToken(client: PoolClient, type: string, hashes: string[]): Promise<UserRow | null> {
  for (const slot of slots[type]!) {
    const { token, sentAt } = tokenColumns[slot]
    const { rows } = await client.query<UserRow>(
      `update auth.users set ${token} = null where ${token} = any ($1) and ${token} <> '' and ${sentAt} > now() - interval '1 hour' returning *`,
      [hashes],
    )
    const user = rows[0]
    if (!user) continue
    if (slot === 'email_change' && user.email_change) {
      return await updateUser(client, user.id, { email: user.email_change, email_change: null, email_confirmed_at: new Date() })
    }
    if (user.email_confirmed_at) return user
    const metadata = { ...user.raw_user_meta_data, email_verified: true }
    return await updateUser(client, user.id, { email_confirmed_at: new Date(), raw_user_meta_data: metadata })
  }
  return null
}
