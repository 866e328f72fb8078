/** The isolation tests notice every rule that is broken: each policy, grant, trigger and question for a role, one after another. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isFull } from './full.ts'
import { allMutants, rulesOf, sample } from './mutants/all.ts'
import { callersOf, guardedBy } from './mutants/callers.ts'
import { equivalents } from './mutants/equivalents.ts'
import { Kinds } from './mutants/kinds.ts'
import { Hunt } from './mutants/hunt.ts'
import type { Mutant } from './mutants/mutant.ts'
import { PgTap } from './mutants/pgtap.ts'

/** `npm test` tries some of every kind; another seed tries others. */
const ofEachKind = 4
const seed = Number(process.env.ORRERY_PROOF_SEED ?? 1)

/** Of those whose names match, all. */
const only = process.env.ORRERY_PROOF_ONLY ? new RegExp(process.env.ORRERY_PROOF_ONLY) : null

let hunt: Hunt
let pgTap: PgTap

/** What is right when nothing is broken; that it is, is tried before it is broken. */
const sound = new Map<string, Promise<boolean | string>>()
let rules: string

beforeAll(async () => {
  ;[hunt, pgTap] = await Promise.all([Hunt.start(), PgTap.start()])
  rules = await rulesOf(hunt.world.sql)
})
afterAll(async () => {
  await Promise.all([hunt.stop(), pgTap.stop()])
})

test(
  'no broken rule goes unnoticed',
  async () => {
    const all = await allMutants(hunt.world)
    const some = only ? all.filter((mutant) => only.test(label(mutant))) : sample(all, ofEachKind, seed)
    const tally = new Kinds()
    const problems: string[] = []
    for (const mutant of isFull && !only ? all : some) {
      const began = performance.now()
      const outcome = await tryMutant(mutant)
      tally.count(mutant.kind, outcome, performance.now() - began)
      if (outcome !== 'noticed' && outcome !== 'changes nothing') problems.push(`${label(mutant)}: ${outcome}`)
    }
    console.log(`ORRERY_PROOF_SEED=${seed}\n${String(tally)}`)
    expect(problems).toEqual([])
    expect(await rulesOf(hunt.world.sql), 'everything is as it was').toBe(rules)
  },
  isFull || only ? 3_600_000 : 300_000,
)

const label = ({ kind, name }: Mutant) => `${kind}: ${name}`
const bare = (name: string) => name.replace(/^\w+\./, '')

/** `noticed`, `changes nothing`, or what is wrong. */
async function tryMutant(mutant: Mutant): Promise<string> {
  const isEquivalent = equivalents.some(([name]) => name.test(label(mutant)))
  try {
    if (await noticesNothing(mutant)) return 'is noticed when nothing is broken'
    const isNoticed = (await hunt.notices(mutant)) || (await ownTestsNotice(mutant))
    if (isEquivalent) return isNoticed ? 'is noticed, though it is said to change nothing' : 'changes nothing'
    return isNoticed ? 'noticed' : 'goes unnoticed'
  } catch (error) {
    return `cannot be tried: ${(error as Error).message}`
  }
}

/** The same without breaking anything. */
async function noticesNothing(mutant: Mutant): Promise<boolean | string> {
  const { kind, probe, subject } = mutant
  const key = [kind.startsWith('policy') ? kind === 'policy dropped' : kind, probe, subject].join(' ')
  if (!sound.has(key)) sound.set(key, hunt.notices({ ...mutant, apply: 'select 1', revert: 'select 1' }))
  return await sound.get(key)!
}

async function ownTestsNotice(mutant: Mutant): Promise<boolean> {
  if (mutant.kind === 'trigger dropped') return await pgTap.notices(mutant, [/\((\w+)\)$/.exec(mutant.name)![1]!, bare(mutant.subject)])
  if (!mutant.kind.endsWith('not asked for')) return false
  const { sql } = hunt.world
  return await pgTap.notices(mutant, [
    bare(mutant.subject),
    ...(await callersOf(sql, mutant.subject)),
    ...(await guardedBy(sql, mutant.subject)),
  ])
}
