import { describe, expect, test } from 'vitest'
import { AdditionalParams, CustomHeaders, Pagination, ProviderConfig, WebAddress } from './connection.ts'

const takes = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown) => schema.safeParse(value).success

describe('an address', () => {
  test.each(['http://localhost:8000', 'https://api.example.com/a/b?limit=10#x', 'https://[::1]:8443/', 'https://api.example.com?q=a@b'])(
    'may be %s',
    (url) => expect(takes(WebAddress, url)).toBe(true),
  )
  test.each([
    'ftp://example.com',
    'api.example.com',
    'https://user:pw@example.com',
    'https://user@example.com/',
    'javascript:alert(1)',
    'https://good.example\\@evil.example',
    'https://good.example\t.evil.example',
  ])('may not be %s', (url) => expect(takes(WebAddress, url)).toBe(false))
})

describe('custom headers', () => {
  test.each([{ Accept: 'application/json', 'X-Version': '2' }, { 'X-Api-Key': '{{secret}}' }, { Authorization: 'Token {{secret}}' }])(
    'may be %j',
    (headers) => expect(takes(CustomHeaders, headers)).toBe(true),
  )
  test.each([
    { Authorization: 'Bearer abc' },
    { cookie: 'a=b' },
    { 'x-api-key': 'abc' },
    { 'X-Auth-Token': 'abc' },
    { 'X-Foo': 'Bearer abc' },
    { 'X-Api-Key': 'abc123 {{secret}}' },
    { 'X-A': 1 },
    { 'X-A': 'a\r\nHost: evil' },
    { 'X A': 'a' },
  ])('may not be %j', (headers) => expect(takes(CustomHeaders, headers)).toBe(false))
})

test('pagination is one of its kinds, or none', () => {
  expect(Pagination.parse({})).toEqual({})
  expect(Pagination.parse({ type: 'page', page_parameter: 'page' })).toEqual({ type: 'page', page_parameter: 'page', first_page: 1 })
  expect(takes(Pagination, { type: 'link', next_path: 'links.next' })).toBe(true)
  expect(takes(Pagination, { type: 'offset', offset_parameter: 'o' })).toBe(false)
  expect(takes(Pagination, { type: 'pages' })).toBe(false)
})

test('what is sent to a provider holds no secret', () => {
  expect(takes(ProviderConfig, { token_url: 'https://sso.example.com/token', pkce: true })).toBe(true)
  expect(takes(ProviderConfig, { client_secret: 'x' })).toBe(false)
  expect(takes(AdditionalParams, { prompt: 'consent', token_access_type: 'offline' })).toBe(true)
  expect(takes(AdditionalParams, { client_secret: 'x' })).toBe(false)
})
