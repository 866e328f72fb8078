/** The sample workspace of a new home. */
import { spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { loadConfig, type StackConfig } from './config.ts'

/** Runs `scripts/sample/main.ts` once per home. A home that was started without it stays without. A failure is told and tried again next time. */
export async function makeSample(config: StackConfig, wanted: boolean, say: (line: string) => void): Promise<void> {
  const marker = join(config.home, 'sample.json')
  if (existsSync(marker)) return
  const made = wanted && existsSync(sampleMain(config))
  if (made) {
    say('Making the sample workspace …')
    if (!(await runApart(config))) return say('The sample workspace could not be made; everything else runs.')
  }
  writeFileSync(marker, JSON.stringify({ made }))
}

/** In a process of its own, whose memory is free again afterwards. */
function runApart(config: StackConfig): Promise<boolean> {
  const env = { ...process.env, ORRERY_HOME: config.home, ORRERY_PORT: String(config.ports.api) }
  const child = spawn(process.execPath, [import.meta.filename], { env, cwd: config.root, stdio: ['ignore', 'inherit', 'inherit'] })
  const abort = (): void => void child.kill()
  process.once('exit', abort)
  return new Promise((resolve) => {
    child.once('error', () => resolve(false))
    child.once('exit', (code) => {
      process.off('exit', abort)
      resolve(code === 0)
    })
  })
}

function sampleMain(config: StackConfig): string {
  return join(config.root, 'scripts', 'sample', 'main.ts')
}

if (import.meta.main) {
  const config = loadConfig()
  const { createSample } = (await import(pathToFileURL(sampleMain(config)).href)) as { createSample(config: StackConfig): Promise<void> }
  await createSample(config)
}
