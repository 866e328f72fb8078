/** Pieces of Vega-Lite that every mark is built from. */
import type { Grain } from '../../query.ts'
import type { Encodings } from '../encodings.ts'
import { axisTitle, type Planned } from '../plan.ts'

export type Json = Record<string, unknown>

export interface Parts {
  encodings: Encodings
  planned: Planned[]
  x: Planned | undefined
  y: Planned[]
  color: Planned | undefined
  size: Planned | undefined
}

const timeUnits: Record<Grain, string> = {
  minute: 'binnedutcyearmonthdatehoursminutes',
  hour: 'binnedutcyearmonthdatehours',
  day: 'binnedutcyearmonthdate',
  week: 'binnedutcyearweek',
  month: 'binnedutcyearmonth',
  quarter: 'binnedutcyearquarter',
  year: 'binnedutcyear',
}

const steps: Partial<Record<Grain, number>> = {
  hour: 3_600_000,
  day: 86_400_000,
  week: 86_400_000,
  month: 2_419_200_000,
  quarter: 7_776_000_000,
  year: 31_536_000_000,
}

/** `formatType` and `format` naming our own formatters, which speak the viewer's language. */
export function formatting(planned: Planned, precision: 'short' | 'full'): Json {
  if (planned.kind === 'temporal')
    return { formatType: 'orreryTime', format: { precision, ...(planned.field.grain ? { grain: planned.field.grain } : {}) } }
  if (planned.kind === 'quantitative') return { formatType: 'orreryNumber', format: { precision, ...planned.field.format } }
  return {}
}

/** An axis of time. `banded` marks (bars, cells) span their period, others sit at its start. */
export function timeAxis(planned: Planned, banded: boolean): Json {
  const { grain } = planned.field
  return {
    field: planned.name,
    type: 'temporal',
    ...(grain && banded ? { timeUnit: timeUnits[grain] } : { scale: { type: 'utc' } }),
    axis: {
      title: null,
      labelFlush: false,
      labelOverlap: 'greedy',
      labelSeparation: 8,
      // Days are not told by the hour.
      ...(grain && !banded && steps[grain] ? { tickMinStep: steps[grain] } : {}),
      tickCount: { signal: 'max(2, floor(width / 90))' },
      ...formatting(planned, 'short'),
    },
  }
}

export function numberAxis(planned: Planned, options: { zero: boolean; scale?: Json; axis?: Json }): Json {
  return {
    field: planned.name,
    type: 'quantitative',
    scale: { zero: options.zero, nice: 5, ...options.scale },
    axis: { title: axisTitle(planned.field), ...formatting(planned, 'short'), ...options.axis },
  }
}

/** Groups stand in the order of the rows, which `_row` counts: the order of arrival would be lost when rows are replaced. */
export const asAnswered: Json = { field: '_row', op: 'min', order: 'ascending' }

/** Slanted when upright names would not fit side by side. */
export const categoryAxis = (planned: Planned, horizontal: boolean): Json => ({
  field: planned.name,
  type: 'nominal',
  sort: asAnswered,
  axis: horizontal
    ? { title: null, labelLimit: { signal: 'max(92, width * 0.4)' }, labelOverlap: 'greedy' }
    : {
        title: null,
        labelLimit: { signal: "max(48, min(130, max(width / max(1, length(domain('x'))) - 6, 90)))" },
        labelAngle: { expr: "length(domain('x')) * 64 > width ? -38 : 0" },
        labelAlign: { expr: "length(domain('x')) * 64 > width ? 'right' : 'center'" },
        labelBaseline: { expr: "length(domain('x')) * 64 > width ? 'middle' : 'top'" },
        labelOverlap: { expr: "length(domain('x')) * 13 < width ? false : 'greedy'" },
      },
})

export const colorBy = (planned: Planned, options: Json = {}): Json => ({
  field: planned.name,
  type: planned.kind === 'quantitative' ? 'quantitative' : 'nominal',
  legend: { title: null, ...(planned.kind === 'temporal' ? formatting(planned, 'full') : {}) },
  ...options,
})

export const tooltip = (planned: Planned[]): Json[] =>
  planned
    .filter((p, at) => planned.findIndex((other) => other.name === p.name) === at)
    .map((p) => ({ field: p.name, type: p.kind, title: p.title, ...formatting(p, 'full') }))

/** Several measures become one series each: `series` names it, `value` holds it. */
export function folded(y: Planned[]): { transform: Json[]; series: Json; value: Planned } {
  const first = y[0] as Planned
  const names = Object.fromEntries(y.map((p) => [p.name, p.title]))
  return {
    transform: [
      { fold: y.map((p) => p.name), as: ['series_name', 'value'] },
      {
        calculate: y.reduceRight(
          (rest, p) => `datum.series_name === ${JSON.stringify(p.name)} ? ${JSON.stringify(names[p.name])} : ${rest}`,
          "''",
        ),
        as: 'series',
      },
    ],
    series: { field: 'series', type: 'nominal', sort: y.map((p) => p.title), legend: { title: null } },
    value: { ...first, name: 'value', title: 'Value', field: { ...first.field, title: sharedUnit(y) } },
  }
}

const sharedUnit = (y: Planned[]) => {
  const units = new Set(y.map((p) => p.field.format?.unit ?? ''))
  return units.size === 1 ? [...units][0] || 'Value' : 'Value'
}
