/** Seconds from the command to the table of addresses: on an empty machine, and again with the data there. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startStack } from '../testing/stack.ts'
import { machine, percentile } from './machine.ts'

const RUNS = 3

export async function run(): Promise<void> {
  console.log(`start: seconds to ready, median of ${RUNS} (${machine()})`)
  const cold: number[] = []
  const sample: number[] = []
  const warm: number[] = []
  for (let round = 0; round < RUNS; round++) {
    cold.push(await inNewHome((home) => secondsToReady(home, ['--no-sample'])))
    await inNewHome(async (home) => {
      sample.push(await secondsToReady(home, []))
      warm.push(await secondsToReady(home, []))
    })
  }
  console.log(`  cold, nothing there yet            ${percentile(cold, 0.5).toFixed(1)} s`)
  console.log(`  first sample workspace, built once ${percentile(sample, 0.5).toFixed(1)} s`)
  console.log(`  warm                               ${percentile(warm, 0.5).toFixed(1)} s`)
}

async function inNewHome<T>(run: (home: string) => Promise<T>): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'orrery-bench-'))
  try {
    return await run(home)
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

async function secondsToReady(home: string, args: string[]): Promise<number> {
  const stack = await startStack({ home, args })
  await stack.stop()
  return stack.seconds
}
