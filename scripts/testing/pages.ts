/** What every browser test does first. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import type { StackConfig } from '../stack/config.ts'
import { password } from './workspace.ts'

export const webUrl = (config: StackConfig) => `http://127.0.0.1:${config.ports.web}`

const pictures = join(import.meta.dirname, '../../test-results')

export interface PageOptions {
  width?: number
  height?: number
  theme?: 'light' | 'dark'
  /** Collects what the console and uncaught errors say. */
  problems?: string[]
}

/** A page of its own browser profile. */
export async function openPage(
  browser: Browser,
  { width = 1440, height = 900, theme = 'light', problems = [] }: PageOptions = {},
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, locale: 'en-GB', reducedMotion: 'reduce' })
  context.setDefaultTimeout(30_000)
  const page = await context.newPage()
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(`${page.url()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => problems.push(`${page.url()}: ${error.message}`))
  return page
}

/** Keeps a screenshot in `test-results/`, for a person to look at. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true })
  await page.screenshot({ path: join(pictures, `${name}.png`) })
}

/** Signs in through the form and waits for the workspace. */
export async function signIn(page: Page, config: StackConfig, email: string, secret = password): Promise<void> {
  await page.goto(`${webUrl(config)}/sign-in`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(secret)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(/\/p\/[0-9a-f-]{36}\//)
}
