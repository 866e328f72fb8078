/** The files of the sample workspace: generated ones, and two public data sets that come with an npm package. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Column, ColumnType } from '../../shared/dataset.ts'
import { likelyRole } from '../../shared/dataset.ts'
import type { FileFormat } from '../../shared/upload.ts'
import { energy } from './data/energy.ts'
import { shop } from './data/shop.ts'
import { traffic } from './data/traffic.ts'
import { Random } from './random.ts'

const SEED = 1619

export interface SampleFile {
  /** Name of the dataset. */
  name: string
  description: string
  fileName: string
  format: FileFormat
  content: string
  columns: Column[]
}

/** The same files for the same day. */
export function sampleFiles(today: Date): SampleFile[] {
  const random = new Random(SEED)
  const { customers, orders } = shop(random, today)
  return [
    file('Orders', 'Orders of the sample shop over the last two years (generated).', 'orders.csv', orders, {
      order_id: 'integer',
      ordered_at: 'timestamp',
      customer_id: 'integer',
      segment: 'text',
      country: 'text',
      region: 'text',
      channel: 'text',
      category: 'text',
      product: 'text',
      quantity: 'integer',
      unit_price: 'number',
      discount: 'number',
      revenue: 'number',
      status: 'text',
    }),
    file('Customers', 'Customers of the sample shop (generated).', 'customers.csv', customers, {
      customer_id: 'integer',
      name: 'text',
      email: 'text',
      country: 'text',
      region: 'text',
      segment: 'text',
      signed_up_on: 'date',
      newsletter: 'boolean',
    }),
    file('Web traffic', 'Daily visits by source and device (generated).', 'traffic.csv', traffic(random, today), {
      date: 'date',
      source: 'text',
      device: 'text',
      sessions: 'integer',
      visitors: 'integer',
      page_views: 'integer',
      bounces: 'integer',
      conversions: 'integer',
    }),
    file('Energy', 'Hourly meter readings of three sites over the last year (generated).', 'energy.csv', energy(random, today), {
      measured_at: 'timestamp',
      site: 'text',
      meter: 'text',
      kwh: 'number',
      outdoor_celsius: 'number',
    }),
    file(
      'Seattle weather',
      'Daily weather in Seattle, 2012–2015 (NOAA, from vega-datasets).',
      'seattle-weather.csv',
      packaged('seattle-weather.csv'),
      {
        date: 'date',
        precipitation: 'number',
        temp_max: 'number',
        temp_min: 'number',
        wind: 'number',
        weather: 'text',
      },
    ),
    file(
      'Penguins',
      'Measurements of three penguin species (Palmer Station, from vega-datasets).',
      'penguins.json',
      packaged('penguins.json'),
      {
        Species: 'text',
        Island: 'text',
        'Beak Length (mm)': 'number',
        'Beak Depth (mm)': 'number',
        'Flipper Length (mm)': 'number',
        'Body Mass (g)': 'number',
        Sex: 'text',
      },
    ),
  ]
}

function file(name: string, description: string, fileName: string, content: string, types: Record<string, ColumnType>): SampleFile {
  const columns = Object.entries(types).map(([column, type]) => ({ name: column, type, nullable: true, role: likelyRole(column, type) }))
  return { name, description, fileName, content, columns, format: fileName.endsWith('.json') ? 'json' : 'csv' }
}

function packaged(fileName: string): string {
  const entry = createRequire(import.meta.url).resolve('vega-datasets')
  return readFileSync(join(dirname(entry), '..', 'data', fileName), 'utf8')
}
