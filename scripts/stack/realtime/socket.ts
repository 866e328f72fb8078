/** One WebSocket: routes messages to channels, keeps its limits, and is dropped when it is silent or does not read. */
import type { RawData, WebSocket } from 'ws'
import { Channel, type Line } from './channel.ts'
import { Rate } from './limits.ts'
import { decodeBinary, decodeText, encode, type Frame, type Push, type Vsn } from './protocol.ts'
import type { Services } from './services.ts'
import type { Identity } from './token.ts'

export interface Connection {
  vsn: Vsn
  identity: Identity
  /** Headers of the upgrade as JSON text, for `request.headers`. */
  headers: string
}

export class Socket implements Line {
  readonly vsn: Vsn
  readonly identity: Identity
  readonly headers: string
  lastSeen = Date.now()

  #ws: WebSocket
  #services: Services
  #channels = new Map<string, Channel>()
  #joins: Rate
  #messages: Rate

  constructor(ws: WebSocket, connection: Connection, services: Services) {
    this.#ws = ws
    this.#services = services
    this.vsn = connection.vsn
    this.identity = connection.identity
    this.headers = connection.headers
    this.#joins = new Rate(services.limits.joinsPerSecond)
    this.#messages = new Rate(services.limits.messagesPerSecond)
    ws.on('message', (data, isBinary) => this.#receive(data, isBinary))
    ws.on('close', () => this.#close())
    // Bad frames and resets end in `close`.
    ws.on('error', () => {})
  }

  send(frame: Frame | null): void {
    if (!frame || this.#ws.readyState !== this.#ws.OPEN) return
    if (this.#ws.bufferedAmount > this.#services.limits.bufferedBytes) return this.drop()
    this.#ws.send(frame.data, { binary: frame.binary })
  }

  push(topic: string, event: string, payload: unknown, joinRef: string | null = null): void {
    this.send(encode(this.vsn, topic, event, JSON.stringify(payload), joinRef, joinRef))
  }

  reply(topic: string, joinRef: string | null, ref: string, status: 'ok' | 'error', response: unknown): void {
    this.send(encode(this.vsn, topic, 'phx_reply', JSON.stringify({ status, response }), joinRef, ref))
  }

  forget(channel: Channel): void {
    const topic = `realtime:${channel.topic}`
    if (this.#channels.get(topic) === channel) this.#channels.delete(topic)
  }

  /** Ends the connection at once; the client connects again if it still lives. */
  drop(): void {
    this.#ws.terminate()
  }

  /** Ends the connection politely. */
  end(code: number, reason: string): void {
    this.#ws.close(code, reason)
  }

  #receive(data: RawData, isBinary: boolean): void {
    this.lastSeen = Date.now()
    let push: Push
    try {
      push = isBinary ? decodeBinary(data as Buffer) : decodeText(this.vsn, (data as Buffer).toString('utf8'))
    } catch (error) {
      return this.end(1003, `Malformed message: ${(error as Error).message}`.slice(0, 120))
    }
    if (push.topic === 'phoenix') return this.reply('phoenix', null, push.ref ?? '', 'ok', {})
    if (push.event === 'phx_join') return this.#join(push)
    const channel = this.#channels.get(push.topic)
    if (!channel) {
      if (push.ref !== null)
        this.reply(push.topic, push.joinRef, push.ref, push.event === 'phx_leave' ? 'ok' : 'error', { reason: 'unmatched topic' })
      return
    }
    // A message for an earlier join of the same topic.
    if (push.joinRef !== null && push.joinRef !== channel.joinRef) return
    if (!this.#messages.take()) return channel.shutdown('Too many messages per second')
    channel.receive(push)
  }

  #join(push: Push): void {
    const refuse = (reason: string) => this.reply(push.topic, push.joinRef, push.ref ?? '', 'error', { reason })
    const topic = /^realtime:(.+)$/s.exec(push.topic)?.[1]
    if (topic === undefined) return refuse('TopicNameRequired: You must provide a topic name')
    if (!this.#joins.take()) return refuse('ClientJoinRateLimitReached: Too many joins per second')
    this.#channels.get(push.topic)?.close()
    if (this.#channels.size >= this.#services.limits.channels) return refuse('ChannelRateLimitReached: Too many channels')
    const channel = new Channel(this, this.#services, topic, push.joinRef)
    this.#channels.set(push.topic, channel)
    channel.receive(push)
  }

  #close(): void {
    for (const channel of [...this.#channels.values()]) channel.close()
  }
}
