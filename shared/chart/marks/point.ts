import { categoryAxis, colorBy, numberAxis, timeAxis, tooltip, type Json, type Parts } from './parts.ts'

export function point({ planned, x, y, color, size }: Parts): Json {
  const value = y[0]
  if (!x || !value) return { mark: 'point', encoding: {} }
  const across =
    x.kind === 'temporal'
      ? timeAxis(x, false)
      : x.kind === 'quantitative'
        ? numberAxis(x, { zero: false, axis: { grid: true } })
        : categoryAxis(x, false)
  return {
    mark: { type: 'point' },
    encoding: {
      x: across,
      y:
        value.kind === 'nominal'
          ? categoryAxis(value, true)
          : value.kind === 'temporal'
            ? timeAxis(value, false)
            : numberAxis(value, { zero: false }),
      ...(color ? { color: colorBy(color) } : {}),
      ...(size ? { size: { field: size.name, type: 'quantitative', scale: { range: [20, 700] }, legend: null } } : {}),
      tooltip: tooltip(planned),
    },
  }
}
