/** A bucket of requests per caller, in the memory of this process: it keeps a runaway loop from the database, and is no quota. */
import { AppError } from '../../../shared/errors.ts'

interface Bucket {
  left: number
  at: number
}

const MAX_CALLERS = 10_000

export class RateLimit {
  readonly #buckets = new Map<string, Bucket>()
  readonly #burst: number
  readonly #perSecond: number

  constructor({ burst, perSecond }: { burst: number; perSecond: number }) {
    this.#burst = burst
    this.#perSecond = perSecond
  }

  /** Throws too_many when the caller has used up its requests. `now` in milliseconds. */
  take(caller: string, now = Date.now()): void {
    const bucket = this.#buckets.get(caller) ?? { left: this.#burst, at: now }
    const left = Math.min(this.#burst, bucket.left + ((now - bucket.at) / 1000) * this.#perSecond)
    if (left < 1) {
      throw new AppError('too_many', 'Too many requests with this token', {
        hint: `Send more rows at once; ${this.#perSecond} requests a second are fine.`,
      })
    }
    // Entries stay in order of use, so the first is the one that was silent the longest.
    this.#buckets.delete(caller)
    this.#buckets.set(caller, { left: left - 1, at: now })
    const oldest = this.#buckets.keys().next().value
    if (this.#buckets.size > MAX_CALLERS && oldest !== undefined) this.#buckets.delete(oldest)
  }
}
