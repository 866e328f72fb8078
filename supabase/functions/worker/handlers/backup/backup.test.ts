import { readFileSync } from 'node:fs'
import { createServer, request, type ServerResponse, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startFunctions, type TestFunctions } from '../../../../../scripts/testing/functions.ts'
import { until } from '../../../../../scripts/testing/uploads.ts'
import { exposed } from '../../../../tests/isolation/catalogue.ts'
import { rules } from '../../../../tests/isolation/rules.ts'
import { makeWorld, type World } from '../../../../tests/isolation/world.ts'

type Json = Record<string, unknown>
interface Line {
  table?: string
  dataset?: string
  row: Json
}

/** Tables of projects and workspaces that are in no backup. */
const leftOut = [
  'data_cache',
  'events',
  'audit_logs',
  'analytics_events',
  'usage_analytics',
  'dead_letters',
  'notifications',
  'user_secrets',
  'chat_sessions',
  'chat_participants',
  'chat_messages',
  'workspace_folders',
  'workspace_items',
]

let world: World
let functions: TestFunctions
let line: Server
/** What the line to Storage does with an upload before it passes it on. */
let hold: (answer: ServerResponse) => Promise<'pass' | 'refuse' | 'half'>
/** Storage has the beginning of an upload. */
let half: PromiseWithResolvers<void>
/** The rest may go on. */
let rest: PromiseWithResolvers<void>
let workspace: string
let dataset: string

beforeAll(async () => {
  world = await makeWorld()
  workspace = world.tenants.shared.workspace
  dataset = await makeDataset(world.tenants.shared.project, [
    { a: '9007199254740993', b: 'two\nlines' },
    { a: 2, b: null },
  ])
  await makeDataset(world.tenants.foreign.project, [{ a: 1, b: 'not ours' }])
  line = createServer((incoming, answer) => {
    const isUpload = incoming.method === 'POST' && incoming.url!.includes('/object/workspace-files/')
    void (isUpload ? hold(answer) : Promise.resolve('pass')).then((way) => {
      if (way === 'refuse') return void answer.writeHead(503).end('{}')
      const { method, url: path, headers } = incoming
      const outgoing = request({ port: world.port, method, path, headers }, (got) => {
        answer.writeHead(got.statusCode!, got.headers)
        got.pipe(answer)
      })
      outgoing.on('error', () => answer.destroy())
      incoming.on('close', () => !incoming.complete && outgoing.destroy())
      if (way === 'pass') return void incoming.pipe(outgoing)
      incoming.once('data', (chunk) => {
        incoming.pause()
        outgoing.write(chunk, () => half.resolve())
        void rest.promise.then(() => incoming.pipe(outgoing))
      })
    })
  })
  await new Promise<void>((resolve) => line.listen(0, '127.0.0.1', resolve))
  functions = await start()
})
afterAll(async () => {
  await functions?.stop()
  line?.close()
  line?.closeAllConnections()
  await world?.stop()
})
beforeEach(() => {
  hold = () => Promise.resolve('pass')
  half = Promise.withResolvers()
  rest = Promise.withResolvers()
})

const start = () => startFunctions(world.database, new Map(), `http://127.0.0.1:${(line.address() as AddressInfo).port}`)

async function makeDataset(project: string, rows: Json[]): Promise<string> {
  const columns = ['a:integer', 'b:text'].map((column) => {
    const [name, type] = column.split(':')
    return { name, type, nullable: true, role: 'dimension' }
  })
  const { sql } = world
  const [made] = await sql`select private.make_dataset(${project}::uuid, ${crypto.randomUUID()}, ${sql.json(columns as never)}, null) as id`
  const id = String(made!.id)
  await sql`insert into ${sql(tableOf(id))} (a, b) select a, b from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) x (a bigint, b text)`
  return id
}
const tableOf = (id: string) => `data.d_${id.replaceAll('-', '')}`

async function wake(): Promise<void> {
  const headers = { authorization: `Bearer ${functions.key}` }
  expect((await functions.post('/worker', { body: '{"queue":"maintenance"}', headers })).status).toBe(202)
}
const queued = async () => [...(await world.sql<{ read_ct: number }[]>`select read_ct from pgmq.q_maintenance`)]
const idle = () =>
  until(
    () => world.sql`select 1 from private.worker_leases`,
    (rows) => rows.length === 0,
  )
async function finish(): Promise<void> {
  await until(queued, (messages) => messages.length === 0)
  await idle()
}
/** As if the wait for the next delivery were over. */
async function deliverAgain(): Promise<void> {
  await world.sql`update pgmq.q_maintenance set vt = now()`
  await world.sql`update private.worker_leases set expires_at = now()`
  await wake()
}
const enqueue = (id = workspace) => world.sql`select public.create_backup(${id}::uuid)`
async function names(): Promise<string[]> {
  const rows =
    await world.sql`select name from storage.objects where bucket_id = 'workspace-files' and name like ${`${workspace}/backups/%`} order by name`
  return rows.map(({ name }) => String(name))
}
async function read(path: string): Promise<string> {
  const url = `http://127.0.0.1:${world.port}/storage/v1/object/workspace-files/${path}`
  const response = await fetch(url, { headers: { authorization: `Bearer ${functions.key}` } })
  expect(response.status).toBe(200)
  return gunzipSync(Buffer.from(await response.arrayBuffer())).toString()
}
const parse = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((json) => JSON.parse(json) as Line)
async function backUp(): Promise<string> {
  await enqueue()
  await wake()
  await finish()
  return await read((await names()).at(-1)!)
}

