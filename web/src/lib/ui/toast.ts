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
}
