/** What a click on a mark says: the group behind it as a filter. */
import type { Filter, Grain, Row, Scalar } from '../query.ts'
import { formatNumber, formatTime } from './format.ts'
import type { Planned } from './plan.ts'
import { fromWall, nextPeriod, toWall } from './zone.ts'

export interface Selection {
  column: string
  /** As written on a chip: `Country: Germany`. */
  label: string
  filter: Filter
}

const endOf = (instant: number, grain: Grain, zone: string) =>
  new Date(fromWall(nextPeriod(toWall(instant, zone), grain), zone)).toISOString()

/** The filter for one group of a dimension; `value` is as the database answered it. Null for what cannot be filtered (measures). */
export function selectGroup(planned: Planned, value: unknown, zone: string, locale = 'en'): Selection | null {
  const { column, grain, bin } = planned.field
  if (!column || planned.role === 'measure') return null
  const said = (text: string) => `${planned.field.title ?? planned.title}: ${text}`
  if (value === null || value === undefined) return { column, label: said('no value'), filter: { column, operator: 'is_null' } }
  if (grain && typeof value === 'string') {
    const dated = /^\d{4}-\d\d-\d\d$/.test(value)
    const start = Date.parse(value)
    const end = dated ? new Date(nextPeriod(start, grain)).toISOString().slice(0, 10) : endOf(start, grain, zone)
    return {
      column,
      label: said(formatTime(dated ? start : toWall(start, zone), grain, 'full', locale)),
      filter: {
        and: [
          { column, operator: '>=', value },
          { column, operator: '<', value: end },
        ],
      },
    }
  }
  if (bin && typeof value === 'number') {
    const to = value + bin
    return {
      column,
      label: said(`${formatNumber(value, undefined, 'full', locale)} – ${formatNumber(to, undefined, 'full', locale)}`),
      filter: {
        and: [
          { column, operator: '>=', value },
          { column, operator: '<', value: to },
        ],
      },
    }
  }
  if (typeof value === 'object') return null
  return { column, label: said(String(value)), filter: { column, operator: '=', value: value as Scalar } }
}

/** The dimension a click on a mark speaks of: the axis of groups, else the colour. */
export const clickable = (planned: readonly Planned[]): Planned | undefined =>
  planned.find((p) => p.shelf === 'x' && p.role === 'dimension') ?? planned.find((p) => p.role === 'dimension')

/** Whether a row belongs to the group that was chosen. */
export const isChosen = (row: Row, name: string, value: unknown) => JSON.stringify(row[name] ?? null) === JSON.stringify(value ?? null)
