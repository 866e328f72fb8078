/** The catalogue as the migrations write it: every document is what forms and connectors are promised. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createTestDatabase, type TestDatabase } from '../../../scripts/testing/database.ts'
import { connectorTypes, ConnectorSchema, type FormSchema } from '../../../shared/connector.ts'
import { examples } from './examples.ts'

let database: TestDatabase
let catalogue: Map<string, ConnectorSchema>

beforeAll(async () => {
  database = await createTestDatabase()
  const rows = await database.sql`
    select connector_type, display_name, category, schema_version, config_schema, credential_schema, data_schema, auth_type, auth_config, rate_limits, streams, is_active
    from public.connector_schemas`
  catalogue = new Map(rows.map((row) => [row.connector_type as string, ConnectorSchema.parse(row)]))
})
afterAll(() => database.drop())

test('it has every type', () => expect([...catalogue.keys()].sort()).toEqual([...connectorTypes].sort()))

describe.each(connectorTypes)('%s', (type) => {
  const forms = () => [catalogue.get(type)!.config_schema, catalogue.get(type)!.credential_schema]
  const fields = () => forms().flatMap((form) => Object.entries(form.properties))

  test('every schema compiles', () => {
    const { config_schema, credential_schema, data_schema } = catalogue.get(type)!
    for (const schema of [config_schema, credential_schema, data_schema]) expect(() => z.fromJSONSchema(schema as never)).not.toThrow()
  })

  test('every field of a form has a title, a description, a type and a place', () => {
    for (const [name, field] of fields()) {
      expect(field.title, name).toMatch(/\S/)
      expect(field.description, name).toMatch(/\S/)
      expect(field.type, name).toBeDefined()
    }
    for (const form of forms()) {
      const places = Object.values(form.properties).map((field) => field['x-order'])
      expect([...places].sort((a, b) => a - b)).toEqual(places.map((_, n) => n + 1))
      for (const name of form.required ?? []) expect(form.properties).toHaveProperty(name)
    }
  })

  test('defaults are values their fields take', () => {
    for (const [, field] of fields()) if ('default' in field) z.fromJSONSchema(field as never).parse(field.default)
  })

  test('secrets are in the credentials, and shown as passwords', () => {
    const secret = /password|secret|token|api_key|client_key|service_account_key/
    const { config_schema, credential_schema } = catalogue.get(type)!
    expect(Object.keys(config_schema.properties).filter((name) => secret.test(name))).toEqual([])
    expect(Object.values(config_schema.properties).filter((field) => field.format === 'password')).toEqual([])
    for (const [name, field] of Object.entries(credential_schema.properties)) {
      expect(field.format === 'password', name).toBe(secret.test(name))
    }
  })

  test('what decides where credentials go is marked, and bound to the vendor where a connection signs in', () => {
    const { config_schema, auth_type } = catalogue.get(type)!
    for (const [name, field] of Object.entries(config_schema.properties)) {
      const points = /^(host|hostname|port|domain)$|(^|_)ur[il]$/.test(name) || field.format === 'uri' || field.format === 'hostname'
      expect(field['x-destination'] ?? false, name).toBe(points)
      if (points && auth_type === 'oauth2') expect(field.pattern).toMatch(/^\^https:\/\/.*\\\.com\$$/)
    }
  })

  test('each stream has the shape of its records, with its key and cursor', () => {
    const { streams, data_schema } = catalogue.get(type)!
    expect(streams.length).toBeGreaterThan(0)
    expect(new Set(streams.map((stream) => stream.name)).size).toBe(streams.length)
    for (const stream of streams) {
      let record = data_schema.$defs[stream.name]!
      expect(record, stream.name).toBeDefined()
      if (record.$ref) record = data_schema.$defs[record.$ref.replace('#/$defs/', '')]!
      if (stream.is_dynamic) continue
      expect(stream.primary_key.length, stream.name).toBeGreaterThan(0)
      const properties = Object.keys(record.properties ?? {})
      for (const key of [...stream.primary_key, ...(stream.cursor_field ? [stream.cursor_field] : [])])
        expect(properties, stream.name).toContain(key)
      for (const key of stream.primary_key) expect(record.required, stream.name).toContain(key)
      if (stream.sync_modes.includes('dedup')) expect(stream.cursor_field, stream.name).not.toBeNull()
    }
  })

  test('it can be signed in to', () => {
    const { auth_type, auth_config, credential_schema } = catalogue.get(type)!
    expect('authorize_url' in auth_config).toBe(auth_type === 'oauth2')
    if (auth_type === 'none') expect(credential_schema.properties).toEqual({})
    if (auth_type === 'api_key' || auth_type === 'basic' || auth_type === 'bearer')
      expect(credential_schema.required?.length).toBeGreaterThan(0)
  })

  test('examples are taken by the schemas, and by the database', async () => {
    const { config_schema, credential_schema, data_schema } = catalogue.get(type)!
    const { config, credentials, records, refused } = examples[type]
    expect(z.fromJSONSchema(config_schema as never).safeParse(config).error).toBeUndefined()
    expect(z.fromJSONSchema(credential_schema as never).safeParse(credentials).error).toBeUndefined()
    expect(Object.keys(records).sort()).toEqual(
      Object.keys(data_schema.$defs)
        .filter((name) => name !== 'metrics')
        .sort(),
    )
    for (const [stream, record] of Object.entries(records)) {
      const schema = z.fromJSONSchema({ $defs: data_schema.$defs, $ref: `#/$defs/${stream}` } as never)
      expect(schema.safeParse(record).error, stream).toBeUndefined()
      if (data_schema.$defs[stream]!.required) expect(schema.safeParse({}).success, stream).toBe(false)
    }
    const problem = async (document: unknown, schema: FormSchema) =>
      (
        await database.sql`select private.document_problem(${database.sql.json(document as never)}, ${database.sql.json(schema as never)}) as problem`
      )[0]!.problem
    expect(await problem(config, config_schema)).toBeNull()
    expect(await problem(credentials, credential_schema)).toBeNull()
    for (const bad of refused) {
      expect(z.fromJSONSchema(config_schema as never).safeParse(bad).success, JSON.stringify(bad)).toBe(false)
      expect(await problem(bad, config_schema), JSON.stringify(bad)).not.toBeNull()
    }
  })
})
