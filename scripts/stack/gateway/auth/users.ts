/** Rows of auth.users and auth.identities, and the user object of the API. */
import { randomUUID } from 'node:crypto'
import { DatabaseError, type PoolClient } from 'pg'
import { AuthError, emailExists, invalid } from './errors.ts'

export interface UserRow {
  id: string
  aud: string
  role: string
  email: string | null
  phone: string | null
  encrypted_password: string | null
  email_confirmed_at: Date | null
  confirmed_at: Date | null
  invited_at: Date | null
  confirmation_sent_at: Date | null
  recovery_sent_at: Date | null
  email_change: string | null
  email_change_sent_at: Date | null
  last_sign_in_at: Date | null
  raw_app_meta_data: Record<string, unknown> | null
  raw_user_meta_data: Record<string, unknown> | null
  banned_until: Date | null
  deleted_at: Date | null
  is_anonymous: boolean
  created_at: Date
  updated_at: Date
}

export interface IdentityRow {
  id: string
  provider: string
  provider_id: string
  user_id: string
  identity_data: Record<string, unknown>
  email: string | null
  last_sign_in_at: Date | null
  created_at: Date
  updated_at: Date
}

export interface NewUser {
  id?: string
  email: string
  password?: string
  /** Already hashed, for imports. */
  passwordHash?: string
  role?: string
  confirmed: boolean
  userMetadata: Record<string, unknown>
  appMetadata?: Record<string, unknown>
}

