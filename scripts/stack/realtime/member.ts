/** A client's seat in a topic, as those see it who send to it. */
import type { Extension } from './authorization.ts'
import type { Outgoing } from './protocol.ts'
import type { Identity } from './token.ts'

export interface Member {
  readonly topic: string
  readonly private: boolean
  readonly identity: Identity
  readonly presenceKey: string
  readonly presenceEnabled: boolean
  /** Stored messages this client has been sent on joining; they are not sent twice. */
  readonly replayed?: ReadonlySet<string>
  readonly closed: boolean
  /** Whether messages of that extension may reach this client. */
  reads(extension: Extension): boolean
  send(outgoing: Outgoing): void
  system(extension: 'system' | 'postgres_changes', status: 'ok' | 'error', message: string): void
}

/** The same, to those who take what it sends. */
export interface Sender extends Member {
  readonly self: boolean
  readonly ack: boolean
  /** Whether this client may send; asked of the database once per token. */
  writes(extension: Extension): boolean | Promise<boolean>
  reply(ref: string | null, status: 'ok' | 'error', response?: unknown): void
  /** Begins to receive presence; a client that only tracks asks for it that way. */
  enablePresence(): Promise<void>
}
