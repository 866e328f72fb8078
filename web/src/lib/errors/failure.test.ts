import { expect, test } from 'vitest'
import { AppError } from '#shared/errors.ts'
import { toFailure } from './failure.ts'

test('what the database says is passed on with its advice', () => {
  const failure = toFailure({ code: 'PT409', message: 'There is a dataset called "Orders" already', hint: 'Choose another name.' })
  expect(failure.text).toBe('There is a dataset called "Orders" already. Choose another name.')
})

test('codes that help nobody become plain words, and say what was being done', () => {
  const failure = toFailure(
    { code: '42501', message: 'new row violates row-level security policy for table "datasets"' },
    'Renaming the dataset',
  )
  expect(failure.what).toBe('Renaming the dataset did not work.')
  expect(failure.text).not.toContain('row-level')
})

test.each([
  new TypeError('Failed to fetch'),
  { message: 'TypeError: Failed to fetch', code: '' },
  new TypeError('NetworkError when attempting to fetch resource.'),
])('a lost connection is told as one: %s', (error) => expect(toFailure(error).what).toBe('The server could not be reached.'))

test('our own errors keep their advice', () => {
  expect(toFailure(new AppError('bad_request', 'The file is empty', { hint: 'Choose another file' }))).toMatchObject({
    what: 'The file is empty.',
    todo: 'Choose another file.',
  })
})

test('anything else still makes a sentence', () => {
  expect(toFailure(undefined).what).toBe('Something unexpected happened.')
  expect(toFailure('boom').what).toBe('boom.')
})
