/** A dashboard as one person uses it: arranged by keyboard and mouse, written on, narrowed to a time and a group. */
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { loadConfig } from '../../scripts/stack/config.ts'
import { launchBrowser } from '../../scripts/testing/browser.ts'
import { keepPicture } from '../../scripts/testing/pages.ts'
import { addTab, bars, box, edit, figure, row, save, widget, write, Board } from './board.ts'

const config = loadConfig({ ORRERY_HOME: inject('stack').home, ORRERY_PORT: inject('stack').port })

let browser: Browser
let board: Board
let page: Page
const problems: string[] = []

beforeAll(async () => {
  browser = await launchBrowser()
  board = await Board.open(browser, config, problems)
  page = board.page
})
afterEach(() => expect(problems.splice(0)).toEqual([]))
afterAll(() => browser.close())

describe('arranging', () => {
  test('a widget is moved and resized by keyboard, undone, redone, saved, and there after a reload', async () => {
    await board.fresh('Arranged')
    await board.visit()
    await edit(page)
    const moved = widget(page, 'Rows by kind')
    const start = await box(moved)
    await moved.press('ArrowRight')
    await page.getByText('Rows by kind: column 2, row 9').waitFor({ state: 'attached' })
    await moved.press('Shift+ArrowDown')
    await page.getByText(/^Rows by kind: 6 columns wide, 9 rows high/).waitFor({ state: 'attached' })
    await expect.poll(async () => (await box(moved)).height).toBeCloseTo(start.height + 40, -1)
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(async () => (await box(moved)).height).toBeCloseTo(start.height, -1)
    await expect.poll(async () => (await box(moved)).x).toBeGreaterThan(start.x + 50)
    await page.keyboard.press('Control+Shift+z')
    await expect.poll(async () => (await box(moved)).height).toBeCloseTo(start.height + 40, -1)
    await save(page)
    const saved = (await board.widgets()).find(({ name }) => name === 'Rows by kind')!
    expect(saved).toMatchObject({ position_x: 1, position_y: 8, width: 6, height: 9 })
    await page.reload()
    await figure(page).waitFor()
    await expect.poll(async () => (await box(moved)).height).toBeCloseTo(start.height + 40, -1)
  })

  test('a widget is dragged by its head to another place', async () => {
    await board.fresh('Dragged')
    await board.visit()
    await edit(page)
    const dragged = widget(page, 'Rows by kind')
    const { x, y, width } = await box(dragged)
    await page.mouse.move(x + 60, y + 20)
    await page.mouse.down()
    await page.mouse.move(x + 80, y + 30, { steps: 3 })
    await page.mouse.move(x + 60 + width, y + 20, { steps: 8 })
    // The widget follows a step behind the pointer.
    await page.mouse.move(x + 60 + width, y + 21)
    await expect.poll(async () => (await box(page.locator('.grid-stack-placeholder'))).x).toBeCloseTo(x + width, -1)
    await page.mouse.up()
    await save(page)
    expect((await board.widgets()).find(({ name }) => name === 'Rows by kind')).toMatchObject({ position_x: 6, position_y: 8 })
    await expect.poll(async () => (await box(dragged)).x).toBeCloseTo(x + width, -1)
  })

  test('a text is Markdown, and nothing in it runs', async () => {
    await board.fresh('Written on')
    await board.visit()
    await edit(page)
    await write(
      page,
      '# Read me\n\n**bold** <script>window.ran = 1</script> <img src=x onerror="window.ran = 2"> [click](javascript:window.ran=3)',
    )
    await save(page)
    await page.reload()
    await page.getByRole('heading', { name: 'Read me' }).waitFor()
    const text = page.getByTestId('widget').filter({ hasText: 'Read me' })
    expect(await text.locator('strong').textContent()).toBe('bold')
    expect(await text.textContent()).toContain('<script>window.ran = 1</script>')
    expect(await text.locator('script, img, a').count()).toBe(0)
    expect(await page.evaluate(() => 'ran' in globalThis)).toBe(false)
  })

  test('a tab is added, renamed and kept', async () => {
    await board.fresh('Tabbed')
    await board.visit()
    await edit(page)
    await addTab(page, 'Details')
    await page.getByRole('button', { name: 'Tab', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Rename tab' }).click()
    await page.getByRole('dialog', { name: 'Rename tab' }).getByLabel('Title').fill('Fine print')
    await page.getByRole('button', { name: 'Rename', exact: true }).click()
    await save(page)
    expect(await board.tabs()).toEqual(['Overview', 'Fine print'])
    await page.reload()
    await page.getByRole('tab', { name: 'Fine print', selected: true }).waitFor()
    await page.getByText('Nothing on this tab yet').waitFor()
    await page.getByRole('tab', { name: 'Overview' }).click()
    await figure(page).waitFor()
  })

  test('leaving with changes that are not saved asks first', async () => {
    await board.fresh('Left')
    const leaving = await page.context().newPage()
    await leaving.goto(board.address().replace(board.id, ''))
    await leaving.getByRole('link', { name: /^Left/ }).first().click()
    await figure(leaving).waitFor()
    await edit(leaving)
    await addTab(leaving, 'Draft')
    const asked: string[] = []
    let answer: 'accept' | 'dismiss' = 'dismiss'
    leaving.on('dialog', (dialog) => {
      asked.push(dialog.type())
      void dialog[answer]()
    })
    const data = leaving.getByRole('link', { name: 'Data', exact: true }).first()
    await data.click()
    await expect.poll(() => asked).toEqual(['confirm'])
    await leaving.getByRole('link', { name: 'Dashboards' }).first().click()
    await expect.poll(() => asked).toEqual(['confirm', 'confirm'])
    await leaving.close({ runBeforeUnload: true })
    await expect.poll(() => asked).toEqual(['confirm', 'confirm', 'beforeunload'])
    await leaving.getByRole('tab', { name: 'Draft', selected: true }).waitFor()
    answer = 'accept'
    await data.click()
    await leaving.waitForURL(/\/data$/)
    expect(asked).toEqual(['confirm', 'confirm', 'beforeunload', 'confirm'])
    expect(await board.tabs()).toEqual(['Overview'])
    await leaving.close()
  })
})

describe('looking', () => {
  beforeAll(() => board.fresh('Looked at'))

  test('another time range gives other figures, and stays in the address', async () => {
    await board.visit()
    expect((await figure(page).textContent())?.trim()).toBe('42')
    await page.getByRole('button', { name: 'Time range: All time' }).click()
    await page.getByRole('button', { name: 'Last 7 days' }).click()
    await figure(page)
      .filter({ hasText: /^\s*30/ })
      .waitFor()
    await row(page, 'Rows by kind', 'tea 2').waitFor({ state: 'attached' })
    expect(await row(page, 'Rows by kind', /^salt/).count()).toBe(0)
    await page.reload()
    await figure(page)
      .filter({ hasText: /^\s*30/ })
      .waitFor()
    await page.getByRole('button', { name: 'Back to the saved filters' }).click()
    await figure(page)
      .filter({ hasText: /^\s*42/ })
      .waitFor()
  })

  test('a click on a bar filters the other charts until its chip is removed', async () => {
    await board.visit()
    // Rome 20, Oslo 15, Paris 7
    await (await byHeight(bars(page, 'Amount by city')))[1]!.click()
    const chip = page.getByTestId('cross-filter').filter({ hasText: 'Oslo' })
    await chip.waitFor()
    await figure(page)
      .filter({ hasText: /^\s*15/ })
      .waitFor()
    await row(page, 'Rows by kind', 'tea 1').waitFor({ state: 'attached' })
    await row(page, 'Amount by city', 'Rome 20').waitFor({ state: 'attached' })
    await keepPicture(page, 'cross-filter')
    await chip.getByRole('button', { name: /^Remove/ }).click()
    await figure(page)
      .filter({ hasText: /^\s*42/ })
      .waitFor()
    expect(await page.getByTestId('cross-filter').count()).toBe(0)
  })
})

/** Bars, the tallest first. */
async function byHeight(marks: Locator): Promise<Locator[]> {
  const measured = await Promise.all((await marks.all()).map(async (mark) => ({ mark, height: (await box(mark)).height })))
  return measured.toSorted((a, b) => b.height - a.height).map(({ mark }) => mark)
}
