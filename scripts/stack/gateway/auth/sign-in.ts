/** Sign-up, the grants of `/token`, and the ways in by mail. */
import { randomUUID } from 'node:crypto'
import { type AuthContext, type AuthRequest, inTransaction, record, text } from './context.ts'
import { AuthError, badCredentials, invalid } from './errors.ts'
import { FailureLimit } from './limits.ts'
import { sendLink } from './one-time.ts'
import { redeemCode } from './pkce.ts'
import { type Method, refreshSession, type Session, startSession } from './sessions.ts'
import { checkPassword, createUser, describeUser, findUser, passwordMatches, readEmail, userJson, type UserRow } from './users.ts'

type Json = Record<string, unknown>

/** 30 wrong guesses in five minutes for one account from one address, as the CLI's local stack. */
const guesses = new FailureLimit(30, 5 * 60_000)

export async function signUp(context: AuthContext, request: AuthRequest): Promise<Json | Session> {
  const { settings, pool } = context
  const { body } = request
  if (!body.email && !body.password) throw new AuthError(422, 'anonymous_provider_disabled', 'Anonymous sign-ins are disabled')
  if (!text(body.password)) throw invalid('Signup requires a valid password')
  const email = readEmail(body.email)
  checkPassword(text(body.password), settings.minPasswordLength)
  return await inTransaction<Json | Session>(pool, async (client) => {
    const existing = await findUser(client, 'email', email, true)
    if (existing && (existing.email_confirmed_at || !settings.confirmEmail)) {
      if (!settings.confirmEmail) throw new AuthError(422, 'user_already_exists', 'User already registered')
      return pretendUser(existing)
    }
    const user =
      existing ??
      (await createUser(client, {
        email,
        password: text(body.password),
        confirmed: !settings.confirmEmail,
        userMetadata: record(body.data),
      }).catch((error: unknown) => {
        throw error instanceof AuthError && error.code === 'email_exists'
          ? new AuthError(422, 'user_already_exists', 'User already registered')
          : error
      }))
    if (!settings.confirmEmail) return await startSession(context, client, request, user, 'password')
    await sendLink(context, client, request, user, 'confirmation', 'signup')
    return await userJson(client, (await findUser(client, 'id', user.id))!)
  })
}

/** Whoever signs up with a taken address learns nothing; its owner can recover the password. */
function pretendUser(user: UserRow): Json {
  const now = new Date()
  return describeUser(
    {
      ...user,
      id: randomUUID(),
      raw_user_meta_data: {},
      email_confirmed_at: null,
      confirmed_at: null,
      last_sign_in_at: null,
      created_at: now,
      updated_at: now,
      confirmation_sent_at: now,
    },
    [],
  )
}

export async function grantToken(context: AuthContext, request: AuthRequest): Promise<Session> {
  switch (request.url.searchParams.get('grant_type')) {
    case 'password':
      return await signInWithPassword(context, request)
    case 'refresh_token': {
      const token = text(request.body.refresh_token)
      if (!token) throw invalid('Refresh token is not valid')
      const session = await inTransaction(context.pool, (client) => refreshSession(context, client, token))
      if (session instanceof AuthError) throw session
      return session
    }
    case 'pkce':
      return await inTransaction(context.pool, async (client) => {
        const { userId, method } = await redeemCode(client, text(request.body.auth_code), text(request.body.code_verifier))
        const user = await findUser(client, 'id', userId)
        if (!user) throw badCredentials()
        return await startSession(context, client, request, user, method as Method)
      })
    default:
      throw new AuthError(400, 'invalid_credentials', 'unsupported_grant_type')
  }
}

async function signInWithPassword(context: AuthContext, request: AuthRequest): Promise<Session> {
  const email = text(request.body.email).trim().toLowerCase()
  const password = text(request.body.password)
  if (!email) throw invalid('missing email or phone')
  if (/\0/.test(email + password)) throw badCredentials()
  const forgive = guesses.attempt(`${request.ip} ${email}`)
  return await inTransaction(context.pool, async (client) => {
    const user = await findUser(client, 'email', email)
    const matches = await passwordMatches(client, password, user?.encrypted_password ?? null)
    if (!user || !matches) throw badCredentials()
    forgive()
    if (!user.email_confirmed_at) throw new AuthError(400, 'email_not_confirmed', 'Email not confirmed')
    return await startSession(context, client, request, user, 'password')
  })
}

/** `/otp` and `/magiclink`: a code and a link; a new person is made unless that is refused. */
export async function signInByMail(context: AuthContext, request: AuthRequest): Promise<Json> {
  const { body } = request
  if (!body.email && body.phone) throw new AuthError(400, 'phone_provider_disabled', 'Unsupported phone provider')
  const email = readEmail(body.email)
  return await inTransaction(context.pool, async (client) => {
    const user = await findUser(client, 'email', email, true)
    if (user?.email_confirmed_at) {
      await sendLink(context, client, request, user, 'recovery', 'magiclink')
      return {}
    }
    if (!user && body.create_user === false) throw new AuthError(422, 'otp_disabled', 'Signups not allowed for otp')
    const made = user ?? (await createUser(client, { email, confirmed: false, userMetadata: record(body.data) }))
    await sendLink(context, client, request, made, 'confirmation', 'signup')
    return {}
  })
}

/** Says nothing about whether the address is known. */
export async function recover(context: AuthContext, request: AuthRequest): Promise<Json> {
  const email = readEmail(request.body.email)
  return await inTransaction(context.pool, async (client) => {
    const user = await findUser(client, 'email', email, true)
    if (user) await sendLink(context, client, request, user, 'recovery', 'recovery')
    return {}
  })
}

export async function resend(context: AuthContext, request: AuthRequest): Promise<Json> {
  const type = text(request.body.type)
  if (type !== 'signup' && type !== 'email_change') throw invalid('Resend requires a verification type: signup or email_change')
  const email = readEmail(request.body.email)
  return await inTransaction(context.pool, async (client) => {
    const user = await findUser(client, 'email', email, true)
    if (user && type === 'signup' && !user.email_confirmed_at) await sendLink(context, client, request, user, 'confirmation', 'signup')
    if (user?.email_change && type === 'email_change')
      await sendLink(context, client, request, user, 'email_change', 'email_change', user.email_change)
    return {}
  })
}