describe('a backup', () => {
  let text: string
  let lines: Line[]
  beforeAll(async () => {
    hold = () => Promise.resolve('pass')
    text = await backUp()
    lines = parse(text).slice(1)
  })

  test('says what it is', async () => {
    expect(parse(text)[0]).toEqual({
      format: 'orrery-workspace',
      version: 1,
      workspace_id: workspace,
      exported_at: expect.stringMatching(/^\d{4}-.*\+00:00$/),
    })
    expect((await names()).at(-1)).toMatch(/^[0-9a-f-]{36}\/backups\/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z\.json\.gz$/)
  })

  test('holds every row of the workspace once, and none of another', async () => {
    const { rows } = await world.state()
    const projects = new Set(
      rows
        .get('projects')!
        .filter((row) => row.workspace_id === workspace)
        .map((row) => row.id),
    )
    const teams = new Set(
      rows
        .get('teams')!
        .filter((row) => row.workspace_id === workspace)
        .map((row) => row.id),
    )
    expect(projects.size).toBeGreaterThanOrEqual(3)
    let tables = 0
    for (const { name, kind } of exposed(world.catalogue)) {
      if (kind === 'view') continue
      const ours = rows.get(name)!.filter((row) => {
        if (name === 'workspaces') return row.id === workspace
        return (
          row.workspace_id === workspace || projects.has(row.project_id) || (name === 'user_team_memberships' && teams.has(row.team_id))
        )
      })
      const exported = lines.filter(({ table }) => table === name).map(({ row }) => row)
      const wanted = leftOut.includes(name) ? [] : ours
      expect(exported.map(keyOf).sort(), name).toEqual(wanted.map(keyOf).sort())
      if (wanted.length) tables++
    }
    expect(tables).toBeGreaterThan(40)
  })

  test('holds nothing that an admin may not read', async () => {
    const { rows } = await world.state()
    for (const [name, rule] of Object.entries(rules)) {
      if (!rule.own?.operations.includes('select')) continue
      expect(rows.get(name)!.length, name).toBeGreaterThan(0)
      expect(lines.filter(({ table }) => table === name)).toEqual([])
    }
    const said = rows.get('chat_messages')!.map((row) => row.id as string)
    expect(said.filter((id) => lines.some(({ row }) => row.id === id))).toEqual([])
  })

  test('holds the rows of datasets, exactly', () => {
    expect(lines.filter((one) => one.dataset === dataset)).toHaveLength(2)
    expect(text.includes(`{"dataset": "${dataset}", "row": {"a": 9007199254740993, "b": "two\\nlines"}}\n`)).toBe(true)
    expect(text.includes('not ours')).toBe(false)
  })

  test('holds no secret, nor where one is', async () => {
    const { rows } = await world.state()
    let hidden = 0
    for (const [table, rule] of Object.entries(rules)) {
      for (const column of rule.hidden ?? []) {
        expect(
          lines.some((one) => one.table === table && column in one.row),
          `${table}.${column}`,
        ).toBe(false)
        for (const row of rows.get(table) ?? []) {
          if (!row[column]) continue
          hidden++
          expect(text.includes(JSON.stringify(row[column])), `${table}.${column}`).toBe(false)
        }
      }
    }
    expect(hidden).toBeGreaterThan(5)
  })
})

const keyOf = (row: Json) => String(row.id ?? JSON.stringify(row))

test('the newest seven are kept, of this workspace alone', async () => {
  const other = world.tenants.foreign.workspace
  const old = (id: string, day: number) => `${id}/backups/2020-01-0${day}T00-00-00.000Z.json.gz`
  for (const path of [...[1, 2, 3, 4, 5, 6, 7, 8].map((day) => old(workspace, day)), old(other, 1), `${workspace}/backups/0.txt`]) {
    const headers = { authorization: `Bearer ${functions.key}`, 'x-upsert': 'true' }
    const url = `http://127.0.0.1:${world.port}/storage/v1/object/workspace-files/${path}`
    expect((await fetch(url, { method: 'POST', headers, body: 'old' })).status).toBe(200)
  }
  await backUp()
  const left = (await names()).map((name) => name.split('/')[2]!)
  expect(left.filter((name) => name.endsWith('.json.gz'))).toHaveLength(7)
  expect(left).toContain('2020-01-08T00-00-00.000Z.json.gz')
  expect(left).not.toContain('2020-01-01T00-00-00.000Z.json.gz')
  expect(left).toContain('0.txt')
  expect(await world.sql`select 1 from storage.objects where name = ${old(other, 1)}`).toHaveLength(1)
})

