/** What happens on a topic, as it happens: one private channel, typed events, and a word when something was missed. */
import type { RealtimeChannel } from '@supabase/supabase-js'
import { createContext } from 'svelte'
import type { z } from 'zod'
import { channels, Numbered, topicOf, type EventOf, type PayloadOf, type TopicKind } from '#shared/channels.ts'
import { supabase } from '#lib/supabase.ts'
import { Sequence } from './sequence.ts'

export type LiveStatus = 'connecting' | 'live' | 'offline'

/** Rest before reading again: many reasons in a moment are one read, that sees them all. */
const REREAD_MS = 150

/** How often a page that is looked at asks whether the last broadcast was lost: nothing that follows would show the gap. */
const CHECK_MS = 60_000

/** One at a time for a topic: who needs it in several places hands it down. */
export class Live<K extends TopicKind> {
  readonly kind: K
  readonly id: string
  status = $state<LiveStatus>('connecting')

  #channel: RealtimeChannel | null = null
  #listeners = new Map<string, Set<(payload: never) => void>>()
  #rereads = new Set<() => void>()
  #sequence = new Sequence()
  #closed = false
  #rereading: ReturnType<typeof setTimeout> | undefined
  #retry: ReturnType<typeof setTimeout> | undefined
  #tries = 0
  #checking: ReturnType<typeof setInterval>

  constructor(kind: K, id: string) {
    this.kind = kind
    this.id = id
    this.#checking = setInterval(this.#check, CHECK_MS)
    document.addEventListener('visibilitychange', this.#check)
    void this.#begin()
  }

  /** Calls back on every `event` until the returned function is called; fits `$effect(() => live.on(…))`. */
  on<E extends EventOf<K>>(event: E, listener: (payload: PayloadOf<K, E>) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set()
    this.#listeners.set(event, listeners)
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }

  /** Called when something was missed, or may have been, while the channel was down or on the way: read again what is shown. */
  onReread(listener: () => void): () => void {
    this.#rereads.add(listener)
    return () => void this.#rereads.delete(listener)
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#retry)
    clearTimeout(this.#rereading)
    clearInterval(this.#checking)
    document.removeEventListener('visibilitychange', this.#check)
    if (this.#channel) void supabase.removeChannel(this.#channel)
    this.#channel = null
  }

  get #topic(): string {
    return topicOf(this.kind, this.id)
  }

  /** From this number on: what is told before the channel is joined is found missing then. */
  async #begin(): Promise<void> {
    this.#sequence.last = await this.#latest()
    await this.#open()
  }

  async #open(): Promise<void> {
    // Private channels are authorised by the user's token, not by the API key.
    await supabase.realtime.setAuth()
    // A channel of the same name on its way out would be handed out again, and never join.
    const leaving = supabase.getChannels().find(({ topic, state }) => topic === `realtime:${this.#topic}` && state === 'leaving')
    if (leaving) await supabase.removeChannel(leaving)
    if (this.#closed) return
    const channel = supabase.channel(this.#topic, { config: { private: true } })
    this.#channel = channel
    // All events, also those this app does not know: each has a number.
    channel.on('broadcast', { event: '*' }, ({ event, payload }) => this.#receive(event, payload))
    // The server says so when it may have lost broadcasts.
    channel.on('system', {}, ({ status }) => void (status === 'error' && this.#compare()))
    channel.subscribe((status) => {
      if (this.#closed || this.#channel !== channel) return
      if (status === 'SUBSCRIBED') {
        this.status = 'live'
        this.#tries = 0
        void this.#compare()
      } else {
        this.status = 'offline'
        // After an error or a lost socket realtime-js joins again by itself; a channel the server closed stays closed.
        if (status === 'CLOSED') this.#reopen()
      }
    })
  }

  #reopen(): void {
    clearTimeout(this.#retry)
    this.#channel = null
    const wait = Math.min(1000 * 2 ** this.#tries++, 30_000) * (0.7 + Math.random() * 0.6)
    this.#retry = setTimeout(() => void this.#open(), wait)
  }

  #receive(event: string, payload: unknown): void {
    const { dispatch, reread } = this.#sequence.take(Numbered.parse(payload).seq)
    if (dispatch) this.#dispatch(event, payload)
    if (reread) this.#reread()
  }

  #dispatch(event: string, payload: unknown): void {
    const listeners = this.#listeners.get(event)
    if (!listeners?.size) return
    const parsed = (channels[this.kind] as Record<string, z.ZodObject>)[event]!.safeParse(payload)
    if (!parsed.success) {
      console.warn(`A ${event} event does not have the agreed shape`, parsed.error.issues)
      return
    }
    for (const listener of listeners) (listener as (payload: unknown) => void)(parsed.data)
  }

  /** How far the topic is; null when that cannot be had. */
  async #latest(): Promise<number | null> {
    const { data } = await supabase.rpc('latest_sequence', { topic: this.#topic })
    return data
  }

  async #compare(): Promise<void> {
    const asked = this.#sequence.last
    const latest = await this.#latest()
    if (!this.#closed && this.#sequence.compare(latest, asked)) this.#reread()
  }

  // Joining compares by itself.
  #check = (): void => void (this.status === 'live' && document.visibilityState === 'visible' && this.#compare())

  #reread(): void {
    this.#rereading ??= setTimeout(() => {
      this.#rereading = undefined
      for (const reread of this.#rereads) reread()
    }, REREAD_MS)
  }
}

export const [getLive, setLive] = createContext<() => Live<'project'>>()
