import type { ChartType } from '#shared/chart/encodings.ts'
import type { Shelf } from '#shared/chart/plan.ts'

export const dragType = 'application/x-orrery-column'

/** What a shelf is called for a chart type. */
export function shelfLabel(type: ChartType, shelf: Shelf): string {
  if (shelf === 'column') return 'Columns'
  if (type === 'pie' || type === 'donut') return shelf === 'x' ? 'Slices' : 'Size of slices'
  if (type === 'funnel') return shelf === 'x' ? 'Stages' : 'Size'
  if (type === 'metric') return shelf === 'y' ? 'Figure' : 'Trend over'
  if (type === 'heatmap') return shelf === 'x' ? 'Across' : shelf === 'y' ? 'Down' : 'Color'
  return { x: 'X axis', y: 'Y axis', color: 'Color', size: 'Size' }[shelf]
}
