/** Customers and their 100,000 orders. */
import type { Random } from '../random.ts'
import { DAY_MS, DAYS, demand, firstDay, isoDate, isoTime } from './calendar.ts'
import { channels, countries, firstNames, lastNames, products, segments } from './catalogue.ts'
import { csv } from './csv.ts'

export const ORDERS = 100_000
export const CUSTOMERS = 8_000

interface Customer {
  id: number
  country: (typeof countries)[number]
  segment: (typeof segments)[number]
  joined: number
}

/** `customers.csv` and `orders.csv`; an order is never older than its customer. */
export function shop(random: Random, today: Date): { customers: string; orders: string } {
  const start = firstDay(today)
  const customers = makeCustomers(random, start)
  return { customers: customersFile(random, customers), orders: ordersFile(random, customers, start) }
}

/** A third were customers before the two years began; the others join as the shop gets busier. In order of joining from there on. */
function makeCustomers(random: Random, start: number): Customer[] {
  const before = Math.floor(CUSTOMERS / 3)
  const busy = Array.from({ length: DAYS }, (_, day) => ({ day, weight: demand(start + day * DAY_MS, day) }))
  const days = Array.from({ length: CUSTOMERS - before }, () => random.weighted(busy).day).sort((a, b) => a - b)
  return Array.from({ length: CUSTOMERS }, (_, index) => ({
    id: 10_000 + index,
    country: random.weighted(countries),
    segment: random.weighted(segments),
    joined: start + (index < before ? -random.integer(1, 700) : days[index - before]!) * DAY_MS,
  }))
}

function customersFile(random: Random, customers: Customer[]): string {
  const rows = customers.map(({ id, country, segment, joined }) => {
    const first = random.pick(firstNames)
    const last = random.pick(lastNames)
    const newsletter = random.next() < 0.46
    return [
      id,
      `${first} ${last}`,
      `${first}.${last}.${id}@example.com`.toLowerCase(),
      country.country,
      country.region,
      segment.segment,
      isoDate(joined),
      newsletter,
    ]
  })
  return csv(['customer_id', 'name', 'email', 'country', 'region', 'segment', 'signed_up_on', 'newsletter'], rows)
}

function ordersFile(random: Random, customers: Customer[], start: number): string {
  const days = Array.from({ length: DAYS }, (_, day) => demand(start + day * DAY_MS, day))
  const total = days.reduce((sum, value) => sum + value, 0)
  const rows: unknown[][] = []
  let owed = 0
  for (const [day, busy] of days.entries()) {
    const time = start + day * DAY_MS
    const known = customers.findLastIndex((customer) => customer.joined <= time) + 1
    owed += (ORDERS * busy) / total
    while (rows.length < Math.round(owed)) rows.push(order(random, customers[random.integer(0, known - 1)]!, time, rows.length))
  }
  return csv(
    [
      'order_id',
      'ordered_at',
      'customer_id',
      'segment',
      'country',
      'region',
      'channel',
      'category',
      'product',
      'quantity',
      'unit_price',
      'discount',
      'revenue',
      'status',
    ],
    rows,
  )
}

function order(random: Random, customer: Customer, day: number, index: number): unknown[] {
  const { product, category, price } = random.weighted(products)
  const { channel } = random.weighted(channels)
  const quantity = Math.max(1, Math.round(customer.segment.basket * random.between(0.6, 2)))
  const discount = random.next() < 0.22 ? random.pick([0.05, 0.1, 0.15, 0.2]) : 0
  const hour = Math.min(23, Math.max(0, random.normal(14.5, 4.2)))
  const outcome = random.next()
  const status = outcome < 0.925 ? 'completed' : outcome < 0.97 ? 'returned' : 'cancelled'
  return [
    500_000 + index,
    isoTime(day + hour * 3_600_000),
    customer.id,
    customer.segment.segment,
    customer.country.country,
    customer.country.region,
    channel,
    category,
    product,
    quantity,
    price.toFixed(2),
    discount,
    (quantity * price * (1 - discount)).toFixed(2),
    status,
  ]
}
