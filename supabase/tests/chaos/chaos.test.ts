/**
 * Messages are worked on while what works on them is killed, again and again, and the server they call misbehaves.
 * In the end each has had its effect once and is in the ledger once. `npm run test:chaos` runs it at length.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { percentile } from '../../../scripts/bench/machine.ts'
import { dbUrl, loadConfig, type StackConfig } from '../../../scripts/stack/config.ts'
import { startStack, type RunningStack } from '../../../scripts/testing/stack.ts'
import { isFull } from '../isolation/full.ts'
import { External, type Answer } from './external.ts'
import { createLedger, takeBalance, type Balance, type Sent } from './ledger.ts'
import { openLine, type Line } from './line.ts'
import { addProjects } from './projects.ts'
import { measureRecovery, printRun } from './report.ts'
import { Saboteur } from './saboteur.ts'
import { isAway, makeMessages, sendAll } from './senders.ts'

const size = isFull ? { messages: 5000, seconds: 240 } : { messages: 400, seconds: 20 }

let config: StackConfig
let external: External
let stack: RunningStack
let line: Line
let sql: postgres.Sql

beforeAll(async () => {
  external = await External.start(misbehave)
  const env = { ORRERY_FUNCTIONS: join(import.meta.dirname, 'functions'), ORRERY_CHAOS_URL: external.url }
  stack = await startStack({ script: 'stack', env })
  config = loadConfig({ ORRERY_HOME: stack.home, ORRERY_PORT: String(stack.port) })
  sql = postgres(dbUrl(config), { max: 6, connect_timeout: 5, onnotice: () => {} })
  line = await openLine(`http://127.0.0.1:${config.ports.api}/functions/v1`, 0.3)
  await sql`select vault.update_secret((select id from vault.secrets where name = 'functions_url'), ${line.url})`
  await createLedger(sql, 3)
})
afterAll(async () => {
  await sql?.end()
  await stack?.stop()
  line?.close()
  external?.close()
  if (stack) rmSync(stack.home, { recursive: true, force: true })
})

/** A third of the calls go wrong. */
function misbehave(): Answer {
  const chance = Math.random()
  if (chance < 0.1) return 'failed'
  if (chance < 0.17) return 'limited'
  if (chance < 0.19) return 'silent'
  if (chance < 0.21) return 'mute'
  return chance < 0.33 ? 'dropped' : 'done'
}

test('nothing is lost and nothing is done twice', { timeout: isFull ? 1_500_000 : 600_000 }, async () => {
  const began = Date.now()
  const saboteur = new Saboteur(stack.home)
  const projects = await addProjects(config, 8)
  const messages: Sent[] = []
  const more = async (count: number, seconds: number) => {
    const some = makeMessages(count, projects)
    messages.push(...some)
    await sendAll(sql, some, 4, seconds)
  }
  const stop = new AbortController()
  let striking = true
  const sabotage = (isFull ? strikeAtRandom(saboteur, stop.signal) : strikeAFewTimes(saboteur)).finally(() => (striking = false))
  sabotage.catch(() => {})
  await more(size.messages, size.seconds)
  await until((balance) => balance.settled > size.messages * 0.9)
  stop.abort()
  // Each strike is to be followed by a message that is settled.
  while (striking) await more(20, 1)
  await sabotage
  await more(20, 1)
  const balance = await until(isAtRest)
  const recoveries = await measureRecovery(sql, saboteur.strikes)
  printRun({ seconds: (Date.now() - began) / 1000, balance, recoveries, external, line })

  const plain = messages.filter(({ kind }) => kind === 'plain')
  expect(balance).toMatchObject({ sent: messages.length, settled: plain.length, lost: [], duplicated: [], wronglyDead: [], notDead: [] })
  expect(balance).toMatchObject({ queued: 0, archived: 0, leases: 0 })
  // One key for each message, one message for each key.
  expect([...external.effects.values()].flatMap((effect) => [...effect.messages]).sort()).toEqual(plain.map(({ id }) => id).sort())
  expect([...external.effects.values()].filter((effect) => effect.messages.size !== 1 || !effect.had)).toEqual([])
  const seconds = recoveries.map((recovery) => recovery.seconds ?? Infinity)
  expect(percentile(seconds, 0.99), 'p99 of recovery').toBeLessThan(60)
})

/** Postgres every five to ten seconds, in each way in which it can end; the workers and the scheduler besides. */
async function strikeAtRandom(saboteur: Saboteur, stop: AbortSignal): Promise<void> {
  await Promise.all([
    saboteur.harass('postgres', ['SIGKILL', 'SIGINT', 'SIGQUIT'], [5, 10], stop),
    saboteur.harass('functions', ['SIGKILL'], [2, 12], stop),
    saboteur.harass('scheduler', ['SIGKILL'], [10, 40], stop),
  ])
}

/** Twice everything while workers are at work: what comes after the first time has recovered from it. */
async function strikeAFewTimes(saboteur: Saboteur): Promise<void> {
  await until(({ settled }) => settled > 20)
  await saboteur.strike('functions', 'SIGKILL')
  await saboteur.strike('postgres', 'SIGKILL')
  const { settled: before } = await until(() => true)
  await until(({ settled }) => settled > before + 20)
  await saboteur.strike('functions', 'SIGKILL')
  await saboteur.strike('postgres', 'SIGQUIT')
  await saboteur.strike('scheduler', 'SIGKILL')
  await saboteur.strike('functions', 'SIGKILL')
}

const isAtRest = ({ queued, leases, lost, notDead }: Balance) => queued + leases + lost.length + notDead.length === 0

/** Looks until the balance is as wanted; while Postgres is away there is none. */
async function until(wanted: (balance: Balance) => boolean): Promise<Balance> {
  const end = Date.now() + (isFull ? 900_000 : 180_000)
  for (;;) {
    const balance = await takeBalance(sql).catch((error: unknown) => {
      if (!isAway(error)) throw error
    })
    if (balance && wanted(balance)) return balance
    if (Date.now() > end) throw new Error(`${wanted.toString()} is not so: ${JSON.stringify(balance)?.slice(0, 2000)}`)
    await delay(250)
  }
}
