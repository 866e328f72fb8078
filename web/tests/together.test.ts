/** One dashboard and several people: who edits at the same time, who may only look, and who may not know of it. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest'
import { loadConfig } from '../../scripts/stack/config.ts'
import { launchBrowser } from '../../scripts/testing/browser.ts'
import { keepPicture } from '../../scripts/testing/pages.ts'
import { addTab, edit, figure, save, write, Board } from './board.ts'

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

test('whoever saves second sees both sides, and nothing is lost on the way', async () => {
  await board.fresh('Shared')
  const { theirs } = await board.join('contributor')
  await Promise.all([board.visit(), board.visit(theirs)])
  await Promise.all([edit(page), edit(theirs)])
  await write(page, 'Mine')
  await addTab(theirs, 'Plans')
  await save(theirs)
  await page.getByRole('status').filter({ hasText: 'Somebody saved a newer version of this dashboard' }).waitFor()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Somebody else saved this dashboard first' })
  await dialog.getByRole('region', { name: 'Yours: changes' }).getByText('Text added to Overview').waitFor()
  await dialog.getByRole('region', { name: 'Theirs: changes' }).getByText('Tab Plans added').waitFor()
  await keepPicture(page, 'save-conflict')
  await dialog.getByRole('button', { name: 'Keep editing' }).click()
  expect(await board.tabs()).toEqual(['Overview', 'Plans'])
  await page.getByText('Mine', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await dialog.getByRole('button', { name: 'Save mine instead' }).click()
  await page.getByRole('button', { name: 'Edit dashboard' }).waitFor()
  expect(await board.widgets()).toContainEqual(expect.objectContaining({ type: 'text', config: { markdown: 'Mine' } }))
  await theirs.getByText('Mine', { exact: true }).waitFor()
  expect(problems.splice(0)).toEqual(Array(2).fill(expect.stringContaining('409')))
  await theirs.context().close()
})

test('people see who else is there, and whether they are editing', async () => {
  await board.fresh('Met')
  const { person, theirs } = await board.join('contributor')
  await Promise.all([board.visit(), board.visit(theirs)])
  const here = page.getByRole('list', { name: 'Also here' })
  await here.getByText(`${person.email} is looking`).waitFor()
  await theirs.getByRole('list', { name: 'Also here' }).getByText(`${board.owner.email} is looking`).waitFor()
  await edit(theirs)
  await here.getByText(`${person.email} is editing`).waitFor()
  await theirs.context().close()
  await here.waitFor({ state: 'detached' })
})

test('a viewer sees everything and may change nothing', async () => {
  await board.fresh('Seen')
  const { person, theirs } = await board.join('viewer')
  await board.visit(theirs)
  expect((await figure(theirs).textContent())?.trim()).toBe('42')
  await theirs.getByRole('button', { name: 'Full screen' }).waitFor()
  expect(await theirs.getByRole('button', { name: 'Edit dashboard' }).count()).toBe(0)
  // Their own project's address does not lend it the role they have there.
  await theirs.goto(board.address(person.projectId))
  await theirs.getByText('It does not exist, or you may not see it').waitFor()
  expect(problems.splice(0)).toEqual([expect.stringContaining('406')])
  await theirs.context().close()
})

test('a stranger is told that there is nothing', async () => {
  const { person, theirs } = await board.join()
  await theirs.goto(board.address())
  await theirs.getByRole('heading', { name: 'There is nothing here' }).waitFor()
  expect(await theirs.getByText('Seen').count()).toBe(0)
  await keepPicture(theirs, 'not-found')
  await theirs.goto(board.address(person.projectId))
  await theirs.getByText('It does not exist, or you may not see it').waitFor()
  expect(problems.splice(0).filter((problem) => !problem.includes('406'))).toEqual([])
  await theirs.context().close()
})
