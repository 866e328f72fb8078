/** Documents of `api_connections` and `oauth2_connections`. None of them holds a secret: those are set by functions and kept in Vault. */
import { z } from 'zod'

/** http or https, without user and password. */
export const WebAddress = z
  .string()
  .max(2000)
  .regex(/^https?:\/\/[^/?#@\\\s\p{Cc}]+([/?#][^\\\s\p{Cc}]*)?$/u, 'An http or https address, without user, password and blanks')

/** Where the secret goes in a header. */
export const SECRET_PLACE = '{{secret}}'

const carriesSecret =
  /(authorization|cookie2?|token|session([-_]?id)?|signature|assertion|(^|[-_])(auth|key|pwd))$|api[-_]?key|secret|passw|credential/i

/**
 * `api_connections.custom_headers`. A header whose name says that it carries a secret has the value `{{secret}}`, after a scheme if need be
 * (`Token {{secret}}`). Without such a header the secret is sent as auth_type says: `Authorization: Bearer …`, `Authorization: Basic …`, `X-API-Key: …`.
 */
export const CustomHeaders = z
  .record(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/), z.string().regex(/^\P{Cc}*$/u))
  .refine(
    (headers) =>
      Object.entries(headers).every(
        ([name, value]) =>
          !(carriesSecret.test(name) || /^(bearer|basic|token|apikey)\s/i.test(value)) || /^([A-Za-z-]{1,20} )?\{\{secret\}\}$/.test(value),
      ),
    'Secrets are set with set_api_connection_secret',
  )
export type CustomHeaders = z.infer<typeof CustomHeaders>

/** `api_connections.request_body_template`: JSON whose texts may hold `{{name}}`, filled in by who sends it. */
export const RequestBodyTemplate = z.json()

/** `api_connections.response_schema`: a JSON Schema (2020-12) of the answer. */
export const ResponseSchema = z.looseObject({})

/** `api_connections.pagination`: how the next page is asked for. Empty: there is one page. */
export const Pagination = z.union([
  z.strictObject({}),
  z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('page'),
      page_parameter: z.string(),
      first_page: z.int().default(1),
      size_parameter: z.string().optional(),
      size: z.int().positive().optional(),
    }),
    z.strictObject({
      type: z.literal('offset'),
      offset_parameter: z.string(),
      limit_parameter: z.string(),
      limit: z.int().positive(),
    }),
    /** The answer holds a cursor at cursor_path, which is sent in cursor_parameter. */
    z.strictObject({ type: z.literal('cursor'), cursor_parameter: z.string(), cursor_path: z.string() }),
    /** The answer names the next page: in its Link header (RFC 8288, rel="next"), or at next_path. It is followed on the same origin only. */
    z.strictObject({ type: z.literal('link'), next_path: z.string().optional() }),
  ]),
])
export type Pagination = z.infer<typeof Pagination>

/** `oauth2_connections.provider_config`: what differs from the catalogue's auth_config of the provider. */
export const ProviderConfig = z.strictObject({
  authorize_url: WebAddress.optional(),
  token_url: WebAddress.optional(),
  revoke_url: WebAddress.optional(),
  client_authentication: z.enum(['basic', 'body']).optional(),
  pkce: z.boolean().optional(),
  scope_separator: z.enum([' ', ',']).optional(),
})
export type ProviderConfig = z.infer<typeof ProviderConfig>

/** `oauth2_connections.additional_params`: sent along to authorize_url. */
export const AdditionalParams = z.record(
  z.string().refine((name) => !carriesSecret.test(name), 'Secrets are set with set_oauth2_client_secret'),
  z.string().max(2000),
)
export type AdditionalParams = z.infer<typeof AdditionalParams>
