/** Where the focus goes in a dialog that opens: its first field, or the dialog itself, rather than its close button. */
export function focusFirst(event: Event, content: HTMLElement | null): void {
  event.preventDefault()
  if (!content) return
  const field = content.querySelector<HTMLElement>(
    'input:not([type=hidden]):not(:disabled), select:not(:disabled), textarea:not(:disabled), [data-autofocus]',
  )
  ;(field ?? content).focus()
}

/** Where the focus goes when a dialog closes and what opened it is gone: to the part of the page that it was in. */
export class FocusReturn {
  #opener: Element | null = null
  #around: HTMLElement | null = null

  remember = (): void => {
    this.#opener = document.activeElement
    this.#around = this.#opener?.closest<HTMLElement>('[tabindex="-1"]') ?? null
  }

  restore = (event: Event): void => {
    if (this.#opener?.isConnected && this.#opener !== document.body) return
    event.preventDefault()
    const place = this.#around?.isConnected ? this.#around : document.getElementById('main')
    place?.focus({ preventScroll: true })
  }
}
