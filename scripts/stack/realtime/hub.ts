/** Joined channels by topic. Private and public channels of one name never meet. */
import type { Member } from './member.ts'
import { encodeBroadcast, Outgoing, type UserBroadcast } from './protocol.ts'

const none: ReadonlySet<Member> = new Set()

export class Hub {
  #channels = new Map<string, Set<Member>>()

  add(channel: Member): void {
    const key = keyOf(channel.topic, channel.private)
    const set = this.#channels.get(key)
    if (set) set.add(channel)
    else this.#channels.set(key, new Set([channel]))
  }

  remove(channel: Member): void {
    const key = keyOf(channel.topic, channel.private)
    const set = this.#channels.get(key)
    if (set?.delete(channel) && set.size === 0) this.#channels.delete(key)
  }

  of(topic: string, isPrivate: boolean): ReadonlySet<Member> {
    return this.#channels.get(keyOf(topic, isPrivate)) ?? none
  }

  *all(): Iterable<Member> {
    for (const set of this.#channels.values()) yield* set
  }

  /** Sends a broadcast to everyone who joined the topic and may read it. `id` is the row of `realtime.messages` it comes from. */
  broadcast(topic: string, isPrivate: boolean, broadcast: UserBroadcast, options: { except?: Member; id?: string } = {}): void {
    const channels = this.of(topic, isPrivate)
    if (channels.size === 0) return
    const meta = options.id ? { id: options.id } : undefined
    const outgoing = new Outgoing((vsn) => encodeBroadcast(vsn, `realtime:${topic}`, broadcast, meta))
    for (const channel of channels) {
      if (channel !== options.except && channel.reads('broadcast') && !(options.id && channel.replayed?.has(options.id)))
        channel.send(outgoing)
    }
  }
}

function keyOf(topic: string, isPrivate: boolean): string {
  return `${isPrivate ? 'private' : 'public'}:${topic}`
}
