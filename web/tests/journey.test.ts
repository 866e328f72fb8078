/** The main job, as a person does it: sign up, upload a file, chart it twice, and watch the dashboard change by itself. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { loadConfig } from '../../scripts/stack/config.ts'
import { launchBrowser } from '../../scripts/testing/browser.ts'
import { keepPicture, openPage, webUrl } from '../../scripts/testing/pages.ts'
import { password } from '../../scripts/testing/workspace.ts'

const config = loadConfig({ ORRERY_HOME: inject('stack').home, ORRERY_PORT: inject('stack').port })
const weather = join(dirname(createRequire(import.meta.url).resolve('vega-datasets')), '../data/seattle-weather.csv')
const days = readFileSync(weather, 'utf8').trim().split('\n').length - 1

describe('from a file to a live chart', () => {
  let browser: Browser
  let page: Page
  const problems: string[] = []

  beforeAll(async () => {
    browser = await launchBrowser()
    page = await openPage(browser, { problems })
  })
  afterAll(async () => {
    await browser.close()
  })

  test('signing up opens an empty project', async () => {
    await page.goto(webUrl(config))
    await page.getByRole('link', { name: 'Create an account' }).click()
    await page.getByLabel('Name').fill('Ada Brahe')
    await page.getByLabel('E-mail').fill(`ada-${crypto.randomUUID()}@example.com`)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.waitForURL(/\/p\/[0-9a-f-]{36}\/dashboards/)
    await page.getByRole('link', { name: 'Data', exact: true }).first().click()
    await page.waitForURL(/\/data$/)
    await keepPicture(page, 'empty-project')
  })

  test('a CSV is read, previewed and loaded', async () => {
    await page.goto(page.url().replace(/\/data$/, '/data/upload'))
    await page.locator('input[type=file]').setInputFiles(weather)
    await page.getByRole('button', { name: 'Load file' }).waitFor()
    await keepPicture(page, 'upload-preview')
    expect(await page.getByLabel('Dataset name').inputValue()).toMatch(/seattle.weather/i)
    await page.getByRole('button', { name: 'Load file' }).click()
    await page.getByText(`${days.toLocaleString('en')} rows loaded`).waitFor()
    expect(await page.getByText('None were rejected').isVisible()).toBe(true)
    await keepPicture(page, 'upload-done')
  })

  test('two charts are built and put on one dashboard', async () => {
    await page.getByRole('link', { name: 'New chart' }).click()
    await page.waitForURL(/charts\/new/)
    await buildChart(page, 'Bar', 'weather', 'Number of rows', 'Days by weather')
    await page.getByRole('button', { name: 'Save and add to dashboard' }).click()
    await page.getByLabel('Title of the new dashboard').fill('Seattle')
    await page.getByRole('button', { name: 'Add chart' }).click()
    await page.waitForURL(/\/dashboards\/[0-9a-f-]{36}/)
    const dashboard = page.url()

    const dataset = await datasetOf(page)
    await page.goto(`${dashboard.split('/dashboards/')[0]}/charts/new?dataset=${dataset}`)
    await buildChart(page, 'Line', 'date', 'temp_max', 'Warm days')
    await page.getByRole('button', { name: 'Save and add to dashboard' }).click()
    await page.getByRole('button', { name: 'Add chart' }).click()
    await page.waitForURL(/\/dashboards\/[0-9a-f-]{36}/)
    await page.getByTestId('chart').nth(1).waitFor()
    expect(await page.getByTestId('chart').count()).toBe(2)
    await rowOf(page, 'Days by weather', 'sun').waitFor()
    await keepPicture(page, 'dashboard')
  })

  test('rows posted to the ingest address change the open dashboard without a reload', async () => {
    const before = Number(await rowOf(page, 'Days by weather', 'sun').locator('td').nth(1).textContent())
    await page.evaluate(() => Object.assign(globalThis, { notReloaded: true }))
    const { address, token } = await newIngestToken(page)
    const posted = await fetch(address, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify([
        { date: '2016-01-01', precipitation: 0, temp_max: 9.4, temp_min: 1.1, wind: 2.2, weather: 'sun' },
        { date: '2016-01-02', precipitation: 0, temp_max: 8.9, temp_min: 0.6, wind: 3.1, weather: 'sun' },
      ]),
    })
    expect(await posted.json()).toMatchObject({ accepted: 2, rejected: [] })
    await page
      .getByTestId('chart-data')
      .filter({ hasText: 'Days by weather' })
      .getByRole('row', { name: `sun ${before + 2}` })
      .waitFor({ state: 'attached' })
    expect(await page.evaluate(() => 'notReloaded' in globalThis)).toBe(true)
    await keepPicture(page, 'dashboard-changed')
  })

  test('no page logged an error', () => expect(problems).toEqual([]))
})

/** Fills a shelf through its menu; what was on it goes. */
async function place(page: Page, shelf: string, field: string): Promise<void> {
  const area = page.getByRole('region', { name: shelf, exact: true })
  const removers = area.getByRole('button', { name: /^Remove / })
  while ((await removers.count()) > 0) await removers.first().click()
  await area.getByRole('button', { name: `Add field to ${shelf}` }).click()
  await page.getByRole('menuitem', { name: field, exact: true }).click()
}

async function buildChart(page: Page, type: string, x: string, y: string, title: string): Promise<void> {
  await page.getByRole('radio', { name: type, exact: true }).check({ force: true })
  await place(page, 'X axis', x)
  await place(page, 'Y axis', y)
  await page.getByLabel('Title of the chart').fill(title)
  await page.getByTestId('chart').waitFor()
}

/** A row of the table that stands behind a chart. */
function rowOf(page: Page, chart: string, first: string) {
  const table = page.getByTestId('chart-data').filter({ hasText: chart })
  return table.getByRole('row').filter({ hasText: new RegExp(`^\\s*${first}`) })
}

/** The only dataset of the project, through the list. */
async function datasetOf(page: Page): Promise<string> {
  const other = await page.context().newPage()
  await other.goto(`${page.url().split('/dashboards/')[0]}/data`)
  const link = other
    .locator('a[href*="/data/"]')
    .filter({ hasText: /seattle.weather/i })
    .first()
  const href = await link.getAttribute('href')
  await other.close()
  return href!.split('/').at(-1)!
}

/** Makes an ingest token in a second tab, as a person would, and reads the address and the token shown once. */
async function newIngestToken(page: Page): Promise<{ address: string; token: string }> {
  const dataset = await datasetOf(page)
  const other = await page.context().newPage()
  await other.goto(`${page.url().split('/dashboards/')[0]}/data/${dataset}`)
  await other.getByRole('tab', { name: 'Ingest' }).click()
  await other.getByRole('button', { name: 'Create token' }).click()
  const dialog = other.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Test sender')
  await dialog.getByRole('button', { name: 'Create token' }).click()
  const text = await other.getByRole('status').filter({ hasText: 'shown once' }).locator('code').textContent()
  await keepPicture(other, 'ingest-token')
  await other.close()
  const [token] = /oit_[\w-]+/.exec(text!)!
  return { address: `http://127.0.0.1:${config.ports.api}/functions/v1/hooks/ingest`, token }
}
