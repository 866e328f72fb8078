/** Tokens and the audit log: what the functions answer, and the documents of audit_logs. */
import { z } from 'zod'

/** What `reserve_tokens` gives. `settled`: the call under this key was made and paid before. */
export const TokenReservation = z.strictObject({
  id: z.uuid(),
  status: z.enum(['open', 'settled']),
  tokens: z.int().positive(),
  expires_at: z.string(),
})
export type TokenReservation = z.infer<typeof TokenReservation>

/** What `token_balance` gives, in tokens. `used` is of `limit`, in the current period. */
export const TokenBalance = z.strictObject({
  limit: z.int().min(0),
  additional: z.int().min(0),
  used: z.int().min(0),
  reserved: z.int().min(0),
  remaining: z.int().min(0),
  period_start: z.string(),
  period_end: z.string(),
})
export type TokenBalance = z.infer<typeof TokenBalance>

/** `audit_logs.metadata`. */
export const AuditMetadata = z.strictObject({
  /** Who did it, when no person did. */
  actor: z.enum(['service', 'system']).optional(),
  /** New rows of one statement, when they are more than 20. */
  ids: z.array(z.uuid()).optional(),
  count: z.int().optional(),
  /** Some values of a deleted row are not kept, so it cannot be brought back. */
  redacted: z.literal(true).optional(),
  /** The record from which the row was brought back. */
  restored_from: z.uuid().optional(),
})
export type AuditMetadata = z.infer<typeof AuditMetadata>
