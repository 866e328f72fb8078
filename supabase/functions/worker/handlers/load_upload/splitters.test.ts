import { describe, expect, test } from 'vitest'
import { CsvSplitter, MAX_RECORD_BYTES } from './csv_splitter.ts'
import { ElementSplitter, LineSplitter } from './json_splitter.ts'
import { NotPlain, plainCsv } from './plain_csv.ts'

const encode = (text: string) => new TextEncoder().encode(text)
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

interface Splitter {
  push(chunk: Uint8Array): Uint8Array
  end(): Uint8Array
}

/** Everything a splitter passes on when the text arrives in pieces of `size` bytes. */
function split(splitter: Splitter, text: string, size: number): string {
  const bytes = encode(text)
  let out = ''
  for (let at = 0; at < bytes.length; at += size) out += decode(splitter.push(bytes.slice(at, at + size)))
  return out + decode(splitter.end())
}

const sizes = [1, 2, 3, 7, 64, 10_000]
const csv = () => new CsvSplitter({ delimiter: ',', quote: '"', fields: 2 }, true)

describe.each(sizes)('cutting in pieces of %i bytes', (size) => {
  test('CSV', () => {
    const splitter = csv()
    const text = 'a,b\r\n1,"x\r\ny"\r\n\r\n2,é" \r3\n"4" ,"",\n5,""""\n"6",z"\n7,"open\n8,w'
    expect(split(splitter, text, size)).toBe('2,1,"x\r\ny"\n5,2,"é"" "\n8,5,""""\n9,"6","z"""\n11,8,w\n')
    expect(splitter.rejections.kept.map((rejection) => [rejection.line_number, rejection.record])).toEqual([
      [6, '3'],
      [7, '"4" ,"",'],
      [10, '7,"open'],
    ])
    expect(splitter.records).toBe(8)
  })

  test('a JSON array', () => {
    const splitter = new ElementSplitter()
    const text = '\n[ {"a": "]}\\"\\\\"},\n{"b":\n[1, {}]} , 12 ,null,\r\n"x,y"\n]\n'
    expect(split(splitter, text, size).replaceAll('\x01', ':')).toBe('2:{"a": "]}\\"\\\\"}\n3:{"b": [1, {}]} \n4:12 \n4:null\n5:"x,y" \n')
  })

  test('JSON values one after another', () => {
    expect(split(new ElementSplitter(), '{"a": 1}{"a": 2}\n\n[3]\n4\n', size).replaceAll('\x01', ':')).toBe(
      '1:{"a": 1}\n1:{"a": 2}\n3:[3]\n4:4\n',
    )
  })

  test('JSON lines', () => {
    const splitter = new LineSplitter()
    expect(split(splitter, '{"a": 1}\r\n\n  \n{"b": 2}\n{"c\u0001"}', size).replaceAll('\x01', ':')).toBe('1:{"a": 1}\n4:{"b": 2}\n')
    expect(splitter.rejections.kept).toMatchObject([{ line_number: 5, reason: expect.stringContaining('control character') }])
  })

  test('plain CSV passes untouched, but for line ends at the end', async () => {
    const text = 'a,b\r\n"x ""y""",\\N\r\n\r\n1,""\r\n\r\n\n'
    expect(await plain(text, size)).toBe(text.trimEnd())
  })

  test.each(['a,5" pipe\n', 'a,"x" \n', 'a,"x"y\n', 'a,b\n\\.\n', 'a,"\n\\.\n"\n'])('%j is not plain', async (text) => {
    await expect(plain(text, size)).rejects.toThrow(NotPlain)
  })
})

async function plain(text: string, size: number): Promise<string> {
  const bytes = encode(text)
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size)
  }
  let out = ''
  for await (const chunk of plainCsv(pieces(), ',', '"')) out += decode(chunk)
  return out
}

test('an open quote does not hold the whole file in memory', () => {
  const splitter = csv()
  const rest = 'x,y\n'.repeat(MAX_RECORD_BYTES / 4)
  const out = split(splitter, `a,b\n1,"open\n${rest}`, 64 * 1024)
  expect(out.length).toBeGreaterThan(rest.length)
  expect(splitter.rejections.total).toBe(1)
})

test.each(['[{"a": 1}', '[{"a": 1}, {"a"', '[1] 2', '{"a": "x'])('%s is broken JSON', (text) => {
  expect(() => split(new ElementSplitter(), text, 64)).toThrow('The JSON is broken near line 1')
})
