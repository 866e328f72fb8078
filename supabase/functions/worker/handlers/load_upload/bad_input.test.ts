import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LoadOptions } from '../../../../../shared/upload.ts'
import { createTestDatabase, type TestDatabase } from '../../../../../scripts/testing/database.ts'
import { startFunctions, type StoredFile, type TestFunctions } from '../../../../../scripts/testing/functions.ts'
import { columns, Uploads } from '../../../../../scripts/testing/uploads.ts'

let database: TestDatabase
let functions: TestFunctions
let uploads: Uploads

beforeAll(async () => {
  database = await createTestDatabase()
  functions = await startFunctions(database)
  uploads = await Uploads.open(database, functions)
})
afterAll(async () => {
  await functions?.stop()
  await database?.drop()
})

const ab = columns('a:integer', 'b:text')
const bytes = (...parts: (string | number[])[]) => Buffer.concat(parts.map((part) => Buffer.from(part as string)))

interface Case {
  file: StoredFile
  options?: Partial<LoadOptions>
  rows: unknown[][]
  /** `[line, reason, record]` */
  rejected?: [number, RegExp, string][]
}

/** Loads that succeed, whole or but for some rows. */
const loads: Record<string, Case> = {
  'a byte order mark': { file: bytes([0xef, 0xbb, 0xbf], 'a,b\n1,x\n'), rows: [[1, 'x']] },
  'CRLF line ends': {
    file: 'a,b\r\n1,x\r\n2,y\r\n',
    rows: [
      [1, 'x'],
      [2, 'y'],
    ],
  },
  'CR line ends': {
    file: 'a,b\r1,x\r2,y\r',
    rows: [
      [1, 'x'],
      [2, 'y'],
    ],
  },
  'mixed line ends': {
    file: 'a,b\n1,x\r\n2,y\r3,z',
    rows: [
      [1, 'x'],
      [2, 'y'],
      [3, 'z'],
    ],
  },
  'blank lines': {
    file: '\na,b\n\n1,x\n\n\n2,y\n\n\n',
    rows: [
      [1, 'x'],
      [2, 'y'],
    ],
  },
  'no line end at the end': { file: 'a,b\n1,x', rows: [[1, 'x']] },
  'only a header': { file: 'a,b\n', rows: [] },
  'no header': {
    file: '1,x\n2,y\n',
    options: { header: false },
    rows: [
      [1, 'x'],
      [2, 'y'],
    ],
  },
  'line ends and delimiters in quotes': {
    file: 'a,b\n1,"x\ny, ""z"""\n2,w\n',
    rows: [
      [1, 'x\ny, "z"'],
      [2, 'w'],
    ],
  },
  'rows with too few or too many fields': {
    file: 'a,b\n1,x\n2\n3,y,z\n4,w\n',
    rows: [
      [1, 'x'],
      [4, 'w'],
    ],
    rejected: [
      [3, /1 field, expected 2/, '2'],
      [4, /3 fields, expected 2/, '3,y,z'],
    ],
  },
  'a quote that is never closed': {
    file: 'a,b\n1,"x\n2,y\n3,z\n',
    rows: [
      [2, 'y'],
      [3, 'z'],
    ],
    rejected: [[2, /quote \("\) is opened and never closed/, '1,"x']],
  },
  'text after a closing quote': {
    file: 'a,b\n1,"x"y\n2,z\n',
    rows: [[2, 'z']],
    rejected: [[2, /text after a closing quote/, '1,"x"y']],
  },
  'quotes inside unquoted fields': {
    file: 'a,b\n1,5" pipe\n2,7" pipe\n3,"x"\n',
    rows: [
      [1, '5" pipe'],
      [2, '7" pipe'],
      [3, 'x'],
    ],
  },
  'a line that COPY takes for the end': {
    file: 'a,b\n1,"x\n\\.\ny"\n2,z\n',
    rows: [
      [1, 'x\n\\.\ny'],
      [2, 'z'],
    ],
  },
  'NUL bytes': { file: 'a,b\n1,x\0\n2,y\n', rows: [[2, 'y']], rejected: [[2, /NUL/, '1,x␀']] },
  'values of another type, with the line after quoted line ends': {
    file: 'a,b\n1,"x\ny"\nmany,z\n',
    rows: [[1, 'x\ny']],
    rejected: [[4, /"many" in column "a" is not a whole number/, 'many,z']],
  },
  'numbers out of range': {
    file: 'a,b\n1,x\n99999999999999999999,y\n',
    rows: [[1, 'x']],
    rejected: [[3, /column "a"/, '99999999999999999999,y']],
  },
  'words for nothing': {
    file: 'a,b\nN/A,x\n-,N/A\n',
    rows: [
      [null, 'x'],
      [null, 'N/A'],
    ],
  },
  'empty fields where none may be': {
    file: 'a,b\n,x\n2,y\n',
    options: { columns: columns('a:integer!', 'b:text') },
    rows: [[2, 'y']],
    rejected: [[2, /Column "a" is empty/, ',x']],
  },
  'semicolons, decimal commas and separators of thousands': {
    file: 'a;b\n1,5;1.234.567,25\n-0,5;7\nx;8\n',
    options: { delimiter: ';', decimal: ',', columns: columns('a:number', 'b:number') },
    rows: [
      [1.5, 1234567.25],
      [-0.5, 7],
    ],
    rejected: [[4, /"x" in column "a" is not a number/, 'x,8']],
  },
  'thousands in English': {
    file: 'a,b\n"1,234.5",x\n1.25,y\n',
    options: { columns: columns('a:number', 'b:text') },
    rows: [
      [1234.5, 'x'],
      [1.25, 'y'],
    ],
  },
  'days first': {
    file: 'a,b\n31/12/2024,x\n',
    options: { date_order: 'dmy', columns: columns('a:date', 'b:text') },
    rows: [['2024-12-31', 'x']],
  },
  'months first': {
    file: 'a,b\n12/31/2024,x\n',
    options: { date_order: 'mdy', columns: columns('a:date', 'b:text') },
    rows: [['2024-12-31', 'x']],
  },
  'dates in an order nobody told': {
    file: 'a,b\n01/02/2024,x\n2024-02-01,y\n',
    options: { columns: columns('a:date', 'b:text') },
    rows: [['2024-02-01', 'y']],
    rejected: [[2, /is not a date/, '01/02/2024,x']],
  },
  'booleans in many words': {
    file: 'a,b\nyes,1\nNO,x\n1,2\n0,3\ntrue,4\nmaybe,5\n',
    options: { columns: columns('a:boolean', 'b:text') },
    rows: [
      [true, '1'],
      [false, 'x'],
      [true, '2'],
      [false, '3'],
      [true, '4'],
    ],
    rejected: [[7, /"maybe" in column "a" is not true or false/, 'maybe,5']],
  },
  'NaN and infinity': {
    file: 'a,b\nNaN,x\nInfinity,y\n1,z\n',
    options: { columns: columns('a:number', 'b:text') },
    rows: [
      [null, 'x'],
      [1, 'z'],
    ],
    rejected: [[3, /"Infinity" in column "a" is not a number/, 'Infinity,y']],
  },
  'windows-1252': { file: bytes('a,b\n1,', [0xe9, 0x80], '\n'), options: { encoding: 'windows-1252' }, rows: [[1, 'é€']] },
  'UTF-16 with a byte order mark': { file: Buffer.from('\ufeffa,b\n1,é\n', 'utf16le'), rows: [[1, 'é']] },
  'columns left out': {
    file: 'a,x,b\n1,junk,x\nz,junk,y\n',
    options: { columns: [ab[0]!, null, ab[1]!] },
    rows: [[1, 'x']],
    rejected: [[3, /"z" in column "a"/, 'z,y']],
  },
  'the same names in another order': { file: 'b,a\nx,1\n', rows: [[1, 'x']] },
  'NUL bytes in a column nobody asked for': {
    file: 'a,ex\0tra,b\n1,junk,x\n',
    rows: [[1, 'x']],
    rejected: [[1, /no such column: "extra"/, 'extra']],
  },
  'more columns than asked for': { file: 'a,extra,b\n1,junk,x\n', rows: [[1, 'x']], rejected: [[1, /no such column: "extra"/, 'extra']] },
  'headers renamed by the person': { file: 'Ä,\n1,x\n', rows: [[1, 'x']] },
  'duplicate and empty headers': { file: 'a,a\n1,x\n', rows: [[1, 'x']] },
  'a quote character of one’s own': { file: "a,b\n1,'x,y'\n", options: { quote: "'" }, rows: [[1, 'x,y']] },
  'an array of objects': {
    file: '[{"a": 1, "b": "x"},\n {"b": {"c": [1]}, "z": 0},\n{"a": null, "b": true}]',
    options: { format: 'json' },
    rows: [
      [1, 'x'],
      [null, '{"c": [1]}'],
      [null, 'true'],
    ],
  },
  'array elements that are not objects': {
    file: '[{"a": 1, "b": "x"},\n3,\n"y", [1], {"a": "2", "b": "]}"}]',
    options: { format: 'json' },
    rows: [
      [1, 'x'],
      [2, ']}'],
    ],
    rejected: [
      [2, /not an object/, '3'],
      [3, /not an object/, '"y"'],
      [3, /not an object/, '[1]'],
    ],
  },
  'one object': { file: '{"a": 1,\n "b": "x"}', options: { format: 'json' }, rows: [[1, 'x']] },
  'objects one after another': {
    file: '{"a": 1}\n{"a": 2}',
    options: { format: 'json' },
    rows: [
      [1, null],
      [2, null],
    ],
  },
  'an empty array': { file: '[]', options: { format: 'json' }, rows: [] },
  'JSON lines with broken ones': {
    file: '{"a": 1, "b": "x"}\n\n{"a": 2\n{"a": "many"}\r\n{"a": 3, "b": "\\u0000"}\n{"a": 4}',
    options: { format: 'ndjson' },
    rows: [
      [1, 'x'],
      [4, null],
    ],
    rejected: [
      [3, /not valid JSON/, '{"a": 2'],
      [4, /"many" in column "a"/, 'many,'],
      [5, /not valid JSON/, '{"a": 3, "b": "\\u0000"}'],
    ],
  },
  'JSON columns': {
    file: '{"a": {"x": 1}, "b": "t"}\n{"a": "s", "b": null}\n',
    options: { format: 'ndjson', columns: columns('a:json', 'b:text') },
    rows: [
      [{ x: 1 }, 't'],
      ['s', null],
    ],
  },
}

describe('files with something odd in them are loaded', () => {
  test.each(Object.entries(loads))('%s', async (_, { file, options, rows, rejected = [] }) => {
    const run = await uploads.load(file, { columns: ab, ...options })
    expect(run).toMatchObject({ status: 'succeeded', error_message: null, rows_written: rows.length, rows_rejected: rejected.length })
    const kept = (options?.columns ?? ab).filter((column) => column !== null)
    expect((await uploads.rows(run.dataset_id)).map((row) => kept.map(({ name }) => row[name]))).toEqual(rows)
    const listed = await uploads.rejections(run.id)
    expect(listed).toEqual(
      rejected.map(([line_number, reason, record]) => ({ line_number, reason: expect.stringMatching(reason), record })),
    )
  })
})

const wide = Array.from({ length: 2000 }, (_, at) => `c${at}`)

/** Loads that fail, with words that help. */
const failures: Record<string, { file: StoredFile; options?: Partial<LoadOptions>; message: RegExp }> = {
  'an empty file': { file: '', message: /file is empty/ },
  'blank lines only': { file: '\n\n  \n', message: /file is empty/ },
  'a zip archive': { file: bytes([0x50, 0x4b, 3, 4, 20, 0], 'x'.repeat(99)), message: /zip archive or an Excel workbook\. .*CSV/ },
  'a Parquet file': { file: bytes('PAR1', [0x15, 0, 0x15]), message: /Parquet/ },
  'something compressed': { file: gzipSync('a,b\n1,x\n'), message: /gzip/ },
  'a picture': { file: bytes([0x89], 'PNG', [0x0d, 0x0a, 0x1a, 0x0a, 0, 0]), message: /picture/ },
  'binary data': { file: Uint8Array.from({ length: 5000 }, (_, at) => (at * 7919) % 256), message: /not text/ },
  'a web page': { file: '<!DOCTYPE html><html><body>Sign in</body></html>', message: /web page.*sign-in page/ },
  'CSV called JSON': { file: 'a,b\n1,x\n', options: { format: 'json' }, message: /not JSON: it begins with "a,b/ },
  'another encoding than told': { file: bytes('a,b\n1,x\n2,', [0xe9], 'l\n'), message: /not UTF-8 text.*windows-1252/ },
  'an encoding nobody knows': { file: 'a,b\n', options: { encoding: 'klingon' }, message: /encoding "klingon" is not known/ },
  '2,000 columns': { file: `${wide.join(',')}\n${wide.map(() => 1).join(',')}\n`, message: /2,000 columns; a dataset has at most 1,000/ },
  'a header without a column': {
    file: 'a,c,d\n1,x,y\n',
    message: /3 columns \(a, c, d\); 2 were expected \(a, b\)\. Not found in the file: b/,
  },
  'a header with NUL bytes': { file: 'a,c\0,d\n1,x,y\n', message: /3 columns \(a, c, d\); 2 were expected/ },
  'another delimiter than told': { file: 'a;b\n1;x\n', message: /1 columns? \(a;b\); 2 were expected/ },
  'rows none of which fits': { file: 'a,b\nx,1\ny,2\n', message: /None of the 2 records fits/ },
  'JSON cut off': { file: '[{"a": 1}, {"a": 2', options: { format: 'json' }, message: /broken near line 1: it ends in the middle/ },
  'a file cut off on its way': { file: 'a,b\n1,x\n', options: { file_size: 999 }, message: /not complete: 8 of 999 bytes/ },
}

describe('files that cannot be loaded say why', () => {
  test.each(Object.entries(failures))('%s', async (_, { file, options, message }) => {
    const run = await uploads.load(file, { columns: ab, ...options })
    expect(run).toMatchObject({ status: 'failed', error_message: expect.stringMatching(message), rows_written: 0 })
    expect(await uploads.rows(run.dataset_id)).toEqual([])
  })

  test('the next try under the same name works', async () => {
    const name = 'Second try'
    await uploads.load('', { columns: ab, name })
    expect(await uploads.load('a,b\n1,x\n', { columns: ab, name })).toMatchObject({ status: 'succeeded', rows_written: 1 })
  })

  test('rows none of which fits are listed', async () => {
    const run = await uploads.load('a,b\nx,1\ny,2\n', { columns: ab })
    expect((await uploads.rejections(run.id)).map((rejection) => rejection.line_number)).toEqual([2, 3])
    expect(run.rows_rejected).toBe(2)
  })

  test('a file that is gone', async () => {
    const id = await uploads.queue('a,b\n', { columns: ab })
    functions.files.clear()
    await uploads.wake()
    expect(await uploads.finished(id)).toMatchObject({
      status: 'failed',
      error_message: 'The uploaded file is no longer there. Upload it again.',
    })
  })
})
