/** From the commit of a row to the changed pixel of an open dashboard: `append_rows` in SQL, then Realtime, one query, one frame. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import postgres from 'postgres'
import type { Column } from '../../shared/dataset.ts'
import { dbUrl, loadConfig, type StackConfig } from '../stack/config.ts'
import { launchBrowser } from '../testing/browser.ts'
import { signIn } from '../testing/pages.ts'
import { startStack } from '../testing/stack.ts'
import { loadCsv, makeDashboard, signUp } from '../testing/workspace.ts'
import { machine, percentile } from './machine.ts'

const SAMPLES = 200
/** Between two commits, so that each is seen alone. */
const PAUSE_MS = 150
const WARM_UP = 10

const columns: Column[] = [
  { name: 'at', type: 'timestamp', nullable: false, role: 'time' },
  { name: 'kind', type: 'text', nullable: false, role: 'dimension' },
  { name: 'value', type: 'integer', nullable: false, role: 'measure' },
]

declare global {
  /** Written in the page: what the figure showed, and when that frame was made (ms since 1970). */
  var seenFigures: [figure: number, at: number][]
}

export async function run(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'orrery-bench-'))
  const stack = await startStack({ home, args: ['--no-sample'] })
  const config = loadConfig({ ORRERY_HOME: home, ORRERY_PORT: String(stack.port) })
  const browser = await launchBrowser()
  try {
    const { page, datasetId } = await openDashboard(config, await browser.newPage({ viewport: { width: 1440, height: 900 } }))
    const committed = await appendRows(config, datasetId, page)
    const seen = await page.evaluate(() => globalThis.seenFigures)
    const latencies = committed.flatMap(([figure, at]) => {
      const shown = seen.find(([value]) => value >= figure)
      return shown ? [shown[1] - at] : []
    })
    const figure = (share: number) => `${Math.round(percentile(latencies, share))} ms`
    console.log(`live: commit to pixel, ${latencies.length} of ${SAMPLES} appends seen (${machine()})`)
    console.log(`  p50 ${figure(0.5)}   p95 ${figure(0.95)}   worst ${figure(1)}`)
  } finally {
    await browser.close()
    await stack.stop()
    rmSync(home, { recursive: true, force: true })
  }
}

async function openDashboard(config: StackConfig, page: Page): Promise<{ page: Page; datasetId: string }> {
  const person = await signUp(config)
  const rows = Array.from({ length: 1000 }, (_, n) => `${new Date(Date.UTC(2026, 0, 1) + n * 3_600_000).toISOString()},${'abc'[n % 3]},1`)
  const datasetId = await loadCsv(person, 'Readings', columns, `at,kind,value\n${rows.join('\n')}\n`)
  const dashboardId = await makeDashboard(person, 'Live', { id: datasetId, columns }, [
    { title: 'Sum', type: 'metric', encodings: { y: [{ column: 'value', aggregate: 'sum', format: { style: 'exact' } }] } },
    { title: 'By kind', type: 'bar', encodings: { x: { column: 'kind' }, y: [{ column: 'value', aggregate: 'sum' }] } },
    { title: 'By day', type: 'line', encodings: { x: { column: 'at', grain: 'day' }, y: [{ column: 'value', aggregate: 'sum' }] } },
  ])
  await signIn(page, config, person.email)
  await page.goto(`http://127.0.0.1:${config.ports.web}/p/${person.projectId}/dashboards/${dashboardId}`)
  const figure = page.getByTestId('metric-value')
  await figure.waitFor()
  await page.evaluate(() => {
    globalThis.seenFigures = []
    let last = NaN
    // A frame after the one in which the text changed, it has been painted.
    const look = () => {
      const text = document.querySelector('[data-testid="metric-value"]')?.textContent ?? ''
      const value = Number(text.replace(/\D/g, ''))
      if (value === last) return
      last = value
      requestAnimationFrame(() => globalThis.seenFigures.push([value, performance.timeOrigin + performance.now()]))
    }
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true })
  })
  return { page, datasetId }
}

/** The sum after each append, and when it was committed. */
async function appendRows(config: StackConfig, datasetId: string, page: Page): Promise<[figure: number, at: number][]> {
  const sql = postgres(dbUrl(config), { max: 1 })
  const table = sql(`data.d_${datasetId.replaceAll('-', '')}`)
  const committed: [number, number][] = []
  for (let n = 1; n <= WARM_UP + SAMPLES; n++) {
    await sql`insert into ${table} (at, kind, value) values (now(), 'b', 1)`
    if (n > WARM_UP) committed.push([1000 + n, performance.timeOrigin + performance.now()])
    await page.waitForTimeout(PAUSE_MS)
  }
  await page.waitForFunction((figure) => globalThis.seenFigures.some(([value]) => value >= figure), 1000 + WARM_UP + SAMPLES)
  await sql.end()
  return committed
}
