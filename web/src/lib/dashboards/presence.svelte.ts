/** Who else is looking at a dashboard. */
import type { User } from '@supabase/supabase-js'
import { topicOf } from '#shared/channels.ts'
import { supabase } from '#lib/supabase.ts'

export interface Viewer {
  id: string
  name: string
  editing: boolean
}

export class Presence {
  others = $state.raw<Viewer[]>([])
  #channel: ReturnType<typeof supabase.channel> | null = null
  #me: Viewer
  #closed = false
  #joined = false

  constructor(dashboardId: string, user: User) {
    const said = user.user_metadata as { display_name?: string; full_name?: string }
    this.#me = { id: user.id, name: said.display_name ?? said.full_name ?? user.email ?? 'Somebody', editing: false }
    void this.#open(dashboardId)
  }

  async #open(dashboardId: string): Promise<void> {
    await supabase.realtime.setAuth()
    if (this.#closed) return
    const channel = supabase.channel(topicOf('dashboard', dashboardId), { config: { private: true, presence: { key: this.#me.id } } })
    this.#channel = channel
    channel.on('presence', { event: 'sync' }, () => {
      const state = channel.presenceState<Viewer>()
      this.others = Object.entries(state)
        .filter(([key]) => key !== this.#me.id)
        .flatMap(([id, [first]]) =>
          first ? [{ id, name: String(first.name).slice(0, 80), editing: state[id]?.some((one) => one.editing) === true }] : [],
        )
    })
    channel.subscribe((status) => {
      this.#joined = status === 'SUBSCRIBED'
      if (this.#joined) void channel.track(this.#me)
    })
  }

  editing(editing: boolean): void {
    if (this.#me.editing === editing) return
    this.#me = { ...this.#me, editing }
    if (this.#joined) void this.#channel?.track(this.#me)
  }

  close(): void {
    this.#closed = true
    if (this.#channel) void supabase.removeChannel(this.#channel)
  }
}
