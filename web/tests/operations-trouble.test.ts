/** The operations page when something does not work, for who uses a keyboard, a phone, or has several workspaces. */
import postgres from 'postgres'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { must } from '../../scripts/sample/answer.ts'
import { dbUrl, loadConfig } from '../../scripts/stack/config.ts'
import { launchBrowser } from '../../scripts/testing/browser.ts'
import { openPage, signIn, webUrl } from '../../scripts/testing/pages.ts'
import { signUp, type Person } from '../../scripts/testing/workspace.ts'

const config = loadConfig({ ORRERY_HOME: inject('stack').home, ORRERY_PORT: inject('stack').port })

let browser: Browser
let sql: postgres.Sql
let admin: Person
let page: Page
let workspace: string
let project: string
const problems: string[] = []

const makeWorkspace = async (name: string) => {
  const { id } = await must(admin.client.rpc('create_workspace', { name }).single<{ id: string }>())
  return { id, project: (await must(admin.client.rpc('create_project', { workspace_id: id, name }).single<{ id: string }>())).id }
}

beforeAll(async () => {
  browser = await launchBrowser()
  sql = postgres(dbUrl(config), { max: 2, onnotice: () => {} })
  admin = await signUp(config)
  page = await openPage(browser, { problems })
  await signIn(page, config, admin.email)
})
beforeEach(async () => {
  const made = await makeWorkspace('Harbour')
  workspace = made.id
  project = made.project
})
afterEach(async () => {
  await page.unrouteAll()
  expect(problems.splice(0)).toEqual([])
})
afterAll(async () => {
  await browser?.close()
  await sql?.end()
})

const visit = async (query = '') => {
  await page.goto(`${webUrl(config)}/workspaces/${workspace}/operations${query}`)
  await page.getByTestId('queue-row-events').waitFor()
}
const letters = () => page.getByTestId('letter')
const open = (error: string) => letters().filter({ hasText: error }).getByRole('button').click()
const drawer = () => page.getByRole('dialog')
async function closeDrawer(): Promise<void> {
  await drawer().getByRole('button', { name: 'Close' }).first().click()
  await drawer().waitFor({ state: 'detached' })
}
/** Letters of a queue, a second apart. */
const die = (queue: string, error: string, count = 1) => sql`
  insert into dead_letters (workspace_id, project_id, queue, message, error, idempotency_key, failed_at)
  select ${workspace}, ${project}, ${queue}, '{}', ${sql.json({ message: error })}, gen_random_uuid()::text, now() - make_interval(secs => n)
  from generate_series(1, ${count}) n`
const actions = () => page.getByRole('group', { name: 'What to do with the selected' })
/** Where the keyboard goes on from. */
const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-labelledby') ?? document.activeElement?.tagName)
const settlesAt = (where: string) => expect.poll(focused, { timeout: 10_000 }).toBe(where)
const failing = (of: string) => page.route(of, (route) => route.fulfill({ status: 503, json: { message: 'no' } }))

test('what went wrong with one letter is not said of another', async () => {
  await die('ghost', 'Nobody is there')
  await die('connector_sync', 'Quite another')
  await visit()
  await open('Nobody is there')
  await drawer().getByRole('button', { name: 'Redrive' }).click()
  await drawer().getByText('There is no queue called "ghost" any more').waitFor()
  await closeDrawer()
  await open('Quite another')
  await drawer().getByTestId('letter-message').waitFor()
  expect(await drawer().getByRole('alert').count()).toBe(0)
  problems.splice(0)
})

test('says that what is shown could not be read again, and reads it when asked to', async () => {
  await die('connector_sync', 'Lost', 120)
  await visit()
  await letters().first().waitFor()
  await failing('**/rest/v1/dead_letters*')
  await page.getByRole('button', { name: 'Show 20 more of 20' }).click()
  const notice = page.getByRole('alert').filter({ hasText: 'Reading the dead letters again did not work' })
  await notice.waitFor()
  expect(await letters().count()).toBe(100)
  await page.unroute('**/rest/v1/dead_letters*')
  await notice.getByRole('button', { name: 'Try again' }).evaluateAll(([button]) => (button as HTMLElement | undefined)?.click())
  await expect.poll(() => letters().count()).toBe(120)
  await notice.waitFor({ state: 'detached' })
  expect(problems.splice(0)).not.toEqual([])
})

