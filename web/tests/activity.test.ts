/** The activity of a project: who did what, as it happens, by kind and person, and further back. */
import postgres from 'postgres'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest'
import { must } from '../../scripts/sample/answer.ts'
import { dbUrl, loadConfig } from '../../scripts/stack/config.ts'
import { launchBrowser } from '../../scripts/testing/browser.ts'
import { keepPicture, openPage, signIn, webUrl } from '../../scripts/testing/pages.ts'
import { signUp, type Person } from '../../scripts/testing/workspace.ts'

const config = loadConfig({ ORRERY_HOME: inject('stack').home, ORRERY_PORT: inject('stack').port })

let browser: Browser
let sql: postgres.Sql
let ada: Person
let bob: Person
let page: Page
const problems: string[] = []

beforeAll(async () => {
  browser = await launchBrowser()
  sql = postgres(dbUrl(config), { max: 1, onnotice: () => {} })
  ada = await signUp(config)
  bob = await signUp(config)
  const { data } = await bob.client.auth.getUser()
  const member = { project_id: ada.projectId, user_id: data.user!.id, role: 'viewer' }
  await must(ada.client.from('project_users').insert(member).select('id'))
  page = await openPage(browser, { problems })
  await signIn(page, config, bob.email)
  await visit()
  await page.evaluate(() => Object.assign(globalThis, { notReloaded: true }))
})
afterEach(() => expect(problems.splice(0)).toEqual([]))
afterAll(async () => {
  await browser?.close()
  await sql?.end()
})

const address = (query = '') => `${webUrl(config)}/p/${ada.projectId}/activity${query}`
const visit = (query = '') => page.goto(address(query)).then(() => page.getByTestId('event').first().waitFor())
const nameOf = ({ email }: Person) => email.split('@')[0]!
const told = (text: string | RegExp) => page.getByTestId('event').filter({ hasText: text })
const sentences = async () => (await page.getByTestId('event').locator('p').allTextContents()).map((text) => text.trim())
const make = (title: string) => must(ada.client.from('dashboards').insert({ project_id: ada.projectId, title }).select('id').single())
/** It may have been read again by itself, and the button be gone. */
const tryAgain = () =>
  page.getByRole('button', { name: 'Try again' }).evaluateAll((buttons) => buttons.forEach((button) => (button as HTMLElement).click()))
const count = () => page.getByTestId('event').count()

test('says who was added', async () => {
  await page.getByRole('link', { name: 'Activity' }).and(page.locator('[aria-current=page]')).waitFor()
  expect(await sentences()).toEqual([`${nameOf(ada)} added ${nameOf(bob)} as viewer`])
})

test('somebody else’s dashboard appears as it is made, and leads there', async () => {
  const { id } = await make('Sales')
  await told(`${nameOf(ada)} created dashboard Sales`).waitFor()
  expect((await sentences())[0]).toBe(`${nameOf(ada)} created dashboard Sales`)
  expect(await told('Sales').getByRole('link', { name: 'Sales' }).getAttribute('href')).toBe(`/p/${ada.projectId}/dashboards/${String(id)}`)
  expect(await told('Sales').getByRole('time').getAttribute('title')).toMatch(/\d{4}.*\d\d:\d\d:\d\d/)
  expect(await page.evaluate(() => 'notReloaded' in globalThis)).toBe(true)
})

test('what is deleted leads nowhere', async () => {
  await must(ada.client.from('dashboards').delete().eq('title', 'Sales').select('id'))
  await told(`${nameOf(ada)} deleted dashboard Sales`).waitFor()
  expect(await told('Sales').getByRole('link').count()).toBe(0)
})

test('many rows of one statement are one sentence', async () => {
  await sql`insert into public.leads (project_id, email) select ${ada.projectId}, n || '@example.com' from generate_series(1, 1201) n`
  await told('Orrery created 1,201 leads').waitFor()
  expect(await told('leads').count()).toBe(1)
})

