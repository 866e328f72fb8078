import { listRejections, type Rejection } from '#lib/data/datasets.ts'

/** All that were kept of a run: at most 10,000. */
export async function allRejections(runId: string): Promise<Rejection[]> {
  const all: Rejection[] = []
  for (;;) {
    const page = await listRejections(runId, all.length)
    all.push(...page)
    if (page.length < 1000) return all
  }
}

export function download(name: string, text: string, type = 'text/csv'): void {
  // The mark tells spreadsheet programs that this is UTF-8.
  const url = URL.createObjectURL(new Blob(['\ufeff', text], { type: `${type};charset=utf-8` }))
  const link = Object.assign(document.createElement('a'), { href: url, download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
