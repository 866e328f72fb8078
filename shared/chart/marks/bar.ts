import { categoryAxis, colorBy, folded, formatting, numberAxis, timeAxis, tooltip, type Json, type Parts } from './parts.ts'

/** Bars from zero: vertical along time and bins, horizontal for categories unless told otherwise. */
export function bar({ encodings, planned, x, y, color }: Parts): Json {
  const horizontal = encodings.orientation === 'horizontal' && x?.kind === 'nominal'
  const many = y.length > 1 && !color ? folded(y) : null
  const value = many?.value ?? y[0]
  if (!value) return { mark: 'bar', encoding: {} }
  const series = many?.series ?? (color ? colorBy(color) : undefined)
  const stack = encodings.stack ?? (many ? 'grouped' : 'stacked')
  const percent = stack === 'percent' && series !== undefined
  const amount = numberAxis(percent ? { ...value, field: { ...value.field, format: { style: 'percent' } } } : value, { zero: true })
  const amountEncoding = { ...amount, stack: !series || stack === 'grouped' ? null : percent ? 'normalize' : 'zero' }
  const category = !x
    ? undefined
    : x.kind === 'temporal'
      ? timeAxis(x, stack !== 'grouped' || !series)
      : x.kind === 'quantitative' && x.field.bin
        ? binAxis(x.name, x.title, formatting(x, 'short'))
        : categoryAxis(x, horizontal)
  // Groups stand side by side in a band, which time as a continuous axis does not have.
  if (category && x?.kind === 'temporal' && stack === 'grouped' && series) {
    delete category['scale']
    category['type'] = 'ordinal'
    category['axis'] = { title: null, labelAngle: 0, labelOverlap: 'greedy', ...formatting(x, 'short') }
  }
  const offset = stack === 'grouped' && series ? { [horizontal ? 'yOffset' : 'xOffset']: series } : {}
  const encoding: Json = {
    ...(category ? { [horizontal ? 'y' : 'x']: category } : {}),
    [horizontal ? 'x' : 'y']: amountEncoding,
    ...(x?.field.bin ? { x2: { field: `${x.name}_end` } } : {}),
    ...(series ? { color: series } : {}),
    ...offset,
    tooltip: many
      ? [...tooltip(x ? [x] : []), { field: 'series', type: 'nominal', title: 'Series' }, ...tooltip([value])]
      : tooltip(planned),
  }
  const transform = [
    ...(many?.transform ?? []),
    ...(x?.field.bin ? [{ calculate: `datum[${JSON.stringify(x.name)}] + ${x.field.bin}`, as: `${x.name}_end` }] : []),
  ]
  const lead = transform.length ? { transform } : {}
  // Vega-Lite rounds a stack by grouping its parts, and loses the end of a period of time on the way.
  const mark = { type: 'bar', ...(series && stack !== 'grouped' ? { cornerRadiusEnd: 0 } : {}) }
  if (!encodings.labels || (series && stack !== 'grouped')) return { ...lead, mark, encoding }
  const label = {
    mark: { type: 'text', ...(horizontal ? { align: 'left', dx: 4 } : { baseline: 'bottom', dy: -3 }) },
    encoding: { text: { field: value.name, type: 'quantitative', ...formatting(value, 'short') }, color: { value: null } },
  }
  return { ...lead, encoding, layer: [{ mark: { type: 'bar' } }, label] }
}

export const binAxis = (name: string, title: string, format: Json): Json => ({
  field: name,
  type: 'quantitative',
  bin: 'binned',
  axis: { title, ...format, tickCount: { signal: 'max(2, floor(width / 70))' } },
})