test('is seen by kind and by person, and the address says so', async () => {
  await page.getByLabel('Kind of subject').selectOption('Dashboards')
  await told('leads').waitFor({ state: 'detached' })
  await told('created dashboard Sales').waitFor()
  expect(await sentences()).toEqual([`${nameOf(ada)} deleted dashboard Sales`, `${nameOf(ada)} created dashboard Sales`])
  expect(new URL(page.url()).search).toBe('?kind=dashboard')
  // What is of another kind does not come in.
  await sql`insert into public.leads (project_id, email) values (${ada.projectId}, 'late@example.com')`
  await make('Costs')
  await told('created dashboard Costs').waitFor()
  expect(await told('lead').count()).toBe(0)
  await page.getByLabel('Person').selectOption('Orrery')
  await page.getByText('No activity matches').waitFor()
  await page.getByRole('button', { name: 'Show everything' }).click()
  await told('Orrery created a lead').waitFor()
  await visit('?by=orrery')
  expect(await sentences()).toEqual(['Orrery created a lead', 'Orrery created 1,201 leads'])
  await visit('?kind=nonsense&by=nobody')
  expect(await count()).toBeGreaterThan(4)
})

test('goes back page by page to the first day', async () => {
  // Sixty events, twenty of each of three days: the day before yesterday has no name of its own.
  await sql`
    insert into public.events (occurred_at, project_id, type, subject_type, data)
    select now() - make_interval(days => 1 + n / 20, secs => n), ${ada.projectId}, 'artifact.failed', 'artifact', '{}' from generate_series(0, 59) n`
  await visit()
  expect(await count()).toBeLessThanOrEqual(50)
  const days = () => page.getByRole('heading', { level: 2 }).allTextContents()
  expect((await days()).map((day) => day.trim()).slice(0, 2)).toEqual(['Today', 'Yesterday'])
  await page.getByRole('button', { name: 'Show older' }).click()
  await page.getByText('That is all').waitFor()
  const all = await sentences()
  expect(all.at(-1)).toBe('1 artifact could not be made')
  expect(all.filter((one) => one.startsWith('1 artifact'))).toHaveLength(60)
  expect((await days()).length).toBeGreaterThanOrEqual(4)
})

test('stays where one reads, and offers what has come', async () => {
  const pane = told(/^/).last()
  await pane.scrollIntoViewIfNeeded()
  const before = await pane.boundingBox()
  await make('Plans')
  const button = page.getByRole('button', { name: 'New activity' })
  await button.waitFor()
  expect(await told('Plans').count()).toBe(0)
  expect(await pane.boundingBox()).toEqual(before)
  await button.press('Enter')
  await told('created dashboard Plans').waitFor()
  expect((await sentences())[0]).toBe(`${nameOf(ada)} created dashboard Plans`)
  await button.waitFor({ state: 'detached' })
})

test('says so when it cannot be read, and tries again', async () => {
  await page.route('**/rest/v1/events*', (route) => route.fulfill({ status: 503, json: { message: 'no' } }))
  await page.goto(address())
  await page.getByRole('alert').getByText('Loading the activity did not work').waitFor()
  await page.unroute('**/rest/v1/events*')
  await tryAgain()
  await told('created dashboard Plans').waitFor()
  expect(problems.splice(0)).not.toEqual([])
})

test('says so when it cannot be read again, and keeps what it shows', async () => {
  await page.route('**/rest/v1/events*', (route) => route.fulfill({ status: 503, json: { message: 'no' } }))
  await make('Unseen')
  const notice = page.getByRole('alert').filter({ hasText: 'Reading new activity did not work' })
  await notice.waitFor()
  expect(await told('created dashboard Plans').count()).toBe(1)
  await page.unroute('**/rest/v1/events*')
  await tryAgain()
  await told('created dashboard Unseen').waitFor()
  await notice.waitFor({ state: 'detached' })
  expect(problems.splice(0)).not.toEqual([])
})

test('is read by keyboard, and says that it is live', async () => {
  const pane = page.getByRole('region', { name: 'Activity' })
  await page.getByTestId('freshness').getByText('Live', { exact: true }).waitFor({ timeout: 30_000 })
  await pane.focus()
  await page.keyboard.press('End')
  await expect.poll(() => pane.evaluate((element) => element.scrollTop)).toBeGreaterThan(0)
})

test('is empty in a new project', async () => {
  await page.goto(`${webUrl(config)}/p/${bob.projectId}/activity`)
  await page.getByText('Nothing has happened yet').waitFor()
  await keepPicture(page, 'activity-empty')
})
