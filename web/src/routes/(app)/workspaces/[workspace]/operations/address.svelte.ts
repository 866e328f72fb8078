/** What the address of the page says: which dead letters are shown, and which of them is open. */
import { goto } from '$app/navigation'
import { page } from '$app/state'
import { LetterFilter } from '#lib/operations/letters.ts'

export class Address {
  #said = $derived.by(() => JSON.stringify(LetterFilter.parse(Object.fromEntries(page.url.searchParams))))
  /** The same object for as long as it says the same: a letter that is opened is no reason to read the list anew. */
  filter = $derived.by(() => LetterFilter.parse(JSON.parse(this.#said)))
  /** Id of the letter that is open. */
  letter = $derived.by(() => page.url.searchParams.get('letter'))

  /** Going back leads past what was looked at, but not through every filter. */
  go(change: Partial<LetterFilter> & { letter?: string | null }): void {
    const { state, queue, project, letter } = { ...this.filter, letter: null, ...change }
    const said = { state: state === 'open' ? '' : state, queue, project, letter: letter ?? '' }
    const search = new URLSearchParams(Object.entries(said).filter(([, value]) => value)).toString()
    void goto(search ? `?${search}` : page.url.pathname, { replace: !change.letter, reset: false })
  }
}
