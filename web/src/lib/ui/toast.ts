import { toast as sonner } from 'svelte-sonner'
import { toFailure } from '#lib/errors/failure.ts'

/** Short words at the edge of the screen, for what happened elsewhere than under the pointer. */
export const toast = {
  done: (text: string, action?: { label: string; onClick: () => void }) => sonner.success(text, { action }),
  info: (text: string) => sonner(text),
  failed: (error: unknown, doing?: string) => {
    const { what, why, todo } = toFailure(error, doing)
    sonner.error(what, { description: [why, todo].filter(Boolean).join(' ') || undefined, duration: 8000 })
  },
  /** `text` says what was done and what was not. */
  partly: (text: string, error: unknown) => sonner.warning(text, { description: toFailure(error).text, duration: 8000 }),
}
