/** One client's seat in one topic: join, token, permissions, and everything it sends. */
import { randomUUID } from 'node:crypto'
import type { Extension, Grants } from './authorization.ts'
import { handleBroadcast } from './broadcast.ts'
import { SubscribeError } from './changes/subscription.ts'
import { DatabaseUnavailable } from './database.ts'
import { parseJoin, type Join } from './join.ts'
import type { Sender } from './member.ts'
import { handlePresence } from './presence.ts'
import type { Frame, Outgoing, Push, Vsn } from './protocol.ts'
import { replay, sendStored, type StoredMessage } from './replay.ts'
import type { Services } from './services.ts'
import { TokenError, verifyToken, type Identity } from './token.ts'

/** Node's timers cannot wait longer; a token that lasts longer is looked at again then. */
const LONGEST_TIMER = 2 ** 31 - 1

/** A join is refused for this reason. */
class Refused extends Error {}

/** What a channel needs of its connection. */
export interface Line {
  readonly vsn: Vsn
  readonly identity: Identity
  /** Headers of the upgrade as JSON text, for `request.headers`. */
  readonly headers: string
  send(frame: Frame | null): void
  push(topic: string, event: string, payload: unknown, joinRef?: string | null): void
  reply(topic: string, joinRef: string | null, ref: string, status: 'ok' | 'error', response: unknown): void
  forget(channel: Channel): void
}

export class Channel implements Sender {
  readonly topic: string
  readonly joinRef: string | null
  private = false
  presenceKey = ''
  presenceEnabled = false
  self = false
  ack = false
  identity: Identity
  replayed?: Set<string>

  #socket: Line
  #services: Services
  #reads: Grants | null = null
  #writes: Partial<Grants> = {}
  #tail: Promise<void> | null = null
  #timer?: NodeJS.Timeout
  #closed = false

  constructor(socket: Line, services: Services, topic: string, joinRef: string | null) {
    this.#socket = socket
    this.#services = services
    this.topic = topic
    this.joinRef = joinRef
    this.identity = socket.identity
  }

  get closed(): boolean {
    return this.#closed
  }

