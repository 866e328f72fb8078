/** Broadcasts over HTTP: `POST /realtime/v1/api/broadcast` (many) and `…/api/broadcast/<topic>/events/<event>` (one). */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { DatabaseUnavailable } from './database.ts'
import type { UserBroadcast } from './protocol.ts'
import type { Services } from './services.ts'
import { TokenError, verifyApiKey, type Identity } from './token.ts'

const batch = z.object({
  messages: z
    .array(
      z.object({
        topic: z.string().min(1),
        event: z.string().min(1),
        payload: z.json().default({}),
        private: z.boolean().nullish(),
      }),
    )
    .max(1000),
})

interface Sent {
  topic: string
  private: boolean
  broadcast: UserBroadcast
}

class Rejected extends Error {
  status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** Answers 202, or an error as JSON `{message}`. Private messages the caller may not send are dropped, as hosted. */
export async function handleBroadcastRequest(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  services: Services,
): Promise<void> {
  const answer = (status: number, message?: string) => {
    response.writeHead(status, { 'content-type': 'application/json', connection: 'keep-alive' })
    response.end(message === undefined ? '' : JSON.stringify({ message }))
  }
  try {
    if (request.method !== 'POST') throw new Rejected(405, 'Use POST')
    const identity = identify(request, url, services)
    const body = await read(request, services.limits.messageBytes)
    const one = /\/api\/broadcast\/([^/]+)\/events\/([^/]+)$/.exec(url.pathname)
    const sent = one ? [single(one, body, request, url)] : many(body)
    const allowed = new Map<string, boolean>()
    for (const message of sent) {
      if (message.private) {
        let can = allowed.get(message.topic)
        if (can === undefined) allowed.set(message.topic, (can = await mayWrite(identity, message.topic, request, services)))
        if (!can && one) throw new Rejected(403, 'Unauthorized: You do not have permissions to write to this Channel topic')
        if (!can) continue
      }
      services.hub.broadcast(message.topic, message.private, message.broadcast)
    }
    answer(202)
  } catch (error) {
    if (error instanceof Rejected) return answer(error.status, error.message)
    if (error instanceof TokenError) return answer(401, `${error.code}: ${error.message}`)
    if (error instanceof DatabaseUnavailable) return answer(503, error.message)
    console.error('realtime:', error)
    answer(500, 'Unknown error')
  }
}

function identify(request: IncomingMessage, url: URL, { keys }: Services): Identity {
  const key = String(request.headers.apikey ?? url.searchParams.get('apikey') ?? '')
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (key === '' && bearer === undefined) throw new Rejected(401, 'No API key found in request')
  const identity = verifyApiKey(key || bearer!, keys)
  return bearer && bearer !== key && !bearer.startsWith('sb_') ? verifyApiKey(bearer, keys) : identity
}

function mayWrite(identity: Identity, topic: string, request: IncomingMessage, { authorizer }: Services): Promise<boolean> {
  return authorizer.writable(identity, topic, JSON.stringify(request.headers), 'broadcast')
}

function many(body: Buffer): Sent[] {
  const parsed = batch.safeParse(parseJson(body))
  if (!parsed.success) throw new Rejected(422, z.prettifyError(parsed.error))
  return parsed.data.messages.map((message) => ({
    topic: message.topic,
    private: message.private ?? false,
    broadcast: { event: message.event, json: JSON.stringify(message.payload) },
  }))
}

function single([, topic, event]: RegExpExecArray, body: Buffer, request: IncomingMessage, url: URL): Sent {
  const isBinary = request.headers['content-type']?.startsWith('application/octet-stream') ?? false
  const isPrivate = url.searchParams.get('private') === 'true'
  if (url.searchParams.has('persist') || url.searchParams.has('persist[ttl]'))
    throw new Rejected(422, 'Storing a broadcast is not supported; use realtime.send in SQL')
  const broadcast: UserBroadcast = { event: decodeURIComponent(event!) }
  if (isBinary) broadcast.binary = body
  else broadcast.json = JSON.stringify(parseJson(body))
  return { topic: decodeURIComponent(topic!), private: isPrivate, broadcast }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw new Rejected(400, 'The body is not JSON')
  }
}

async function read(request: IncomingMessage, most: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > most) throw new Rejected(413, `The body is larger than ${most} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
