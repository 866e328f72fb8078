import { expect, test } from 'vitest'
import { parseCsv } from './parse.ts'

test.each([
  [
    'a,b\n1,2',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  [
    'a,b\r\n1,2\r\n',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  ['\ufeffa\r1\r\r', [['a'], ['1']]],
  [
    '"a ""b""","c\nd"\n,\n',
    [
      ['a "b"', 'c\nd'],
      ['', ''],
    ],
  ],
  ['a,""\n""\n', [['a', '']]],
  ['a,b,\n', [['a', 'b', '']]],
  ['a,', [['a', '']]],
  ['5" x 7",b', [['5" x 7"', 'b']]],
  ['', []],
])('%j', (text, records) => expect(parseCsv(text)).toEqual(records))

test.each([
  ['a,"b', 'row 1 is opened and never closed'],
  ['a\n"b"c', 'after a closing quote in row 2'],
])('refuses %j', (text, message) => expect(() => parseCsv(text)).toThrow(message))
