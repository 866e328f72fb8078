/** Takes every mail that is sent on this machine and shows it on a page; nothing leaves. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'
import type { StackConfig } from '../config.ts'
import { frameHtml, listPage, messagePage } from './page.ts'
import { type MailMessage, MailStore, type MailSummary } from './store.ts'

export interface MailSink {
  list(): MailSummary[]
  read(id: string): Promise<MailMessage | null>
  close(): Promise<void>
}

/** What the server pretends, so that senders' handling of failures can be tried. */
interface Behaviour {
  /** SMTP answer, such as `451 4.3.0 Try again later`. */
  fail: string | null
  /** How many more mails fail; null: all. */
  times: number | null
}

interface State {
  store: MailStore
  behaviour: Behaviour
  watchers: Set<ServerResponse>
}

const largest = 25 * 1024 * 1024

/** Listens on `config.ports.smtp` and `config.ports.mail`; mails are kept under `<home>/mail`. */
export async function startMail(config: StackConfig): Promise<MailSink> {
  const state: State = {
    store: await MailStore.open(join(config.home, 'mail')),
    behaviour: { fail: null, times: null },
    watchers: new Set(),
  }
  const smtp = makeSmtp(state)
  const http = createServer((req, res) => {
    void answer(state, req, res).catch((error: Error) => {
      console.error(error)
      if (!res.headersSent) json(res, 500, { message: error.message })
    })
  })
  await new Promise<void>((resolve, reject) => {
    smtp.once('error', reject)
    smtp.listen(config.ports.smtp, '127.0.0.1', resolve)
  })
  smtp.on('error', (error: Error) => console.error(`smtp: ${error.message}`))
  await new Promise<void>((resolve, reject) => http.once('error', reject).listen(config.ports.mail, '127.0.0.1', resolve))
  return {
    list: () => state.store.list(),
    read: (id) => state.store.read(id),
    async close() {
      for (const watcher of state.watchers) watcher.end()
      await Promise.all([
        new Promise<void>((resolve) => smtp.close(resolve)),
        new Promise((resolve) => http.close(resolve).closeAllConnections()),
      ])
    },
  }
}

function makeSmtp(state: State): SMTPServer {
  return new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    size: largest,
    banner: 'Orrery keeps every mail',
    onAuth: (auth, _session, done) => done(null, { user: auth.username ?? 'anyone' }),
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => void (stream.sizeExceeded || chunks.push(chunk)))
      stream.on('error', (error) => done(error))
      stream.on('end', () => {
        if (stream.sizeExceeded) return done(smtpError('552 5.3.4 The message is larger than 25 MB'))
        const failure = takeFailure(state.behaviour)
        if (failure) return done(smtpError(failure))
        const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : ''
        const to = session.envelope.rcptTo.map((r) => r.address)
        state.store.add(Buffer.concat(chunks), { from, to }).then(
          (summary) => {
            for (const watcher of state.watchers) watcher.write(`data: ${JSON.stringify(summary)}\n\n`)
            done(null, `kept as ${summary.id}`)
          },
          (error: Error) => done(smtpError(`451 4.3.0 ${error.message}`)),
        )
      })
    },
  })
}

function takeFailure(behaviour: Behaviour): string | null {
  if (!behaviour.fail || behaviour.times === 0) return null
  if (behaviour.times !== null) behaviour.times--
  return behaviour.fail
}

function smtpError(answer: string): Error {
  const [, code = '451', message = answer] = /^(\d{3})[ -]?([\s\S]*)$/.exec(answer) ?? []
  return Object.assign(new Error(message), { responseCode: Number(code) })
}

async function answer(state: State, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { store } = state
  if (!isOurs(req)) return json(res, 403, { message: `Open this page at http://127.0.0.1:${req.socket.localPort}` })
  const pathname = URL.parse(`http://mail${req.url}`)?.pathname ?? ''
  const [, area, id, part] = /^\/(api\/messages|messages)\/([\w-]+)(?:\/(html|raw))?$/.exec(pathname) ?? []
  const route = `${req.method} ${pathname}`
  if (route === 'GET /health') return json(res, 200, { status: 'ok' })
  if (route === 'GET /') return html(res, listPage(store.list()))
  if (route === 'GET /api/messages') return json(res, 200, store.list())
  if (route === 'DELETE /api/messages') {
    await store.clear()
    return json(res, 200, {})
  }
  if (route === 'GET /api/events') return watch(state, res)
  if (route === 'GET /api/behaviour') return json(res, 200, state.behaviour)
  if (route === 'POST /api/behaviour') return await setBehaviour(state, req, res)
  if (id && req.method === 'GET') {
    if (part === 'raw') return sendRaw(res, await store.raw(id))
    const message = await store.read(id)
    if (message && area === 'api/messages') return json(res, 200, message)
    if (message && part === 'html') return html(res, frameHtml(message.html ?? ''), frameSecurity)
    if (message) return html(res, messagePage(message))
  }
  json(res, 404, { message: 'Not found' })
}

/**
 * Mails hold links that sign people in. A page of a stranger, open in the same browser, must not read them by giving its own name our
 * address (DNS rebinding), nor change anything here.
 */
function isOurs({ headers }: IncomingMessage): boolean {
  const host = headers.host ?? ''
  if (!/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host)) return false
  return headers.origin === undefined || headers.origin === `http://${host}`
}

async function setBehaviour(state: State, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of req as AsyncIterable<Buffer>) chunks.push(chunk)
  let body: { fail?: unknown; times?: unknown }
  try {
    body = JSON.parse(Buffer.concat(chunks).toString() || '{}') as typeof body
  } catch {
    return json(res, 400, { message: 'The body must be JSON' })
  }
  if (typeof body.fail === 'string' && !/^[45]\d\d\b/.test(body.fail))
    return json(res, 400, { message: '`fail` must begin with a code from 400 to 599' })
  state.behaviour = { fail: typeof body.fail === 'string' ? body.fail : null, times: typeof body.times === 'number' ? body.times : null }
  json(res, 200, state.behaviour)
}

function watch(state: State, res: ServerResponse): void {
  res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  res.write(': watching\n\n')
  state.watchers.add(res)
  res.on('close', () => state.watchers.delete(res))
}

/** A mail may show pictures and lead elsewhere; it may not run, send or frame anything. */
const frameSecurity =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data: http: https:; style-src 'unsafe-inline'; font-src data:"
const pageSecurity = "default-src 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; frame-ancestors 'none'"

function html(res: ServerResponse, body: string, security = pageSecurity): void {
  res.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': security,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  })
  res.end(body)
}

function json(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
  res.end(JSON.stringify(body))
}

function sendRaw(res: ServerResponse, raw: Buffer | null): void {
  if (!raw) return json(res, 404, { message: 'Not found' })
  res.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' })
  res.end(raw)
}
