/** A project with a dashboard of three charts, the people at it, and what they do there. */
import type { Browser, Locator, Page } from 'playwright-core'
import { must } from '../../scripts/sample/answer.ts'
import type { StackConfig } from '../../scripts/stack/config.ts'
import { openPage, signIn, webUrl } from '../../scripts/testing/pages.ts'
import { loadCsv, makeDashboard, signUp, type ChartOnDashboard, type Person } from '../../scripts/testing/workspace.ts'
import type { Column } from '../../shared/dataset.ts'

const columns: Column[] = [
  { name: 'day', type: 'date', nullable: true, role: 'time' },
  { name: 'city', type: 'text', nullable: true, role: 'dimension' },
  { name: 'kind', type: 'text', nullable: true, role: 'dimension' },
  { name: 'amount', type: 'integer', nullable: true, role: 'measure' },
]
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)
const csv = [
  'day,city,kind,amount',
  `${daysAgo(1)},Oslo,tea,10`,
  `${daysAgo(1)},Rome,tea,20`,
  `${daysAgo(200)},Oslo,salt,5`,
  `${daysAgo(200)},Paris,salt,7`,
]
const charts: ChartOnDashboard[] = [
  { title: 'Amount by city', type: 'bar', encodings: { x: { column: 'city' }, y: [{ column: 'amount', aggregate: 'sum' }] } },
  { title: 'Total', type: 'metric', encodings: { y: [{ column: 'amount', aggregate: 'sum' }] } },
  { title: 'Rows by kind', type: 'bar', encodings: { x: { column: 'kind' }, y: [{ aggregate: 'count' }] } },
]

export class Board {
  readonly owner: Person
  readonly page: Page
  /** The dashboard that was made last. */
  id = ''
  readonly #browser: Browser
  readonly #config: StackConfig
  readonly #problems: string[]
  #dataset = ''

  private constructor(browser: Browser, config: StackConfig, problems: string[], owner: Person, page: Page) {
    this.#browser = browser
    this.#config = config
    this.#problems = problems
    this.owner = owner
    this.page = page
  }

  /** Signs an owner up and in. @param problems collects what every page's console says */
  static async open(browser: Browser, config: StackConfig, problems: string[]): Promise<Board> {
    const owner = await signUp(config)
    const page = await openPage(browser, { problems })
    await signIn(page, config, owner.email)
    const board = new Board(browser, config, problems, owner, page)
    board.#dataset = await loadCsv(owner, 'Sales', columns, csv.join('\n'))
    return board
  }

  /** A new dashboard: Amount by city, Total (42), Rows by kind. */
  async fresh(title: string): Promise<void> {
    this.id = await makeDashboard(this.owner, title, { id: this.#dataset, columns }, charts)
  }

  /** Another person with a page of their own, in the owner's project with this role, or not at all. */
  async join(role?: 'viewer' | 'contributor'): Promise<{ person: Person; theirs: Page }> {
    const person = await signUp(this.#config)
    const { data } = await person.client.auth.getUser()
    const member = { project_id: this.owner.projectId, user_id: data.user!.id, role }
    if (role) await must(this.owner.client.from('project_users').insert(member).select('id'))
    const theirs = await openPage(this.#browser, { problems: this.#problems })
    await signIn(theirs, this.#config, person.email)
    return { person, theirs }
  }

  address(projectId = this.owner.projectId): string {
    return `${webUrl(this.#config)}/p/${projectId}/dashboards/${this.id}`
  }

  async visit(page = this.page): Promise<void> {
    await page.goto(this.address())
    await figure(page).waitFor()
    for (const chart of ['Amount by city', 'Rows by kind']) await bars(page, chart).first().waitFor()
  }

  /** As the API tells them. */
  widgets(): Promise<Record<string, unknown>[]> {
    const wanted = 'name, type, position_x, position_y, width, height, config'
    return must(this.owner.client.from('widgets').select(wanted).eq('dashboard_id', this.id))
  }

  async tabs(): Promise<string[]> {
    const rows = await must(this.owner.client.from('dashboard_tabs').select('title').eq('dashboard_id', this.id).order('position'))
    return rows.map(({ title }) => String(title))
  }
}

export const widget = (page: Page, name: string) => page.getByRole('group', { name, exact: true })
export const figure = (page: Page) => page.getByTestId('metric-value')
export const bars = (page: Page, chart: string) => page.getByTestId('chart').filter({ hasText: chart }).locator('.mark-rect path')
/** A row of the table that stands behind a chart, by its text. */
export const row = (page: Page, chart: string, name: string | RegExp) =>
  page.getByTestId('chart-data').filter({ hasText: chart }).getByRole('row', { name })
export const box = async (locator: Locator) => (await locator.boundingBox())!

/** Waits until widgets can be moved. */
export async function edit(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Edit dashboard' }).click()
  await page.locator('.ui-resizable-handle').first().waitFor({ state: 'attached' })
}

export async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('button', { name: 'Edit dashboard' }).waitFor()
}

export async function write(page: Page, markdown: string): Promise<void> {
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Text' }).click()
  const dialog = page.getByRole('dialog', { name: 'Text' })
  await dialog.getByLabel('Markdown').fill(markdown)
  await dialog.getByRole('button', { name: 'Apply' }).click()
}

export async function addTab(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: 'Add tab' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a tab' })
  await dialog.getByLabel('Title').fill(title)
  await dialog.getByRole('button', { name: 'Add tab' }).click()
  await page.getByRole('tab', { name: title, selected: true }).waitFor()
}
