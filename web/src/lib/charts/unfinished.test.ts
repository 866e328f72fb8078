import { describe, expect, test } from 'vitest'
import { Encodings } from '#shared/chart/encodings.ts'
import { orderColumns } from '#shared/chart/fixtures.ts'
import { plan } from '#shared/chart/plan.ts'
import { categorical } from '#shared/chart/theme.ts'
import type { DrawnRow } from '#shared/chart/rows.ts'
import { makeView, replaceRows } from './engine.ts'
import { dashed, unfinished } from './unfinished.ts'

const x = (grain?: string) =>
  plan(
    'line',
    Encodings.parse({ x: { column: 'ordered_at', ...(grain ? { grain } : {}) }, y: [{ aggregate: 'count' }] }),
    orderColumns,
  ).find((p) => p.shelf === 'x')
const rows = (...days: string[]) => days.map((day, at) => ({ _row: at, ordered_at: Date.parse(day), count: at + 1 }) as DrawnRow)
const months = rows('2026-03-01', '2026-01-01', '2026-02-01', '2026-03-01')

describe('the period that is not over', () => {
  test('is the last one, while it lasts', () => {
    const found = { field: 'ordered_at', from: Date.parse('2026-03-01'), before: Date.parse('2026-02-01') }
    expect(unfinished(months, x('month'), 'UTC', Date.parse('2026-03-31T23:59Z'))).toEqual(found)
    expect(unfinished(months, x('month'), 'UTC', Date.parse('2026-04-01T00:00Z'))).toBeNull()
  })
  test('ends by the clock of the zone', () => {
    const now = Date.parse('2026-03-31T23:00Z')
    expect(unfinished(months, x('month'), 'Asia/Tokyo', now)).toBeNull()
    expect(unfinished(months, x('month'), 'America/New_York', now)).not.toBeNull()
  })
  test('is none where time is not grouped, in the future, or alone', () => {
    const now = Date.parse('2026-03-15T00:00Z')
    expect(unfinished(months, x(), 'UTC', now)).toBeNull()
    expect(unfinished(rows('2026-03-01', '2026-05-01'), x('month'), 'UTC', now)).toBeNull()
    expect(unfinished(rows('2026-03-01'), x('month'), 'UTC', now)).toBeNull()
  })
})

test('a line is drawn solid up to it and dashed into it', async () => {
  const spec = {
    mark: 'line',
    encoding: { x: { field: 'ordered_at', type: 'temporal', scale: { type: 'utc' } }, y: { field: 'count', type: 'quantitative' } },
  }
  const drawn = dashed(spec, { field: 'ordered_at', from: Date.parse('2026-03-01'), before: Date.parse('2026-02-01') })
  const view = await makeView(drawn, undefined, { mode: 'light', locale: 'en', renderer: 'none', width: 300, height: 200 })
  await replaceRows(view, rows('2026-01-01', '2026-02-01', '2026-03-01'))
  const svg = await view.toSVG()
  const lines = [...svg.matchAll(/<path [^>]*>/g)].map(([path]) => path).filter((path) => path.includes(`stroke="${categorical.light[0]}"`))
  expect(lines).toHaveLength(2)
  expect(lines.map((line) => line.includes('stroke-dasharray'))).toEqual([false, true])
  view.finalize()
})

test.each([{ mark: 'bar' }, { layer: [] }, { mark: { type: 'point' } }])('%j stays as it is', (spec) => {
  expect(dashed(spec, { field: 'a', from: 2, before: 1 })).toBe(spec)
})
