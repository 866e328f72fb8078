import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sniff } from './sniff.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const sample = (bytes: Uint8Array | string, partial = false) => ({
  bytes: typeof bytes === 'string' ? utf8(bytes) : bytes,
  partial,
  fileName: 'some_file.csv',
})
const types = (bytes: Uint8Array | string) => Object.fromEntries(sniff(sample(bytes)).columns.map(({ name, type }) => [name, type]))

describe('delimited files', () => {
  test('German spreadsheets: semicolons, decimal commas, days first, windows-1252', () => {
    const text = 'Stadt;Umsatz;Datum\r\nKöln;1234,50;31.12.2024\r\nDüsseldorf;7,5;01.02.2025\r\n'
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0))
    const { options, columns, rows } = sniff(sample(bytes))
    expect(options).toMatchObject({ encoding: 'windows-1252', delimiter: ';', decimal: ',', date_order: 'dmy', header: true })
    expect(columns.map(({ name, type, role }) => [name, type, role])).toEqual([
      ['Stadt', 'text', 'dimension'],
      ['Umsatz', 'number', 'measure'],
      ['Datum', 'date', 'time'],
    ])
    expect(rows[0]).toEqual(['Köln', '1234,50', '31.12.2024'])
  })

  test.each([
    ['a UTF-8 mark', [0xef, 0xbb, 0xbf, ...utf8('name,n\nZoë,1\n')], 'utf-8'],
    ['UTF-16 with a mark', [0xff, 0xfe, ...Buffer.from('name,n\nZoë,1\n', 'utf16le')], 'utf-16le'],
    ['UTF-16 without one', [...Buffer.from('name,n\nZoë,1\n', 'utf16le')], 'utf-16le'],
    ['big-endian UTF-16', [0xfe, 0xff, ...Buffer.from('name,n\nZoë,1\n', 'utf16le').swap16()], 'utf-16be'],
  ])('%s is read and does not end up in the first name', (_, bytes, encoding) => {
    const { options, columns, rows } = sniff(sample(Uint8Array.from(bytes)))
    expect(options.encoding).toBe(encoding)
    expect(columns.map(({ name }) => name)).toEqual(['name', 'n'])
    expect(rows).toEqual([['Zoë', '1']])
  })

  test('a character cut in half by the end of the sample is still UTF-8', () => {
    const bytes = utf8('name\nZoë\nZoë')
    expect(sniff(sample(bytes.subarray(0, bytes.length - 1), true)).options.encoding).toBe('utf-8')
  })

  test('quoted fields hold delimiters, quotes and line breaks', () => {
    const { rows, options } = sniff(sample('a,b\n"x, ""y""\nz",1\n"p",2\n'))
    expect(options.delimiter).toBe(',')
    expect(rows).toEqual([
      ['x, "y"\nz', '1'],
      ['p', '2'],
    ])
  })

  test('a record cut by the end of the sample is left out', () => {
    expect(sniff(sample('a,b\n1,2\n3,4', true)).rows).toEqual([['1', '2']])
    expect(sniff(sample('a,b\n1,2\n3,4', false)).rows).toEqual([
      ['1', '2'],
      ['3', '4'],
    ])
  })

  test('values keep what they say: leading zeros, too large integers and phone numbers are text', () => {
    expect(types('zip,big,phone,plain\n01234,9223372036854775808,+49 30 1,12\n99999,1,2,13\n')).toEqual({
      zip: 'text',
      big: 'number',
      phone: 'text',
      plain: 'integer',
    })
  })

  test('words for nothing and grouped thousands do not turn numbers into text', () => {
    expect(types('a,b,c\n1,"1,234.50","1,234"\nNA,,"12,345"\n-,n/a,7\n')).toEqual({ a: 'integer', b: 'number', c: 'integer' })
    expect(types('a;b\n1.234,50;1.234\n7,25;12.345\n')).toEqual({ a: 'number', b: 'integer' })
  })

  test('names every Postgres table keeps for itself are changed', () => {
    expect(sniff(sample('xmin,xmax\n1,2\n')).columns.map(({ name }) => name)).toEqual(['xmin value', 'xmax value'])
  })

  test('booleans, timestamps, JSON and empty columns', () => {
    expect(types('ok,at,doc,none\ntrue,2024-01-01T10:00:00Z,"{""a"":1}",\nFALSE,2024-01-02 11:30,[],\n')).toEqual({
      ok: 'boolean',
      at: 'timestamp',
      doc: 'json',
      none: 'text',
    })
  })

  test('impossible dates are text', () => {
    expect(types('d\n2024-02-30\n2024-01-01\n')).toEqual({ d: 'text' })
  })

  test('day and month are told apart by any date of the file, and marked as a guess when none tells', () => {
    expect(sniff(sample('d,e\n01/02/2024,13/01/2024\n')).options.date_order).toBe('dmy')
    expect(sniff(sample('d,e\n01/02/2024,01/13/2024\n')).options.date_order).toBe('mdy')
    const open = sniff(sample('d,e\n01/02/2024,03/04/2024\n'), {}, 'dmy')
    expect(open.options.date_order).toBe('dmy')
    expect(open.ambiguousDates).toBe(true)
  })

  test('names are unique, never empty, and close to the file', () => {
    const { columns } = sniff(sample(`price,price,, _row,${'ü'.repeat(40)}\n1,2,3,4,5\n`))
    expect(columns.map(({ name }) => name)).toEqual(['price', 'price 2', 'column 3', 'row', 'ü'.repeat(31)])
  })

  test('a file without a header', () => {
    const { options, columns, rows } = sniff(sample('1,2024-01-01,a\n2,2024-01-02,b\n'))
    expect(options.header).toBe(false)
    expect(columns.map(({ name }) => name)).toEqual(['column 1', 'column 2', 'column 3'])
    expect(rows).toHaveLength(2)
  })

  test('years may name columns', () => {
    expect(sniff(sample('country,2019,2020\nPeru,1,2\n')).options.header).toBe(true)
  })

  test('a corrected guess changes what follows from it', () => {
    const { columns, options } = sniff(sample('a;b\n1,5;2\n2,5;3\n'), { delimiter: ',', header: false })
    expect(options.delimiter).toBe(',')
    expect(columns).toHaveLength(2)
  })

  test('ragged records are counted and do not spoil the types', () => {
    const { ragged, columns } = sniff(sample('a,b\n1,2\n3\n4,5,6\n7,8\n'))
    expect(ragged).toBe(2)
    expect(columns.map(({ type }) => type)).toEqual(['integer', 'integer'])
  })

  test('2,000 columns and an empty file are no trouble', () => {
    const wide = Array.from({ length: 2000 }, (_, index) => `c${index}`).join(',')
    expect(sniff(sample(`${wide}\n${wide.replace(/c/g, '')}\n`)).columns).toHaveLength(2000)
    expect(sniff(sample('')).columns).toEqual([])
  })
})

