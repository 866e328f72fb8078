import { axisTitle } from '../plan.ts'
import { categoryAxis, formatting, timeAxis, tooltip, type Json, type Parts } from './parts.ts'
import { binAxis } from './bar.ts'

/** Two dimensions as cells; the measure is the colour. */
export function heatmap({ planned, x, y, color }: Parts): Json {
  const down = y.find((p) => p.role === 'dimension')
  const value = color ?? y.find((p) => p.role === 'measure')
  if (!x || !down || !value) return { mark: 'rect', encoding: {} }
  const across =
    x.kind === 'temporal' ? timeAxis(x, true) : x.field.bin ? binAxis(x.name, x.title, formatting(x, 'short')) : categoryAxis(x, false)
  const ends = x.field.bin ? { transform: [{ calculate: `datum[${JSON.stringify(x.name)}] + ${x.field.bin}`, as: `${x.name}_end` }] } : {}
  return {
    ...ends,
    // Cells along time and bins are many and narrow: a gap would wash them out.
    mark: { type: 'rect', ...(x.kind === 'nominal' ? {} : { strokeWidth: 0 }) },
    encoding: {
      x: across,
      ...(x.field.bin ? { x2: { field: `${x.name}_end` } } : {}),
      y: {
        ...categoryAxis(down, true),
        type: 'ordinal',
        sort: down.kind === 'nominal' ? 'ascending' : 'descending',
        axis: { title: null, ...formatting(down, 'short') },
      },
      color: { field: value.name, type: 'quantitative', legend: { title: axisTitle(value.field), ...formatting(value, 'short') } },
      tooltip: tooltip(planned),
    },
  }
}
