/** What one client may ask of the server; the defaults are near a hosted project's. */
export interface Limits {
  /** Bytes of one message from a client. */
  messageBytes: number
  /** Channels of one socket. */
  channels: number
  /** Joins of one socket a second, and as a burst. */
  joinsPerSecond: number
  /** Messages of one socket a second (broadcasts, presence). */
  messagesPerSecond: number
  /** Bytes waiting for a socket that does not read; beyond it the socket is dropped. */
  bufferedBytes: number
  /** Milliseconds without any message (heartbeats come every 25 s) after which a socket counts as dead. */
  silenceMs: number
}

export const DEFAULT_LIMITS: Readonly<Limits> = Object.freeze({
  messageBytes: 3_000_000,
  channels: 100,
  joinsPerSecond: 100,
  messagesPerSecond: 1000,
  bufferedBytes: 8_000_000,
  silenceMs: 65_000,
})

/** Token bucket that holds one second's worth. */
export class Rate {
  #perSecond: number
  #left: number
  #at = Date.now()

  constructor(perSecond: number) {
    this.#perSecond = perSecond
    this.#left = perSecond
  }

  /** Takes one; false when none is left. */
  take(now = Date.now()): boolean {
    this.#left = Math.min(this.#perSecond, this.#left + ((now - this.#at) * this.#perSecond) / 1000)
    this.#at = now
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }
}
