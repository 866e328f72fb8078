/** Reads Vega's scene: where marks are, which mark is under the pointer, and what else stands at the same place on the axis. */
import type { View } from 'vega'
import type { DrawnRow } from '#shared/chart/rows.ts'

export interface Place {
  kind: 'box' | 'dot'
  x: number
  y: number
  width: number
  height: number
}

interface Item {
  datum?: Partial<DrawnRow>
  x?: number
  y?: number
  width?: number
  height?: number
  bounds?: { x1: number; y1: number; x2: number; y2: number }
  startAngle?: number
  endAngle?: number
  innerRadius?: number
  outerRadius?: number
  items?: Mark[]
}
interface Mark {
  marktype: string
  role?: string
  items: Item[]
}

/** Where the plot begins in the drawing. */
function originOf(view: View): [number, number] {
  const [x, y] = view.origin()
  const padding = view.padding()
  return typeof padding === 'number' ? [x + padding, y + padding] : [x + (padding.left ?? 0), y + (padding.top ?? 0)]
}

/** Where the marks of some rows are, in pixels of the drawing; at most `most`. */
export function placesOf(view: View, rows: ReadonlySet<number>, most = 60): Place[] {
  const places: Place[] = []
  const visit = (mark: Mark, dx: number, dy: number): void => {
    for (const item of mark.items) {
      if (mark.marktype === 'group') {
        for (const inner of item.items ?? []) visit(inner, dx + (item.x ?? 0), dy + (item.y ?? 0))
        continue
      }
      if (mark.role !== 'mark' || item.datum?._row === undefined || !rows.has(item.datum._row) || places.length >= most) continue
      const place = placeOf(mark.marktype, item)
      if (place) places.push({ ...place, x: place.x + dx, y: place.y + dy })
    }
  }
  const [left, top] = originOf(view)
  const { root } = view.scenegraph() as unknown as { root: Mark }
  visit(root, left, top)
  return places
}

function placeOf(type: string, item: Item): Place | null {
  const { x = 0, y = 0, bounds } = item
  if (type === 'rect' && bounds)
    return { kind: 'box', x: bounds.x1, y: bounds.y1, width: bounds.x2 - bounds.x1, height: bounds.y2 - bounds.y1 }
  if (type === 'arc') {
    const angle = ((item.startAngle ?? 0) + (item.endAngle ?? 0)) / 2
    const radius = ((item.innerRadius ?? 0) + (item.outerRadius ?? 0)) / 2
    return { kind: 'dot', x: x + Math.sin(angle) * radius, y: y - Math.cos(angle) * radius, width: 0, height: 0 }
  }
  return type === 'line' || type === 'area' || type === 'symbol' ? { kind: 'dot', x, y, width: 0, height: 0 } : null
}

interface ContinuousScale {
  (value: unknown): number
  invert?: (pixel: number) => number | Date
  domain: () => unknown[]
}
export function scaleOf(view: View, name: string): ContinuousScale | null {
  try {
    return (view.scale(name) as ContinuousScale | undefined) ?? null
  } catch {
    return null
  }
}

/** The rows nearest to a pointer along X, and the pixel of that X. */
export function nearest(view: View, rows: readonly DrawnRow[], field: string, pixel: number): { rows: DrawnRow[]; x: number } | null {
  const scale = scaleOf(view, 'x')
  const [left] = originOf(view)
  if (!scale?.invert) return null
  let best: number | null = null
  const at = Number(scale.invert(pixel - left))
  for (const row of rows) {
    const value = row[field]
    if (typeof value === 'number' && (best === null || Math.abs(value - at) < Math.abs(best - at))) best = value
  }
  return best === null ? null : { rows: rows.filter((row) => row[field] === best), x: scale(best) + left }
}
