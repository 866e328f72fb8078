/** Who calls. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { AppError } from '../../../shared/errors.ts'

/** The token of `Authorization: Bearer …`, if there is one. */
export function bearer(headers: Headers): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1]
}

/** Passes when the request carries one of the service keys, as bearer or as `apikey`; compares in constant time. */
export function requireServiceKey(headers: Headers, keys: readonly string[]): void {
  const given = [bearer(headers), headers.get('apikey')].filter((key): key is string => !!key)
  if (given.length === 0) throw new AppError('not_signed_in', 'This address is called by the database, with the service key')
  const matches = given.flatMap((key) => keys.map((known) => sameSecret(key, known)))
  if (!matches.includes(true)) throw new AppError('forbidden', 'The key is not the service key')
}

export function sameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