const addressPattern = /^[^\s\p{Cc}@<>"]+@[^\s\p{Cc}@<>".]+(\.[^\s\p{Cc}@<>".]+)*$/u

export function readEmail(value: unknown): string {
  const email = typeof value === 'string' ? value.trim().toLowerCase() : ''
  if (!email || email.length > 255 || !addressPattern.test(email)) throw invalid('Unable to validate email address: invalid format')
  return email
}

export function checkPassword(password: string, minLength: number): void {
  if (password.includes('\0')) throw invalid('Password cannot hold a zero byte')
  if (Buffer.byteLength(password) > 72) throw invalid('Password cannot be longer than 72 characters')
  if (password.length >= minLength) return
  const message = `Password should be at least ${minLength} characters.`
  throw new AuthError(422, 'weak_password', message, { weak_password: { message, reasons: ['length'] } })
}

/** bcrypt in the database keeps the gateway's one thread free. */
const hashSql = "extensions.crypt($1, extensions.gen_salt('bf', 10))"

export async function hashPassword(client: PoolClient, password: string): Promise<string> {
  const { rows } = await client.query<{ hash: string }>(`select ${hashSql} as hash`, [password])
  return rows[0]!.hash
}

export async function passwordMatches(client: PoolClient, password: string, hash: string | null): Promise<boolean> {
  // An unknown user costs the same time as a known one.
  const salt = hash ?? '$2a$10$abcdefghijklmnopqrstuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu'
  // pgcrypto knows the prefix 2a only; 2b and 2y name the same algorithm.
  const { rows } = await client.query<{ hash: string }>('select extensions.crypt($1, $2) as hash', [
    password,
    salt.replace(/^\$2[by]\$/, '$2a$'),
  ])
  return hash !== null && rows[0]!.hash === salt.replace(/^\$2[by]\$/, '$2a$')
}

export async function findUser(client: PoolClient, by: 'id' | 'email', value: string, lock = false): Promise<UserRow | null> {
  const condition = by === 'email' ? 'email = $1 and not is_sso_user' : 'id = $1'
  const { rows } = await client.query<UserRow>(`select * from auth.users where ${condition}${lock ? ' for update' : ''}`, [value])
  return rows[0] ?? null
}

/** Makes the user and its e-mail identity. Throws `email_exists`; an error of a trigger becomes "Database error saving new user". */
export async function createUser(client: PoolClient, user: NewUser): Promise<UserRow> {
  const id = user.id ?? randomUUID()
  const hash = user.passwordHash ?? (user.password === undefined ? null : await hashPassword(client, user.password))
  const appMetadata = { provider: 'email', providers: ['email'], ...user.appMetadata }
  const userMetadata = { ...user.userMetadata, sub: id, email: user.email, email_verified: user.confirmed, phone_verified: false }
  try {
    const { rows } = await client.query<UserRow>(
      `insert into auth.users
         (id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data, created_at, updated_at)
       values ($1, 'authenticated', $2, $3, $4, case when $5 then now() end, $6, $7, now(), now()) returning *`,
      [id, user.role ?? 'authenticated', user.email, hash, user.confirmed, JSON.stringify(appMetadata), JSON.stringify(userMetadata)],
    )
    await createIdentity(client, id, user.email, user.confirmed, user.userMetadata)
    return rows[0]!
  } catch (error) {
    throw userError(error, 'Database error saving new user')
  }
}

async function createIdentity(
  client: PoolClient,
  userId: string,
  email: string,
  verified: boolean,
  data: Record<string, unknown>,
): Promise<void> {
  const identity = { ...data, sub: userId, email, email_verified: verified, phone_verified: false }
  await client.query(
    `insert into auth.identities (id, provider, provider_id, user_id, identity_data, last_sign_in_at, created_at, updated_at)
     values (gen_random_uuid(), 'email', $1::text, $2, $3, now(), now(), now())`,
    [userId, userId, JSON.stringify(identity)],
  )
}

/** `changes` are SQL expressions with their values, by column; only names from this program may be given. */
export async function updateUser(client: PoolClient, id: string, changes: Record<string, unknown>): Promise<UserRow> {
  const names = Object.keys(changes)
  const set = names.map((name, i) => `${name} = $${i + 2}`)
  const values = Object.values(changes).map((v) => (v && typeof v === 'object' && !(v instanceof Date) ? JSON.stringify(v) : v))
  try {
    const { rows } = await client.query<UserRow>(
      `update auth.users set ${[...set, 'updated_at = now()'].join(', ')} where id = $1 returning *`,
      [id, ...values],
    )
    if (typeof changes.email === 'string' || changes.email_confirmed_at) await refreshIdentity(client, rows[0]!)
    return rows[0]!
  } catch (error) {
    throw userError(error, 'Database error updating user')
  }
}

async function refreshIdentity(client: PoolClient, user: UserRow): Promise<void> {
  const data = JSON.stringify({ email: user.email, email_verified: user.email_confirmed_at !== null })
  await client.query(
    `update auth.identities set identity_data = identity_data || $2::jsonb, updated_at = now() where user_id = $1 and provider = 'email'`,
    [user.id, data],
  )
}

function userError(error: unknown, message: string): unknown {
  if (!(error instanceof DatabaseError)) return error
  if (error.code === '23505' && error.constraint === 'users_email_partial_key') return emailExists()
  console.error(`${message}: ${error.code} ${error.message}`)
  return new AuthError(500, 'unexpected_failure', message)
}

export async function userJson(client: PoolClient, user: UserRow): Promise<Record<string, unknown>> {
  return describeUser(user, (await identitiesOf(client, [user.id])).get(user.id) ?? [])
}

export async function identitiesOf(client: PoolClient, userIds: string[]): Promise<Map<string, IdentityRow[]>> {
  const { rows } = await client.query<IdentityRow>('select * from auth.identities where user_id = any ($1) order by created_at', [userIds])
  return Map.groupBy(rows, (row) => row.user_id)
}

/** The user object of the API. Absent values are left out, as hosted does. */
export function describeUser(user: UserRow, identities: IdentityRow[]): Record<string, unknown> {
  const dates = {
    email_confirmed_at: user.email_confirmed_at,
    invited_at: user.invited_at,
    confirmation_sent_at: user.confirmation_sent_at,
    confirmed_at: user.confirmed_at,
    recovery_sent_at: user.recovery_sent_at,
    new_email: user.email_change || null,
    email_change_sent_at: user.email_change_sent_at,
    last_sign_in_at: user.last_sign_in_at,
    banned_until: user.banned_until,
    deleted_at: user.deleted_at,
  }
  return {
    id: user.id,
    aud: user.aud,
    role: user.role,
    email: user.email ?? '',
    phone: user.phone ?? '',
    ...Object.fromEntries(Object.entries(dates).filter(([, value]) => value !== null)),
    app_metadata: user.raw_app_meta_data ?? {},
    user_metadata: user.raw_user_meta_data ?? {},
    identities: identities.map(({ id, provider_id, ...rest }) => ({ identity_id: id, id: provider_id, ...rest })),
    created_at: user.created_at,
    updated_at: user.updated_at,
    is_anonymous: user.is_anonymous,
  }
}
