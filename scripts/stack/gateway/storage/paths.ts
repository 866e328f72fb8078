/** Names of buckets and objects. A name never becomes a path on disk; still only what hosted takes is taken. */
import { invalidKey, StorageError } from './errors.ts'

/** Letters, digits and what S3 calls safe. Other scripts are refused on hosted too. */
const keyPattern = /^[\w/!\-.*'() &$@=;:+,?]+$/

export function checkKey(key: string): string {
  const segments = key.split('/')
  const empty = segments.some((segment) => segment === '' || segment === '.' || segment === '..')
  if (empty || key.length > 1024 || !keyPattern.test(key)) throw invalidKey(key)
  return key
}

export function checkBucketName(name: string): string {
  if (name.length < 1 || name.length > 100 || !keyPattern.test(name) || name.includes('/') || name.trim() !== name) {
    throw new StorageError(400, 'InvalidBucketName', 'Bucket name invalid', 'Invalid Input')
  }
  return name
}

/** Bucket and object of `<bucket>/<path…>` as they stand in an address. */
export function splitLocation(encoded: string): { bucket: string; key: string } {
  const at = encoded.indexOf('/')
  if (at < 1) throw invalidKey(encoded)
  return { bucket: decode(encoded.slice(0, at)), key: checkKey(decode(encoded.slice(at + 1))) }
}

export function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw invalidKey(text)
  }
}
