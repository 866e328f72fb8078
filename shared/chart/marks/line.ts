import { categoryAxis, colorBy, folded, numberAxis, timeAxis, tooltip, type Json, type Parts } from './parts.ts'

/** Lines do not reach for zero (the renderer says when an axis begins elsewhere); areas, which are read by their size, do. */
export function line(type: 'line' | 'area', { encodings, planned, x, y, color }: Parts): Json {
  const many = y.length > 1 && !color ? folded(y) : null
  const value = many?.value ?? y[0]
  if (!value || !x) return { mark: type, encoding: {} }
  const series = many?.series ?? (color ? colorBy(color) : undefined)
  const stacked = type === 'area' && series !== undefined && encodings.stack !== 'grouped'
  const percent = stacked && encodings.stack === 'percent'
  const shown = percent ? { ...value, field: { ...value.field, format: { style: 'percent' as const } } } : value
  return {
    ...(many ? { transform: many.transform } : {}),
    mark: stacked ? { type, fillOpacity: 0.85, line: false } : type === 'line' ? { type, point: encodings.labels === true } : { type },
    encoding: {
      x: x.kind === 'temporal' ? timeAxis(x, false) : x.kind === 'quantitative' ? numberAxis(x, { zero: false }) : categoryAxis(x, false),
      y: {
        ...numberAxis(shown, { zero: type === 'area' }),
        ...(type === 'area' ? { stack: percent ? 'normalize' : stacked ? 'zero' : null } : {}),
      },
      ...(series ? { color: series } : {}),
      tooltip: many ? [...tooltip([x]), { field: 'series', type: 'nominal', title: 'Series' }, ...tooltip([value])] : tooltip(planned),
    },
  }
}

/** The small line beside a big number. */
export function sparkline({ x, y }: Parts): Json {
  const value = y[0]
  if (!x || !value) return { mark: 'area', encoding: {} }
  return {
    mark: { type: 'area', line: { strokeWidth: 1.5 }, interpolate: 'monotone' },
    encoding: {
      x: { field: x.name, type: 'temporal', scale: { type: 'utc' }, axis: null },
      y: { field: value.name, type: 'quantitative', scale: { zero: false }, axis: null, stack: null },
      tooltip: tooltip([x, value]),
    },
  }
}
