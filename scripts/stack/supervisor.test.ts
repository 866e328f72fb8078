import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { platform, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { afterEach, expect, test } from 'vitest'
import { freePortBlock } from '../testing/ports.ts'
import { startStack, type RunningStack } from '../testing/stack.ts'
import { answers } from './postgres/wait.ts'
import { dbUrl, loadConfig } from './config.ts'
import { isAlive, processIdentity } from './processes.ts'
import { readProcesses, readStatus, type Status } from './status.ts'

const root = join(import.meta.dirname, '../..')
const homes: string[] = []
let running: RunningStack[] = []

afterEach(async () => {
  await Promise.all(running.map((stack) => stack.stop()))
  running = []
  for (const home of homes.splice(0)) {
    await waitFor(() => processesOf(home).length === 0)
    rmSync(home, { recursive: true, force: true })
  }
})

function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'orrery-run-'))
  homes.push(home)
  return home
}

async function start(home = newHome(), port?: number): Promise<RunningStack> {
  const stack = await startStack({ script: 'stack', home, ...(port ? { port } : {}) })
  running.push(stack)
  return stack
}

function status(stack: RunningStack): Status {
  const now = readStatus(stack.home)
  if (!now) throw new Error('no status')
  return now
}

async function waitFor(condition: () => boolean | Promise<boolean>, seconds = 60): Promise<void> {
  const until = Date.now() + seconds * 1000
  while (!(await condition())) {
    if (Date.now() > until) throw new Error(`not so after ${seconds} s: ${condition.toString()}`)
    await delay(50)
  }
}

/** Every process of a home: by its environment or its command line, where the system shows them; otherwise the recorded ones. */
function processesOf(home: string): number[] {
  if (platform() !== 'linux')
    return Object.values(readProcesses(home))
      .filter(isAlive)
      .map((part) => part.pid)
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && ['environ', 'cmdline'].some((file) => contains(`/proc/${name}/${file}`, home)))
    .map(Number)
    .filter((pid) => pid !== process.pid && processIdentity(pid) !== undefined)
}

function contains(file: string, text: string): boolean {
  try {
    return readFileSync(file, 'utf8').includes(text)
  } catch {
    return false
  }
}

