import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { contrast, distance, type Sight } from './colour.ts'
import { categorical, modes, sequential, tokens } from './theme.ts'

const eyes: Sight[] = ['normal', 'protanopia', 'deuteranopia', 'tritanopia']
const closest = (colours: readonly string[], eye: Sight) =>
  Math.min(...colours.flatMap((a, at) => colours.slice(0, at).map((b) => distance(a, b, eye))))

/** Tableau 10, the default of Vega, for scale: two of its colours come within 1 of each other. */
const tableau10 = ['#4c78a8', '#f58518', '#e45756', '#72b7b2', '#54a24b', '#eeca3b', '#b279a2', '#ff9da6', '#9d755d', '#bab0ac']

describe.each(modes)('%s', (mode) => {
  test.each(eyes)('ten colours stay apart for %s', (eye) => {
    const normal = eye === 'normal'
    expect(categorical[mode]).toHaveLength(10)
    expect(closest(categorical[mode], eye)).toBeGreaterThan(normal ? 13 : 8)
    expect(closest(categorical[mode].slice(0, 6), eye)).toBeGreaterThan(normal ? 15.5 : 10.4)
  })

  test('every colour stands out from the ground', () => {
    for (const colour of categorical[mode]) expect(contrast(colour, tokens[mode].surface)).toBeGreaterThan(2)
    expect(contrast(categorical[mode][0] ?? '', tokens[mode].surface)).toBeGreaterThan(3)
  })

  test('axis labels are readable', () => {
    expect(contrast(tokens[mode].ink3, tokens[mode].surface)).toBeGreaterThan(4.5)
  })

  test('the sequential scale gets stronger step by step, for every eye', () => {
    const scale = sequential[mode]
    for (let n = 1; n < scale.length; n++) {
      for (const eye of eyes) expect(distance(scale[n - 1] ?? '', scale[n] ?? '', eye)).toBeGreaterThan(4)
      expect(contrast(scale[n] ?? '', tokens[mode].surface)).toBeGreaterThan(contrast(scale[n - 1] ?? '', tokens[mode].surface))
    }
  })

  test('the tokens are those of the stylesheet', () => {
    const css = readFileSync(new URL('../../web/src/app.css', import.meta.url), 'utf8')
    const block = css.slice(css.indexOf(mode === 'light' ? ':root {' : `:root[data-theme='${mode}'] {`))
    const value = (name: string) => new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(block)?.[1]
    expect({ ...tokens[mode] }).toEqual({
      surface: value('surface'),
      ink: value('ink'),
      ink2: value('ink-2'),
      ink3: value('ink-3'),
      line: value('line'),
      lineStrong: value('line-strong'),
      brass: value('brass'),
    })
  })
})

test('the measure tells a palette that fails from one that holds', () => {
  expect(Math.min(...eyes.map((eye) => closest(tableau10, eye)))).toBeLessThan(5)
})
