/** Who is there, per topic: each channel tracks one state under its presence key; everyone sees states and differences. */
import { randomUUID } from 'node:crypto'
import type { Hub } from './hub.ts'
import type { Member, Sender } from './member.ts'
import { encode, isRecord, Outgoing, type Push } from './protocol.ts'

interface Meta extends Record<string, unknown> {
  phx_ref: string
  phx_ref_prev?: string
}

type States = Record<string, { metas: Meta[] }>

export class Presence {
  #hub: Hub
  #tracked = new Map<Member, Meta>()

  constructor(hub: Hub) {
    this.#hub = hub
  }

  /** Sets what the channel shows; the same state again says nothing. */
  track(channel: Member, state: Record<string, unknown>): void {
    const before = this.#tracked.get(channel)
    if (before && sameState(before, state)) return
    const meta: Meta = { ...state, phx_ref: randomUUID(), ...(before && { phx_ref_prev: before.phx_ref }) }
    this.#tracked.set(channel, meta)
    this.#tell(channel, one(channel, meta), before ? one(channel, before) : {})
  }

  untrack(channel: Member): void {
    const before = this.#tracked.get(channel)
    if (!before) return
    this.#tracked.delete(channel)
    this.#tell(channel, {}, one(channel, before))
  }

  /** Everyone on the channel's topic, as `presence_state` says it. */
  state(channel: Member): States {
    const states: States = Object.create(null) as States
    for (const other of this.#hub.of(channel.topic, channel.private)) {
      const meta = this.#tracked.get(other)
      if (meta) (states[other.presenceKey] ??= { metas: [] }).metas.push(meta)
    }
    return states
  }

  #tell(channel: Member, joins: States, leaves: States): void {
    const payload = JSON.stringify({ joins, leaves })
    const outgoing = new Outgoing((vsn) => encode(vsn, `realtime:${channel.topic}`, 'presence_diff', payload))
    for (const other of this.#hub.of(channel.topic, channel.private)) {
      if (other.presenceEnabled && other.reads('presence')) other.send(outgoing)
    }
  }
}

/** `track` and `untrack` from a client. */
export async function handlePresence(channel: Sender, push: Push, presence: Presence): Promise<void> {
  const event = String(push.payload.event ?? '').toLowerCase()
  if (event === 'untrack') {
    presence.untrack(channel)
    return channel.reply(push.ref, 'ok')
  }
  const refuse = (reason: string) => channel.reply(push.ref, 'error', { reason })
  const state = push.payload.payload ?? {}
  if (event !== 'track') return refuse(`Unknown presence event: ${event}`)
  if (!isRecord(state)) return refuse('Presence track payload must be a map')
  if (!(await channel.writes('presence'))) return refuse('Unauthorized')
  await channel.enablePresence()
  if (channel.closed) return
  presence.track(channel, state)
  channel.reply(push.ref, 'ok')
}

function one(channel: Member, meta: Meta): States {
  const states = Object.create(null) as States
  states[channel.presenceKey] = { metas: [meta] }
  return states
}

function sameState(meta: Meta, state: Record<string, unknown>): boolean {
  const { phx_ref: _, phx_ref_prev: __, ...before } = meta
  return JSON.stringify(before) === JSON.stringify(state)
}
