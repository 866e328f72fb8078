import { expect, test } from 'vitest'
import { rejectionsCsv } from './csv.ts'

test('records are quoted so that they come back as they were', () => {
  expect(rejectionsCsv([{ line_number: 7, reason: '"x" is not a number', record: 'a,"b\nc"' }])).toBe(
    'line,reason,record\r\n7,"""x"" is not a number","a,""b\nc"""\r\n',
  )
})
