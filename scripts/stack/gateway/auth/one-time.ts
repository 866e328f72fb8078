/** Codes and links sent by mail. Only their hash is stored; one use, one hour. */
import { createHmac, randomInt } from 'node:crypto'
import type { PoolClient } from 'pg'
import { type AuthContext, type AuthRequest, text } from './context.ts'
import { AuthError } from './errors.ts'
import type { MailKind } from './mail.ts'
import { startFlow } from './pkce.ts'
import { updateUser, type UserRow } from './users.ts'

/** Columns of auth.users that hold the hash, by what it is for. */
export const tokenColumns = {
  confirmation: { token: 'confirmation_token', sentAt: 'confirmation_sent_at' },
  recovery: { token: 'recovery_token', sentAt: 'recovery_sent_at' },
  email_change: { token: 'email_change_token_new', sentAt: 'email_change_sent_at' },
} as const

export type Slot = keyof typeof tokenColumns

/** Seconds between two mails to one person; what the CLI's local stack allows. */
const mailInterval = 1

/** Keyed, because a link carries it: whoever tries all codes of an address must not be able to make the links. */
export function hashCode({ settings }: AuthContext, email: string, code: string): string {
  return createHmac('sha224', settings.jwtSecret)
    .update(email + code)
    .digest('hex')
}

export interface OneTimeLink {
  code: string
  hash: string
  link: string
  redirectTo: string
}

/** Stores a new code for the user. `email` is where it is sent: for a change of address, the new one. */
export async function makeLink(
  context: AuthContext,
  client: PoolClient,
  request: AuthRequest,
  user: UserRow,
  slot: Slot,
  type: MailKind,
  email: string,
): Promise<OneTimeLink> {
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const challenge = text(request.body.code_challenge)
  const hash = hashCode(context, email, code)
  const stored = challenge ? `pkce_${hash}` : hash
  if (challenge) await startFlow(client, user.id, type, challenge, text(request.body.code_challenge_method))
  const { token, sentAt } = tokenColumns[slot]
  await updateUser(client, user.id, { [token]: stored, [sentAt]: new Date() })
  const redirectTo = safeRedirect(context, request)
  const link = new URL(`${context.settings.apiUrl}/auth/v1/verify`)
  link.search = new URLSearchParams({ token: stored, type, redirect_to: redirectTo }).toString()
  return { code, hash: stored, link: link.toString(), redirectTo }
}

export async function sendLink(
  context: AuthContext,
  client: PoolClient,
  request: AuthRequest,
  user: UserRow,
  slot: Slot,
  type: MailKind,
  to = user.email ?? '',
): Promise<void> {
  const last = { confirmation: user.confirmation_sent_at, recovery: user.recovery_sent_at, email_change: user.email_change_sent_at }[slot]
  const wait = last ? Math.ceil(mailInterval - (Date.now() - last.getTime()) / 1000) : 0
  if (wait > 0)
    throw new AuthError(429, 'over_email_send_rate_limit', `For security purposes, you can only request this after ${wait} seconds.`)
  const { link, code } = await makeLink(context, client, request, user, slot, type, to)
  try {
    await context.mailer.send(type, to, { link, code })
  } catch (error) {
    console.error('mail:', error)
    throw new AuthError(500, 'unexpected_failure', `Error sending ${type} email`)
  }
}

/** `redirect_to` if it leads to this machine or to where the site is; otherwise the site. A link in a mail must not lead to strangers. */
export function safeRedirect({ settings }: AuthContext, request: AuthRequest): string {
  const wanted = request.url.searchParams.get('redirect_to') || text(request.body.redirect_to) || text(request.req.headers.redirect_to)
  try {
    const url = new URL(wanted)
    const hosts = [new URL(settings.siteUrl).hostname, 'localhost', '127.0.0.1', '[::1]']
    if (/^https?:$/.test(url.protocol) && hosts.includes(url.hostname) && !url.username) return url.toString()
  } catch {
    // not an address
  }
  return settings.siteUrl
}
