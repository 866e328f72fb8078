/** Random query documents over random rows: the database and the reference must agree. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../scripts/testing/database.ts'
import {
  DatasetQuery,
  measureFunctions,
  operators,
  resultName,
  type Condition,
  type Filter,
  type QueryResult,
  type Row,
} from '../../../shared/query.ts'
import { answer, type ColumnTypes } from './reference.ts'

const types: ColumnTypes = { k: 'text', n: 'integer', x: 'number', at: 'timestamp', d: 'date', b: 'boolean' }
const columns = Object.entries(types).map(([name, type]) => ({ name, type, nullable: true, role: 'dimension' }))
const grains = ['minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'] as const
const texts = ['', 'a', 'A', 'ab', 'a_b', "o'x", '"', '%', 'é', 'Z', '\\', '$1']

/** Mulberry32, so that a failure can be repeated. */
function randomFrom(seed: number) {
  const next = () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const below = (n: number) => Math.floor(next() * n)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!
  const many = <T>(least: number, most: number, make: () => T): T[] => Array.from({ length: least + below(most - least + 1) }, make)
  return { below, pick, many, chance: (p: number) => next() < p }
}
type Random = ReturnType<typeof randomFrom>

function someValue(random: Random, column: string): string | number | boolean {
  const time = new Date(Date.UTC(2023, random.below(24), 1 + random.below(28), random.below(24), random.below(60)))
  switch (types[column]) {
    case 'text':
      return random.pick(texts)
    case 'integer':
      return random.below(10) - 3
    case 'number':
      return (random.below(4000) - 1000) / 100
    case 'timestamp':
      return time.toISOString().replace('.000Z', '+00:00')
    case 'date':
      return time.toISOString().slice(0, 10)
    default:
      return random.chance(0.5)
  }
}

const orNull = (random: Random, column: string) => (random.chance(0.15) ? null : someValue(random, column))

function someCondition(random: Random, names: string[]): Condition {
  const column = random.pick(names)
  const isText = types[column] === 'text'
  const operator = random.pick(operators.filter((name) => isText || (name !== 'contains' && name !== 'starts_with')))
  if (operator === 'is_null' || operator === 'is_not_null') return { column, operator }
  if (operator === 'in' || operator === 'not_in') return { column, operator, value: random.many(0, 4, () => orNull(random, column)) }
  if (operator === 'between') return { column, operator, value: [orNull(random, column), orNull(random, column)] }
  return { column, operator, value: operator === '=' || operator === '!=' ? orNull(random, column) : someValue(random, column) }
}

function someFilter(random: Random, depth = 0): Filter {
  const kind = depth > 2 ? 0 : random.below(6)
  if (kind === 1) return { and: random.many(0, 3, () => someFilter(random, depth + 1)) }
  if (kind === 2) return { or: random.many(0, 3, () => someFilter(random, depth + 1)) }
  if (kind === 3) return { not: someFilter(random, depth + 1) }
  return someCondition(random, Object.keys(types))
}

function someQuery(random: Random): DatasetQuery {
  const filter = random.chance(0.7) ? { filter: someFilter(random) } : {}
  const page = { limit: random.chance(0.3) ? 1 + random.below(10) : 5000, offset: random.chance(0.2) ? random.below(5) : 0 }
  const direction = () => random.pick(['asc', 'desc'] as const)
  if (random.chance(0.2)) {
    const order = random.chance(0.5) ? [{ by: random.pick(Object.keys(types)), direction: direction() }] : []
    return DatasetQuery.parse({ ...filter, ...page, order, columns: random.chance(0.5) ? ['k', 'n'] : undefined })
  }
  const drawn = random.many(0, 2, () => {
    const column = random.pick(Object.keys(types))
    const type = types[column]
    if ((type === 'timestamp' || type === 'date') && random.chance(0.8)) return { column, grain: random.pick(grains) }
    return type === 'number' || type === 'integer' ? { column, bin: random.pick([1, 2.5, 10]) } : { column }
  })
  const dimensions = [...new Map(drawn.map((part) => [JSON.stringify(part), part])).values()]
  const measures = random.many(dimensions.length ? 0 : 1, 3, () => {
    const name = random.pick(measureFunctions)
    if (name === 'count' && random.chance(0.5)) return { function: name }
    const allowed = ['sum', 'avg', 'median', 'p95'].includes(name)
      ? ['n', 'x']
      : ['min', 'max'].includes(name)
        ? ['n', 'x', 'at', 'd', 'k']
        : Object.keys(types)
    return { function: name, column: random.pick(allowed) }
  })
  const named = [...new Map([...dimensions, ...measures].map((part, n) => [resultName(part), n] as const)).keys()]
  const unique = (part: (typeof dimensions)[number] | (typeof measures)[number], n: number, all: unknown[]) => ({
    ...part,
    as: `c${all.length}_${n}`,
  })
  const query = {
    dimensions: dimensions.map(unique),
    measures: measures.map((part, n) => ({ ...part, as: `m${n}` })),
  }
  const results = [...query.dimensions, ...query.measures].map(resultName)
  expect(named.length).toBeGreaterThan(0)
  const order = random.chance(0.5) ? [{ by: random.pick(results), direction: direction() }] : []
  const counted = query.measures.find((part) => part.function.startsWith('count'))
  const having = counted && random.chance(0.3) ? { having: { column: counted.as, operator: '>', value: random.below(30) } } : {}
  return DatasetQuery.parse({ ...query, ...filter, ...having, ...page, order })
}

