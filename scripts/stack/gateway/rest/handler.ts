/** The REST API: PostgREST's behaviour with one SQL statement per request. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Claims } from '../../jwt.ts'
import { header } from '../keys.ts'
import { readBody, send, sendJson } from '../reply.ts'
import { callerRole } from '../transaction.ts'
import type { RestAnswer } from './answer.ts'
import type { Call, RestOptions } from './call.ts'
import { RestError, toRestError } from './errors.ts'
import { negotiate } from './media.ts'
import { mutateRelation } from './mutate-route.ts'
import { openApi } from './openapi.ts'
import { parsePreferences } from './preferences.ts'
import { readRelation } from './read-route.ts'
import { callRoutine } from './rpc-route.ts'
import type { SchemaCache } from './schema-cache.ts'

/** Codes that may only mean that the cache is older than the schema. */
const staleCodes = new Set(['PGRST200', 'PGRST202', 'PGRST204', 'PGRST205', '42703', '42P01', '42883'])

/** `path` is what follows `/rest/v1`. */
export async function handleRest(
  req: IncomingMessage,
  res: ServerResponse,
  url: URL,
  path: string,
  claims: Claims,
  options: RestOptions,
): Promise<void> {
  const role = callerRole(claims)
  try {
    const body = req.method === 'GET' || req.method === 'HEAD' ? Buffer.alloc(0) : await readBody(req)
    const run = async () => {
      const cache = await options.schema.current()
      const preferences = parsePreferences(header(req, 'prefer'))
      checkProfile(req, cache)
      return await route({ req, url, claims, cache, preferences, body, options }, path)
    }
    const answer = await run().catch(async (error: unknown) => {
      const isStale = staleCodes.has(toRestError(error, role).code) && (await options.schema.reloadIfChanged())
      if (!isStale) throw error
      return await run()
    })
    send(res, answer.status, answer.body, answer.headers)
  } catch (error) {
    const e = toRestError(error, role)
    if (e.status >= 500) console.error(`${req.method} ${url.pathname}: ${e.code} ${e.message}`, e.cause ?? '')
    sendJson(res, e.status, { code: e.code, details: e.details ?? null, hint: e.hint, message: e.message }, e.headers)
  }
}

function checkProfile(req: IncomingMessage, cache: SchemaCache): void {
  const profile = header(req, req.method === 'GET' || req.method === 'HEAD' ? 'accept-profile' : 'content-profile')
  if (profile && profile !== cache.schema) {
    throw new RestError(406, 'PGRST106', `Invalid schema: ${profile}`, null, `Only the following schemas are exposed: ${cache.schema}`)
  }
}

async function route(call: Call, path: string): Promise<RestAnswer> {
  const parts = path.split('/').filter(Boolean).map(decodeURIComponent)
  if (parts.length === 0) return openApiAnswer(call)
  if (parts[0] === 'rpc' && parts.length === 2) return await callRoutine(call, parts[1]!)
  if (parts.length > 1) throw new RestError(404, 'PGRST125', 'Invalid path specified in request URL')
  const relation = call.cache.relations.get(parts[0]!)
  if (!relation) {
    throw new RestError(
      404,
      'PGRST205',
      `Could not find the table '${call.cache.schema}.${parts[0]}' in the schema cache`,
      null,
      similar(call.cache, parts[0]!),
    )
  }
  const method = call.req.method ?? 'GET'
  if (method === 'GET' || method === 'HEAD') return await readRelation(call, relation)
  if (['POST', 'PATCH', 'PUT', 'DELETE'].includes(method)) return await mutateRelation(call, relation, method)
  throw new RestError(405, 'PGRST117', `Unsupported HTTP method: ${method}`)
}

function openApiAnswer(call: Call): RestAnswer {
  if (call.claims.role !== 'service_role') {
    throw new RestError(
      401,
      'PGRST125',
      'Access to schema is forbidden',
      null,
      'Accessing the schema via the Data API is only allowed using a secret API key.',
    )
  }
  const media = negotiate(header(call.req, 'accept'), { root: true })
  return {
    status: 200,
    headers: { 'content-type': media.contentType },
    body: JSON.stringify(openApi(call.cache, header(call.req, 'host') ?? '127.0.0.1')),
  }
}

function similar(cache: SchemaCache, name: string): string | null {
  const close = [...cache.relations.keys()].find(
    (known) => known.startsWith(name) || name.startsWith(known) || known.replaceAll('_', '') === name.replaceAll('_', '').toLowerCase(),
  )
  return close ? `Perhaps you meant the table '${cache.schema}.${close}'` : null
}