test('a worker that ends half-way leaves no file, and the next delivery writes it', async () => {
  await fill(3)
  const before = await names()
  hold = () => Promise.resolve('half')
  await enqueue()
  await wake()
  await half.promise
  await functions.kill()
  expect(await names()).toEqual(before)
  functions = await start()
  hold = () => Promise.resolve('pass')
  await deliverAgain()
  await finish()
  expect(await names()).not.toEqual(before)
  expect(parse(await read((await names()).at(-1)!)).length).toBeGreaterThan(100)
})

test('a refusal of Storage is tried again, and writes one file', async () => {
  const before = await names()
  let refusals = 0
  hold = () => Promise.resolve(refusals++ ? 'pass' : 'refuse')
  await enqueue()
  await wake()
  await finish()
  expect(refusals).toBe(2)
  const made = (await names()).filter((name) => !before.includes(name))
  expect(made).toHaveLength(1)
  expect(await world.sql`select 1 from public.dead_letters where queue = 'maintenance'`).toHaveLength(0)
})

test('a message that is delivered twice writes one file', async () => {
  const gate = Promise.withResolvers<'pass'>()
  let uploads = 0
  hold = () => (uploads++, gate.promise)
  const before = await names()
  await enqueue()
  await wake()
  await until(
    () => Promise.resolve(uploads),
    (count) => count === 1,
  )
  await deliverAgain()
  await until(
    () => Promise.resolve(uploads),
    (count) => count === 2,
  )
  gate.resolve('pass')
  await finish()
  expect((await names()).filter((name) => !before.includes(name))).toHaveLength(1)
})

test('a workspace that is gone is done with', async () => {
  const [gone] = await world.sql`insert into public.workspaces (name) values ('Gone') returning id`
  await enqueue(String(gone!.id))
  await world.sql`update public.workspaces set deleted_at = now() where id = ${gone!.id as string}`
  await wake()
  await finish()
  expect(await world.sql`select 1 from storage.objects where name like ${`${String(gone!.id)}/%`}`).toHaveLength(0)
})

test('is one moment, but for a dataset that is replaced meanwhile', async () => {
  await fill(24)
  const gate = Promise.withResolvers<'pass'>()
  const reached = Promise.withResolvers<void>()
  hold = () => (reached.resolve(), gate.promise)
  await enqueue()
  await wake()
  await reached.promise
  const { sql } = world
  // The line is stopped, so the worker cannot come past the large table.
  await until(
    () => sql`select 1 from pg_stat_activity where datname = current_database() and starts_with(query, 'select private.fetch_lines')`,
    (rows) => rows.length > 0,
  )
  await sql.begin(async (change) => {
    await change`insert into public.charts (project_id, title, chart_type) values (${world.tenants.shared.project}, 'Later', 'bar')`
    await change`create table data.fresh (like ${change(tableOf(dataset))} including all)`
    await change`insert into data.fresh (a, b) values (5, 'fresh')`
    await change`drop table ${change(tableOf(dataset))}`
    await change.unsafe(`alter table data.fresh rename to ${tableOf(dataset).slice('data.'.length)}`)
  })
  gate.resolve('pass')
  await finish()
  const text = await read((await names()).at(-1)!)
  expect(parse(text).filter((one) => one.dataset === dataset)).toEqual([{ dataset, row: { a: 5, b: 'fresh' } }])
  expect(text.includes('"Later"')).toBe(false)
  if (process.platform === 'linux') expect(peak()).toBeLessThan(256)
})

test('a database that goes away half-way leaves no file, and the next delivery writes it', async () => {
  const before = await names()
  const ended = Promise.withResolvers<void>()
  hold = (answer) => {
    answer.once('close', () => ended.resolve())
    return Promise.resolve('half')
  }
  await enqueue()
  await wake()
  await half.promise
  const reading = () => world.sql`
    select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and starts_with(query, 'select private.fetch_lines')`
  await until(reading, (rows) => rows.length > 0)
  rest.resolve()
  await ended.promise
  expect(await names()).toEqual(before)
  hold = () => Promise.resolve('pass')
  await finish()
  expect((await names()).filter((name) => !before.includes(name))).toHaveLength(1)
})

/** So many megabytes that do not become small. */
async function fill(megabytes: number): Promise<void> {
  await world.sql`
    insert into public.project_context (project_id, context_type, title, content)
    select ${world.tenants.shared.project}, 'data', 'Noise', jsonb_build_object('noise', (
      select string_agg(encode(extensions.gen_random_bytes(768), 'base64'), '') from generate_series(1, 900) where n > 0
    )) from generate_series(1, ${megabytes}::int) n`
}

function peak(): number {
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${functions.pid}/status`, 'utf8')) ?? []
  return Math.round(Number(kilobytes) / 1024)
}
