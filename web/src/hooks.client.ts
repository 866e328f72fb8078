import { toFailure } from '#lib/errors/failure.ts'
import type { HandleClientError } from '@sveltejs/kit/hooks'

/** What a person reads when a page could not be loaded. */
export const handleError: HandleClientError = ({ error, kind }) => {
  if (kind !== 'unknown') return
  console.error(error)
  const { what, why, todo } = toFailure(error)
  return { message: [what, why].filter(Boolean).join(' '), hint: todo }
}
