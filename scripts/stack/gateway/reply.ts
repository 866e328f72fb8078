/** Small helpers around Node's request and response. */
import type { IncomingMessage, ServerResponse } from 'node:http'

export class BodyTooLarge extends Error {}

/** What is asked for; its host is ours, whatever the client says. Null for anything but a path. */
export function requestUrl(req: IncomingMessage): URL | null {
  return req.url?.startsWith('/') ? URL.parse(`http://gateway${req.url}`) : null
}

/** Whole body in memory; for small documents only. Throws `BodyTooLarge` above `limit` bytes. */
export async function readBody(req: IncomingMessage, limit = 64 * 1024 * 1024): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) throw new BodyTooLarge(`The body is larger than ${limit} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

export function sendJson(res: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  send(res, status, JSON.stringify(body), { 'content-type': 'application/json; charset=utf-8', ...headers })
}

export function send(res: ServerResponse, status: number, body: string | Buffer | null, headers: Record<string, string> = {}): void {
  if (res.destroyed || res.headersSent) return
  const bytes = body === null ? null : Buffer.isBuffer(body) ? body : Buffer.from(body)
  res.writeHead(status, bytes ? { ...headers, 'content-length': bytes.length } : headers)
  if (bytes && res.req.method !== 'HEAD') res.end(bytes)
  else res.end()
}