async function query(stack: { home: string; port: number }, sql: string): Promise<Record<string, unknown>[]> {
  const config = loadConfig({ ORRERY_HOME: stack.home, ORRERY_PORT: String(stack.port) })
  const client = new pg.Client({ connectionString: dbUrl(config) })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

/** Runs a command of `scripts/` on a home and returns its exit code and output. */
async function run(script: string, home: string, port: number, ...args: string[]): Promise<{ code: number | null; output: string }> {
  const env = { ...process.env, ORRERY_HOME: home, ORRERY_PORT: String(port) }
  const child = spawn(process.execPath, [join(root, 'scripts', `${script}.ts`), ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 120_000,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output }
}

test('it tells its addresses, leaves no process when it is stopped, and starts again', async () => {
  const stack = await start()
  expect(stack.output).toContain(`http://127.0.0.1:${stack.port}`)
  expect(await run('status', stack.home, stack.port, '--json')).toMatchObject({ code: 0 })
  expect(processesOf(stack.home).length).toBeGreaterThan(Object.keys(status(stack).parts).length)
  const secrets = await query(stack, 'select name from vault.decrypted_secrets order by name')
  expect(secrets).toEqual([{ name: 'functions_url' }, { name: 'service_role_key' }])
  expect(await stack.stop()).toBe(0)
  expect(processesOf(stack.home)).toEqual([])
  expect(existsSync(join(stack.home, 'data', 'postmaster.pid'))).toBe(false)
  expect(await run('status', stack.home, stack.port)).toMatchObject({ code: 1 })

  // The number of a server that was killed may be that of another process by now: ours, which must live on.
  writeFileSync(join(stack.home, 'data', 'postmaster.pid'), `${process.pid}\n`)
  await start(stack.home, stack.port)
})

test('every part that is killed is started again', async () => {
  const stack = await start()
  const config = loadConfig({ ORRERY_HOME: stack.home, ORRERY_PORT: String(stack.port) })
  for (const [name, before] of Object.entries(status(stack).parts)) {
    process.kill(before.pid, 'SIGKILL')
    await waitFor(() => stack.output.includes(`${name} was ended by SIGKILL and was started again`)).catch((error: unknown) => {
      throw new Error(`${name} was not started again:\n${stack.output}`, { cause: error })
    })
    expect(status(stack).parts[name]?.pid).not.toBe(before.pid)
    expect(isAlive(before)).toBe(false)
  }
  await waitFor(() => answers(config))
  const headers = { apikey: config.keys.secret, authorization: `Bearer ${config.keys.secret}` }
  const read = `http://127.0.0.1:${config.ports.api}/rest/v1/projects?select=id&limit=1`
  await waitFor(async () => (await fetch(read, { headers })).status === 200)
  await waitFor(() => Object.values(status(stack).parts).every(isAlive))
  const connections = await query(stack, `select count(*)::int as n from pg_stat_activity where backend_type = 'client backend'`)
  expect(connections[0]!.n, 'parts that reconnect must not pile up connections').toBeLessThan(50)
})

test('when the supervisor is killed its parts end, and the next start has the data', async () => {
  const stack = await start()
  await query(stack, 'create table public.kept as select 1 as n')
  process.kill(status(stack).pid, 'SIGKILL')
  await waitFor(() => processesOf(stack.home).length === 0)
  const again = await start(stack.home, stack.port)
  expect(await query(again, 'select n from public.kept')).toEqual([{ n: 1 }])
})

test('a start ends what is left when supervisor and guard were both killed', async () => {
  const stack = await start()
  const { pid, parts } = status(stack)
  const guard = processesOf(stack.home).find((each) => contains(`/proc/${each}/cmdline`, 'guard.ts'))
  if (guard) process.kill(guard, 'SIGSTOP')
  process.kill(pid, 'SIGKILL')
  if (guard) process.kill(guard, 'SIGKILL')
  const again = await start(stack.home, stack.port)
  for (const part of Object.values(parts)) expect(isAlive(part)).toBe(false)
  expect(await query(again, 'select 1 as n')).toEqual([{ n: 1 }])
})

test('a taken port is named, with who holds it and what to do', async () => {
  const port = await freePortBlock()
  const holder = createServer().listen(port + 5, '127.0.0.1')
  await once(holder, 'listening')
  try {
    const home = newHome()
    const { code, output } = await run('stack', home, port)
    expect(code).toBe(1)
    expect(output).toContain(`Port ${port + 5}`)
    expect(output).toContain('ORRERY_PORT=')
    expect(output).not.toContain('    at ')
    if (platform() === 'linux') expect(output).toContain(`pid ${process.pid}`)
  } finally {
    holder.close()
  }
})

test('a second start on the same home says so and harms nothing; reset refuses', async () => {
  const stack = await start()
  const { code, output } = await run('stack', stack.home, stack.port)
  expect(code).toBe(1)
  expect(output).toContain(`already runs on ${stack.home} (pid ${status(stack).pid})`)
  expect(await run('reset', stack.home, stack.port, '--yes')).toMatchObject({ code: 1 })
  expect(await query(stack, 'select 1 as n')).toEqual([{ n: 1 }])
})

test('reset deletes a home, and nothing that is none', async () => {
  const home = newHome()
  writeFileSync(join(home, 'thesis.txt'), 'years of work')
  const refused = await run('reset', home, await freePortBlock(), '--yes')
  expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('does not look like an Orrery home') as string })
  expect(readdirSync(home)).toEqual(['thesis.txt'])
  loadConfig({ ORRERY_HOME: home })
  expect(await run('reset', home, await freePortBlock(), '--yes')).toMatchObject({ code: 0 })
  expect(existsSync(home)).toBe(false)
})

test(
  'a backup of a running platform under writes is restored whole, and not at all when it was cut off',
  { timeout: 300_000 },
  async () => {
    const stack = await start()
    await query(stack, 'create table public.log (n bigint primary key, filler text)')
    await query(stack, `insert into public.log select n, repeat('x', 200) from generate_series(1, 50000) n`)
    mkdirSync(join(stack.home, 'storage', 'deep'), { recursive: true })
    const long = `${'long name '.repeat(15)}é.csv`
    writeFileSync(join(stack.home, 'storage', 'deep', long), 'kept')
    let writing = true
    const writer = (async () => {
      while (writing) await query(stack, `insert into public.log select max(n) + 1, 'later' from public.log`)
    })()
    const file = join(newHome(), 'backup.tar.gz')
    const made = await run('backup', stack.home, stack.port, file)
    writing = false
    await writer
    expect(made).toMatchObject({ code: 0 })
    await stack.stop()

    const copy = join(newHome(), 'copy')
    expect(await run('restore', copy, stack.port, file)).toMatchObject({ code: 0 })
    expect((await run('restore', copy, stack.port, file)).output).toContain('is not empty')
    const restored = await start(copy, stack.port)
    const rows = await query(restored, 'select count(*)::int as n, max(n)::int as last from public.log')
    expect(rows[0]!.n).toBeGreaterThanOrEqual(50_000)
    expect(rows[0]!.n).toBe(rows[0]!.last)
    expect(readFileSync(join(copy, 'storage', 'deep', long), 'utf8')).toBe('kept')

    const whole = readFileSync(file)
    writeFileSync(file, whole.subarray(0, Math.floor(whole.length / 2)))
    const empty = newHome()
    const refused = await run('restore', empty, stack.port, file)
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('not a complete Orrery backup') as string })
    expect(readdirSync(empty)).toEqual([])
  },
)
