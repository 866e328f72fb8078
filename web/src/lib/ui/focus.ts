/** Where the focus goes in a dialog that opens: its first field, or the dialog itself, rather than its close button. */
export function focusFirst(event: Event, content: HTMLElement | null): void {
  event.preventDefault()
  if (!content) return
  const field = content.querySelector<HTMLElement>(
    'input:not([type=hidden]):not(:disabled), select:not(:disabled), textarea:not(:disabled), [data-autofocus]',
  )
  ;(field ?? content).focus()
}
