/** Any origin may call the API: access is decided by keys and tokens, never by cookies. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { header } from './keys.ts'

const exposed =
  'Content-Encoding, Content-Location, Content-Range, Content-Type, Date, Location, Server, Transfer-Encoding, Range-Unit, Preference-Applied, ' +
  'X-Request-Id, Sb-Request-Id, X-Sb-Error-Code, Retry-After, Etag, Upload-Offset, Upload-Length, Tus-Resumable'

export function addCors(res: ServerResponse): void {
  res.setHeader('access-control-allow-origin', '*')
  res.setHeader('access-control-expose-headers', exposed)
}

/** Answers a preflight. Functions answer their own, as on hosted. */
export function answerPreflight(req: IncomingMessage, res: ServerResponse): void {
  res.writeHead(204, {
    'access-control-allow-methods': 'GET,HEAD,PUT,PATCH,POST,DELETE,OPTIONS',
    'access-control-allow-headers': header(req, 'access-control-request-headers') ?? 'authorization, x-client-info, apikey, content-type',
    'access-control-max-age': '3600',
  })
  res.end()
}
