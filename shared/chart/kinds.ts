/** What each chart type asks for, and which fit what is on the shelves. */
import type { Column } from '../dataset.ts'
import type { ChartType, Encodings, Field } from './encodings.ts'
import type { Shelf } from './plan.ts'

export interface ChartKind {
  type: ChartType
  label: string
  shelves: readonly Shelf[]
  /** What to do first, when it cannot be drawn yet. */
  needs: string
}

export const chartKinds: readonly ChartKind[] = [
  { type: 'bar', label: 'Bar', shelves: ['x', 'y', 'color'], needs: 'Put a group on X and a measure on Y' },
  { type: 'line', label: 'Line', shelves: ['x', 'y', 'color'], needs: 'Put a time on X and a measure on Y' },
  { type: 'area', label: 'Area', shelves: ['x', 'y', 'color'], needs: 'Put a time on X and a measure on Y' },
  { type: 'scatter', label: 'Scatter', shelves: ['x', 'y', 'color'], needs: 'Put a number on X and another on Y' },
  { type: 'bubble', label: 'Bubble', shelves: ['x', 'y', 'size', 'color'], needs: 'Put numbers on X, Y and Size' },
  { type: 'pie', label: 'Pie', shelves: ['x', 'y'], needs: 'Put a group on X and a measure on Y' },
  { type: 'donut', label: 'Donut', shelves: ['x', 'y'], needs: 'Put a group on X and a measure on Y' },
  { type: 'histogram', label: 'Histogram', shelves: ['x', 'color'], needs: 'Put a number on X' },
  { type: 'heatmap', label: 'Heatmap', shelves: ['x', 'y', 'color'], needs: 'Put groups on X and Y and a measure on Color' },
  { type: 'funnel', label: 'Funnel', shelves: ['x', 'y'], needs: 'Put the stages on X and a measure on Y' },
  { type: 'metric', label: 'Metric', shelves: ['y', 'x'], needs: 'Put a measure on Y; a time on X adds the trend' },
  { type: 'table', label: 'Table', shelves: ['column'], needs: 'Add columns' },
]

export function chartKind(type: ChartType): ChartKind {
  const kind = chartKinds.find((k) => k.type === type)
  if (!kind) throw new Error(`No chart type ${type}`)
  return kind
}

type Held = 'time' | 'number' | 'group' | 'measure'
export function holds(field: Field | undefined, columns: readonly Column[]): Held | null {
  if (!field) return null
  if (field.aggregate) return 'measure'
  const type = columns.find((column) => column.name === field.column)?.type
  if (field.grain || type === 'date' || type === 'timestamp') return 'time'
  return (type === 'integer' || type === 'number') && !field.bin ? 'number' : 'group'
}

/** Null when the type can be drawn from these encodings; otherwise what is missing. */
export function misfit(type: ChartType, encodings: Encodings, columns: readonly Column[]): string | null {
  const kind = chartKind(type)
  const x = holds(encodings.x, columns)
  const ys = encodings.y.map((field) => holds(field, columns))
  const y = ys[0] ?? null
  const value = y === 'measure' || y === 'number'
  const fits = () => {
    switch (type) {
      case 'bar':
        return x !== null && y === 'measure'
      case 'line':
      case 'area':
        return x !== null && value
      case 'scatter':
        return x !== null && y !== null
      case 'bubble':
        return x !== null && value && encodings.size !== undefined
      case 'pie':
      case 'donut':
      case 'funnel':
        return x !== null && y === 'measure'
      case 'histogram':
        return encodings.x?.bin !== undefined && y === 'measure'
      case 'heatmap':
        return (
          x !== null &&
          ys.some((held) => held === 'group' || held === 'time') &&
          (holds(encodings.color, columns) === 'measure' || ys.includes('measure'))
        )
      case 'metric':
        return y === 'measure'
      case 'table':
        return encodings.columns.length > 0
    }
  }
  return fits() ? null : kind.needs
}
