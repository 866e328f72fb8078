/** What leaves the page: rows as CSV, pictures as SVG or PNG. */
import { drawnRows } from '#shared/chart/rows.ts'
import { tokens, vegaTheme } from '#shared/chart/theme.ts'
import type { QueryResult } from '#shared/query.ts'
import { makeView, replaceRows } from './engine.ts'
import { toCsv } from './csv.ts'

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const link = Object.assign(document.createElement('a'), { href: url, download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

export const fileName = (title: string) =>
  title
    .trim()
    .replace(/[\\/:*?"<>|\u0000-\u001f]+/g, '-')
    .slice(0, 80) || 'chart'

export function saveCsv(title: string, result: QueryResult): void {
  save(new Blob([toCsv(result)], { type: 'text/csv;charset=utf-8' }), `${fileName(title)}.csv`)
}

interface Picture {
  title: string
  spec: Record<string, unknown>
  result: QueryResult
  zone: string
  locale: string
  width?: number
  height?: number
}

/** On paper: light, with its title and legend, whatever the screen shows. */
export async function savePicture(
  kind: 'svg' | 'png',
  { title, spec, result, zone, locale, width = 960, height = 540 }: Picture,
): Promise<void> {
  const theme = vegaTheme('light') as Record<'legend' | 'area', object>
  // The legend, elsewhere HTML, is drawn; its marks take the strength of the areas they name.
  const config = {
    background: tokens.light.surface,
    padding: 16,
    legend: { ...theme.legend, orient: 'bottom', offset: 12 },
    area: { ...theme.area, fillOpacity: 0.85 },
  }
  const view = await makeView({ ...spec, title }, undefined, { mode: 'light', locale, renderer: 'none', width, height, config })
  try {
    await replaceRows(view, drawnRows(result, zone))
    if (kind === 'svg') return save(new Blob([await view.toSVG()], { type: 'image/svg+xml' }), `${fileName(title)}.svg`)
    const canvas = await view.toCanvas(2)
    const blob = await new Promise<Blob | null>((done) => (canvas as HTMLCanvasElement).toBlob(done, 'image/png'))
    if (blob) save(blob, `${fileName(title)}.png`)
  } finally {
    view.finalize()
  }
}
