/** `/admin`: users as the secret key manages them. */
import { randomBytes } from 'node:crypto'
import type { PoolClient } from 'pg'
import { type AuthContext, type AuthRequest, inTransaction, record, text } from './context.ts'
import { AuthError, emailExists, invalid, userNotFound } from './errors.ts'
import type { MailKind } from './mail.ts'
import { makeLink, sendLink } from './one-time.ts'
import {
  checkPassword,
  createUser,
  describeUser,
  findUser,
  hashPassword,
  identitiesOf,
  readEmail,
  updateUser,
  userJson,
  type UserRow,
} from './users.ts'

type Json = Record<string, unknown>

export interface UserList {
  users: Json[]
  aud: 'authenticated'
  total: number
  page: number
  perPage: number
}

export async function listUsers(context: AuthContext, request: AuthRequest): Promise<UserList> {
  const page = Math.max(1, Number(request.url.searchParams.get('page') ?? 1) || 1)
  const perPage = Math.min(1000, Math.max(1, Number(request.url.searchParams.get('per_page') ?? 50) || 50))
  return await inTransaction(context.pool, async (client) => {
    const count = await client.query<{ count: string }>('select count(*) from auth.users')
    const { rows } = await client.query<UserRow>('select * from auth.users order by created_at desc, id limit $1 offset $2', [
      perPage,
      (page - 1) * perPage,
    ])
    const identities = await identitiesOf(
      client,
      rows.map((row) => row.id),
    )
    const users = rows.map((row) => describeUser(row, identities.get(row.id) ?? []))
    return { users, aud: 'authenticated', total: Number(count.rows[0]!.count), page, perPage }
  })
}

export async function adminCreateUser(context: AuthContext, { body }: AuthRequest): Promise<Json> {
  const email = readEmail(body.email)
  const password = text(body.password)
  if (password) checkPassword(password, context.settings.minPasswordLength)
  return await inTransaction(context.pool, async (client) => {
    if (await findUser(client, 'email', email)) throw emailExists()
    const user = await createUser(client, {
      id: body.id === undefined ? undefined : readId(text(body.id)),
      email,
      // A user without a password gets one nobody knows, as hosted does.
      password: password || (body.password_hash ? undefined : randomBytes(24).toString('base64url')),
      passwordHash: text(body.password_hash) || undefined,
      role: text(body.role) || undefined,
      confirmed: body.email_confirm === true,
      userMetadata: record(body.user_metadata),
      appMetadata: record(body.app_metadata),
    })
    const banned = text(body.ban_duration) ? await updateUser(client, user.id, { banned_until: banEnd(text(body.ban_duration)) }) : user
    return await userJson(client, banned)
  })
}

export async function adminGetUser(context: AuthContext, id: string): Promise<Json> {
  return await inTransaction(context.pool, async (client) => await userJson(client, await mustFind(client, id)))
}

export async function adminUpdateUser(context: AuthContext, { body }: AuthRequest, id: string): Promise<Json> {
  return await inTransaction(context.pool, async (client) => {
    const user = await mustFind(client, id)
    const changes: Json = {}
    if (body.email !== undefined) changes.email = readEmail(body.email)
    if (changes.email && changes.email !== user.email && (await findUser(client, 'email', text(changes.email)))) throw emailExists()
    if (text(body.password)) {
      checkPassword(text(body.password), context.settings.minPasswordLength)
      changes.encrypted_password = await hashPassword(client, text(body.password))
    }
    if (body.email_confirm === true && !user.email_confirmed_at) changes.email_confirmed_at = new Date()
    if (body.role !== undefined) changes.role = text(body.role)
    if (body.user_metadata !== undefined) changes.raw_user_meta_data = merge(user.raw_user_meta_data, record(body.user_metadata))
    if (body.app_metadata !== undefined) changes.raw_app_meta_data = merge(user.raw_app_meta_data, record(body.app_metadata))
    if (body.ban_duration !== undefined) changes.banned_until = banEnd(text(body.ban_duration))
    return await userJson(client, await updateUser(client, user.id, changes))
  })
}

export async function adminDeleteUser(context: AuthContext, { body }: AuthRequest, id: string): Promise<Json> {
  return await inTransaction(context.pool, async (client) => {
    const user = await mustFind(client, id)
    if (body.should_soft_delete === true) {
      await client.query('delete from auth.sessions where user_id = $1', [user.id])
      await updateUser(client, user.id, {
        deleted_at: new Date(),
        email: `${user.id}@deleted.invalid`,
        encrypted_password: null,
        raw_user_meta_data: {},
      })
      return {}
    }
    await client.query('delete from auth.users where id = $1', [user.id]).catch((error: Error) => {
      console.error(`deleting a user: ${error.message}`)
      throw new AuthError(500, 'unexpected_failure', 'Database error deleting user')
    })
    return {}
  })
}

export async function inviteUser(context: AuthContext, request: AuthRequest): Promise<Json> {
  const email = readEmail(request.body.email)
  return await inTransaction(context.pool, async (client) => {
    const user = await userToInvite(client, email, request)
    await sendLink(context, client, request, user, 'confirmation', 'invite')
    return await userJson(client, await updateUser(client, user.id, { invited_at: new Date() }))
  })
}

async function userToInvite(client: PoolClient, email: string, { body }: AuthRequest): Promise<UserRow> {
  const existing = await findUser(client, 'email', email, true)
  if (existing?.email_confirmed_at) throw emailExists()
  return existing ?? (await createUser(client, { email, confirmed: false, userMetadata: record(body.data) }))
}

/** A link as the mail would have it, for tools that send their own mails. */
export async function generateLink(context: AuthContext, request: AuthRequest): Promise<Json> {
  const { body } = request
  const type = text(body.type) as MailKind
  if (!['signup', 'magiclink', 'recovery', 'invite'].includes(type)) throw invalid(`Invalid email action link type requested: ${type}`)
  const email = readEmail(body.email)
  return await inTransaction(context.pool, async (client) => {
    const isNew = type === 'invite' || type === 'signup'
    const user = isNew ? await userToInvite(client, email, request) : await findUser(client, 'email', email, true)
    if (!user) throw userNotFound()
    const { link, code, hash, redirectTo } = await makeLink(
      context,
      client,
      request,
      user,
      isNew ? 'confirmation' : 'recovery',
      type,
      email,
    )
    const json = await userJson(client, (await findUser(client, 'id', user.id))!)
    return { ...json, action_link: link, email_otp: code, hashed_token: hash, verification_type: type, redirect_to: redirectTo }
  })
}

function merge(old: Json | null, changes: Json): Json {
  return Object.fromEntries(Object.entries({ ...old, ...changes }).filter(([, value]) => value !== null))
}

function readId(id: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) throw invalid('user_id must be an UUID', 404)
  return id
}

async function mustFind(client: PoolClient, id: string): Promise<UserRow> {
  const user = await findUser(client, 'id', readId(id), true)
  if (!user) throw userNotFound()
  return user
}

/** Go's duration syntax (`24h`, `1h30m`), or `none`. */
function banEnd(duration: string): Date | null {
  if (duration === 'none') return null
  const units: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 }
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)]
  if (parts.length === 0 || parts.map((p) => p[0]).join('') !== duration) throw invalid('invalid format for ban duration')
  return new Date(Date.now() + parts.reduce((sum, [, n, unit]) => sum + Number(n) * units[unit!]!, 0))
}
