/** Fields on shelves → the query and the Vega-Lite spec of a chart. */
import type { Column } from '../dataset.ts'
import type { DatasetQuery } from '../query.ts'
import { Encodings, type ChartType, type EncodingsInput } from './encodings.ts'
import { bar } from './marks/bar.ts'
import { heatmap } from './marks/heatmap.ts'
import { line, sparkline } from './marks/line.ts'
import type { Json, Parts } from './marks/parts.ts'
import { point } from './marks/point.ts'
import { funnel, pie } from './marks/share.ts'
import { plan } from './plan.ts'
import { toQuery } from './query.ts'

export const VEGA_LITE = 'https://vega.github.io/schema/vega-lite/v6.json'

export interface BuiltChart {
  data_query: DatasetQuery
  /** Vega-Lite without data; `usermeta.orrery` holds the encodings. */
  spec: Json
}

function marks(type: ChartType, parts: Parts): Json {
  switch (type) {
    case 'bar':
    case 'histogram':
      return bar(parts)
    case 'line':
    case 'area':
      return line(type, parts)
    case 'scatter':
    case 'bubble':
      return point(parts)
    case 'pie':
    case 'donut':
      return pie(type, parts)
    case 'funnel':
      return funnel(parts)
    case 'heatmap':
      return heatmap(parts)
    case 'metric':
      return sparkline(parts)
    case 'table':
      return { mark: 'text', encoding: {} }
  }
}

/** `columns` are the dataset's; a field that names none of them is drawn as text. */
export function buildChart(type: ChartType, input: EncodingsInput, columns: readonly Column[]): BuiltChart {
  const encodings = Encodings.parse(input)
  const planned = plan(type, encodings, columns)
  const at = (shelf: string) => planned.find((p) => p.shelf === shelf)
  const parts: Parts = { encodings, planned, x: at('x'), y: planned.filter((p) => p.shelf === 'y'), color: at('color'), size: at('size') }
  return {
    data_query: toQuery(type, encodings, columns),
    spec: { $schema: VEGA_LITE, ...marks(type, parts), usermeta: { orrery: { v: 1, encodings } } },
  }
}
