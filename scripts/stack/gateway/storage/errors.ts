/** Errors as Supabase Storage words them: https://supabase.com/docs/guides/storage/debugging/error-codes */
import { DatabaseError } from 'pg'
import { JwtError } from '../../jwt.ts'

export class StorageError extends Error {
  /** Travels in the body; over HTTP hosted answers 400 to nearly everything. */
  readonly statusCode: number
  readonly code: string
  readonly error: string
  constructor(statusCode: number, code: string, message: string, error = code) {
    super(message)
    this.statusCode = statusCode
    this.code = code
    this.error = error
  }
}

export const noSuchKey = () => new StorageError(404, 'NoSuchKey', 'Object not found', 'not_found')
export const noSuchBucket = () => new StorageError(404, 'NoSuchBucket', 'Bucket not found')
export const duplicate = () => new StorageError(409, 'KeyAlreadyExists', 'The resource already exists', 'Duplicate')
export const invalidKey = (key: string) => new StorageError(400, 'InvalidKey', `Invalid key: ${key}`)
export const tooLarge = () => new StorageError(413, 'EntityTooLarge', 'The object exceeded the maximum allowed size', 'Payload too large')
export const invalidRequest = (message: string) => new StorageError(400, 'InvalidRequest', message)
export const invalidToken = (message: string) => new StorageError(403, 'InvalidJWT', message, 'Unauthorized')
export const denied = (message = 'new row violates row-level security policy') =>
  new StorageError(403, 'AccessDenied', message, 'Unauthorized')

export function toStorageError(error: unknown): StorageError {
  if (error instanceof StorageError) return error
  if (error instanceof JwtError) return invalidToken(error.message)
  if (error instanceof DatabaseError) {
    if (error.code === '42501') return denied(error.message)
    if (error.code === '23505') return duplicate()
    if (error.code === '23503') return noSuchBucket()
    if (error.code === '57014') return new StorageError(544, 'DatabaseTimeout', 'The connection to the database timed out')
    return new StorageError(error.code?.startsWith('2') || error.code?.startsWith('P') ? 400 : 500, 'DatabaseError', error.message)
  }
  const failure = error as NodeJS.ErrnoException
  if (failure.code === 'ENOSPC') return new StorageError(507, 'InternalError', 'The disk is full')
  return new StorageError(500, 'InternalError', 'Internal Server Error')
}