test('shows what is sent for later, and what a state means to who cannot hover', async () => {
  const [sent] = await sql`select pgmq.send('maintenance', ${sql.json({ v: 1, type: 'later', project_id: project })}::jsonb, 3600) as id`
  try {
    await sql`
      insert into private.message_counts (queue, minute, workspace_id, done, retried, died)
      values ('maintenance', date_trunc('minute', now() - interval '20 minutes'), ${workspace}, 12, 3, 1)`
    await visit()
    const row = page.getByTestId('queue-row-maintenance')
    await row.getByTestId('delayed').filter({ hasText: /^1$/ }).waitFor()
    await row.getByTestId('health').press('Enter')
    const told = page.getByTestId('health-told')
    await told.getByText('No message is due now').waitFor()
    await told.getByText('12 done, 3 tried again, 1 given up').waitFor()
  } finally {
    await sql`select pgmq.delete('maintenance', ${sent!.id as string}::bigint)`
  }
})

test('leads from the dead letters of a queue to their list', async () => {
  await die('connector_sync', 'Lost', 3)
  await page.setViewportSize({ width: 375, height: 480 })
  try {
    await visit()
    await letters().first().waitFor()
    await page.getByRole('button', { name: '3 dead letters: show them' }).click()
    await settlesAt('letters-heading')
    await expect
      .poll(() =>
        letters()
          .first()
          .evaluate((letter) => letter.getBoundingClientRect().bottom <= window.innerHeight),
      )
      .toBe(true)
    expect(new URL(page.url()).searchParams.get('queue')).toBe('connector_sync')
  } finally {
    await page.setViewportSize({ width: 1440, height: 900 })
  }
})

test('leads to the operations of another workspace', async () => {
  const other = await makeWorkspace('Yard')
  await visit()
  await page.getByLabel('Workspace').selectOption('Yard')
  await page.waitForURL((url) => url.pathname.includes(other.id))
  await page.getByTestId('queue-row-events').waitFor()
})

test('the keyboard stays at the list when what it was at is gone', async () => {
  await die('connector_sync', 'Lost', 3)
  await visit()
  const row = letters().first().getByRole('button')
  await letters().last().getByRole('checkbox').check()
  await row.press('Enter')
  await drawer().getByTestId('letter-message').waitFor()
  await page.keyboard.press('Escape')
  await drawer().waitFor({ state: 'detached' })
  await expect.poll(() => row.evaluate((button) => button === document.activeElement)).toBe(true)
  expect(await letters().last().getByRole('checkbox').isChecked()).toBe(true)
  await letters().last().getByRole('checkbox').uncheck()

  await row.press('Enter')
  await drawer().getByRole('button', { name: 'Discard' }).press('Enter')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Discard' }).press('Enter')
  await drawer().getByTestId('letter-state').getByText('Discarded').waitFor()
  await page.getByRole('alertdialog').waitFor({ state: 'detached' })
  await expect.poll(() => letters().count()).toBe(2)
  await page.keyboard.press('Escape')
  await drawer().waitFor({ state: 'detached' })
  await settlesAt('letters-heading')

  await letters().first().getByRole('checkbox').check()
  await actions().getByRole('button', { name: 'Discard' }).press('Enter')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Discard' }).press('Enter')
  await expect.poll(() => letters().count()).toBe(1)
  await settlesAt('letters-heading')

  await letters().first().getByRole('checkbox').check()
  await actions().getByRole('button', { name: 'Redrive' }).press('Enter')
  await actions().waitFor({ state: 'detached' })
  await settlesAt('letters-heading')
})

test.each([
  ['those that are selected', 3],
  ['all of them, also those that are not shown', 620],
])('redrives what it can of %s, and says what is left and why', async (_, count) => {
  await die('connector_sync', 'Lost', count)
  await die('ghost', 'Nobody is there', 2)
  await visit()
  await page.getByLabel('Select all that are shown').check()
  if (count > 100) await page.getByRole('button', { name: `Select all ${count + 2}` }).click()
  await page.getByText(`${count + 2} selected`).waitFor()
  await actions().getByRole('button', { name: 'Redrive' }).click()
  await page.getByText(`${count} messages are back on the queue, 2 are left`).waitFor({ timeout: 60_000 })
  await page.getByText('There is no queue called "ghost" any more').waitFor()
  const left = await sql`
    select queue from dead_letters where project_id = ${project} and error ->> 'message' in ('Lost', 'Nobody is there') and redriven_at is null`
  expect(left.map(({ queue }) => queue as string)).toEqual(['ghost', 'ghost'])
  problems.splice(0)
})

test('says what is not there, and keeps the way to the rest', async () => {
  await page.goto(`${webUrl(config)}/workspaces/${crypto.randomUUID()}/operations`)
  await page.getByText('This workspace does not exist, or you are not an admin of it.').waitFor()
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Dashboards' }).waitFor()
  await page.goto(`${webUrl(config)}/nothing/of/the/kind`)
  await page.getByText('It was deleted, or the address has a typing error.').waitFor()
  problems.splice(0)
})