/** Numbers to nine places, so that the order of additions does not matter. */
const rounded = (rows: Row[]) =>
  rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, typeof value === 'number' ? Number(value.toFixed(9)) + 0 : value]),
    ),
  )

let database: TestDatabase
let user: string
let dataset: string
const rows: Row[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  user = await database.addUser('ada@example.com')
  const random = randomFrom(1)
  for (let i = 0; i < 300; i++) rows.push(Object.fromEntries(Object.keys(types).map((name) => [name, orNull(random, name)])))
  const { sql } = database
  const [made] = await sql`
    select private.make_dataset((select id from projects where owner_user_id = ${user}), 'Random', ${sql.json(columns)}, null) as id`
  dataset = made!.id as string
  const [taken] = await database.asUser(user, (sql) => sql`select append_rows(${dataset}, ${sql.json(rows as never)}) as answer`)
  expect(taken!.answer).toMatchObject({ accepted: rows.length, rejected: [] })
})
afterAll(() => database.drop())

test('random queries have the answers of the reference', async () => {
  for (let seed = 1; seed <= 600; seed++) {
    const query = someQuery(randomFrom(seed))
    const result = await database.asUser(user, async (sql) => {
      const [found] = await sql`select query_dataset(${dataset}, ${sql.json(query as never)}) as answer`
      return found!.answer as QueryResult
    })
    expect(rounded(result.rows), `seed ${seed}: ${JSON.stringify(query)}`).toEqual(rounded(answer(rows, types, query)))
  }
})

test('mutilated documents are answered or refused with 400, and nothing else', async () => {
  for (let seed = 1; seed <= 400; seed++) {
    const random = randomFrom(seed)
    const query = mutilate(random, JSON.parse(JSON.stringify(someQuery(random))))
    await database.asUser(user, async (sql) => {
      const refused = await sql
        .savepoint((inner) => inner`select query_dataset(${dataset}, ${sql.json(query as never)})`)
        .then(
          () => undefined,
          (error: { code: string; message: string }) => error,
        )
      expect([undefined, 'PT400'], `seed ${seed}: ${JSON.stringify(query)} → ${refused?.message}`).toContain(refused?.code)
    })
  }
})

/** Puts something that does not belong there into a random place of a document. */
function mutilate(random: Random, document: unknown): unknown {
  const strange = [
    null,
    0,
    -1,
    1e300,
    0.5,
    '',
    "'; drop table x; --",
    '"',
    [],
    {},
    [[]],
    { column: 'k' },
    true,
    'k',
    '\u0001',
    '2024-13-45',
    'x'.repeat(5000),
  ]
  if (random.chance(0.25) || typeof document !== 'object' || document === null) return random.pick(strange)
  const keys = Object.keys(document)
  if (keys.length === 0 || random.chance(0.1))
    return Array.isArray(document) ? [random.pick(strange)] : { [random.pick(['x', 'k', 'column', 'not'])]: random.pick(strange) }
  const key = random.pick(keys) as never
  return Object.assign(document, { [key]: mutilate(random, document[key]) })
}
