import type { ColumnType } from '#shared/dataset.ts'

export interface DataColumn {
  key: string
  label?: string
  /** Decides alignment, width and format. */
  type?: ColumnType
  /** Numbers without separators of thousands. */
  plain?: boolean
  /** Pixels. */
  width?: number
}

export interface Sort {
  by: string
  direction: 'asc' | 'desc'
}

const widths: Record<ColumnType, number> = { text: 180, integer: 110, number: 120, boolean: 90, date: 120, timestamp: 204, json: 240 }

export const isNumeric = (type: ColumnType | undefined) => type === 'integer' || type === 'number'

export function columnWidth(column: DataColumn): number {
  if (column.width) return column.width
  const forName = (column.label ?? column.key).length * 7.5 + 44
  return Math.round(Math.min(360, Math.max(column.type ? widths[column.type] : 160, forName)))
}

/** Browsers place things to the pixel up to 16.7 million of them; at 32 px a row this is where scrolling ends. */
export const MAX_SCROLL_ROWS = 500_000
