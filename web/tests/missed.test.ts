/** Broadcasts that are lost, doubled or without a number: what is open notices, and reads again what it shows; otherwise it reads nothing. */
import postgres from 'postgres'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { dbUrl, loadConfig } from '../../scripts/stack/config.ts'
import { readStatus } from '../../scripts/stack/status.ts'
import { launchBrowser } from '../../scripts/testing/browser.ts'
import { openPage, signIn, webUrl } from '../../scripts/testing/pages.ts'
import { loadCsv, makeDashboard, signUp, type Person } from '../../scripts/testing/workspace.ts'
import { Numbered, topicOf } from '../../shared/channels.ts'
import type { Column } from '../../shared/dataset.ts'

const config = loadConfig({ ORRERY_HOME: inject('stack').home, ORRERY_PORT: inject('stack').port })
const columns: Column[] = [{ name: 'amount', type: 'integer', nullable: true, role: 'measure' }]

let sql: postgres.Sql
let person: Person
let topic: string
beforeAll(async () => {
  sql = postgres(dbUrl(config), { max: 20, onnotice: () => {} })
  person = await signUp(config)
  topic = topicOf('project', person.projectId)
})
afterAll(() => sql.end())

/** Says something that changes nothing on a page. */
const tell = () => sql`select private.announce(${person.projectId}, 'events.written', '{"count": 1}')`

describe('an open dashboard', () => {
  let browser: Browser
  let page: Page
  let table: string
  let total = 30
  /** What the page has read of its dashboard since the test began: it does so when it reads again, not when its data have changed. */
  let reads: string[] = []
  /** The highest number the page has heard. */
  let heard = 0
  const problems: string[] = []

  beforeAll(async () => {
    browser = await launchBrowser()
    const dataset = await loadCsv(person, 'Sales', columns, 'amount\n10\n20\n')
    table = `d_${dataset.replaceAll('-', '')}`
    const dashboard = await makeDashboard(person, 'Live', { id: dataset, columns }, [
      { title: 'Total', type: 'metric', encodings: { y: [{ column: 'amount', aggregate: 'sum' }] } },
    ])
    page = await openPage(browser, { problems })
    page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => hear(String(payload))))
    await signIn(page, config, person.email)
    const compared = page.waitForResponse(/latest_sequence/)
    await page.goto(`${webUrl(config)}/p/${person.projectId}/dashboards/${dashboard}`)
    await compared
    await shows()
    await connected()
    page.on('request', (request) => void (request.url().includes('/rest/v1/dashboards') && reads.push(request.url())))
  })
  beforeEach(() => (reads = []))
  afterEach(() => expect(problems.splice(0).filter((problem) => !problem.includes('WebSocket connection to'))).toEqual([]))
  afterAll(() => browser.close())

  const shows = (on = page) =>
    on
      .getByTestId('metric-value')
      .filter({ hasText: new RegExp(`^\\s*${total}\\s*$`) })
      .waitFor()
  const connected = () => page.getByTestId('freshness').getByText('Live', { exact: true }).waitFor()

  const hear = (frame: string) => {
    const [, seq] = /"seq": ?(\d+)/.exec(frame) ?? []
    if (seq && frame.includes(topic)) heard = Math.max(heard, Number(seq))
  }

  async function write(amount: number): Promise<void> {
    await sql`insert into data.${sql(table)} (amount) values (${amount})`
    total += amount
  }

  /** Until the page shows it, and has heard what the worker tells of it besides. */
  async function add(amount: number): Promise<void> {
    await write(amount)
    await shows()
    const ahead = async () => {
      const [row] = await sql`
        select (select count(*) from pgmq.q_events where message ->> 'project_id' = ${person.projectId})::int as queued,
          (select last from private.broadcast_sequences where topic = ${topic})::int as told`
      return { queued: row!.queued as number, unheard: (row!.told as number) - heard }
    }
    await expect.poll(ahead).toEqual({ queued: 0, unheard: 0 })
  }

  /** As `write`, but what tells of it is lost before it is delivered, and the worker has nothing to tell; its number is lost too, unless it has none. */
  async function addUnheard(amount: number, { numbered = true } = {}): Promise<void> {
    await sql.begin(async (tx) => {
      if (!numbered) await tx`select set_config('orrery.unnumbered', 'on', true)`
      await tx`insert into data.${tx(table)} (amount) values (${amount})`
      await tx`set constraints all immediate`
      const lost = await tx`delete from realtime.messages where topic = ${topic} and inserted_at = now() returning event`
      expect(lost.map(({ event }) => event as string)).toContain('dataset.changed')
      await tx`delete from pgmq.q_events where message ->> 'project_id' = ${person.projectId}`
    })
    total += amount
  }

  test('reads nothing again while it hears everything', async () => {
    for (const amount of [1, 2, 3]) await add(amount)
    expect(reads).toEqual([])
  })

  test('reads again when the next broadcast shows a gap, once', async () => {
    await addUnheard(100)
    await tell()
    await shows()
    await add(1)
    expect(reads).toHaveLength(1)
  })

  test('reads again when a broadcast has no number', async () => {
    const [holder, other] = [await sql.reserve(), await sql.reserve()]
    try {
      await addUnheard(100, { numbered: false })
      await holder`begin`
      await holder`select private.next_sequence(${topic})`
      await other`select private.announce(${person.projectId}, 'events.written', '{"count": 1}')`
      await shows()
    } finally {
      await holder`rollback`
      holder.release()
      other.release()
    }
    expect(reads).toHaveLength(1)
  })

  test('ignores a broadcast that comes twice', async () => {
    await tell()
    const [row] = await sql`
      select payload, event from realtime.messages where topic = ${topic} and payload ->> 'seq' is not null order by (payload ->> 'seq')::bigint desc limit 1`
    await sql`select realtime.send(${sql.json(row!.payload as never)}, ${row!.event as string}, ${topic}, true)`
    await add(1)
    await add(1)
    expect(reads).toEqual([])
  })

  test('reads again what nothing follows when it is looked at again, and within a minute', async () => {
    const other = await page.context().newPage()
    let compared = 0
    let isDeaf = false
    other.on('response', (response) => void (response.url().includes('latest_sequence') && compared++))
    await other.routeWebSocket(/realtime/, (socket) => {
      const server = socket.connectToServer()
      server.onMessage((message) => void (isDeaf && message.includes('"broadcast"') ? undefined : socket.send(message)))
    })
    await other.clock.install()
    await other.goto(page.url())
    await shows(other)
    // As it begins, and once it has joined: from then on nobody else asks.
    await expect.poll(() => compared, { timeout: 30_000 }).toBe(2)
    isDeaf = true
    await add(100)
    await other.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    await shows(other)
    await add(100)
    await other.clock.fastForward(60_000)
    await shows(other)
    await other.close()
  })

  /** What is written once Realtime is stopped is told to nobody. */
  const killRealtime = async (meanwhile = () => Promise.resolve()) => {
    const pid = readStatus(config.home)!.parts.realtime!.pid
    const kill = async () => {
      process.kill(pid, 'SIGSTOP')
      await meanwhile()
      process.kill(pid, 'SIGKILL')
    }
    await Promise.all([page.getByTestId('freshness').getByText('Offline').waitFor(), kill()])
  }

  test('reads again after a reconnect if something was told meanwhile, and only then', async () => {
    let compared = page.waitForResponse(/latest_sequence/, { timeout: 60_000 })
    await killRealtime()
    await compared
    await connected()
    await add(1)
    await add(1)
    expect(reads).toEqual([])

    compared = page.waitForResponse(/latest_sequence/, { timeout: 60_000 })
    await killRealtime(() => write(100))
    await compared
    await shows()
    expect(reads).toHaveLength(1)
  })
})

