/** Commands of ⌘K. Pages add theirs while they are open. */
import type { Component } from 'svelte'
import { createContext, untrack } from 'svelte'

export interface Command {
  id: string
  label: string
  /** Heading above it, e.g. `Go to`, `Datasets`, `Actions`. */
  group: string
  icon?: Component
  href?: string
  run?: () => void
  shortcut?: string
  /** More words to find it by. */
  keywords?: string[]
}

export class Palette {
  open = $state(false)
  #sources = $state.raw<(() => Command[])[]>([])
  commands = $derived(this.#sources.flatMap((source) => source()))

  /** `$effect(() => palette.register(() => [...]))` */
  register(source: () => Command[]): () => void {
    // An effect that registers must not run again because of it.
    untrack(() => (this.#sources = [...this.#sources, source]))
    return () => {
      this.#sources = untrack(() => this.#sources).filter((other) => other !== source)
    }
  }
}

export const [getPalette, setPalette] = createContext<Palette>()

export const isMac = () => /Mac|iPhone|iPad/.test(navigator.platform)
/** `⌘K` or `Ctrl K`. */
export const chord = (key: string) => (isMac() ? `⌘${key}` : `Ctrl ${key}`)
