import * as vega from 'vega'
import { expressionInterpreter } from 'vega-interpreter'
import { compile, type TopLevelSpec } from 'vega-lite'
import { describe, expect, test } from 'vitest'
import { DatasetQuery } from '../query.ts'
import { buildChart } from './build.ts'
import { Encodings, encodingsOf } from './encodings.ts'
import { examples, orderColumns, rowsFor } from './fixtures.ts'
import { formatNumber, formatTime } from './format.ts'
import { specProblems } from './parse-spec.ts'
import { plan } from './plan.ts'
import { vegaTheme } from './theme.ts'

vega.expressionFunction('orreryNumber', (value: unknown) => formatNumber(value, undefined, 'short'))
vega.expressionFunction('orreryTime', (value: unknown) => formatTime(value, undefined, 'short'))

/** Draws as the app does: interpreted expressions, no loads, our theme. Answers the SVG and whatever Vega complained about. */
async function draw(name: string) {
  const example = examples[name]
  if (!example) throw new Error(name)
  const { spec } = buildChart(example.type, example.encodings, orderColumns)
  const complaints: string[] = []
  const say = (...text: unknown[]) => (complaints.push(text.map(String).join(' ')), logger)
  const logger = { level: () => logger, error: say, warn: say, info: () => logger, debug: () => logger } as unknown as vega.LoggerInterface
  const full = {
    ...spec,
    data: { name: 'rows' },
    width: 480,
    height: 240,
    autosize: { type: 'fit', contains: 'padding' },
  } as unknown as TopLevelSpec
  const { spec: compiled } = compile(full, { config: vegaTheme('light'), logger })
  const view = new vega.View(vega.parse(compiled, {}, { ast: true }), { expr: expressionInterpreter, renderer: 'none', logger })
  const names = plan(example.type, Encodings.parse(example.encodings), orderColumns)
  view.data('rows', rowsFor(names))
  const svg = await view.toSVG()
  const largest = largestRect((view.scenegraph() as unknown as { root: Scene }).root)
  view.finalize()
  return { svg, complaints, largest }
}

interface Scene {
  marktype?: string
  role?: string
  width?: number
  height?: number
  items?: Scene[]
}
/** Area of the largest bar or cell: marks of no size are drawn without a complaint. */
function largestRect(scene: Scene): number {
  if (scene.marktype === 'rect' && scene.role === 'mark')
    return Math.max(0, ...(scene.items ?? []).map((item) => (item.width ?? 0) * (item.height ?? 0)))
  return Math.max(0, ...(scene.items ?? []).map(largestRect))
}

describe('every chart type', () => {
  for (const [name, { type, encodings }] of Object.entries(examples)) {
    test(`${name}: draws marks without a complaint`, async () => {
      const { svg, complaints, largest } = await draw(name)
      expect(complaints).toEqual([])
      expect(svg).not.toMatch(/NaN|undefined|Infinity/)
      if (type !== 'table') expect(svg).toMatch(/mark-(rect|line|area|symbol|arc)/)
      if (svg.includes('mark-rect role-mark')) expect(largest).toBeGreaterThan(4)
    })
    test(`${name}: passes its own gate, and opens again as it was built`, () => {
      const built = buildChart(type, encodings, orderColumns)
      expect(specProblems(built.spec)).toEqual([])
      expect(DatasetQuery.parse(built.data_query)).toEqual(built.data_query)
      const again = encodingsOf(JSON.parse(JSON.stringify(built.spec)))
      expect(again).not.toBeNull()
      expect(buildChart(type, again ?? {}, orderColumns)).toEqual(built)
    })
  }
})

describe('queries', () => {
  const query = (name: string) => {
    const example = examples[name]
    if (!example) throw new Error(name)
    return buildChart(example.type, example.encodings, orderColumns).data_query
  }

  test('time is grouped in the database and the newest is kept by the limit', () => {
    expect(query('line')).toMatchObject({
      dimensions: [{ column: 'ordered_at', grain: 'month' }, { column: 'channel' }],
      measures: [{ function: 'sum', column: 'amount', as: 'sum_amount' }],
      order: [{ by: 'ordered_at', direction: 'desc' }],
      limit: 5000,
    })
  })

  test('categories come largest first, thirty of them', () => {
    expect(query('bar of categories')).toMatchObject({ order: [{ by: 'sum_amount', direction: 'desc' }], limit: 30 })
  })

  test('a scatter plot reads rows, at most 5,000', () => {
    expect(query('scatter')).toMatchObject({ dimensions: [], measures: [], columns: ['amount', 'discount', 'channel'], limit: 5000 })
  })

  test('one column on two shelves is one result column, with two grains two', () => {
    const twice = buildChart('bar', { x: { column: 'country' }, y: [{ aggregate: 'count' }], color: { column: 'country' } }, orderColumns)
    expect(twice.data_query.dimensions).toEqual([{ column: 'country' }])
    const grains = buildChart(
      'bar',
      { x: { column: 'ordered_at', grain: 'month' }, y: [{ aggregate: 'count' }], color: { column: 'ordered_at', grain: 'year' } },
      orderColumns,
    )
    expect(grains.data_query.dimensions).toEqual([
      { column: 'ordered_at', grain: 'month' },
      { column: 'ordered_at', grain: 'year', as: 'ordered_at_year' },
    ])
  })

  test('a name that Vega would read as a path is renamed', () => {
    const columns = [{ name: 'net.total [€]', type: 'number', nullable: true, role: 'measure' } as const]
    const built = buildChart('bar', { x: { column: 'net.total [€]', bin: 5 }, y: [{ column: 'net.total [€]', aggregate: 'sum' }] }, columns)
    expect(built.data_query.dimensions[0]).toEqual({ column: 'net.total [€]', bin: 5, as: 'net_total _€_' })
    expect(JSON.stringify(built.spec['encoding'])).not.toMatch(/"field":"[^"]*[.[]/)
  })
})
