/** The operations page while the worker and Postgres are killed: the figures go on moving without a reload, and end at zero. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { must } from '../../scripts/sample/answer.ts'
import { dbUrl, loadConfig, type StackConfig } from '../../scripts/stack/config.ts'
import { launchBrowser } from '../../scripts/testing/browser.ts'
import { openPage, signIn, webUrl } from '../../scripts/testing/pages.ts'
import { startStack, type RunningStack } from '../../scripts/testing/stack.ts'
import { until } from '../../scripts/testing/uploads.ts'
import { signUp } from '../../scripts/testing/workspace.ts'
import { External } from '../../supabase/tests/chaos/external.ts'
import { createLedger, takeBalance } from '../../supabase/tests/chaos/ledger.ts'
import { Saboteur } from '../../supabase/tests/chaos/saboteur.ts'
import { makeMessages, sendAll } from '../../supabase/tests/chaos/senders.ts'

const functions = join(import.meta.dirname, '../../supabase/tests/chaos/functions')

let browser: Browser
let external: External
let stack: RunningStack
let config: StackConfig
let sql: postgres.Sql
let page: Page
let project: string

beforeAll(async () => {
  external = await External.start(() => (Math.random() < 0.2 ? 'failed' : 'done'))
  stack = await startStack({ args: ['--no-sample'], env: { ORRERY_FUNCTIONS: functions, ORRERY_CHAOS_URL: external.url } })
  config = loadConfig({ ORRERY_HOME: stack.home, ORRERY_PORT: String(stack.port) })
  sql = postgres(dbUrl(config), { max: 4, onnotice: () => {} })
  await createLedger(sql, 2)
  const admin = await signUp(config)
  const workspace = await must(admin.client.rpc('create_workspace', { name: 'Harbour' }).single<{ id: string }>())
  const made = await must(admin.client.rpc('create_project', { workspace_id: workspace.id, name: 'Ships' }).single<{ id: string }>())
  project = made.id
  browser = await launchBrowser()
  page = await openPage(browser)
  await signIn(page, config, admin.email)
  await page.goto(`${webUrl(config)}/workspaces/${workspace.id}/operations`)
  await page.getByText('No messages have failed').waitFor()
})
afterAll(async () => {
  await browser?.close()
  await sql?.end()
  await stack?.stop()
  external?.close()
  if (stack) rmSync(stack.home, { recursive: true, force: true })
})

const shows = (name: string, value: RegExp) =>
  page.getByTestId('queue-row-chaos').getByTestId(name).filter({ hasText: value }).waitFor({ timeout: 60_000 })

test('shows messages pile up, be worked off and die, while everything is killed', async () => {
  await page.evaluate(() => Object.assign(globalThis, { notReloaded: true }))
  await shows('waiting', /^0$/)
  const saboteur = new Saboteur(stack.home)
  const messages = makeMessages(300, [project])
  const sent = sendAll(sql, messages, 2, 10)
  await until(
    async () => external.had(),
    (had) => had > 20,
  )
  // Its lease keeps others away for a while: what is sent meanwhile waits, and is seen waiting.
  await saboteur.strike('functions', 'SIGKILL')
  await shows('waiting', /^[1-9]\d*$/)
  await saboteur.strike('postgres', 'SIGQUIT')
  await sent
  await shows('waiting', /^0$/)
  const balance = await until(
    () => takeBalance(sql),
    ({ queued }) => queued === 0,
    60,
  )
  expect(balance).toMatchObject({ lost: [], duplicated: [], notDead: [], wronglyDead: [] })
  await shows('dead', new RegExp(`^${balance.sent - balance.settled}$`))
  await page.getByTestId('letter').filter({ hasText: 'It is refused by design' }).first().waitFor()
  expect(await page.evaluate(() => 'notReloaded' in globalThis)).toBe(true)
})
