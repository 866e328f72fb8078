/** Saving the chart being made, over an older version of it or beside a newer one, and deleting it. */
import { toast } from '#lib/ui/toast.ts'
import { createChart, deleteChart, updateChart, type ChartContent } from '../save.ts'
import type { ChartRow } from '../types.ts'
import type { ChartDraft } from './draft.svelte.ts'

export class Saving {
  readonly draft: ChartDraft
  pending = $state(false)
  /** What somebody else saved meanwhile. */
  conflict = $state.raw<ChartRow | null>(null)
  conflictOpen = $state(false)

  title = $derived.by(() => this.draft.title.trim() || this.draft.suggestedTitle)
  /** Null while there is nothing that could be saved. */
  content = $derived.by((): ChartContent | null => {
    const { draft } = this
    const document = draft.document()
    if (!document || !draft.dataset || draft.missing) return null
    return { title: this.title.slice(0, 200), description: draft.description.trim() || null, dataset_id: draft.dataset.id, ...document }
  })
  #project: () => string

  constructor(draft: ChartDraft, project: () => string) {
    this.draft = draft
    this.#project = project
  }

  /** The saved chart, or null when it was not; the person has been told why. */
  async save(overRevision?: number): Promise<ChartRow | null> {
    const { draft, content } = this
    if (!content) {
      toast.info(draft.missing ?? 'The spec has to be put right first')
      return null
    }
    this.pending = true
    try {
      const outcome = draft.saved
        ? await updateChart(draft.saved.id, overRevision ?? draft.saved.revision, content)
        : { saved: await createChart(this.#project(), content) }
      if ('conflict' in outcome) {
        this.conflict = outcome.conflict
        this.conflictOpen = true
        return null
      }
      draft.saved = outcome.saved
      draft.title = outcome.saved.title
      draft.settle()
      this.conflictOpen = false
      toast.done('Chart saved')
      return outcome.saved
    } catch (error) {
      toast.failed(error, 'Saving the chart')
      return null
    } finally {
      this.pending = false
    }
  }

  async remove(): Promise<void> {
    if (!this.draft.saved) return
    await deleteChart(this.draft.saved.id)
    toast.done('Chart deleted')
  }
}
