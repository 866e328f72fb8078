/** Passes requests and sockets on to a process behind the gateway, both ways as they come, nothing buffered. */
import { Agent, request, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream'
import { sendJson } from './reply.ts'

export interface Upstream {
  port: number
  path: string
  headers: OutgoingHttpHeaders
  /** What is said when nobody answers there. */
  name: string
}

/** Headers of one connection, not of the message (RFC 9110, 7.6.1). */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

export function forwardedHeaders(req: IncomingMessage): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {}
  for (const [name, value] of Object.entries(req.headers)) {
    if (!hopByHop.has(name)) headers[name] = value
  }
  if (req.headers['transfer-encoding'] && !req.headers['content-length']) headers['transfer-encoding'] = 'chunked'
  headers['x-forwarded-for'] = [req.headers['x-forwarded-for'], req.socket.remoteAddress].filter(Boolean).join(', ')
  headers['x-forwarded-host'] ??= req.headers.host
  headers['x-forwarded-proto'] ??= 'http'
  return headers
}

/**
 * One connection per request, so that none is used that the other side is just closing; but asked to stay open, because many servers
 * cut a connection that is to close while the request is still being sent, and with it their answer.
 */
const agent = new Agent({ keepAlive: true, maxFreeSockets: 0 })

export function proxyHttp(req: IncomingMessage, res: ServerResponse, to: Upstream): void {
  const upstream = request({ host: '127.0.0.1', port: to.port, path: to.path, method: req.method, headers: to.headers, agent })
  let answered = false
  upstream.on('response', (answer) => {
    answered = true
    for (const [name, value] of Object.entries(answer.headers)) {
      if (!hopByHop.has(name) && value !== undefined) res.setHeader(name, value)
    }
    res.writeHead(answer.statusCode ?? 502)
    res.flushHeaders()
    pipeline(answer, res, () => upstream.destroy())
  })
  upstream.on('error', (error) => {
    // It answered without wanting the rest of the body: the answer is still on its way.
    if (answered) return
    sendJson(res, 503, {
      code: 'UPSTREAM_UNAVAILABLE',
      message: `${to.name} did not answer`,
      details: error.message,
      hint: 'It may be starting: try again.',
    })
  })
  res.on('close', () => {
    if (!res.writableFinished) upstream.destroy()
  })
  // What it did not want of the body is read all the same: the client's next request comes after it on the same connection.
  upstream.on('close', () => {
    req.unpipe(upstream)
    req.resume()
  })
  // Otherwise the head would wait for the first byte of the body.
  upstream.flushHeaders()
  req.pipe(upstream)
}

/** Replays the upgrade request to the upstream and joins the two sockets. */
export function proxyUpgrade(req: IncomingMessage, socket: Duplex, head: Buffer, port: number): void {
  const upstream = connect(port, '127.0.0.1')
  upstream.setNoDelay(true)
  upstream.on('connect', () => {
    const lines = [`${req.method} ${req.url} HTTP/1.1`]
    for (let i = 0; i < req.rawHeaders.length; i += 2) lines.push(`${req.rawHeaders[i]}: ${req.rawHeaders[i + 1]}`)
    upstream.write(`${lines.join('\r\n')}\r\n\r\n`)
    if (head.length) upstream.write(head)
    socket.pipe(upstream).pipe(socket)
  })
  let answered = false
  upstream.once('data', () => (answered = true))
  upstream.on('error', () => {
    if (answered) socket.destroy()
    else refuseUpgrade(socket, 503, 'Service Unavailable')
  })
  upstream.on('close', () => socket.destroy())
  socket.on('error', () => upstream.destroy())
  socket.on('close', () => upstream.destroy())
}

export function refuseUpgrade(socket: Duplex, status: number, reason: string): void {
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}
