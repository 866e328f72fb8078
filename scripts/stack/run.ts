/** What `start`, `dev` and `stack` have in common: run the platform in the foreground until it is told to stop. */
import { addressTable } from './addresses.ts'
import { loadConfig } from './config.ts'
import { Obstacle } from './obstacle.ts'
import type { Mode } from './parts.ts'
import { parentOf, processCommand } from './processes.ts'
import { makeSample } from './sample.ts'
import { Supervisor } from './supervisor.ts'
import { buildWeb } from './web-build.ts'

export interface RunOptions {
  mode: Mode
  /** Makes the sample workspace in a new home. */
  sample: boolean
}

/** Ends the process when it is done: code 0 after a signal, 1 when the platform could not start or go on. */
export async function runForeground(options: RunOptions): Promise<never> {
  const began = Date.now()
  // A terminal that went away must not end us before the parts are stopped.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  const say = (line: string) => console.log(line)
  const told = stopSignal()
  let code = 0
  let supervisor: Supervisor | undefined
  try {
    const config = loadConfig()
    const running = new Supervisor(config, {
      mode: options.mode,
      say,
      ...(options.mode === 'start' ? { beforeWeb: () => buildWeb(config.root, say) } : {}),
    })
    supervisor = running
    const up = async (): Promise<undefined> => {
      await running.start()
      if (options.mode !== 'stack') await makeSample(config, options.sample, say)
      const seconds = ((Date.now() - began) / 1000).toFixed(1)
      say(`\n  Orrery is ready (${seconds} s)\n\n${addressTable(running.announce(), config.home)}\n\n  Ctrl-C stops everything.\n`)
    }
    const end = await Promise.race([told, running.failed, up().then(() => Promise.race([told, running.failed]))])
    if (end !== 'stop') throw new Obstacle(end)
    say('\nStopping …')
  } catch (error) {
    code = 1
    console.error(error instanceof Obstacle ? `\n${error.message}\n` : error)
  }
  await supervisor?.stop()
  process.exit(code)
}

/** Ctrl-C, an end from outside, a closed terminal, or the end of the `npm` that runs us. */
function stopSignal(): Promise<'stop'> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve('stop'))
    if (process.env.npm_lifecycle_event === undefined) return
    // Between npm and us there may be a shell, which outlives npm and does not pass signals on.
    const parent = process.ppid
    const shell = (processCommand(parent) ?? '').startsWith('sh -c')
    const above = shell ? parentOf(parent) : undefined
    setInterval(() => {
      if (process.ppid !== parent || (shell && parentOf(parent) !== above)) resolve('stop')
    }, 1000).unref()
  })
}
