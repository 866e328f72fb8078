/** What a tooltip says: values written in full, and along a line every series at the nearest point. */
import type { View } from 'vega'
import { formatNumber, formatTime } from '#shared/chart/format.ts'
import type { Planned } from '#shared/chart/plan.ts'
import type { DrawnRow } from '#shared/chart/rows.ts'
import type { Series } from './appearance.ts'
import type { Tip } from './ChartTooltip.svelte'
import { nearest, scaleOf } from './scene.ts'
import type { Unfinished } from './unfinished.ts'

const NONE = 'No value'

/** A series as the legend and tooltips call it. */
export const seriesName = (series: Series | null, value: unknown, locale: string): string =>
  value === null || value === undefined || value === 'null'
    ? NONE
    : series?.planned?.kind === 'temporal'
      ? formatTime(value, series.planned.field.grain, 'full', locale)
      : String(value)

function write(field: Planned, value: unknown, locale: string): string {
  if (field.kind === 'temporal') return formatTime(value, field.field.grain, 'full', locale)
  if (field.kind === 'quantitative') return formatNumber(value, field.field.format, 'full', locale)
  return value === null || value === undefined ? NONE : String(value)
}

interface Lines {
  rows: readonly DrawnRow[]
  planned: readonly Planned[]
  series: Series | null
  open: Unfinished | null
  /** Of a line that is the only one. */
  colour: string | undefined
  locale: string
}

/** At most as many series as a tooltip has room for; the largest first. */
const MOST = 14

/** The nearest point along X to a pixel of the drawing, and what stands there. */
export function tipOnLines(view: View, pixel: number, lines: Lines): { x: number; heading: string; rows: Tip['rows'] } | null {
  const { planned, series, locale } = lines
  const x = planned.find((p) => p.shelf === 'x')
  const hit = x && nearest(view, lines.rows, x.name, pixel)
  if (!hit) return null
  const [first] = hit.rows
  const scale = scaleOf(view, 'color')
  const values = planned.filter((p) => p.shelf === 'y')
  const colour = (name: unknown) => (scale && series ? String(scale(name)) : lines.colour)
  const entry = (label: string, name: unknown, p: Planned, value: unknown) => {
    const painted = colour(name)
    return { label, sort: Number(value), value: write(p, value, locale), ...(painted ? { colour: painted } : {}) }
  }
  const entries = series?.planned
    ? hit.rows
        .flatMap((row) => values.map((p) => entry(seriesName(series, row[series.field], locale), row[series.field], p, row[p.name])))
        .sort((a, b) => b.sort - a.sort)
    : values.map((p) => entry(p.title, p.title, p, first?.[p.name]))
  const heading = write(x, first?.[x.name], locale)
  return {
    x: hit.x,
    heading: lines.open && first?.[x.name] === lines.open.from ? `${heading}, so far` : heading,
    rows: entries.slice(0, MOST).map(({ sort: _, ...row }) => row),
  }
}