  /** Takes a message; what needs the database is finished before the next message is looked at. */
  receive(push: Push): void {
    const pending = this.#tail ? this.#tail.then(() => this.#handle(push)) : this.#handle(push)
    if (!pending) return
    const tail: Promise<void> = pending
      .catch((error: unknown) => this.#fail(error))
      .then(() => {
        if (this.#tail === tail) this.#tail = null
      })
    this.#tail = tail
  }

  reads(extension: Extension): boolean {
    return this.#reads === null || this.#reads[extension]
  }

  writes(extension: Extension): boolean | Promise<boolean> {
    if (!this.private) return true
    const known = this.#writes[extension]
    if (known !== undefined) return known
    return this.#services.authorizer
      .writable(this.identity, this.topic, this.#socket.headers, extension)
      .then((can) => (this.#writes[extension] = can))
  }

  send(outgoing: Outgoing): void {
    this.#socket.send(outgoing.frame(this.#socket.vsn))
  }

  push(event: string, payload: unknown): void {
    this.#socket.push(`realtime:${this.topic}`, event, payload)
  }

  reply(ref: string | null, status: 'ok' | 'error', response: unknown = {}): void {
    if (ref !== null) this.#socket.reply(`realtime:${this.topic}`, this.joinRef, ref, status, response)
  }

  system(extension: 'system' | 'postgres_changes', status: 'ok' | 'error', message: string): void {
    this.push('system', { extension, status, message, channel: this.topic })
  }

  /** Ends the channel and says why. `phx_close` is final for the client, after `phx_error` it joins again by itself. */
  shutdown(message: string, event: 'phx_close' | 'phx_error' = 'phx_close'): void {
    if (this.#closed) return
    this.system('system', 'error', message)
    this.#socket.push(`realtime:${this.topic}`, event, {}, this.joinRef)
    this.close()
  }

  /** Forgets the channel without a word to the client. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    clearTimeout(this.#timer)
    this.#services.presence.untrack(this)
    this.#services.hub.remove(this)
    this.#services.changes.unsubscribe(this)
    this.#socket.forget(this)
  }

  #handle(push: Push): Promise<void> | void {
    if (this.#closed) return
    switch (push.event) {
      case 'phx_join':
        return this.#join(push)
      case 'phx_leave':
        this.close()
        return this.reply(push.ref, 'ok')
      case 'broadcast':
        return handleBroadcast(this, push, this.#services)
      case 'presence':
        return handlePresence(this, push, this.#services.presence)
      case 'access_token':
        return this.#refresh(push.payload.access_token)
    }
  }

  async #join(push: Push): Promise<void> {
    try {
      const join = parseJoin(push.payload)
      if ('reason' in join) throw new Refused(join.reason)
      const stored = await this.#enter(join)
      if (this.#closed) return
      this.#services.hub.add(this)
      const wanted = join.config.postgres_changes
      this.reply(push.ref, 'ok', { postgres_changes: wanted.map((change) => ({ ...change, id: this.#services.changes.idOf(change) })) })
      for (const message of stored) sendStored(this, message)
      this.#syncPresence()
      if (join.config.broadcast.replication_ready) void this.#sayWhenReady()
      if (wanted.length > 0 && !join.config.postgres_changes_options.wait) void this.#subscribe(wanted)
      if (wanted.length > 0 && join.config.postgres_changes_options.wait) this.system('postgres_changes', 'ok', 'Subscribed to PostgreSQL')
    } catch (error) {
      if (this.#closed) return
      if (!(error instanceof Refused || error instanceof TokenError || error instanceof DatabaseUnavailable))
        console.error('realtime:', error)
      const reason =
        error instanceof TokenError
          ? `${error.code}: ${error.message}`
          : error instanceof Error
            ? error.message
            : 'Unknown Error on Channel'
      this.reply(push.ref, 'error', { reason: error instanceof DatabaseUnavailable ? `UnableToConnectToProject: ${reason}` : reason })
      this.close()
    }
  }

  /** Token, permissions, stored messages; throws when the client must not come in. */
  async #enter({ access_token, config }: Join): Promise<StoredMessage[]> {
    this.private = config.private
    this.self = config.broadcast.self
    this.ack = config.broadcast.ack
    this.presenceKey = config.presence.key || randomUUID()
    this.presenceEnabled = config.presence.enabled
    const given = access_token && !access_token.startsWith('sb_') ? access_token : this.#socket.identity.token
    this.#setIdentity(verifyToken(given, this.#services.keys.jwtSecret))
    if (this.private) {
      this.#reads = await this.#readable()
      if (!this.#reads.broadcast && !this.#reads.presence) throw new Refused(`Unauthorized: ${this.#noRead()}`)
    }
    const wanted = config.postgres_changes
    if (wanted.length > 0 && config.postgres_changes_options.wait) {
      try {
        await this.#services.changes.subscribe(this, wanted, config.postgres_changes_options.timeout)
      } catch (error) {
        if (error instanceof SubscribeError) throw new Refused(`${error.code}: ${error.message}`)
        throw error
      }
    }
    if (!config.broadcast.replay) return []
    if (!this.private) throw new Refused('UnableToReplayMessages: Replay is not allowed for public channels')
    if (!this.#reads?.broadcast) throw new Refused(`Unauthorized: ${this.#noRead()}`)
    const stored = await replay(this.#services.database, this.topic, config.broadcast.replay)
    this.replayed = new Set(stored.map((message) => message.id))
    return stored
  }

  async #subscribe(wanted: Join['config']['postgres_changes']): Promise<void> {
    try {
      await this.#services.changes.subscribe(this, wanted)
      if (!this.#closed) this.system('postgres_changes', 'ok', 'Subscribed to PostgreSQL')
    } catch (error) {
      if (!(error instanceof SubscribeError)) console.error('realtime:', error)
      if (!this.#closed) this.system('postgres_changes', 'error', error instanceof Error ? error.message : String(error))
    }
  }

  async #sayWhenReady(): Promise<void> {
    const ready = await this.#services.messages.listening.wait(10_000)
    if (this.#closed) return
    if (ready) this.system('system', 'ok', 'Replication connection established')
    else this.shutdown('Replication connection was not established in time')
  }

  async #readable(): Promise<Grants> {
    const grants = await this.#services.authorizer.readable(this.identity, this.topic, this.#socket.headers)
    return { broadcast: grants.broadcast, presence: grants.presence && this.presenceEnabled }
  }

  #noRead(): string {
    return `You do not have permissions to read from this Channel topic: ${this.topic}`
  }

  async #refresh(token: unknown): Promise<void> {
    if (typeof token !== 'string' || token.startsWith('sb_') || token === this.identity.token) return
    const before = this.#reads
    try {
      this.#setIdentity(verifyToken(token, this.#services.keys.jwtSecret))
    } catch (error) {
      return this.shutdown((error as Error).message)
    }
    this.#writes = {}
    if (!before) return
    this.#reads = await this.#readable()
    const lost = (before.broadcast && !this.#reads.broadcast) || (before.presence && !this.#reads.presence)
    if (lost) this.shutdown(`You no longer have permission to read from this Channel topic: ${this.topic}`)
  }

  #setIdentity(identity: Identity): void {
    this.identity = identity
    clearTimeout(this.#timer)
    const check = () => {
      const left = identity.exp * 1000 - Date.now()
      if (left <= 0) this.shutdown(`Token has expired ${Math.max(0, Math.floor(-left / 1000))} seconds ago`)
      else this.#timer = setTimeout(check, Math.min(left, LONGEST_TIMER))
    }
    check()
  }

  async enablePresence(): Promise<void> {
    if (this.presenceEnabled) return
    this.presenceEnabled = true
    if (this.private) this.#reads = await this.#readable()
    if (!this.#closed) this.#syncPresence()
  }

  #syncPresence(): void {
    if (this.presenceEnabled && this.reads('presence')) this.push('presence_state', this.#services.presence.state(this))
  }

  #fail(error: unknown): void {
    if (!(error instanceof DatabaseUnavailable)) console.error('realtime:', error)
    this.shutdown(error instanceof DatabaseUnavailable ? error.message : 'Unknown Error on Channel', 'phx_error')
  }
}
