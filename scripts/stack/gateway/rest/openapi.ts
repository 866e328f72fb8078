/** A Swagger 2.0 description of what is exposed, at the root of the API. */
import type { Column, Relation, Routine, SchemaCache } from './schema-cache.ts'

type Json = Record<string, unknown>

export function openApi(cache: SchemaCache, host: string): Json {
  const relations = [...cache.relations.values()]
  const routines = [...cache.routines.values()].map((overloads) => overloads[0]!)
  return {
    swagger: '2.0',
    info: { title: 'standard public schema', description: '', version: '13.0' },
    host,
    basePath: '/rest/v1/',
    schemes: ['http'],
    consumes: ['application/json', 'application/vnd.pgrst.object+json', 'text/csv'],
    produces: ['application/json', 'application/vnd.pgrst.object+json', 'text/csv'],
    paths: Object.fromEntries([
      [
        '/',
        { get: { tags: ['Introspection'], summary: 'OpenAPI description (this document)', responses: { 200: { description: 'OK' } } } },
      ],
      ...relations.map((r) => [`/${r.name}`, relationPath(r)]),
      ...routines.map((r) => [`/rpc/${r.name}`, routinePath(r)]),
    ]),
    definitions: Object.fromEntries(relations.map((r) => [r.name, definition(r)])),
  }
}

function definition(relation: Relation): Json {
  const columns = [...relation.columns.values()]
  return {
    type: 'object',
    ...(relation.description ? { description: relation.description } : {}),
    required: columns.filter((c) => !c.nullable).map((c) => c.name),
    properties: Object.fromEntries(columns.map((c) => [c.name, property(c, relation)])),
  }
}

function property(column: Column, relation: Relation): Json {
  const note = relation.primaryKey.includes(column.name) ? 'Note:\nThis is a Primary Key.<pk/>' : null
  const description = [column.description, note].filter(Boolean).join('\n\n')
  return {
    ...jsonType(column.type),
    format: column.type,
    ...(column.default === null ? {} : { default: column.default }),
    ...(column.enum ? { enum: column.enum } : {}),
    ...(description ? { description } : {}),
  }
}

function jsonType(type: string): Json {
  if (type.endsWith('[]')) return { type: 'array', items: jsonType(type.slice(0, -2)) }
  if (/^(smallint|integer|bigint)/.test(type)) return { type: 'integer' }
  if (/^(numeric|real|double precision)/.test(type)) return { type: 'number' }
  if (type === 'boolean') return { type: 'boolean' }
  return type === 'json' || type === 'jsonb' ? {} : { type: 'string' }
}

function relationPath(relation: Relation): Json {
  const filters = [...relation.columns.keys()].map((name) => ({ name, in: 'query', type: 'string', required: false }))
  const body = { name: relation.name, in: 'body', schema: { $ref: `#/definitions/${relation.name}` } }
  const tags = [relation.name]
  const read = {
    tags,
    parameters: filters,
    responses: { 200: { description: 'OK', schema: { type: 'array', items: { $ref: `#/definitions/${relation.name}` } } } },
  }
  if (!relation.writable) return { get: read }
  return {
    get: read,
    post: { tags, parameters: [body], responses: { 201: { description: 'Created' } } },
    patch: { tags, parameters: [...filters, body], responses: { 204: { description: 'No Content' } } },
    delete: { tags, parameters: filters, responses: { 204: { description: 'No Content' } } },
  }
}

function routinePath(routine: Routine): Json {
  const properties = Object.fromEntries(routine.args.map((a) => [a.name, { ...jsonType(a.type), format: a.type }]))
  const schema = { type: 'object', required: routine.args.filter((a) => a.required).map((a) => a.name), properties }
  const description = routine.description ? { description: routine.description } : {}
  const tags = [`(rpc) ${routine.name}`]
  const post = {
    tags,
    ...description,
    parameters: [{ name: 'args', in: 'body', required: true, schema }],
    responses: { 200: { description: 'OK' } },
  }
  return { post }
}
