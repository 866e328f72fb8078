/** What happens in a project, as it happens: one private channel, typed events. */
import type { RealtimeChannel } from '@supabase/supabase-js'
import { createContext } from 'svelte'
import type { z } from 'zod'
import { projectEvents, projectTopic, type ProjectEvent } from '#shared/channels.ts'
import { supabase } from '#lib/supabase.ts'

type Payload<E extends ProjectEvent> = z.infer<(typeof projectEvents)[E]>
export type LiveStatus = 'connecting' | 'live' | 'offline'

export class Live {
  readonly projectId: string
  status = $state<LiveStatus>('connecting')

  #channel: RealtimeChannel | null = null
  #listeners = new Map<ProjectEvent, Set<(payload: never) => void>>()
  #rereads = new Set<() => void>()
  #joined = false
  #closed = false
  #retry: ReturnType<typeof setTimeout> | undefined
  #tries = 0

  constructor(projectId: string) {
    this.projectId = projectId
    void this.#open()
  }

  /** Calls back on every `event` until the returned function is called; fits `$effect(() => live.on(…))`. */
  on<E extends ProjectEvent>(event: E, listener: (payload: Payload<E>) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set()
    this.#listeners.set(event, listeners)
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }

  /** Called when the channel is back after a gap: what changed meanwhile was not told, so read again. */
  onReread(listener: () => void): () => void {
    this.#rereads.add(listener)
    return () => void this.#rereads.delete(listener)
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#retry)
    if (this.#channel) void supabase.removeChannel(this.#channel)
    this.#channel = null
  }

  async #open(): Promise<void> {
    // Private channels are authorised by the user's token, not by the API key.
    await supabase.realtime.setAuth()
    if (this.#closed) return
    const channel = supabase.channel(projectTopic(this.projectId), { config: { private: true } })
    this.#channel = channel
    for (const event of Object.keys(projectEvents) as ProjectEvent[]) {
      channel.on('broadcast', { event }, ({ payload }) => this.#dispatch(event, payload))
    }
    channel.subscribe((status) => {
      if (this.#closed || this.#channel !== channel) return
      if (status === 'SUBSCRIBED') {
        this.status = 'live'
        this.#tries = 0
        if (this.#joined) for (const reread of this.#rereads) reread()
        this.#joined = true
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

  #dispatch(event: ProjectEvent, payload: unknown): void {
    const parsed = projectEvents[event].safeParse(payload)
    if (!parsed.success) {
      console.warn(`A ${event} event does not have the agreed shape`, parsed.error.issues)
      return
    }
    for (const listener of this.#listeners.get(event) ?? []) (listener as (payload: unknown) => void)(parsed.data)
  }
}

export const [getLive, setLive] = createContext<() => Live>()
