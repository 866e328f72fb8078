/** Functions that look through everything tell each person only what they may read. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { differs, show } from './cells/answers.ts'
import type { Facts } from './facts.ts'
import { isActive, type Persona } from './personas.ts'
import { readable, type Subject, subjects } from './subjects.ts'
import { tenantNames } from './tenants.ts'
import { makeWorld, type World } from './world.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 })

let world: World
let facts: Facts
let all: Subject[]

beforeAll(async () => {
  world = await makeWorld()
  facts = await world.facts()
  all = subjects(world.catalogue)
})
afterAll(() => world.stop())

const call = (persona: Persona, name: string, body: unknown) => world.send(persona.token, `/rest/v1/rpc/${name}`, { method: 'POST', body })
const ids = (body: unknown) => new Set((body as { id: string }[]).map(({ id }) => id))
const seen = (table: string, persona: Persona) =>
  readable(
    facts,
    all.find(({ name }) => name === table)!,
    persona,
  )

/** What went wrong, with whom. */
async function problems(tried: (persona: Persona) => Promise<string | null>): Promise<string[]> {
  const found = await Promise.all(
    world.personas.filter(({ id }) => id).map(async (persona) => [persona.name, await tried(persona)] as const),
  )
  return found.filter(([, problem]) => problem !== null).map(([name, problem]) => `${name}: ${problem!}`)
}

/** A word that every row of a kind holds. */
test.each([
  ['chart', 'charts', 'Chart'],
  ['dashboard', 'dashboards', 'Board'],
  ['dataset', 'datasets', 'Dataset'],
  ['artifact', 'artifacts', 'Artifact'],
  ['content', 'content', 'Content'],
  ['lead', 'leads', 'Company'],
])('search_project finds the %s rows one may read, and no other', async (kind, table, query) => {
  const found = await problems(async (persona) => {
    const answer = await call(persona, 'search_project', { query, kinds: [kind], max: 200 })
    if (answer.status !== 200) return isActive(persona) ? show(answer) : null
    const readable = seen(table, persona)
    const named = facts.rows(table).filter((row) => JSON.stringify(row).includes(query) && readable.has(row.id as string))
    const found = ids(answer.body)
    // A row may be found by a word that is written otherwise there; what may not be read is not found by any.
    return differs(found, new Set([...named.map(({ id }) => id as string), ...found].filter((id) => readable.has(id))))
  })
  expect(found).toEqual([])
})

test('search_chat_messages finds exactly the messages one may read', async () => {
  const found = await problems(async (persona) => {
    const answer = await call(persona, 'search_chat_messages', { query: 'Message', max: 200 })
    if (answer.status !== 200) return isActive(persona) ? show(answer) : null
    return differs(ids(answer.body), seen('chat_messages', persona))
  })
  expect(found).toEqual([])
})

test('my_projects lists exactly the projects one may see', async () => {
  const found = await problems(async (persona) => {
    const answer = await call(persona, 'my_projects', {})
    if (answer.status !== 200) return isActive(persona) ? show(answer) : null
    return differs(ids(answer.body), new Set([...facts.projects.keys()].filter((id) => facts.projectRank(persona, id) > 0)))
  })
  expect(found).toEqual([])
})

test('query_datasets answers each query as if it had been asked alone', async () => {
  const queries = tenantNames.map((tenant) => ({ dataset_id: world.seeds[tenant].datasets, query: {} }))
  const found = await problems(async (persona) => {
    const answer = await call(persona, 'query_datasets', { queries })
    if (answer.status !== 200) return isActive(persona) ? show(answer) : null
    const answered = (answer.body as { result?: { rows: unknown[] } }[]).map(({ result }) => result?.rows.length === 1)
    const expected = tenantNames.map((tenant) => facts.projectRank(persona, world.tenants[tenant].project) > 0)
    return JSON.stringify(answered) === JSON.stringify(expected) ? null : `${answered.join()} instead of ${expected.join()}`
  })
  expect(found).toEqual([])
})
