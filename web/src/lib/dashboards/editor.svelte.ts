/** A dashboard being edited: the document, its past and future, and whether it is saved. */
import type { Canvas, DashboardConfig, Tab } from '#shared/dashboard.ts'
import { History } from './history.ts'
import { saveDashboard, type DashboardRow, type OpenDashboard } from './store.ts'

export interface Document {
  title: string
  description: string | null
  config: DashboardConfig
  canvas: Canvas
}

export class DashboardEditor {
  readonly id: string
  revision = $state(0)
  editing = $state(false)
  document = $state.raw<Document>() as Document
  /** As it stands in the database, as far as this page knows. */
  base = $state.raw<Document>() as Document
  saving = $state(false)
  conflict = $state.raw<OpenDashboard | null>(null)
  /** Somebody saved a newer one while this one was being edited. */
  outdated = $state(false)
  #history = new History<Document>(100)
  #steps = $state(0)

  dirty = $derived(JSON.stringify(this.document) !== JSON.stringify(this.base))
  canUndo = $derived(this.#steps >= 0 && this.#history.canUndo)
  canRedo = $derived(this.#steps >= 0 && this.#history.canRedo)

  constructor(dashboard: DashboardRow, canvas: Canvas) {
    this.id = dashboard.id
    this.load(dashboard, canvas)
  }

  load(dashboard: DashboardRow, canvas: Canvas): void {
    this.revision = dashboard.revision
    this.document = this.base = { title: dashboard.title, description: dashboard.description ?? null, config: dashboard.config, canvas }
    this.outdated = false
    this.conflict = null
    this.#history.clear()
    this.#steps++
  }

  change(next: Partial<Document>): void {
    const document = { ...this.document, ...next }
    if (JSON.stringify(document) === JSON.stringify(this.document)) return
    this.#history.push(this.document)
    this.document = document
    this.#steps++
  }
  canvas(change: (canvas: Canvas) => Canvas): void {
    this.change({ canvas: change(this.document.canvas) })
  }
  tab(id: string): Tab | undefined {
    return this.document.canvas.tabs.find((tab) => tab.id === id)
  }

  undo(): void {
    this.document = this.#history.undo(this.document)
    this.#steps++
  }
  redo(): void {
    this.document = this.#history.redo(this.document)
    this.#steps++
  }
  discard(): void {
    this.document = this.base
    this.#history.clear()
    this.#steps++
    this.editing = false
  }

  /** False when somebody was faster: `conflict` then holds theirs. `over` saves on top of it all the same. */
  async save(over?: number): Promise<boolean> {
    const document = this.document
    const { canvas, ...about } = document
    const { canvas: baseCanvas, ...baseAbout } = this.base
    const changed = {
      ...(over !== undefined || JSON.stringify(about) !== JSON.stringify(baseAbout) ? { about } : {}),
      ...(over !== undefined || JSON.stringify(canvas) !== JSON.stringify(baseCanvas) ? { canvas } : {}),
    }
    this.saving = true
    try {
      const outcome = await saveDashboard(this.id, over ?? this.revision, changed)
      if ('conflict' in outcome) {
        this.conflict = outcome.conflict
        return false
      }
      this.revision = outcome.revision
      this.base = document
      this.conflict = null
      this.outdated = false
      return true
    } finally {
      this.saving = false
    }
  }
}
