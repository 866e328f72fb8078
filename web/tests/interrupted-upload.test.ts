/** Uploads that are too large, break off, are cancelled or meet each other: a load is visible whole or not at all, and the next try works. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { dbUrl, loadConfig } from '../../scripts/stack/config.ts'
import { launchBrowser } from '../../scripts/testing/browser.ts'
import { Uploader } from './files.ts'

const config = loadConfig({ ORRERY_HOME: inject('stack').home, ORRERY_PORT: inject('stack').port })
const folder = mkdtempSync(join(tmpdir(), 'orrery-files-'))

let browser: Browser
let uploader: Uploader
let page: Page
const problems: string[] = []

beforeAll(async () => {
  browser = await launchBrowser()
  uploader = await Uploader.open(browser, config, problems)
  page = uploader.page
})
afterEach(() => expect(problems.splice(0)).toEqual([]))
afterAll(async () => {
  await browser.close()
  rmSync(folder, { recursive: true })
})

test('a file larger than the server takes is refused in plain words, and a smaller one loads', async () => {
  const sql = postgres(dbUrl(config), { max: 1 })
  await sql`update storage.buckets set file_size_limit = 1000000 where id = 'uploads'`
  try {
    await uploader.choose('giant.csv', Buffer.from('a,b\n' + '1,2\n'.repeat(500_000)))
    await page.getByRole('button', { name: 'Load file' }).click()
    const alert = page.getByRole('alert').filter({ hasText: 'larger than the server takes' })
    await alert.getByText('Split the file and append its parts one after the other').waitFor()
    expect(await uploader.datasets('Giant')).toEqual([])
    expect(problems.splice(0)).toEqual([expect.stringContaining('400')])
    await uploader.choose('giant.csv', Buffer.from('a,b\n1,2\n'))
    await uploader.load(1)
  } finally {
    await sql`update storage.buckets set file_size_limit = null where id = 'uploads'`
    await sql.end()
  }
})

describe('what is cut off', () => {
  test('a connection that breaks while sending says so, and the same button finishes it', async () => {
    await page.route('**/storage/v1/object/uploads/**', (route) => route.abort('connectionreset'), { times: 1 })
    await uploader.choose('cut.csv', Buffer.from('a\n1\n2\n'))
    await page.getByRole('button', { name: 'Load file' }).click()
    const alert = page.getByRole('alert').filter({ hasText: 'The server could not be reached' })
    await alert.waitFor()
    expect(await uploader.datasets('Cut')).toEqual([])
    expect(problems.splice(0)).toEqual([expect.stringContaining('ERR_CONNECTION_RESET')])
    await alert.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('2 rows loaded').waitFor()
    expect(await uploader.rows('Cut')).toEqual([{ a: 1 }, { a: 2 }])
  })

  test('half a file on the wire is no file: it cannot be loaded', async () => {
    const path = `${uploader.person.projectId}/${crypto.randomUUID()}/half.csv`
    const incoming = () => readdirSync(join(config.home, 'storage/files/incoming')).length
    const connection = await uploader.sendHalf(path, Buffer.from('a,b\n1,2\n3,4\n'.repeat(50_000)))
    await expect.poll(incoming).toBe(1)
    connection.destroy()
    await expect.poll(incoming).toBe(0)
    const options = {
      format: 'csv',
      mode: 'create',
      name: 'Half',
      columns: [{ name: 'a', type: 'text', nullable: true, role: 'dimension' }],
    }
    const { error } = await uploader.person.client.rpc('load_upload', { project_id: uploader.person.projectId, path, options })
    expect(error).toMatchObject({ code: 'PT404', message: 'The file is not there' })
    expect(await uploader.datasets('Half')).toEqual([])
  })

  test('cancelling while it is sent goes back to the settings', async () => {
    await uploader.choose('slow.csv', Buffer.from('a,b\n' + '1,2\n'.repeat(500_000)))
    const network = await page.context().newCDPSession(page)
    const speed = (uploadThroughput: number) =>
      network.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput })
    await network.send('Network.enable')
    await speed(200_000)
    await page.getByRole('button', { name: 'Load file' }).click()
    await page.getByText(/^Uploading/).waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Load file' }).waitFor()
    expect(await uploader.datasets('Slow')).toEqual([])
    await speed(-1)
    await uploader.load(500_000)
    expect(await uploader.datasets('Slow')).toMatchObject([{ row_count: 500_000 }])
    await network.detach()
  })

  test('cancelling in the middle of a large load leaves nothing, and trying again loads all of it', { timeout: 240_000 }, async () => {
    // Decimal commas and days first are converted value by value, which takes long enough to be interrupted.
    const line = 'the quick brown fox jumps over the lazy dog;1.234,5;16.05.2024\n'
    const count = 1_000_000
    const path = join(folder, 'large.csv')
    writeFileSync(path, `words;amount;day\n${line.repeat(count)}`)
    await uploader.choose('large.csv', { path })
    await page.getByRole('button', { name: 'Load file' }).click()
    await page.getByText(/rows so far/).waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    const alert = page.getByRole('alert').filter({ hasText: 'The load was cancelled' })
    await alert.getByText('Nothing of it was kept').waitFor()
    expect(await uploader.datasets('Large')).toMatchObject([{ row_count: 0, version: 0 }])
    expect(await uploader.rows('Large')).toEqual([])
    await alert.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('1,000,000 rows loaded').waitFor({ timeout: 100_000 })
    expect(await uploader.datasets('Large')).toMatchObject([{ row_count: count }])
  })
})

test('two loads of one file at once: one is whole, the other is told why and may have another name', async () => {
  const other = await page.context().newPage()
  other.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  const bytes = Buffer.from('n\n' + Array.from({ length: 20_000 }, (_, n) => n).join('\n'))
  await Promise.all([page, other].map((one) => uploader.choose('twice.csv', bytes, one)))
  await Promise.all([page, other].map((one) => one.getByRole('button', { name: 'Load file' }).click()))
  const ends = await Promise.all(
    [page, other].map(async (one) => {
      const refused = one.getByRole('alert').filter({ hasText: 'There is a dataset called "Twice" already, or one is being loaded' })
      await one.getByText('20,000 rows loaded').or(refused).waitFor()
      return { one, refused: await refused.isVisible() }
    }),
  )
  expect(ends.map(({ refused }) => refused).toSorted()).toEqual([false, true])
  expect(problems.splice(0)).toEqual([expect.stringContaining('409')])
  expect(await uploader.datasets('Twice')).toMatchObject([{ row_count: 20_000 }])
  const loser = ends.find(({ refused }) => refused)!.one
  await loser.getByRole('button', { name: 'Change the settings' }).click()
  await loser.getByLabel('Dataset name').fill('Twice again')
  await uploader.load(20_000, loser)
  expect(await uploader.datasets('Twice again')).toMatchObject([{ row_count: 20_000 }])
  await other.close()
})
