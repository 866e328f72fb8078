import type { DatasetQuery, QueryResult } from '#shared/query.ts'
import { queryDataset } from '#lib/data/query.ts'

/** Asks the newest question only: earlier ones are cancelled, and a burst of changes is one question. */
export class Preview {
  result = $state.raw<QueryResult | undefined>()
  /** The question `result` answers, as JSON. */
  answered = $state('')
  error = $state.raw<unknown>(null)
  loading = $state(false)
  #timer: ReturnType<typeof setTimeout> | undefined
  #abort: AbortController | undefined

  ask(datasetId: string, query: DatasetQuery, wait = 160): void {
    this.cancel()
    this.loading = true
    this.#timer = setTimeout(() => void this.#run(datasetId, query), wait)
  }

  async #run(datasetId: string, query: DatasetQuery): Promise<void> {
    const abort = new AbortController()
    this.#abort = abort
    try {
      const result = await queryDataset(datasetId, query, abort.signal)
      if (abort.signal.aborted) return
      this.result = result
      this.answered = JSON.stringify(query)
      this.error = null
    } catch (error) {
      if (abort.signal.aborted) return
      this.error = error
      this.result = undefined
    }
    this.loading = false
  }

  cancel(): void {
    clearTimeout(this.#timer)
    this.#abort?.abort()
    this.loading = false
  }
}
