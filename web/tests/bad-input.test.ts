/** Files as people really have them: each ends in a plain message or in the right rows, leaves nothing half-loaded, and the next try works. */
import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { loadConfig } from '../../scripts/stack/config.ts'
import { launchBrowser } from '../../scripts/testing/browser.ts'
import { file, Uploader } from './files.ts'

const config = loadConfig({ ORRERY_HOME: inject('stack').home, ORRERY_PORT: inject('stack').port })

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
afterAll(() => browser.close())

describe('what is no table', () => {
  test('a picture called .csv is refused by what it is, and the next file loads', async () => {
    const png = Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), Buffer.alloc(5000, 7)])
    await uploader.choose('figures.csv', png)
    const alert = page.getByRole('alert').filter({ hasText: 'This is a picture, not delimited text or JSON' })
    await alert.getByText('Save it as CSV or JSON and choose that file').waitFor()
    expect(await page.getByRole('button', { name: 'Load file' }).count()).toBe(0)
    expect(await uploader.datasets('Figures')).toEqual([])
    await alert.getByRole('button', { name: 'Remove' }).click()
    await page.locator('input[type=file]').setInputFiles(file('figures.csv', Buffer.from('a,b\n1,2\n')))
    await uploader.load(1)
    expect(await uploader.rows('Figures')).toEqual([{ a: 1, b: 2 }])
  })

  test('an empty file says so', async () => {
    await uploader.choose('nothing.csv', Buffer.alloc(0))
    await page.getByRole('alert').getByText('The file is empty').waitFor()
    expect(await uploader.datasets('Nothing')).toEqual([])
  })
})

describe('what is written otherwise', () => {
  const cities = 'Stadt,Einwohner\r\nMünchen,1510000\r\nKöln,1087000\r\nGörlitz,56000\r\n'
  const expected = [
    { Stadt: 'München', Einwohner: 1510000 },
    { Stadt: 'Köln', Einwohner: 1087000 },
    { Stadt: 'Görlitz', Einwohner: 56000 },
  ]
  test.each([
    ['UTF-16 with its mark', Buffer.from(`\ufeff${cities}`, 'utf16le'), 'UTF-16 little-endian'],
    ['UTF-16, most significant byte first, no mark', Buffer.from(cities, 'utf16le').swap16(), 'UTF-16 big-endian'],
    ['Windows-1252', Buffer.from(cities, 'latin1'), 'Western (Windows-1252)'],
  ])('%s', async (encoding, bytes, shown) => {
    await uploader.choose(`${encoding}.csv`, bytes)
    await page.getByText(shown).first().waitFor()
    await page.getByRole('cell', { name: 'München' }).waitFor()
    await page.getByLabel('Dataset name').fill(encoding)
    await uploader.load(3)
    expect(await uploader.rows(encoding)).toEqual(expected)
  })

  test('semicolons, decimal commas and days first', async () => {
    await uploader.choose('preise.csv', Buffer.from('Ort;Preis;Tag\nGöttingen;1.234,50;31.12.2024\nBonn;2,25;01.02.2025\n'))
    await uploader.load(2)
    expect(await uploader.rows('Preise')).toEqual([
      { Ort: 'Göttingen', Preis: 1234.5, Tag: '2024-12-31' },
      { Ort: 'Bonn', Preis: 2.25, Tag: '2025-02-01' },
    ])
  })
})

describe('what is not of one shape', () => {
  test('ragged lines are left out, listed with their reasons and can be downloaded', async () => {
    const lines = ['a,b,c', '1,2,3', '4,5', '6,7,8,9', '10,11,12', 'x,14,15']
    await uploader.choose('ragged.csv', Buffer.from(lines.join('\n')))
    await page.getByText(/2 of the first 5 lines have more or fewer fields/).waitFor()
    await page.getByLabel('Type of column a').selectOption('integer')
    await uploader.load(2)
    await page.getByText('3 did not fit and were left out').waitFor()
    await page.getByRole('button', { name: 'See rejected rows' }).click()
    const sheet = page.getByRole('dialog', { name: 'Rejected rows' })
    await sheet.getByText('6,7,8,9').waitFor()
    const [download] = await Promise.all([page.waitForEvent('download'), sheet.getByRole('button', { name: 'Download CSV' }).click()])
    expect(download.suggestedFilename()).toBe('ragged rejected.csv')
    const csv = readFileSync(await download.path(), 'utf8')
      .replace(/^\ufeff/, '')
      .trimEnd()
      .split('\r\n')
    expect(csv[0]).toBe('line,reason,record')
    expect(csv.slice(1).map((line) => line.split(',')[0])).toEqual(['3', '4', '6'])
    expect(csv[1]).toMatch(/2 fields.*3/)
    expect(csv[2]).toMatch(/4 fields.*3/)
    expect(csv[3]).toMatch(/integer|whole number/i)
    expect(await uploader.rows('Ragged')).toEqual([
      { a: 1, b: 2, c: 3 },
      { a: 10, b: 11, c: 12 },
    ])
  })

  test('2,000 columns are refused before anything is sent; 1,000 load', async () => {
    const wide = (count: number) => Buffer.from(`${row(count, (n) => `c${n}`)}\n${row(count, String)}\n`)
    await uploader.choose('wide.csv', wide(2000))
    await page.getByText('This file has 2,000 columns, and a dataset has at most 1,000. Take some out of the file.').waitFor()
    expect(await page.getByRole('button', { name: 'Load file' }).isDisabled()).toBe(true)
    expect(await uploader.datasets('Wide')).toEqual([])
    await uploader.choose('wide.csv', wide(1000))
    await uploader.load(1)
    const [loaded] = await uploader.rows('Wide')
    expect(Object.keys(loaded!)).toHaveLength(1000)
    expect(loaded).toMatchObject({ c0: 0, c999: 999 })
  })

  test('columns with one name or none get names of their own', async () => {
    await uploader.choose('headers.csv', Buffer.from('price,price,,name\n1,2,3,x\n4,5,6,y\n'))
    expect(
      await page.getByLabel(/^Name of column/).evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value)),
    ).toEqual(['price', 'price 2', 'column 3', 'name'])
    await page.getByLabel('Name of column 2').fill('price')
    await page.getByText('Two columns are called “price”. Rename one of them.').waitFor()
    expect(await page.getByRole('button', { name: 'Load file' }).isDisabled()).toBe(true)
    await page.getByLabel('Name of column 2').fill('discount')
    await uploader.load(2)
    expect(await uploader.rows('Headers')).toEqual([
      { price: 1, discount: 2, 'column 3': 3, name: 'x' },
      { price: 4, discount: 5, 'column 3': 6, name: 'y' },
    ])
  })
})

const row = (count: number, value: (n: number) => string) => Array.from({ length: count }, (_, n) => value(n)).join(',')
