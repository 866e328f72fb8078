/** From the beginning of a file to how it is read, its columns and a preview. Every guess can be overruled and the rest is guessed anew. */
import { likelyRole, type Column } from '../dataset.ts'
import type { ParseOptions } from '../upload.ts'
import { detectDateOrder } from './dates.ts'
import { detectDelimiter, detectQuote, parseCsv } from './csv.ts'
import { decode, detectEncoding } from './encoding.ts'
import { detectHeader } from './header.ts'
import { detectJson, inferJsonType, jsonKeys, sampleJson } from './json.ts'
import { nameFromFile, safeNames } from './names.ts'
import { detectDecimal, inferType } from './types.ts'

export interface Sample {
  /** The beginning of the file. */
  bytes: Uint8Array
  /** Whether the file goes on after it. */
  partial: boolean
  fileName: string
}

export interface Sniffed {
  options: ParseOptions
  columns: Column[]
  /** Names in the file, as they stand there. */
  sourceNames: string[]
  /** Records as text, without the header. */
  rows: (string | null)[][]
  /** Day and month could be either; `options.date_order` is a guess. */
  ambiguousDates: boolean
  /** Records whose number of fields is not that of the header, by their number in the sample. */
  ragged: number
  /** A proposal for the dataset's name. */
  name: string
}

/** Rows that are looked at to find types. */
const SAMPLE_ROWS = 10_000

/** @param habit order of day and month in the reader's country, for dates that leave it open */
export function sniff(sample: Sample, fixed: Partial<ParseOptions> = {}, habit: 'dmy' | 'mdy' = 'mdy'): Sniffed {
  const detected = detectEncoding(sample.bytes)
  const encoding = fixed.encoding ?? detected.label
  const text = decode(sample.bytes, encoding, encoding === detected.label ? detected.mark : 0).replace(/^\ufeff/, '')
  const format = fixed.format ?? detectJson(text) ?? 'csv'
  return format === 'csv' ? sniffCsv(text, sample, { ...fixed, encoding }, habit) : sniffJson(text, sample, encoding, format)
}

function sniffCsv(text: string, sample: Sample, fixed: Partial<ParseOptions> & { encoding: string }, habit: 'dmy' | 'mdy'): Sniffed {
  const quote = fixed.quote ?? detectQuote(text.slice(0, 65_536))
  const delimiter = fixed.delimiter ?? detectDelimiter(text.slice(0, 262_144), quote)
  let records = parseCsv(text, { delimiter, quote }, SAMPLE_ROWS + 1, sample.partial)
  if (records.length === 0) records = parseCsv(text, { delimiter, quote }, SAMPLE_ROWS + 1)
  const header = fixed.header ?? detectHeader(records)
  const body = header ? records.slice(1) : records
  const width = header ? (records[0]?.length ?? 0) : Math.max(0, ...body.slice(0, 100).map((record) => record.length))
  const sourceNames = Array.from({ length: width }, (_, index) => (header ? (records[0]?.[index] ?? '') : ''))
  const regular = body.filter((record) => record.length === width)
  const looked = regular.length > 0 ? regular : body
  const values = (index: number) => looked.map((record) => record[index] ?? '')
  const all = looked.slice(0, 2000).flat()
  const decimal = fixed.decimal ?? detectDecimal(all)
  const dates = detectDateOrder(
    all.map((value) => value.trim()),
    habit,
  )
  const date_order = fixed.date_order ?? dates.order
  const columns = safeNames(sourceNames).map((name, index) => column(name, inferType(values(index), { decimal, date_order })))
  return {
    options: { format: 'csv', encoding: fixed.encoding, delimiter, quote, header, decimal, date_order },
    columns,
    sourceNames,
    rows: body.map((record) => Array.from({ length: width }, (_, index) => record[index] ?? null)),
    ambiguousDates: dates.ambiguous && fixed.date_order === undefined,
    ragged: body.length - regular.length,
    name: nameFromFile(sample.fileName),
  }
}

function sniffJson(text: string, sample: Sample, encoding: string, format: 'json' | 'ndjson'): Sniffed {
  const objects = sampleJson(text, SAMPLE_ROWS)
  const sourceNames = jsonKeys(objects)
  const columns = safeNames(sourceNames).map((name, index) =>
    column(name, inferJsonType(objects.map((object) => object[sourceNames[index]!]))),
  )
  return {
    options: { format, encoding, delimiter: ',', quote: '"', header: true, decimal: '.', date_order: 'iso' },
    columns,
    sourceNames,
    rows: objects.map((object) => sourceNames.map((key) => shown(object[key]))),
    ambiguousDates: false,
    ragged: 0,
    name: nameFromFile(sample.fileName),
  }
}

const column = (name: string, type: Column['type']): Column => ({ name, type, nullable: true, role: likelyRole(name, type) })
const shown = (value: unknown) => (value === null || value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value))
