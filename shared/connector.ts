/** The catalogue of connectors (`connector_schemas`): what a form asks for, how one signs in, what can be read. */
import { z } from 'zod'

export const connectorTypes = [
  'csv',
  'json',
  'rest_api',
  'postgres',
  'google_sheets',
  'twitter',
  'linkedin',
  'salesforce',
  'hubspot',
  'stripe',
  'github',
] as const
export const ConnectorType = z.enum(connectorTypes)
export type ConnectorType = z.infer<typeof ConnectorType>

export const SyncMode = z.enum(['full_refresh', 'append', 'dedup'])
export type SyncMode = z.infer<typeof SyncMode>

/** JSON Schema 2020-12, as a document; `z.fromJSONSchema` makes a check of it. */
const AnySchema = z.looseObject({
  $ref: z.string().optional(),
  required: z.array(z.string()).optional(),
  properties: z.record(z.string(), z.json()).optional(),
})

/**
 * A field of a form. The database checks `type`, `enum`, `pattern`, lengths and bounds; `format` is a hint for the form (`password`, `date`, `hostname`, `uri`).
 * `x-order` is its place in the form, since the keys of a jsonb document have none; `x-destination` says that it decides where credentials are sent.
 */
export const FormField = z.looseObject({
  type: z.enum(['string', 'integer', 'number', 'boolean', 'array', 'object']),
  title: z.string(),
  description: z.string(),
  format: z.string().optional(),
  pattern: z.string().optional(),
  default: z.json().optional(),
  'x-order': z.int().min(1),
  'x-destination': z.literal(true).optional(),
})
export type FormField = z.infer<typeof FormField>

/** Of `connectors.config` or of credentials: a flat object whose fields are all known. */
export const FormSchema = z.strictObject({
  $schema: z.literal('https://json-schema.org/draft/2020-12/schema'),
  type: z.literal('object'),
  title: z.string(),
  description: z.string().optional(),
  additionalProperties: z.literal(false),
  required: z.array(z.string()).optional(),
  properties: z.record(z.string(), FormField),
})
export type FormSchema = z.infer<typeof FormSchema>

/** A record of each stream, under `$defs` by the stream's name. */
export const DataSchema = z.looseObject({
  $schema: z.literal('https://json-schema.org/draft/2020-12/schema'),
  $defs: z.record(z.string(), AnySchema),
})
export type DataSchema = z.infer<typeof DataSchema>

export const OAuth2Config = z.strictObject({
  /** Which `oauth2_connections.provider` signs in for the type. */
  provider: z.string(),
  authorize_url: z.url(),
  token_url: z.url(),
  revoke_url: z.url().optional(),
  /** Asked for by default, and on top of them what some streams need. */
  scopes: z.array(z.string()).min(1),
  optional_scopes: z.array(z.string()).optional(),
  /** Sent along to authorize_url. */
  authorize_params: z.record(z.string(), z.string()).optional(),
  /** Whether the provider takes a code challenge (RFC 7636, S256). */
  pkce: z.boolean(),
  /** How the client proves itself at token_url: HTTP Basic, or client_id and client_secret in the body. */
  client_authentication: z.enum(['basic', 'body']),
  /** Seconds an access token lives, where the provider says so. */
  access_token_seconds: z.int().positive().optional(),
  /** Whether a refresh brings another refresh token, leaves the one there is, or there is none. */
  refresh_token: z.enum(['rotates', 'stays', 'none']),
  note: z.string().optional(),
})
/** The header a key goes into, after its scheme. */
export const KeyConfig = z.strictObject({ header: z.string(), scheme: z.string().optional() })
/** `connector_schemas.auth_config`. */
export const AuthConfig = z.union([OAuth2Config, KeyConfig, z.strictObject({})])
export type AuthConfig = z.infer<typeof AuthConfig>

/** `connector_schemas.rate_limits`: what the vendor allows, as far as it says. */
export const RateLimits = z.union([
  z.strictObject({}),
  z.strictObject({
    limits: z.array(
      z.strictObject({
        scope: z.enum(['app', 'user', 'account']),
        requests: z.int().positive(),
        per_seconds: z.int().positive(),
        /** Only of these streams. */
        streams: z.array(z.string()).optional(),
        note: z.string().optional(),
      }),
    ),
    /** Requests at a time. */
    concurrent: z.int().positive().optional(),
    remaining_header: z.string().optional(),
    reset_header: z.string().optional(),
    retry_after_header: z.string().optional(),
    note: z.string().optional(),
    documentation_url: z.url().optional(),
  }),
])
export type RateLimits = z.infer<typeof RateLimits>

export const Stream = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  title: z.string(),
  description: z.string().optional(),
  /** The source has as many of these as it likes, with columns of its own; key and cursor are found when it is looked at. */
  is_dynamic: z.literal(true).optional(),
  primary_key: z.array(z.string()),
  cursor_field: z.string().nullable(),
  sync_modes: z.array(SyncMode).min(1),
})
export type Stream = z.infer<typeof Stream>
/** `connector_schemas.streams`. */
export const Streams = z.array(Stream).min(1)

/** A row of `connector_schemas`. */
export const ConnectorSchema = z.strictObject({
  connector_type: ConnectorType,
  display_name: z.string(),
  category: z.enum(['file', 'api', 'database', 'spreadsheet', 'social', 'crm', 'payments', 'development']),
  schema_version: z.int().positive(),
  config_schema: FormSchema,
  credential_schema: FormSchema,
  data_schema: DataSchema,
  auth_type: z.enum(['oauth2', 'api_key', 'basic', 'bearer', 'none']),
  auth_config: AuthConfig,
  rate_limits: RateLimits,
  streams: Streams,
  is_active: z.boolean(),
})
export type ConnectorSchema = z.infer<typeof ConnectorSchema>

/** `connector_health.health`. */
export const ConnectorHealth = z.enum(['never_synced', 'stale', 'error', 'healthy'])
export type ConnectorHealth = z.infer<typeof ConnectorHealth>
