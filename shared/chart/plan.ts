/** From fields on shelves to named result columns: the one place that decides what a column of a chart's rows is called. */
import type { Column } from '../dataset.ts'
import type { MeasureFunction } from '../query.ts'
import type { ChartType, Encodings, Field } from './encodings.ts'

export type Shelf = 'x' | 'y' | 'color' | 'size' | 'column'
export type ValueKind = 'temporal' | 'quantitative' | 'nominal'

export interface Planned {
  shelf: Shelf
  field: Field
  /** Name of the result column. */
  name: string
  title: string
  role: 'dimension' | 'measure' | 'raw'
  kind: ValueKind
}

/** Vega reads `a.b` and `a[0]` as paths: such names are rewritten in the query where it can rename, and in the rows before they are drawn. */
export const safeName = (name: string) => name.replace(/[.[\]\\'"]/g, '_')

export function humanise(name: string): string {
  const words = name.replace(/[_\s]+/g, ' ').trim()
  return words ? words.charAt(0).toLocaleUpperCase() + words.slice(1) : name
}

const lower = (text: string) => (/^\p{Lu}\p{Ll}/u.test(text) ? text.charAt(0).toLocaleLowerCase() + text.slice(1) : text)

const wording: Record<MeasureFunction, (of: string) => string> = {
  count: (of) => (of ? `Number of ${of}` : 'Number of rows'),
  count_distinct: (of) => `Distinct ${of}`,
  sum: (of) => `Total ${of}`,
  avg: (of) => `Average ${of}`,
  min: (of) => `Lowest ${of}`,
  max: (of) => `Highest ${of}`,
  median: (of) => `Median ${of}`,
  p95: (of) => `95th percentile of ${of}`,
}

/** What a person calls this field when nobody gave it a title. */
export function fieldTitle(field: Field): string {
  if (field.title) return field.title
  const of = field.column ? humanise(field.column) : ''
  return field.aggregate ? wording[field.aggregate](lower(of)) : of || 'Value'
}

/** Title with the unit, as an axis writes it. */
export function axisTitle(field: Field): string {
  const unit = field.format?.unit
  return unit && unit !== field.title ? `${fieldTitle(field)} (${unit})` : fieldTitle(field)
}

function kindOf(field: Field, columns: readonly Column[]): ValueKind {
  if (field.aggregate && !['min', 'max'].includes(field.aggregate)) return 'quantitative'
  const type = columns.find((column) => column.name === field.column)?.type
  if (field.grain || type === 'date' || type === 'timestamp') return 'temporal'
  if (field.bin || type === 'integer' || type === 'number') return 'quantitative'
  return 'nominal'
}

const same = (a: Field, b: Field) => a.column === b.column && a.aggregate === b.aggregate && a.grain === b.grain && a.bin === b.bin

/** Every field in use, once per distinct result column and shelf. Without any aggregate, scatter plots and tables read the rows themselves. */
export function plan(type: ChartType, encodings: Encodings, columns: readonly Column[]): Planned[] {
  const placed: [Shelf, Field][] =
    type === 'table'
      ? encodings.columns.map((field) => ['column', field])
      : [
          ...(encodings.x ? [['x', encodings.x] as [Shelf, Field]] : []),
          ...encodings.y.map((field): [Shelf, Field] => ['y', field]),
          ...(encodings.color ? [['color', encodings.color] as [Shelf, Field]] : []),
          ...(encodings.size && type === 'bubble' ? [['size', encodings.size] as [Shelf, Field]] : []),
        ]
  const raw =
    ['scatter', 'bubble', 'table', 'line', 'area'].includes(type) &&
    placed.length > 0 &&
    placed.every(([, f]) => !f.aggregate && !f.grain && !f.bin)

  const planned: Planned[] = []
  for (const [shelf, field] of placed) {
    const twin = planned.find((other) => same(other.field, field))
    const wanted =
      twin?.name ??
      safeName(raw || !field.aggregate ? (field.column ?? 'value') : field.column ? `${field.aggregate}_${field.column}` : 'count')
    let name = wanted
    for (let n = 2; !twin && planned.some((other) => other.name === name); n++)
      name = field.grain && n === 2 ? `${wanted}_${field.grain}` : `${wanted}_${n}`
    planned.push({
      shelf,
      field,
      name,
      title: fieldTitle(field),
      role: raw ? 'raw' : field.aggregate ? 'measure' : 'dimension',
      kind: kindOf(field, columns),
    })
  }
  return planned
}
