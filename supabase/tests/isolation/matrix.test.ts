/**
 * Nobody sees or changes what is not theirs, and everybody can do what they may: every table, view and function of the API, as everybody there is,
 * over HTTP. What must come of it is said by rules.ts alone.
 */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { allowedWrites } from './cells/allowances.ts'
import { allowedCalls, refusedCalls } from './cells/calls.ts'
import { type Cell, describeFindings } from './cells/cell.ts'
import { readingCells } from './cells/reading.ts'
import { refusalCells } from './cells/refusals.ts'
import { Tries } from './cells/tries.ts'
import { functionOf, rowFactories, rpcRules } from './factories.ts'
import type { Facts } from './facts.ts'
import { inParallel } from './request.ts'
import { recordProblem } from './records.ts'
import { compare, describeChange } from './state.ts'
import { type Subject, subjects, uncovered } from './subjects.ts'
import { Tally } from './tried.ts'
import { upkeepProblem } from './upkeep.ts'
import { made, makeWorld, type World } from './world.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 })

let world: World
let all: Subject[]
let functions: string[]
const tally = new Tally()

beforeAll(async () => {
  world = await makeWorld()
  all = subjects(world.catalogue)
  functions = Object.keys(rpcRules).filter((name) => world.catalogue.functions.has(functionOf(name)))
})
afterAll(async () => {
  console.log(`Isolation: ${String(tally)}`)
  await world.stop()
})

/** What the tally found since, in words. */
async function finds(work: () => Promise<unknown>): Promise<string[]> {
  const before = tally.findings.length
  await work()
  return describeFindings(tally.findings.slice(before))
}

describe('nothing is left out', () => {
  test('every table, view, column, foreign key and function has a rule', () =>
    expect(uncovered(world.catalogue, rowFactories, rpcRules, made)).toEqual([]))
  test('every tenant has a row in every table', () => expect(world.problems).toEqual([]))
})

/** Tries what is forbidden, or only read: how that was answered, and whatever is another than before. */
async function leavesEverything(gather: (facts: Facts) => Promise<Cell[][]>): Promise<string[]> {
  const findings = await finds(async () => {
    const cells = await gather(await world.facts())
    await world.accounts.settle()
    const before = await world.state()
    await tally.try(cells.flat())
    changes.push(...compare(world.catalogue, before, await world.state()).map(describeChange))
  })
  return [...findings, ...changes.splice(0)]
}
const changes: string[] = []

const forEach = <T>(things: T[], work: (thing: T) => Promise<Cell[]>) => inParallel(things, work, 1)

test('everybody reads exactly what is theirs to read', async () => {
  const found = await leavesEverything((facts) =>
    forEach(all, (subject) =>
      tally.gather(subject.name, () => world.personas.flatMap((persona) => readingCells(world, facts, subject, persona, all))),
    ),
  )
  expect(found).toEqual([])
})

test('nobody writes what is not theirs to write', async () => {
  const found = await leavesEverything((facts) =>
    forEach(all, (subject) =>
      tally.gather(subject.name, () => world.personas.flatMap((persona) => refusalCells(new Tries(world, facts, subject, persona)))),
    ),
  )
  expect(found).toEqual([])
})

test('nobody calls what is not theirs to call', async () => {
  const found = await leavesEverything((facts) => forEach(functions, (name) => tally.gather(name, () => refusedCalls(world, facts, name))))
  expect(found).toEqual([])
})

test('everybody writes what is theirs to write', async () => {
  const found = await finds(async () => {
    const known = await world.facts()
    for (const subject of all) await allowedWrites(world, subject, tally, known)
  })
  expect(found).toEqual([])
})

test('everybody calls what is theirs to call', async () => {
  const found = await finds(async () => {
    const facts = await world.facts()
    for (const name of functions) await tally.try(await tally.gather(name, () => allowedCalls(world, facts, name)))
  })
  expect(found).toEqual([])
})

test('every table keeps when a row was changed, and ledgers only grow', async () => {
  const problems = []
  for (const subject of all.filter(({ kind }) => kind === 'table')) problems.push(await upkeepProblem(world, subject))
  expect(problems.filter((problem) => problem !== null)).toEqual([])
})

test('what is audited is recorded, and what is told is told', async () => {
  const problems = []
  for (const subject of all.filter(({ kind }) => kind === 'table')) problems.push(await recordProblem(world, subject))
  expect(problems.filter((problem) => problem !== null)).toEqual([])
})
