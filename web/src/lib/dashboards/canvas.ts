/** Changes of a canvas, as functions from one to the next. */
import { GRID_COLUMNS, MAX_CHARTS_PER_TAB, type Canvas, type Tab, type Widget, type WidgetType } from '#shared/dashboard.ts'

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

export const sizes: Record<WidgetType, { width: number; height: number }> = {
  chart: { width: 6, height: 8 },
  metric: { width: 3, height: 4 },
  table: { width: 6, height: 8 },
  text: { width: 6, height: 3 },
  image: { width: 4, height: 6 },
}

const overlap = (a: Box, b: Box) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
export const boxOf = (widget: Widget): Box => ({ x: widget.position_x, y: widget.position_y, width: widget.width, height: widget.height })

/** The first free place, reading like text. */
export function freePlace(widgets: readonly Widget[], width: number, height: number): { position_x: number; position_y: number } {
  const boxes = widgets.map(boxOf)
  const bottom = Math.max(0, ...boxes.map((box) => box.y + box.height))
  for (let y = 0; y <= bottom; y++)
    for (let x = 0; x + width <= GRID_COLUMNS; x++)
      if (!boxes.some((box) => overlap(box, { x, y, width, height }))) return { position_x: x, position_y: y }
  return { position_x: 0, position_y: bottom }
}

const onTab = (canvas: Canvas, tabId: string, change: (tab: Tab) => Tab): Canvas => ({
  tabs: canvas.tabs.map((tab) => (tab.id === tabId ? change(tab) : tab)),
})

/** Why no more of this type fits on a tab, or null. */
export function refusal(tab: Tab, type: WidgetType): string | null {
  if (tab.widgets.length >= 60) return 'A tab holds at most 60 widgets'
  const charts = tab.widgets.filter((widget) => widget.type === 'chart').length
  return type === 'chart' && charts >= MAX_CHARTS_PER_TAB
    ? `A tab holds at most ${MAX_CHARTS_PER_TAB} charts: put this one on another tab`
    : null
}

export function addWidget(
  canvas: Canvas,
  tabId: string,
  widget: Pick<Widget, 'id' | 'type' | 'name' | 'chart_id' | 'config'> & Partial<Pick<Widget, 'width' | 'height'>>,
): Canvas {
  const size = {
    ...sizes[widget.type],
    ...(widget.width ? { width: widget.width } : {}),
    ...(widget.height ? { height: widget.height } : {}),
  }
  return onTab(canvas, tabId, (tab) => ({
    ...tab,
    widgets: [...tab.widgets, { ...widget, ...size, ...freePlace(tab.widgets, size.width, size.height) }],
  }))
}

export function changeWidget(canvas: Canvas, id: string, change: Partial<Widget>): Canvas {
  return {
    tabs: canvas.tabs.map((tab) => ({
      ...tab,
      widgets: tab.widgets.map((widget) => (widget.id === id ? { ...widget, ...change } : widget)),
    })),
  }
}

export function removeWidget(canvas: Canvas, id: string): Canvas {
  return { tabs: canvas.tabs.map((tab) => ({ ...tab, widgets: tab.widgets.filter((widget) => widget.id !== id) })) }
}

/** Places as the grid reports them after a drag; the same canvas when nothing moved. */
export function placeWidgets(canvas: Canvas, boxes: ReadonlyMap<string, Box>): Canvas {
  let moved = false
  const tabs = canvas.tabs.map((tab) => ({
    ...tab,
    widgets: tab.widgets.map((widget) => {
      const box = boxes.get(widget.id)
      if (
        !box ||
        (box.x === widget.position_x && box.y === widget.position_y && box.width === widget.width && box.height === widget.height)
      )
        return widget
      moved = true
      return { ...widget, position_x: box.x, position_y: box.y, width: box.width, height: box.height }
    }),
  }))
  return moved ? { tabs } : canvas
}

/** One step of the keyboard: kept on the grid. */
export function nudge(box: Box, key: string, resize: boolean): Box {
  const [dx, dy] = ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] } as Record<string, [number, number]>)[
    key
  ] ?? [0, 0]
  if (resize)
    return {
      ...box,
      width: Math.max(1, Math.min(GRID_COLUMNS - box.x, box.width + dx)),
      height: Math.max(1, Math.min(200, box.height + dy)),
    }
  return { ...box, x: Math.max(0, Math.min(GRID_COLUMNS - box.width, box.x + dx)), y: Math.max(0, box.y + dy) }
}

export const addTab = (canvas: Canvas, id: string, title: string): Canvas => ({ tabs: [...canvas.tabs, { id, title, widgets: [] }] })
export const renameTab = (canvas: Canvas, id: string, title: string): Canvas =>
  onTab(canvas, id, (tab) => ({ ...tab, title: title.trim().slice(0, 100) || tab.title }))
/** The last tab stays. */
export const removeTab = (canvas: Canvas, id: string): Canvas =>
  canvas.tabs.length > 1 ? { tabs: canvas.tabs.filter((tab) => tab.id !== id) } : canvas

export function moveTab(canvas: Canvas, id: string, by: number): Canvas {
  const from = canvas.tabs.findIndex((tab) => tab.id === id)
  const to = from + by
  const tab = canvas.tabs[from]
  return tab && to >= 0 && to < canvas.tabs.length ? { tabs: canvas.tabs.toSpliced(from, 1).toSpliced(to, 0, tab) } : canvas
}

/** Reading order: by row, then by column. What a phone shows top to bottom. */
export const inOrder = (widgets: readonly Widget[]): Widget[] =>
  widgets.toSorted((a, b) => a.position_y - b.position_y || a.position_x - b.position_x)

/** How two versions of a dashboard differ, in lines a person can weigh. */
export function differences(before: Canvas, after: Canvas, nameOf: (widget: Widget) => string): string[] {
  const lines: string[] = []
  const tabsBefore = new Map(before.tabs.map((tab) => [tab.id, tab]))
  for (const tab of after.tabs) {
    const was = tabsBefore.get(tab.id)
    if (!was) lines.push(`Tab ${tab.title} added`)
    else if (was.title !== tab.title) lines.push(`Tab ${was.title} renamed to ${tab.title}`)
  }
  for (const tab of before.tabs) if (!after.tabs.some((other) => other.id === tab.id)) lines.push(`Tab ${tab.title} deleted`)
  const order = (canvas: Canvas) => canvas.tabs.map((tab) => tab.id).join()
  if (before.tabs.length === after.tabs.length && order(before) !== order(after) && lines.length === 0) lines.push('Tabs in another order')

  const where = (canvas: Canvas) =>
    new Map(canvas.tabs.flatMap((tab) => tab.widgets.map((widget) => [widget.id, { tab, widget }] as const)))
  const [old, now] = [where(before), where(after)]
  for (const [id, { tab, widget }] of now) {
    const was = old.get(id)
    if (!was) lines.push(`${nameOf(widget)} added to ${tab.title}`)
    else if (was.tab.id !== tab.id) lines.push(`${nameOf(widget)} moved to ${tab.title}`)
    else if (JSON.stringify(boxOf(was.widget)) !== JSON.stringify(boxOf(widget))) lines.push(`${nameOf(widget)} moved or resized`)
    else if (
      JSON.stringify([was.widget.name, was.widget.config, was.widget.chart_id]) !==
      JSON.stringify([widget.name, widget.config, widget.chart_id])
    )
      lines.push(`${nameOf(widget)} changed`)
  }
  for (const [id, { tab, widget }] of old) if (!now.has(id)) lines.push(`${nameOf(widget)} removed from ${tab.title}`)
  return lines
}
