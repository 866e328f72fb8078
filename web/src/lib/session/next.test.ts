import { expect, test } from 'vitest'
import { safeNext } from './next.ts'

test.each([
  ['/sign-in?next=%2Fp%2F1%2Fdata%3Fa%3D1', '/p/1/data?a=1'],
  ['/sign-in', '/'],
  ['/sign-in?next=https%3A%2F%2Fevil.example', '/'],
  ['/sign-in?next=%2F%2Fevil.example', '/'],
  ['/sign-in?next=%2F%5Cevil.example', '/'],
  ['/sign-in?next=javascript%3Aalert(1)', '/'],
])('%s goes to %s', (from, to) => expect(safeNext(new URL(from, 'http://localhost'))).toBe(to))
