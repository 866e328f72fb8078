/** Slows down guessing: counts failures in a sliding window, in memory. */
import { AuthError } from './errors.ts'

const mostKeys = 10_000

export class FailureLimit {
  private readonly failures = new Map<string, number[]>()
  private readonly most: number
  private readonly windowMs: number
  constructor(most: number, windowMs: number) {
    this.most = most
    this.windowMs = windowMs
  }

  /**
   * Counts a guess as failed until the returned function takes it back, so that many at once are not more than many in a row.
   * Throws 429 when `key` has failed too often.
   */
  attempt(key: string): () => void {
    const now = Date.now()
    const recent = (this.failures.get(key) ?? []).filter((at) => at > now - this.windowMs)
    if (recent.length >= this.most) throw new AuthError(429, 'over_request_rate_limit', 'Request rate limit reached')
    // Set anew, so that the first key is the one that failed longest ago.
    this.failures.delete(key)
    this.failures.set(key, [...recent, now])
    if (this.failures.size > mostKeys) this.failures.delete(this.failures.keys().next().value!)
    return () => {
      const left = this.failures.get(key) ?? []
      const at = left.indexOf(now)
      if (at >= 0) this.failures.set(key, left.toSpliced(at, 1))
    }
  }
}
