/** The operations page, as an admin sees it while messages fail, and nobody else. */
import postgres from 'postgres'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { must } from '../../scripts/sample/answer.ts'
import { dbUrl, loadConfig } from '../../scripts/stack/config.ts'
import { violations } from '../../scripts/testing/accessibility.ts'
import { launchBrowser } from '../../scripts/testing/browser.ts'
import { keepPicture, openPage, signIn, webUrl } from '../../scripts/testing/pages.ts'
import { signUp, type Person } from '../../scripts/testing/workspace.ts'

const config = loadConfig({ ORRERY_HOME: inject('stack').home, ORRERY_PORT: inject('stack').port })

let browser: Browser
let sql: postgres.Sql
let admin: Person
let workspace: string
let project: string
const problems: string[] = []

beforeAll(async () => {
  browser = await launchBrowser()
  sql = postgres(dbUrl(config), { max: 2, onnotice: () => {} })
  admin = await signUp(config)
  const made = await must(admin.client.rpc('create_workspace', { name: 'Harbour' }).single<{ id: string }>())
  workspace = made.id
  project = (await must(admin.client.rpc('create_project', { workspace_id: workspace, name: 'Ships' }).single<{ id: string }>())).id
})
afterEach(() => expect(problems.splice(0)).toEqual([]))
afterAll(async () => {
  await browser?.close()
  await sql?.end()
})

const address = () => `${webUrl(config)}/workspaces/${workspace}/operations`
const letters = (page: Page) => page.getByTestId('letter')
/** Waits for its end: it slides out, and says what the list says. */
async function closeDrawer(page: Page): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).first().click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}
/** A message that no worker can read. */
const sendMalformed = (n: number) =>
  sql`select pgmq.send('connector_sync', ${sql.json({ v: 7, n, type: 'load_upload', project_id: project })}::jsonb)`

