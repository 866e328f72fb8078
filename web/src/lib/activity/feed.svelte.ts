/** The newest events of a project and, page by page, those before; new ones come in at the top. */
import { verbOf, type Event } from '#shared/activity/event.ts'
import { coalesce } from '#lib/dashboards/coalesce.ts'
import { keyOf, PAGE, readEvents, readKnown, type EventFilter, type Known } from './events.ts'

/** Newest first. Times of one server compare as texts once they are of the same millisecond. */
const newestFirst = (a: Event, b: Event): number =>
  Date.parse(b.occurred_at) - Date.parse(a.occurred_at) || b.occurred_at.localeCompare(a.occurred_at, 'en') || b.id - a.id

export class Feed {
  /** Null until they are read. */
  events = $state.raw<readonly Event[] | null>(null)
  known = $state.raw<Known>(new Map())
  error = $state.raw<unknown>(null)
  /** Those that have just come. */
  fresh = $state.raw<ReadonlySet<number>>(new Set())
  /** Have come, and are not shown yet because somebody is reading further down. */
  waiting = $state.raw<readonly Event[]>([])
  /** Whether there are older ones. */
  more = $state(false)
  pending = $state(false)
  olderError = $state.raw<unknown>(null)

  readonly #projectId: string
  readonly #filter: EventFilter
  readonly #isReading: () => boolean

  /** @param isReading whether what is shown must not move now */
  constructor(projectId: string, filter: EventFilter, isReading: () => boolean) {
    this.#projectId = projectId
    this.#filter = filter
    this.#isReading = isReading
  }

  /** Reads the newest again: at first, and whenever there may be others. A burst of asks is two reads. */
  refresh = coalesce(async () => {
    try {
      const page = await readEvents(this.#projectId, this.#filter)
      await this.#learn(page)
      this.#take(page)
      this.error = null
    } catch (error) {
      this.error = error
      throw error
    }
  }, 250)

  older = async (): Promise<void> => {
    if (this.pending || !this.events) return
    this.pending = true
    try {
      const before = this.events
      const page = await readEvents(this.#projectId, this.#filter, before.at(-1))
      await this.#learn(page)
      // Read anew meanwhile, the list may have another end: then this page is not what follows.
      if (this.events.at(-1) === before.at(-1)) {
        this.events = [...this.events, ...page]
        this.more = page.length === PAGE
      }
      this.olderError = null
    } catch (error) {
      this.olderError = error
    } finally {
      this.pending = false
    }
  }

  /** Shows what waits. */
  show = (): void => {
    const waiting = this.waiting
    this.waiting = []
    if (waiting.length > 0) this.#take(waiting)
  }

  #take(page: readonly Event[]): void {
    if (!this.events) {
      this.events = page
      this.more = page.length === PAGE
      return
    }
    const shown = new Set(this.events.map(({ id }) => id))
    const come = page.filter(({ id }) => !shown.has(id))
    if (come.length === 0) return
    if (this.#isReading()) {
      this.waiting = page
      return
    }
    this.fresh = new Set(come.map(({ id }) => id))
    if (come.length === PAGE && page.length === PAGE) {
      // More has come than was read: there may be a gap, so the list begins anew.
      this.events = page
      this.more = true
    } else {
      this.events = [...come, ...this.events].sort(newestFirst)
    }
  }

  async #learn(events: readonly Event[]): Promise<void> {
    const learned = await readKnown(events)
    const known = new Map([...this.known, ...learned])
    // What is deleted while it is looked at leads nowhere any more.
    for (const event of events) {
      const key = event.subject_id && keyOf({ type: event.subject_type, id: event.subject_id })
      if (key && verbOf(event) === 'deleted' && !learned.has(key)) known.delete(key)
    }
    this.known = known
  }
}
