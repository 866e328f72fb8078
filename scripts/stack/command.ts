/** What the small commands in `scripts/` share. */
import { createInterface } from 'node:readline/promises'
import { loadConfig, type StackConfig } from './config.ts'
import { Obstacle } from './obstacle.ts'
import { answers } from './postgres/wait.ts'

/** Runs a command and sets the exit code; an Obstacle is shown as a plain message. */
export async function command(run: (config: StackConfig) => Promise<number | void>): Promise<void> {
  try {
    process.exitCode = (await run(loadConfig())) ?? 0
  } catch (error) {
    console.error(error instanceof Obstacle ? error.message : error)
    process.exitCode = 1
  }
}

export async function requireDatabase(config: StackConfig): Promise<void> {
  if (!(await answers(config))) {
    throw new Obstacle(`No database answers on port ${config.ports.db}. Start one in another terminal: npm run stack`)
  }
}

/** Asks a yes-or-no question; no, when nobody can answer. */
export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false
  const ask = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await ask.question(`${question} [y/N] `)
  ask.close()
  return /^y(es)?$/i.test(answer.trim())
}
