/** Every screen, wide and on a phone, light and dark: it says what it should, logs nothing, fits, and is accessible. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { loadConfig } from '../../scripts/stack/config.ts'
import { demo } from '../../scripts/sample/main.ts'
import { violations } from '../../scripts/testing/accessibility.ts'
import { launchBrowser } from '../../scripts/testing/browser.ts'
import { keepPicture, openPage, signIn, webUrl } from '../../scripts/testing/pages.ts'

const config = loadConfig({ ORRERY_HOME: inject('stack').home, ORRERY_PORT: inject('stack').port })

interface Screen {
  name: string
  /** Below the project's address; from `/` on an address of its own. */
  path: (links: Links) => string
  /** Present once the screen is full. */
  ready: (page: Page) => Promise<unknown>
}

interface Links {
  dashboard: string
  dataset: string
}

const chartsDrawn = (count: number) => (page: Page) =>
  page.waitForFunction(
    (wanted) => document.querySelectorAll('[data-testid=chart] :is(svg.marks, canvas.marks, [data-testid=metric-value])').length >= wanted,
    count,
  )

const screens: Screen[] = [
  { name: 'dashboards', path: () => 'dashboards', ready: (page) => page.getByText('Weather and penguins').waitFor() },
  { name: 'dashboard', path: ({ dashboard }) => `dashboards/${dashboard}`, ready: chartsDrawn(4) },
  { name: 'data', path: () => 'data', ready: (page) => page.getByText('Web traffic').first().waitFor() },
  { name: 'dataset', path: ({ dataset }) => `data/${dataset}`, ready: (page) => page.getByText('500000').first().waitFor() },
  {
    name: 'upload',
    path: () => 'data/upload',
    ready: (page) =>
      page
        .getByText(/Drop CSV or JSON/)
        .first()
        .waitFor(),
  },
  {
    name: 'charts',
    path: () => 'charts',
    ready: (page) =>
      page
        .getByRole('link', { name: /Sessions by source/ })
        .first()
        .waitFor(),
  },
  { name: 'chart', path: ({ dataset }) => `charts/new?dataset=${dataset}`, ready: chartsDrawn(1) },
  { name: 'activity', path: () => 'activity', ready: (page) => page.getByTestId('event').first().waitFor() },
  { name: 'settings', path: () => '/settings', ready: (page) => page.getByText('Time zone').first().waitFor() },
]

const looks = [
  { width: 1440, height: 900, theme: 'light' },
  { width: 1440, height: 900, theme: 'dark' },
  { width: 375, height: 812, theme: 'light' },
  { width: 375, height: 812, theme: 'dark' },
] as const

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

describe.each(looks)('$width px, $theme', (look) => {
  let page: Page
  let project: string
  const problems: string[] = []

  beforeAll(async () => {
    page = await openPage(browser, { ...look, problems })
    await signIn(page, config, demo.email, demo.password)
    project = /^.*\/p\/[0-9a-f-]{36}\//.exec(page.url())![0]
  })
  afterAll(() => page.context().close())

  test.each(screens)('$name', async ({ name, path, ready }) => {
    const links = await findLinks(page, project)
    await page.goto(new URL(path(links), project).href)
    await ready(page)
    await page.waitForFunction(() => document.querySelectorAll('[aria-busy=true]').length === 0)
    await keepPicture(page, `${name}-${look.width}-${look.theme}`)
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
    expect(await violations(page)).toEqual([])
    expect(problems.splice(0)).toEqual([])
  })
})

test.each(['sign-in', 'sign-up'])('%s is accessible', async (path) => {
  const page = await openPage(browser, { width: 375, height: 812 })
  await page.goto(`${webUrl(config)}/${path}`)
  await page.getByLabel('E-mail').waitFor()
  await keepPicture(page, path)
  expect(await violations(page)).toEqual([])
  await page.context().close()
})

async function findLinks(page: Page, project: string): Promise<Links> {
  await page.goto(`${project}data`)
  const orders = page.getByRole('link', { name: /^Orders/ }).first()
  const dataset = (await orders.getAttribute('href'))!.split('/').at(-1)!
  await page.goto(`${project}dashboards`)
  const shop = page.getByRole('link', { name: /^Shop/ }).first()
  return { dataset, dashboard: (await shop.getAttribute('href'))!.split('/').at(-1)! }
}
