/** Sessions, access tokens and the rotation of refresh tokens. */
import { randomBytes, randomUUID } from 'node:crypto'
import type { PoolClient } from 'pg'
import { sign } from '../../jwt.ts'
import type { AuthContext, AuthRequest } from './context.ts'
import { AuthError } from './errors.ts'
import { findUser, userJson, type UserRow } from './users.ts'

export type Method = 'password' | 'otp' | 'magiclink' | 'recovery' | 'email/signup' | 'invite' | 'email_change'

export interface Session {
  access_token: string
  token_type: 'bearer'
  expires_in: number
  expires_at: number
  refresh_token: string
  user: Record<string, unknown>
}

export async function startSession(
  context: AuthContext,
  client: PoolClient,
  request: AuthRequest,
  user: UserRow,
  method: Method,
): Promise<Session> {
  refuseBanned(user)
  const id = randomUUID()
  // The tag keeps the method, so that refreshed tokens can still name it.
  await client.query(
    `insert into auth.sessions (id, user_id, aal, user_agent, ip, tag, created_at, updated_at) values ($1, $2, 'aal1', $3, $4, $5, now(), now())`,
    [id, user.id, request.req.headers['user-agent'] ?? null, request.ip || null, method],
  )
  const { rows } = await client.query<UserRow>(
    'update auth.users set last_sign_in_at = now(), updated_at = now() where id = $1 returning *',
    [user.id],
  )
  const token = await addRefreshToken(client, user.id, id, null)
  return await describe(context, client, rows[0]!, { id, method, since: new Date() }, token)
}

/**
 * Swaps a refresh token for a new session. A token may be used again within 10 s, or while its child has not been used
 * (two tabs, a lost answer); later reuse ends the session, since somebody else may hold the token.
 */
export async function refreshSession(context: AuthContext, client: PoolClient, token: string): Promise<Session | AuthError> {
  const { rows } = await client.query<{ id: string; user_id: string; session_id: string; revoked: boolean; fresh: boolean }>(
    `select id, user_id, session_id, revoked, updated_at > now() - interval '10 seconds' as fresh from auth.refresh_tokens where token = $1 for update`,
    [token],
  )
  const found = rows[0]
  if (!found) throw notFound()
  const session = await client.query<{ tag: string | null; created_at: Date }>(
    'select tag, created_at from auth.sessions where id = $1 for update',
    [found.session_id],
  )
  const user = await findUser(client, 'id', found.user_id)
  if (!session.rows[0] || !user) throw notFound()
  refuseBanned(user)
  let next: string
  if (found.revoked) {
    const active = await client.query<{ token: string; parent: string | null }>(
      'select token, parent from auth.refresh_tokens where session_id = $1 and not revoked order by created_at desc limit 1',
      [found.session_id],
    )
    if (active.rows[0]?.parent === token || (found.fresh && active.rows[0])) next = active.rows[0].token
    else {
      await client.query('delete from auth.sessions where id = $1', [found.session_id])
      // Returned, not thrown: ending the session must be committed.
      return new AuthError(400, 'refresh_token_already_used', 'Invalid Refresh Token: Already Used')
    }
  } else {
    await client.query('update auth.refresh_tokens set revoked = true, updated_at = now() where id = $1', [found.id])
    next = await addRefreshToken(client, found.user_id, found.session_id, token)
  }
  await client.query('update auth.sessions set refreshed_at = now(), updated_at = now() where id = $1', [found.session_id])
  const { tag, created_at } = session.rows[0]
  return await describe(context, client, user, { id: found.session_id, method: tag ?? 'password', since: created_at }, next)
}

export async function endSessions(
  client: PoolClient,
  userId: string,
  sessionId: string | null,
  scope: 'global' | 'local' | 'others',
): Promise<void> {
  if (scope === 'local' && sessionId) await client.query('delete from auth.sessions where id = $1', [sessionId])
  else if (scope === 'others' && sessionId)
    await client.query('delete from auth.sessions where user_id = $1 and id <> $2', [userId, sessionId])
  else await client.query('delete from auth.sessions where user_id = $1', [userId])
}

async function addRefreshToken(client: PoolClient, userId: string, sessionId: string, parent: string | null): Promise<string> {
  const token = randomBytes(15).toString('base64url')
  await client.query(
    `insert into auth.refresh_tokens (id, token, user_id, session_id, parent, created_at, updated_at) values (gen_random_uuid()::text, $1, $2, $3, $4, now(), now())`,
    [token, userId, sessionId, parent],
  )
  return token
}

async function describe(
  { settings }: AuthContext,
  client: PoolClient,
  user: UserRow,
  session: { id: string; method: string; since: Date },
  refreshToken: string,
): Promise<Session> {
  const iat = Math.floor(Date.now() / 1000)
  const exp = iat + settings.tokenLife
  const claims = {
    iss: `${settings.apiUrl}/auth/v1`,
    sub: user.id,
    aud: user.aud,
    exp,
    iat,
    email: user.email ?? '',
    phone: user.phone ?? '',
    app_metadata: user.raw_app_meta_data ?? {},
    user_metadata: user.raw_user_meta_data ?? {},
    role: user.role,
    aal: 'aal1',
    amr: [{ method: session.method, timestamp: Math.floor(session.since.getTime() / 1000) }],
    session_id: session.id,
    is_anonymous: user.is_anonymous,
  }
  return {
    access_token: sign(claims, settings.jwtSecret),
    token_type: 'bearer',
    expires_in: settings.tokenLife,
    expires_at: exp,
    refresh_token: refreshToken,
    user: await userJson(client, user),
  }
}

function refuseBanned(user: UserRow): void {
  if (user.banned_until && user.banned_until > new Date()) throw new AuthError(400, 'user_banned', 'User is banned')
}

function notFound(): AuthError {
  return new AuthError(400, 'refresh_token_not_found', 'Invalid Refresh Token: Refresh Token Not Found')
}
