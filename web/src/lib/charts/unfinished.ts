/** The period that is not over yet: its figures still grow, so a line must not seem to fall there. */
import type { Planned } from '#shared/chart/plan.ts'
import type { DrawnRow } from '#shared/chart/rows.ts'
import { nextPeriod, toWall } from '#shared/chart/zone.ts'

type Json = Record<string, unknown>

export interface Unfinished {
  field: string
  /** Start of the period, wall clock in milliseconds. */
  from: number
  /** Start of the last period before it. */
  before: number
}

/** Null when time is not grouped, or the last period is over or the only one. */
export function unfinished(rows: readonly DrawnRow[], x: Planned | undefined, zone: string, now: number): Unfinished | null {
  const grain = x?.kind === 'temporal' ? x.field.grain : undefined
  if (!x || !grain) return null
  let [from, before] = [-Infinity, -Infinity]
  for (const row of rows) {
    const at = row[x.name]
    if (typeof at !== 'number' || at <= before || at === from) continue
    if (at > from) [from, before] = [at, from]
    else before = at
  }
  const clock = toWall(now, zone)
  return before > -Infinity && from <= clock && nextPeriod(from, grain) > clock ? { field: x.name, from, before } : null
}

/** The way into that period is dashed, the area below it paler. What is not one plain line or area stays as it is. */
export function dashed(spec: Json, { field, from, before }: Unfinished): Json {
  const { mark, ...rest } = spec
  const whole: Json = typeof mark === 'object' && mark !== null ? (mark as Json) : { type: mark }
  if ((whole['type'] !== 'line' && whole['type'] !== 'area') || 'layer' in spec || 'facet' in spec) return spec
  const datum = `datum[${JSON.stringify(field)}]`
  const dash = { strokeDash: [2, 4] }
  const open =
    whole['type'] === 'line'
      ? { ...whole, ...dash }
      : { ...whole, fillOpacity: whole['line'] === false ? 0.4 : 0.1, line: whole['line'] === false ? false : dash }
  return {
    ...rest,
    layer: [
      { mark: whole, transform: [{ filter: `${datum} < ${from}` }] },
      { mark: open, transform: [{ filter: `${datum} >= ${before}` }] },
    ],
  }
}