test('20 who write at once are heard as one run of numbers, in order and without a gap', async () => {
  const writers = 20
  const writes = 10
  // What else is told of the project meanwhile has its place among them.
  const heard: (number | null)[] = []
  let left = writers * writes
  const { promise: all, resolve } = Promise.withResolvers<void>()
  await person.client.realtime.setAuth()
  const channel = person.client.channel(topic, { config: { private: true } }).on('broadcast', { event: '*' }, ({ event, payload }) => {
    heard.push(Numbered.parse(payload).seq)
    if (event === 'dashboard.changed' && --left === 0) resolve()
  })
  await new Promise<void>((joined, failed) =>
    channel.subscribe((status) => (status === 'SUBSCRIBED' ? joined() : failed(new Error(status)))),
  )
  const boards = await sql`
    insert into dashboards (project_id, title) select ${person.projectId}, 'Board ' || n from generate_series(1, ${writers}) n returning id`
  await Promise.all(
    boards.map(async ({ id }) => {
      for (let n = 0; n < writes; n++) await sql`update dashboards set title = ${`Title ${n}`} where id = ${id as string}`
    }),
  )
  await all
  const numbers = heard.filter((seq) => seq !== null)
  const first = numbers[0]!
  // How many wait too long for theirs is up to the machine.
  expect(numbers.length).toBeGreaterThan(1)
  expect(numbers).toEqual(Array.from(numbers, (_, n) => first + n))
  expect((await person.client.rpc('latest_sequence', { topic })).data).toBeGreaterThanOrEqual(first + numbers.length - 1)
  await person.client.removeAllChannels()
})
