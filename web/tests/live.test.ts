/** An open dashboard follows its data, whoever changes it and whatever breaks on the way; and what the first sign-in shows. */
import postgres from 'postgres'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { demo } from '../../scripts/sample/main.ts'
import { must } from '../../scripts/sample/answer.ts'
import { dbUrl, loadConfig } from '../../scripts/stack/config.ts'
import { readStatus } from '../../scripts/stack/status.ts'
import { launchBrowser } from '../../scripts/testing/browser.ts'
import { openPage, signIn, webUrl } from '../../scripts/testing/pages.ts'
import { loadCsv, makeDashboard, signUp, type Person } from '../../scripts/testing/workspace.ts'
import type { Column } from '../../shared/dataset.ts'

const config = loadConfig({ ORRERY_HOME: inject('stack').home, ORRERY_PORT: inject('stack').port })

const columns: Column[] = [
  { name: 'city', type: 'text', nullable: true, role: 'dimension' },
  { name: 'amount', type: 'integer', nullable: true, role: 'measure' },
]

let browser: Browser
const problems: string[] = []
beforeAll(async () => {
  browser = await launchBrowser()
})
afterEach(() => expect(problems.splice(0)).toEqual([]))
afterAll(() => browser.close())

describe('an open dashboard', () => {
  let person: Person
  let page: Page
  let dataset: string
  let sql: postgres.Sql
  let table: string

  beforeAll(async () => {
    sql = postgres(dbUrl(config), { max: 1 })
    person = await signUp(config)
    dataset = await loadCsv(person, 'Sales', columns, 'city,amount\nOslo,10\nRome,20\n')
    table = `d_${dataset.replaceAll('-', '')}`
    const dashboard = await makeDashboard(person, 'Live', { id: dataset, columns }, [
      { title: 'Amount by city', type: 'bar', encodings: { x: { column: 'city' }, y: [{ column: 'amount', aggregate: 'sum' }] } },
      { title: 'Total', type: 'metric', encodings: { y: [{ column: 'amount', aggregate: 'sum' }] } },
    ])
    page = await openPage(browser, { problems })
    await signIn(page, config, person.email)
    await page.goto(`${webUrl(config)}/p/${person.projectId}/dashboards/${dashboard}`)
    await shows(30)
    await connected()
    await page.evaluate(() => Object.assign(globalThis, { notReloaded: true }))
  })
  afterAll(async () => {
    expect(await page.evaluate(() => 'notReloaded' in globalThis)).toBe(true)
    await page.context().close()
    await sql.end()
  })

  /** The figure, and the same in the table behind the bars. */
  const shows = async (total: number, city?: string) => {
    await page
      .getByTestId('metric-value')
      .filter({ hasText: new RegExp(`^\\s*${total}\\s*$`) })
      .waitFor()
    if (city)
      await page
        .getByTestId('chart-data')
        .filter({ hasText: 'Amount by city' })
        .getByRole('row', { name: city })
        .waitFor({ state: 'attached' })
  }
  const connected = () => page.getByTestId('freshness').getByText('Live', { exact: true }).waitFor()

  test('follows a second upload that appends', async () => {
    const path = `${person.projectId}/${crypto.randomUUID()}/more.csv`
    await must(person.client.storage.from('uploads').upload(path, new Blob(['city,amount\nLima,5\n'])))
    const options = { format: 'csv', mode: 'append', dataset_id: dataset, columns }
    await must(person.client.rpc('load_upload', { project_id: person.projectId, path, options }))
    await shows(35, 'Lima 5')
  })

  test('follows rows inserted, changed and deleted by SQL', async () => {
    await sql`insert into data.${sql(table)} (city, amount) values ('Bonn', 7)`
    await shows(42, 'Bonn 7')
    await sql`update data.${sql(table)} set amount = 8 where city = 'Bonn'`
    await shows(43, 'Bonn 8')
    await sql`delete from data.${sql(table)} where city = 'Bonn'`
    await shows(35)
  })

  test('catches up after Realtime was killed and rows came meanwhile', async () => {
    const pid = readStatus(config.home)!.parts.realtime!.pid
    const offline = page.getByTestId('freshness').getByText('Offline').waitFor()
    // Who is stopped tells nothing more of it.
    process.kill(pid, 'SIGSTOP')
    await sql`insert into data.${sql(table)} (city, amount) values ('Graz', 65)`
    process.kill(pid, 'SIGKILL')
    await offline
    await shows(100, 'Graz 65')
    await connected()
    expect(readStatus(config.home)!.parts.realtime!.pid).not.toBe(pid)
    await sql`insert into data.${sql(table)} (city, amount) values ('Graz', 11)`
    await shows(111, 'Graz 76')
    // What the browser says of a connection that broke.
    expect(problems.splice(0).filter((problem) => !problem.includes('WebSocket connection to'))).toEqual([])
  })
})

describe('the demo sign-in', () => {
  const said = {
    Shop: ['Revenue by region', 'Revenue by category', 'Orders by channel'],
    Energy: ['Energy a day by meter', 'Energy by site', 'Heating against the weather'],
    'Weather and penguins': ['Temperature', 'Days by weather', 'How warm days get'],
  }

  test('shows the sample workspace, every chart of it with data', async () => {
    const status = readStatus(config.home)!
    expect(status.demo).toEqual(demo)
    const page = await openPage(browser, { problems })
    await signIn(page, config, status.demo!.email, status.demo!.password)
    const home = page.url()
    for (const [dashboard, charts] of Object.entries(said)) {
      await page.goto(home)
      await page
        .getByRole('link', { name: new RegExp(`^${dashboard}`) })
        .first()
        .click()
      await page.getByRole('heading', { name: dashboard, exact: true }).waitFor()
      for (const title of charts)
        await page
          .getByTestId('chart')
          .and(page.getByRole('figure', { name: title, exact: true }))
          .waitFor()
      await page.waitForFunction(() => {
        const charts = [...document.querySelectorAll('[data-testid=chart]')]
        const drawn = document.querySelectorAll(
          '[data-testid=chart] :is(svg.marks, canvas.marks, [data-testid=metric-value], [role=table], table)',
        )
        return charts.length > 0 && drawn.length >= charts.length && !document.querySelector('[aria-busy=true]')
      })
      expect(await page.getByText(/^No data$|Drawing this chart did not work/).count()).toBe(0)
    }
    await page.context().close()
  })
})
