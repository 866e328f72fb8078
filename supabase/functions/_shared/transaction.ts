/**
 * Transactions whose connection breaks. Left alone, postgres.js 3.4.9 sends what such a transaction still asks for, and its end,
 * on the connection that comes next, and inside whatever transaction runs there (porsager/postgres#1208, #1216).
 */
import type postgres from 'postgres'

type Run = (transaction: postgres.TransactionSql) => unknown
export type BeginArguments = [Run] | [options: string, Run]

/** `pool.begin` that refuses what comes after its connection broke. `hasBroken()` answers whether any connection of the pool did. */
export async function begin(pool: postgres.Sql, hasBroken: () => boolean, args: BeginArguments): Promise<unknown> {
  let isOver = false
  const refuse = () => {
    if (isOver) throw Object.assign(new Error('The transaction is over: its connection broke'), { code: 'CONNECTION_CLOSED' })
  }
  const guard: ProxyHandler<postgres.TransactionSql> = {
    apply: (transaction, self, query) => (refuse(), Reflect.apply(transaction, self, query)),
    get: (transaction, key) => {
      refuse()
      if (key !== 'savepoint') return Reflect.get(transaction, key)
      return (...given: BeginArguments) => transaction.savepoint(...guarded(given))
    },
  }
  const guarded = (given: BeginArguments) => [...given.slice(0, -1), inside(given.at(-1) as Run)] as [string, Run]
  const inside = (run: Run) => async (transaction: postgres.TransactionSql) => {
    let isDone = false
    try {
      const result = run(new Proxy(transaction, guard))
      const results = await (Array.isArray(result) ? Promise.all(result) : result)
      isDone = true
      return results
    } finally {
      // In the next turn of the event loop it is known whether the connection broke.
      if (!isDone || hasBroken()) await new Promise((resolve) => setTimeout(resolve))
      // Who began it has been told already; the commit or rollback that would come now is not to be sent.
      if (isOver) await new Promise(() => {})
    }
  }
  try {
    return await pool.begin(...guarded(args))
  } finally {
    isOver = true
  }
}
