import { expect, test } from 'vitest'
import { AppError } from '../errors.ts'
import { parseSpec, specProblems } from './parse-spec.ts'

const bar = { mark: 'bar', encoding: { x: { field: 'a', type: 'nominal' }, y: { field: 'b', type: 'quantitative' } } }

test('an ordinary spec passes unchanged', () => {
  expect(parseSpec(bar)).toEqual(bar)
})

const refusals: [string, unknown, string][] = [
  ['data of its own', { ...bar, data: { values: [] } }, 'data'],
  ['data by address', { ...bar, data: { url: 'https://example.com/x.csv' } }, 'data'],
  ['data inside a layer', { layer: [{ mark: 'bar', data: { url: 'x' } }] }, 'layer.0.data'],
  ['named datasets', { ...bar, datasets: { a: [] } }, 'datasets'],
  ['an image mark', { mark: 'image', encoding: {} }, 'mark'],
  ['an image mark in long form', { mark: { type: 'image' }, encoding: {} }, 'mark.type'],
  ['a url channel', { mark: 'point', encoding: { url: { field: 'u' } } }, 'encoding.url'],
  ['a link', { mark: 'point', encoding: { href: { field: 'u' } } }, 'encoding.href'],
  ['a link on a mark', { mark: { type: 'bar', href: 'https://example.com' } }, 'mark.href'],
  ['an address anywhere', { ...bar, description: 'javascript:alert(1)' }, 'description'],
  ['a lookup', { ...bar, transform: [{ lookup: 'a', from: { data: { url: 'x' } } }] }, 'transform.0'],
  ['an unknown transform', { ...bar, transform: [{ sequence: { start: 0, stop: 1e9 } }] }, 'transform.0'],
  ['reading other data in an expression', { ...bar, transform: [{ calculate: "data('rows')[0]", as: 'c' }] }, 'transform.0.calculate'],
  ['a pattern that could run for ever', { ...bar, transform: [{ filter: 'test(/(a+)+$/, datum.a)' }] }, 'transform.0.filter'],
  ['a sequence without end', { ...bar, encoding: { x: { value: { expr: 'length(sequence(1e9))' } } } }, 'encoding.x.value.expr'],
  ['a million bins', { mark: 'bar', encoding: { x: { field: 'a', bin: { maxbins: 1_000_000 } } } }, 'encoding.x.bin.maxbins'],
  ['a prototype', JSON.parse('{"mark":"bar","config":{"__proto__":{"a":1}}}'), 'config.__proto__'],
  ['nothing to draw', { encoding: {} }, '(top)'],
  ['something that is not an object', [bar], '(top)'],
]
for (const [name, spec, path] of refusals) {
  test(`refuses ${name}, naming ${path}`, () => {
    expect(specProblems(spec).map((problem) => problem.path)).toContain(path)
    expect(() => parseSpec(spec)).toThrow(AppError)
  })
}

test('names of fields may look like anything but calls', () => {
  const spec = { ...bar, transform: [{ calculate: "datum['fetch(x)'] * 2", as: 'twice' }] }
  expect(specProblems(spec)).toEqual([])
})

test('a spec of endless depth or size is refused, not walked', () => {
  let deep: unknown = 'bar'
  for (let n = 0; n < 100; n++) deep = { layer: [deep] }
  expect(specProblems(deep).length).toBeGreaterThan(0)
  expect(specProblems({ mark: 'bar', encoding: { x: { sort: Array.from({ length: 50_000 }, () => 'a') } } }).length).toBeGreaterThan(0)
})
