/** A large CSV, the same on every machine. */
import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import type { Column } from '../../shared/dataset.ts'

export const orderColumns: Column[] = [
  { name: 'id', type: 'integer', nullable: false, role: 'key' },
  { name: 'ordered_at', type: 'timestamp', nullable: false, role: 'time' },
  { name: 'customer', type: 'text', nullable: false, role: 'dimension' },
  { name: 'region', type: 'text', nullable: true, role: 'dimension' },
  { name: 'quantity', type: 'integer', nullable: false, role: 'measure' },
  { name: 'amount', type: 'number', nullable: true, role: 'measure' },
]

const regions = ['north', 'south', 'east', 'west', '']
const FIRST = Date.UTC(2023, 0, 1)

/** Writes `rows` orders with a header; answers the size in bytes. */
export async function writeOrders(path: string, rows: number): Promise<number> {
  const file = createWriteStream(path)
  let seed = 1
  const next = (below: number) => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) % below
  let text = `${orderColumns.map((column) => column.name).join(',')}\n`
  for (let id = 1; id <= rows; id++) {
    const at = new Date(FIRST + id * 60_000).toISOString()
    text += `${id},${at},customer ${next(50_000)},${regions[next(5)]},${1 + next(9)},${next(10_000) / 100}\n`
    if (text.length > 1 << 20) {
      if (!file.write(text)) await once(file, 'drain')
      text = ''
    }
  }
  file.end(text)
  await once(file, 'close')
  return file.bytesWritten
}