describe('JSON files', () => {
  test('arrays: types come from values, keys from all objects', () => {
    const { options, columns, rows } = sniff(sample('[{"id":1,"when":"2024-01-01","x":1.5},{"id":2,"tags":["a"],"x":2,"zip":"0123"}]'))
    expect(options.format).toBe('json')
    expect(columns.map(({ name, type }) => [name, type])).toEqual([
      ['id', 'integer'],
      ['when', 'date'],
      ['x', 'number'],
      ['tags', 'json'],
      ['zip', 'text'],
    ])
    expect(rows[1]).toEqual(['2', null, '2', '["a"]', '0123'])
  })

  test('one object on each line, cut in the middle of the last', () => {
    const { options, rows } = sniff(sample('{"a":1}\n{"a":2}\n{"a":', true))
    expect(options.format).toBe('ndjson')
    expect(rows).toEqual([['1'], ['2']])
  })

  test('braces inside strings do not end an object', () => {
    expect(sniff(sample('[{"a":"}\\"{"},{"a":"b"}]')).rows).toEqual([['}"{'], ['b']])
  })
})

test('real files', () => {
  const folder = join(import.meta.dirname, '../../node_modules/vega-datasets/data')
  const read = (fileName: string) => sniff({ bytes: readFileSync(join(folder, fileName)).subarray(0, 1 << 20), partial: false, fileName })
  const weather = read('seattle-weather.csv')
  expect(weather.name).toBe('Seattle weather')
  expect(weather.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
    'date date',
    'precipitation number',
    'temp_max number',
    'temp_min number',
    'wind number',
    'weather text',
  ])
  expect(read('stocks.csv').columns.map(({ type }) => type)).toEqual(['text', 'date', 'number'])
  expect(read('unemployment.tsv').options.delimiter).toBe('\t')
  expect(read('zipcodes.csv').columns[0]).toMatchObject({ name: 'zip_code', type: 'text' })
})
