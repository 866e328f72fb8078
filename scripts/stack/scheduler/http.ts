/** Sends one request of pg_net's queue, as libcurl with its settings would. */
import http from 'node:http'
import https from 'node:https'
import { performance } from 'node:perf_hooks'

export interface HttpRequest {
  id: string
  method: string
  url: string
  headers: Record<string, string> | null
  body: Buffer | null
  timeout_milliseconds: number
}

/** A row of `net._http_response`. */
export interface HttpResponse {
  id: string
  status_code: number | null
  content_type: string | null
  headers: Record<string, string> | null
  content: string | null
  timed_out: boolean
  error_msg: string | null
}

const MAX_REDIRECTS = 30
const MAX_CONTENT = 32 * 1024 * 1024

const agents = {
  'http:': new http.Agent({ keepAlive: true, scheduling: 'lifo' }),
  'https:': new https.Agent({ keepAlive: true, scheduling: 'lifo' }),
}

/** Never rejects: what goes wrong becomes `error_msg`, in curl's words. */
export async function sendRequest(request: HttpRequest): Promise<HttpResponse> {
  const begun = performance.now()
  const limit = request.timeout_milliseconds
  const answer: HttpResponse = {
    id: request.id,
    status_code: null,
    content_type: null,
    headers: null,
    content: null,
    timed_out: false,
    error_msg: null,
  }
  if (limit <= 0) return { ...answer, error_msg: `timeout_milliseconds must be greater than 0, got ${limit}` }
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), limit)
  try {
    const response = await follow(request, abort.signal)
    const content = await readContent(response)
    const headers: Record<string, string> = {}
    for (let index = 0; index < response.rawHeaders.length; index += 2)
      headers[response.rawHeaders[index]!] = response.rawHeaders[index + 1]!
    return {
      ...answer,
      status_code: response.statusCode!,
      content_type: response.headers['content-type'] ?? null,
      headers,
      content: content === '' ? null : content,
    }
  } catch (error) {
    if (!abort.signal.aborted) return { ...answer, error_msg: describe(error) }
    const total = (performance.now() - begun).toFixed(6)
    return { ...answer, timed_out: true, error_msg: `Timeout of ${limit} ms reached. Total time: ${total} ms` }
  } finally {
    clearTimeout(timer)
  }
}

async function follow(request: HttpRequest, signal: AbortSignal): Promise<http.IncomingMessage> {
  let url = parseUrl(request.url)
  let method = request.method.toUpperCase()
  let body = request.body
  let headers: Record<string, string> = { Accept: '*/*', 'User-Agent': 'pg_net/0.20.0', ...request.headers }
  for (let redirects = 0; ; redirects += 1) {
    const response = await exchange(url, method, headers, body, signal)
    const status = response.statusCode!
    const location = response.headers.location
    if (location === undefined || ![301, 302, 303, 307, 308].includes(status)) return response
    response.resume()
    if (redirects === MAX_REDIRECTS) throw new Error('Number of redirects hit maximum amount')
    const next = parseUrl(location, url)
    if (next.host !== url.host) headers = without(headers, ['authorization', 'cookie'])
    if (method === 'POST' && status <= 303) {
      method = 'GET'
      body = null
      headers = without(headers, ['content-type'])
    }
    url = next
  }
}

/** A kept connection may have been closed by the other side just now; then the request goes out anew, as with curl. */
async function exchange(
  url: URL,
  method: string,
  headers: Record<string, string>,
  body: Buffer | null,
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  const protocol = url.protocol as 'http:' | 'https:'
  for (;;) {
    const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>()
    const length = body ? { 'Content-Length': String(body.length) } : method === 'POST' ? { 'Content-Length': '0' } : {}
    const sent = (protocol === 'https:' ? https : http).request(
      url,
      { method, headers: { ...headers, ...length }, agent: agents[protocol], signal },
      resolve,
    )
    sent.setNoDelay(true)
    sent.on('error', reject)
    sent.end(body ?? undefined)
    try {
      return await promise
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      if (!sent.reusedSocket || (code !== 'ECONNRESET' && code !== 'EPIPE')) throw error
    }
  }
}

/** Text up to the first zero byte, which Postgres cannot store and curl's strings end at. */
async function readContent(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_CONTENT) throw new Error('Maximum file size exceeded')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8').split('\0', 1)[0]!
}

function parseUrl(text: string, base?: URL): URL {
  // curl takes an address without a scheme as http.
  const url = URL.parse(base || /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`, base?.href)
  if (!url) throw new Error('URL using bad/illegal format or missing URL')
  if (!(url.protocol in agents)) throw new Error('Unsupported protocol')
  return url
}

function without(headers: Record<string, string>, names: string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name.toLowerCase())))
}

function describe(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return "Couldn't resolve host name"
  if (code === 'ECONNREFUSED' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return "Couldn't connect to server"
  if (code === 'ECONNRESET') return 'Server returned nothing (no headers, no data)'
  return message || code || 'Unknown error'
}
