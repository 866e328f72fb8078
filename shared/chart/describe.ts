/** A chart in one sentence, for who does not see it and for titles nobody typed. */
import type { Row } from '../query.ts'
import { chartKind } from './kinds.ts'
import type { ChartType } from './encodings.ts'
import { formatNumber } from './format.ts'
import type { Planned } from './plan.ts'

const list = (words: string[]) => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`)

/** `Total amount by ordered at and channel`. */
export function chartTitle(planned: readonly Planned[]): string {
  const small = (title: string) => title.charAt(0).toLocaleLowerCase() + title.slice(1)
  const raw = (shelf: string) => planned.find((p) => p.shelf === shelf && p.role === 'raw')
  const [across, up] = [raw('x'), raw('y')]
  if (across && up) return `${up.title} against ${small(across.title)}`
  const measures = [...new Set(planned.filter((p) => p.role === 'measure').map((p) => p.title))]
  const groups = [...new Set(planned.filter((p) => p.role === 'dimension').map((p) => small(p.title)))]
  if (!measures.length) return list([...new Set(planned.map((p) => p.title))].slice(0, 3)) || 'Untitled chart'
  return groups.length ? `${list(measures)} by ${list(groups)}` : list(measures)
}

/** Type, subject, number of points, and the span of the first measure. */
export function describeChart(type: ChartType, planned: readonly Planned[], rows: readonly Row[], locale = 'en'): string {
  const kind = `${chartKind(type).label} chart: ${chartTitle(planned)}.`
  const measure = planned.find((p) => p.role === 'measure' || (p.shelf === 'y' && p.kind === 'quantitative'))
  if (!rows.length) return `${kind} No data.`
  const count = `${rows.length} ${rows.length === 1 ? 'point' : 'points'}`
  if (!measure) return `${kind} ${count}.`
  let low = Infinity
  let high = -Infinity
  for (const row of rows) {
    const value = row[measure.name] === null ? NaN : Number(row[measure.name])
    if (value < low) low = value
    if (value > high) high = value
  }
  if (!Number.isFinite(low)) return `${kind} ${count}.`
  const write = (value: number) => formatNumber(value, measure.field.format, 'full', locale)
  return `${kind} ${count}, from ${write(low)} to ${write(high)}.`
}