describe('an admin', () => {
  let page: Page

  beforeAll(async () => {
    page = await openPage(browser, { problems })
    await signIn(page, config, admin.email)
    await page.goto(address())
    await page.getByText('No messages have failed').waitFor()
    await page.getByTestId('freshness').getByText('Live', { exact: true }).waitFor({ state: 'attached' })
    await page.evaluate(() => Object.assign(globalThis, { notReloaded: true }))
  })
  afterAll(async () => {
    expect(await page.evaluate(() => 'notReloaded' in globalThis)).toBe(true)
    await page.context().close()
  })

  const figure = (queue: string, name: string, value: string | RegExp) =>
    page
      .getByTestId(`queue-row-${queue}`)
      .getByTestId(name)
      .filter({ hasText: typeof value === 'string' ? new RegExp(`^${value}$`) : value })
      .waitFor({ timeout: 30_000 })
  const there = (count: number) =>
    page.waitForFunction((wanted) => document.querySelectorAll('[data-testid=letter]').length === wanted, count)

  test('sees a message fail, without reloading', async () => {
    await figure('connector_sync', 'dead', '0')
    await sendMalformed(1)
    await letters(page).filter({ hasText: 'The message is malformed' }).waitFor()
    await figure('connector_sync', 'dead', '1')
    await figure('connector_sync', 'waiting', '0')
  })

  test('opens it, and redrives it: it fails again and is open again', async () => {
    await letters(page).getByRole('button').click()
    const drawer = page.getByRole('dialog')
    expect(JSON.parse((await drawer.getByTestId('letter-message').textContent())!)).toMatchObject({ v: 7, n: 1, project_id: project })
    const [first] = await sql`select id, idempotency_key from dead_letters where project_id = ${project}`
    await drawer.getByText(first!.idempotency_key as string).waitFor()
    await drawer.getByRole('button', { name: 'Redrive' }).click()
    await drawer.getByTestId('letter-state').getByText('Redriven').waitFor()
    await page.getByText('1 message is back on the queue').waitFor()
    await closeDrawer(page)
    await letters(page).waitFor()
    await figure('connector_sync', 'dead', '1')
    const [again, ...others] = await sql`
      select id, idempotency_key, redriven_at from dead_letters where project_id = ${project} and redriven_at is null`
    expect(others).toEqual([])
    expect(again!.id).not.toBe(first!.id)
    expect(again!.idempotency_key).toBe(first!.idempotency_key)
  })

  test('discards it after being asked, and finds the record', async () => {
    await letters(page).getByRole('button').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Discard' }).click()
    await page.getByTestId('letter-state').getByText('Discarded').waitFor()
    await page
      .getByTestId('letter-state')
      .getByText(`by ${admin.email.split('@')[0]}`)
      .waitFor()
    await closeDrawer(page)
    await page.getByText('No messages have failed').waitFor()
    await figure('connector_sync', 'dead', '0')
    await page.locator('#main').getByText('Discarded', { exact: true }).click()
    await there(1)
    expect(new URL(page.url()).searchParams.get('state')).toBe('discarded')
    await page.locator('#main').getByText('Open', { exact: true }).click()
    await page.getByText('No messages have failed').waitFor()
  })

  test('settles several at once', async () => {
    for (const n of [2, 3, 4]) await sendMalformed(n)
    await there(3)
    await page.getByLabel('Select all that are shown').check()
    await page.getByText('3 selected').waitFor()
    const actions = page.getByRole('group', { name: 'What to do with the selected' })
    await actions.getByRole('button', { name: 'Redrive' }).click()
    await page.getByText('3 messages are back on the queue').waitFor()
    // All three have died again, and are shown instead of those before.
    await expect
      .poll(
        async () => {
          const open = await sql`select id from dead_letters where project_id = ${project} and redriven_at is null and discarded_at is null`
          const shown = await letters(page).evaluateAll((rows) => rows.map((row) => row.getAttribute('data-id')))
          return open.length === 3 && open.every(({ id }) => shown.includes(id as string)) && shown.length === 3
        },
        { timeout: 20_000 },
      )
      .toBe(true)
    await page.getByLabel('Select all that are shown').check()
    await actions.getByRole('button', { name: 'Discard' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Discard' }).click()
    await page.getByText('No messages have failed').waitFor()
  })

  test('settles all that match, also those that are not shown', async () => {
    await sql`
      insert into dead_letters (workspace_id, project_id, queue, message, error, idempotency_key, failed_at)
      select ${workspace}, ${project}, 'connector_sync', '{}', '{"message": "Lost"}', 'key ' || n, now() - make_interval(secs => n)
      from generate_series(1, 620) n`
    await there(100)
    await page.getByRole('button', { name: 'Show 100 more of 520' }).click()
    await there(200)
    await page.getByLabel('Select all that are shown').check()
    await page.getByRole('button', { name: 'Select all 620' }).click()
    await page.getByText('620 selected').waitFor()
    await page.getByRole('group', { name: 'What to do with the selected' }).getByRole('button', { name: 'Discard' }).click()
    await page.getByRole('alertdialog').getByText('Discard 620 messages?').waitFor()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Discard' }).click()
    await page.getByText('No messages have failed').waitFor()
    await page.getByText('620 messages discarded').waitFor()
  })

  test('sees that a queue nobody works on is stalled, though nobody asks the server', async () => {
    await sql`select private.create_queue('nobodys', 1)`
    try {
      await sql`select pgmq.send('nobodys', ${sql.json({ v: 1, type: 'unknown', project_id: project })}::jsonb)`
      await figure('nobodys', 'waiting', '1')
      await page.getByTestId('queue-row-nobodys').getByText('Stalled').waitFor({ timeout: 30_000 })
      await figure('nobodys', 'oldest', /^(1[5-9]|[2-5]\d) s$/)
    } finally {
      await sql`delete from private.worker_slots where queue = 'nobodys'`
      await sql`select pgmq.drop_queue('nobodys')`
    }
  })
})

test.each([
  { width: 1440, height: 900, theme: 'light' },
  { width: 375, height: 812, theme: 'dark' },
] as const)('is accessible and fits $width px, $theme', async (look) => {
  await sendMalformed(5)
  const page = await openPage(browser, { ...look, problems })
  await signIn(page, config, admin.email)
  await page.goto(address())
  await letters(page).first().waitFor()
  await keepPicture(page, `operations-${look.width}-${look.theme}`)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
  expect(await violations(page)).toEqual([])
  await letters(page).first().getByRole('button').click()
  await page.getByTestId('letter-message').waitFor()
  await keepPicture(page, `dead-letter-${look.width}-${look.theme}`)
  expect(await violations(page)).toEqual([])
  await page.context().close()
})

test('somebody who is no admin finds nothing', async () => {
  const other = await signUp(config)
  const page = await openPage(browser, { problems })
  await signIn(page, config, other.email)
  expect(await page.getByRole('link', { name: 'Operations' }).count()).toBe(0)
  await page.goto(address())
  await page.getByText('There is nothing here').waitFor()
  expect(await page.getByText('404').count()).toBe(1)
  expect((await other.client.rpc('queue_status', { workspace_id: workspace })).status).toBe(404)
  expect(await must(other.client.from('dead_letters').select('id'))).toEqual([])
  const [letter] =
    await sql`select id from dead_letters where project_id = ${project} and redriven_at is null and discarded_at is null limit 1`
  expect((await other.client.rpc('redrive_dead_letters', { ids: [letter!.id] })).status).toBe(404)
  await page.context().close()
})
