/** The same while somebody's transaction keeps every dead row from being cleared away. */
import postgres from 'postgres'
import { percentile } from '../machine.ts'
import type { Contender } from './contender.ts'
import { perSecond, rate } from './throughput.ts'

const RUNS = 3
const GOAL = 0.8

/** `fill` readies what is to be there besides; the figure before it is the one to compare with. */
export async function measureHeld(database: postgres.Sql | string, contender: Contender, fill?: () => Promise<void>): Promise<void> {
  const sql = typeof database === 'string' ? postgres(database, { max: 1 }) : database
  try {
    const free = await median(contender)
    await fill?.()
    const held = await median(contender, sql)
    const share = held / free
    const goal = fill && share < GOAL ? ` (goal ${GOAL * 100} %)` : ''
    console.log(`  ${contender.title.padEnd(28)} held ${perSecond(held)}  not held ${perSecond(free)}: ${Math.round(share * 100)} %${goal}`)
  } finally {
    await contender.close()
    if (typeof database === 'string') await sql.end()
  }
}

/** Messages a second from the first send to the last acknowledgement; with `holder`, its transaction is open for the whole run. */
async function median(contender: Contender, holder?: postgres.Sql): Promise<number> {
  const rates: number[] = []
  for (let round = 0; round < RUNS; round++) {
    await contender.clear()
    rates.push(await (holder ? holding(holder, () => rate(contender, () => contender.send())) : rate(contender, () => contender.send())))
  }
  return percentile(rates, 0.5)
}

async function holding<T>(sql: postgres.Sql, work: () => Promise<T>): Promise<T> {
  const held = await sql.reserve()
  try {
    await held`begin isolation level repeatable read`
    await held`select count(*) from pg_class`
    return await work()
  } finally {
    await held`commit`
    held.release()
  }
}
