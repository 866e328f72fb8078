/** What a signed-in user does with the own account. */
import type { PoolClient } from 'pg'
import { bearerToken } from '../keys.ts'
import { JwtError, verify } from '../../jwt.ts'
import { type AuthContext, type AuthRequest, inTransaction, record, text } from './context.ts'
import { AuthError, emailExists, noAuthorization } from './errors.ts'
import { sendLink } from './one-time.ts'
import { endSessions } from './sessions.ts'
import { checkPassword, findUser, hashPassword, passwordMatches, readEmail, updateUser, userJson, type UserRow } from './users.ts'

interface SignedIn {
  user: UserRow
  sessionId: string | null
}

/** The user of the token, who must still exist and whose session must not have ended. */
async function signedIn(context: AuthContext, request: AuthRequest, client: PoolClient): Promise<SignedIn> {
  const token = bearerToken(request.req)
  if (!token) throw noAuthorization()
  const claims = readClaims(token, context.settings.jwtSecret)
  if (typeof claims.sub !== 'string') throw new AuthError(403, 'bad_jwt', 'invalid claim: missing sub claim')
  const user = /^[0-9a-f-]{36}$/i.test(claims.sub) ? await findUser(client, 'id', claims.sub) : null
  if (!user) throw new AuthError(403, 'user_not_found', 'User from sub claim in JWT does not exist')
  const sessionId = typeof claims.session_id === 'string' ? claims.session_id : null
  if (sessionId) {
    const { rowCount } = await client.query('select from auth.sessions where id = $1', [sessionId])
    if (!rowCount) throw new AuthError(403, 'session_not_found', 'Session from session_id claim in JWT does not exist')
  }
  return { user, sessionId }
}

function readClaims(token: string, secret: string) {
  try {
    return verify(token, secret)
  } catch (error) {
    const why =
      error instanceof JwtError && error.reason === 'expired' ? 'token has invalid claims: token is expired' : 'signature is invalid'
    throw new AuthError(403, 'bad_jwt', `invalid JWT: unable to parse or verify signature, ${why}`)
  }
}

export async function getAccount(context: AuthContext, request: AuthRequest): Promise<Record<string, unknown>> {
  return await inTransaction(context.pool, async (client) => await userJson(client, (await signedIn(context, request, client)).user))
}

export async function updateAccount(context: AuthContext, request: AuthRequest): Promise<Record<string, unknown>> {
  const { body } = request
  return await inTransaction(context.pool, async (client) => {
    const { user, sessionId } = await signedIn(context, request, client)
    let current = user
    if (body.data !== undefined) {
      const merged = Object.entries({ ...user.raw_user_meta_data, ...record(body.data) }).filter(([, value]) => value !== null)
      current = await updateUser(client, user.id, { raw_user_meta_data: Object.fromEntries(merged) })
    }
    if (text(body.password)) {
      await changePassword(context, client, user, text(body.password))
      await endSessions(client, user.id, sessionId, 'others')
    }
    const email = body.email ? readEmail(body.email) : user.email
    if (email && email !== user.email) {
      if (await findUser(client, 'email', email)) throw emailExists()
      if (context.settings.confirmEmail) {
        current = await updateUser(client, user.id, { email_change: email })
        await sendLink(context, client, request, current, 'email_change', 'email_change', email)
      } else await updateUser(client, user.id, { email, email_confirmed_at: new Date() })
    }
    return await userJson(client, (await findUser(client, 'id', user.id)) ?? current)
  })
}

async function changePassword({ settings }: AuthContext, client: PoolClient, user: UserRow, password: string): Promise<void> {
  checkPassword(password, settings.minPasswordLength)
  if (await passwordMatches(client, password, user.encrypted_password)) {
    throw new AuthError(422, 'same_password', 'New password should be different from the old password.')
  }
  await updateUser(client, user.id, { encrypted_password: await hashPassword(client, password) })
}

export async function signOut(context: AuthContext, request: AuthRequest): Promise<void> {
  const scope = request.url.searchParams.get('scope') ?? 'global'
  if (scope !== 'global' && scope !== 'local' && scope !== 'others')
    throw new AuthError(400, 'validation_failed', `Unsupported logout scope "${scope}"`)
  await inTransaction(context.pool, async (client) => {
    const { user, sessionId } = await signedIn(context, request, client)
    await endSessions(client, user.id, sessionId, scope)
  })
}
