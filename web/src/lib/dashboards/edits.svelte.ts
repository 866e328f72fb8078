/** What one does to the widgets of the open tab, and the dialogs that ask for more. */
import type { Tab, Widget } from '#shared/dashboard.ts'
import type { ChartRow } from '#lib/charts/types.ts'
import { toast } from '#lib/ui/toast.ts'
import type { Board } from './board.svelte.ts'
import { addWidget, changeWidget, refusal, removeWidget } from './canvas.ts'
import type { DashboardEditor } from './editor.svelte.ts'

export const widgetTypeOf = (chart: Pick<ChartRow, 'chart_type'>): Widget['type'] =>
  chart.chart_type === 'metric' || chart.chart_type === 'table' ? chart.chart_type : 'chart'

export class WidgetEdits {
  picking = $state(false)
  texting = $state.raw<Widget | 'new' | null>(null)
  naming = $state.raw<Widget | null>(null)
  readonly editor: DashboardEditor
  readonly board: Board
  #tab: () => Tab

  constructor(editor: DashboardEditor, board: Board, tab: () => Tab) {
    this.editor = editor
    this.board = board
    this.#tab = tab
  }

  #allowed(type: Widget['type']): boolean {
    const reason = refusal(this.#tab(), type)
    if (reason) toast.info(reason)
    return !reason
  }
  #add(widget: Pick<Widget, 'type' | 'name' | 'chart_id' | 'config'> & Partial<Widget>): void {
    const tab = this.#tab().id
    if (this.#allowed(widget.type)) this.editor.canvas((canvas) => addWidget(canvas, tab, { ...widget, id: crypto.randomUUID() }))
  }

  async pick(chart: ChartRow): Promise<void> {
    await this.board.learn([chart.id])
    this.#add({ type: widgetTypeOf(chart), name: '', chart_id: chart.id, config: {} })
  }
  write(markdown: string): void {
    const target = this.texting
    if (target === 'new') this.#add({ type: 'text', name: '', chart_id: null, config: { markdown } })
    else if (target) this.editor.canvas((canvas) => changeWidget(canvas, target.id, { config: { ...target.config, markdown } }))
  }
  rename(name: string): void {
    const target = this.naming
    if (target) this.editor.canvas((canvas) => changeWidget(canvas, target.id, { name }))
  }
  /** A text is rewritten, anything else renamed. */
  ask(widget: Widget): void {
    if (widget.type === 'text') this.texting = widget
    else this.naming = widget
  }
  duplicate({ type, name, chart_id, config, width, height }: Widget): void {
    this.#add({ type, name, chart_id, config, width, height })
  }
  remove(widget: Widget): void {
    this.editor.canvas((canvas) => removeWidget(canvas, widget.id))
  }
}
