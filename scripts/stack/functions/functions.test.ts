import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePortBlock } from '../../testing/ports.ts'
import { loadConfig } from '../config.ts'
import { denoProgram, functionsArgs } from './deno.ts'

const home = mkdtempSync(join(tmpdir(), 'orrery-functions-'))
const folder = join(home, 'functions')
let server: ChildProcess
let log = ''
let url: string

beforeAll(async () => {
  const config = loadConfig({ ORRERY_HOME: home, ORRERY_PORT: String(await freePortBlock()) })
  write('echo', `Deno.serve(async (request) => Response.json({ path: new URL(request.url).pathname, body: await request.text() }))`)
  write('options', `Deno.serve({ port: 1, handler: () => new Response('from options') })`)
  write('throws', `Deno.serve(() => { throw new Error('on purpose') })`)
  write(
    'stray',
    `Deno.serve(() => { setTimeout(() => { throw new Error('later') }, 0); Promise.reject(new Error('stray')); return new Response('ok') })`,
  )
  write('broken', `throw new Error('while loading')`)
  write('writer', `Deno.serve(async () => { await Deno.writeTextFile('${join(home, 'out')}', ''); return new Response('written') })`)
  write('reader', `Deno.serve(async () => new Response(await Deno.readTextFile('${join(home, 'keys.json')}')))`)
  write(
    'npm',
    `import { Hono } from 'hono'\nconst app = new Hono()\napp.get('/npm', (c) => c.text('hono'))\nDeno.serve(app.fetch)`,
    config.root,
  )
  server = spawn(denoProgram(), functionsArgs(config, false, folder), {
    env: { PATH: process.env.PATH, ORRERY_PORT: String(config.ports.api), DENO_DIR: join(home, 'deno') },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  url = `http://127.0.0.1:${config.ports.functions}`
  await new Promise<void>((ready, failed) => {
    server.stdout!.on('data', (data: Buffer) => data.toString().includes('ready') && ready())
    server.stderr!.on('data', (data: Buffer) => (log += data.toString()))
    server.once('exit', () => failed(new Error(log)))
  })
})

afterAll(() => {
  server.kill('SIGKILL')
  rmSync(home, { recursive: true, force: true })
})

/** Bare imports are found from the file upwards, so a function outside the checkout needs the way to it. */
function write(name: string, code: string, packagesOf?: string): void {
  mkdirSync(join(folder, name), { recursive: true })
  const text = packagesOf ? code.replace("'hono'", `'${join(packagesOf, 'node_modules/hono/dist/index.js')}'`) : code
  writeFileSync(join(folder, name, 'index.ts'), text)
}

test('a request reaches the function its path names, with the whole path', async () => {
  const response = await fetch(`${url}/echo/some/thing?a=1`, { method: 'POST', body: 'hello' })
  expect(await response.json()).toEqual({ path: '/echo/some/thing', body: 'hello' })
  expect(await (await fetch(`${url}/options`)).text()).toBe('from options')
  expect(await (await fetch(`${url}/npm`)).text()).toBe('hono')
})

test('many first requests at once load each function once and mix none up', async () => {
  const names = ['echo', 'options', 'echo', 'options', 'echo']
  const texts = await Promise.all(names.map(async (name) => (await fetch(`${url}/${name}`)).text()))
  expect(texts.map((text) => (text === 'from options' ? 'options' : 'echo'))).toEqual(names)
})

test('an unknown function is 404, and a path cannot leave the folder', async () => {
  expect((await fetch(`${url}/nothing`)).status).toBe(404)
  expect((await fetch(`${url}/..%2f..%2fscripts`)).status).toBe(404)
  expect((await fetch(`${url}/_shared`)).status).toBe(404)
})

test('a function that throws, leaves errors behind or does not load harms no other', async () => {
  expect((await fetch(`${url}/throws`)).status).toBe(500)
  expect((await fetch(`${url}/stray`)).status).toBe(200)
  expect((await fetch(`${url}/broken`)).status).toBe(500)
  expect((await fetch(`${url}/echo`)).status).toBe(200)
  expect(log).toContain('on purpose')
  expect(log).toContain('stray')
})

test('a function that did not load is tried again', async () => {
  await fetch(`${url}/broken`)
  write('broken', `Deno.serve(() => new Response('mended'))`)
  expect(await (await fetch(`${url}/broken`)).text()).toBe('mended')
})

test("functions cannot write files or read the platform's secrets", async () => {
  expect((await fetch(`${url}/writer`)).status).toBe(500)
  expect(log).toContain('write access')
  expect((await fetch(`${url}/reader`)).status).toBe(500)
  expect(log).toContain('read access')
})
