/** The Auth API: the part of Supabase Auth that e-mail accounts need. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { callerRole } from '../transaction.ts'
import type { Claims } from '../../jwt.ts'
import { header } from '../keys.ts'
import { readBody, send, sendJson } from '../reply.ts'
import { getAccount, signOut, updateAccount } from './account.ts'
import { adminCreateUser, adminDeleteUser, adminGetUser, adminUpdateUser, generateLink, inviteUser, listUsers } from './admin.ts'
import { type AuthContext, type AuthRequest, record } from './context.ts'
import { AuthError, invalid } from './errors.ts'
import { grantToken, recover, resend, signInByMail, signUp } from './sign-in.ts'
import { verifyCode, verifyLink } from './verify.ts'

type Route = (context: AuthContext, request: AuthRequest) => Promise<unknown>

const routes: Record<string, Route> = {
  'POST /signup': signUp,
  'POST /token': grantToken,
  'POST /otp': signInByMail,
  'POST /magiclink': signInByMail,
  'POST /recover': recover,
  'POST /resend': resend,
  'POST /verify': verifyCode,
  'GET /user': getAccount,
  'PUT /user': updateAccount,
  'GET /authorize': () => Promise.reject(invalid('Unsupported provider: provider is not enabled')),
  'GET /settings': (context) => Promise.resolve(publicSettings(context)),
  'GET /health': () =>
    Promise.resolve({ version: 'embedded', name: 'GoTrue', description: 'GoTrue is a user registration and authentication API' }),
  'GET /.well-known/jwks.json': () => Promise.resolve({ keys: [] }),
}

/** Where a browser arrives from a link, without an API key. */
export function isOpen(path: string): boolean {
  return path === '/verify' || path === '/authorize' || path.startsWith('/.well-known/')
}

/** `path` is what follows `/auth/v1`. `claims` is null where the token could not be read; each route says so in its own words. */
export async function handleAuth(
  req: IncomingMessage,
  res: ServerResponse,
  url: URL,
  path: string,
  claims: Claims | null,
  context: AuthContext,
): Promise<void> {
  try {
    const request = { req, url, body: await readJson(req), ip: (req.socket.remoteAddress ?? '').replace(/^::ffff:/, '') }
    if (path === '/verify' && req.method === 'GET') return redirect(res, await verifyLink(context, request))
    if (path === '/logout' && req.method === 'POST') {
      await signOut(context, request)
      return send(res, 204, null)
    }
    if (path.startsWith('/admin/') || path === '/invite') return await admin(res, path, request, claims, context)
    const route = routes[`${req.method} ${path}`]
    if (!route)
      throw Object.keys(routes).some((key) => key.endsWith(` ${path}`))
        ? new AuthError(405, 'validation_failed', 'Method not allowed')
        : notFound()
    sendJson(res, 200, await route(context, request))
  } catch (error) {
    sendAuthError(req, res, error)
  }
}

async function admin(res: ServerResponse, path: string, request: AuthRequest, claims: Claims | null, context: AuthContext): Promise<void> {
  if (!claims || callerRole(claims) !== 'service_role') throw new AuthError(403, 'not_admin', 'User not allowed')
  const method = request.req.method
  const id = /^\/admin\/users\/([^/]+)$/.exec(path)?.[1]
  if (path === '/invite' && method === 'POST') return sendJson(res, 200, await inviteUser(context, request))
  if (path === '/admin/generate_link' && method === 'POST') return sendJson(res, 200, await generateLink(context, request))
  if (path === '/admin/users' && method === 'POST') return sendJson(res, 200, await adminCreateUser(context, request))
  if (path === '/admin/users' && method === 'GET') return sendList(res, request, await listUsers(context, request))
  if (id && method === 'GET') return sendJson(res, 200, await adminGetUser(context, id))
  if (id && method === 'PUT') return sendJson(res, 200, await adminUpdateUser(context, request, id))
  if (id && method === 'DELETE') return sendJson(res, 200, await adminDeleteUser(context, request, id))
  throw notFound()
}

function sendList(res: ServerResponse, { url }: AuthRequest, list: Awaited<ReturnType<typeof listUsers>>): void {
  const { users, aud, total, page, perPage } = list
  const last = Math.max(1, Math.ceil(total / perPage))
  const link = (to: number, rel: string) => `<${url.pathname}?page=${to}&per_page=${perPage}>; rel="${rel}"`
  const links = [...(page < last ? [link(page + 1, 'next')] : []), link(last, 'last')]
  sendJson(res, 200, { users, aud }, { 'x-total-count': String(total), link: links.join(', ') })
}

function sendAuthError(req: IncomingMessage, res: ServerResponse, error: unknown): void {
  const known =
    error instanceof AuthError
      ? error
      : new AuthError(500, 'unexpected_failure', 'Unexpected failure, please check server logs for more information')
  if (known !== error) console.error(`${req.method} ${req.url}:`, error)
  const { status, code, message, extra } = known
  const version = '2024-01-01'
  if ((header(req, 'x-supabase-api-version') ?? '') >= version) {
    sendJson(res, status, { code, message, ...extra }, { 'x-sb-error-code': code, 'x-supabase-api-version': version })
  } else sendJson(res, status, { code: status, error_code: code, msg: message, ...extra }, { 'x-sb-error-code': code })
}

async function readJson(req: IncomingMessage): Promise<Record<string, unknown>> {
  const body = await readBody(req, 1024 * 1024)
  if (body.length === 0) return {}
  try {
    return record(JSON.parse(body.toString('utf8')))
  } catch {
    throw new AuthError(400, 'bad_json', 'Could not parse request body as JSON')
  }
}

function redirect(res: ServerResponse, location: string): void {
  send(res, 303, null, { location })
}

function notFound(): AuthError {
  return new AuthError(404, 'validation_failed', '404 page not found')
}

function publicSettings({ settings }: AuthContext): Record<string, unknown> {
  return {
    external: { anonymous_users: false, email: true, phone: false },
    disable_signup: false,
    mailer_autoconfirm: !settings.confirmEmail,
    phone_autoconfirm: false,
    sms_provider: '',
    saml_enabled: false,
  }
}
