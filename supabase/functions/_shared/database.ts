/** One small pool per function; a load holds one connection, its progress shares another. */
import postgres from 'postgres'
import { z } from 'zod'
import { AppError, errorStatus, type ErrorCode } from '../../../shared/errors.ts'
import { begin, type BeginArguments } from './transaction.ts'

export type Database = postgres.Sql
export type Transaction = postgres.TransactionSql

/**
 * Connects on the first query. `prepare` is off, so that a transaction pooler may stand between.
 * A connection that closed, however it did, is never used again, as postgres.js may get stuck in it: there is a new pool for what comes next.
 */
export function openDatabase(url: string, max = 6): Database {
  let isEnded = false
  const open = (): Database => {
    const opened: Database = postgres(url, {
      max,
      prepare: false,
      fetch_types: false,
      idle_timeout: 20,
      connect_timeout: 10,
      onnotice: () => {},
      onclose: () => {
        if (pool === opened && !isEnded) pool = open()
      },
    })
    return opened
  }
  let pool = open()
  return new Proxy(pool, {
    apply: (_, self, args) => Reflect.apply(pool, self, args),
    get: (_, key) => {
      const current = pool
      if (key === 'begin') return (...args: BeginArguments) => begin(current, () => pool !== current, args)
      if (key === 'end') isEnded = true
      return Reflect.get(current, key)
    },
  })
}

const Raised = z.object({ code: z.string().regex(/^PT\d{3}$/), message: z.string(), hint: z.string().optional() })

/** Turns an error raised in SQL as `PTnnn` into the AppError of that status; others stay what they are. */
export function fromDatabase(error: unknown): unknown {
  const raised = Raised.safeParse(error)
  if (!raised.success) return error
  const status = Number(raised.data.code.slice(2))
  const code = (Object.keys(errorStatus) as ErrorCode[]).find((name) => errorStatus[name] === status) ?? 'internal'
  return new AppError(code, raised.data.message, { ...(raised.data.hint ? { hint: raised.data.hint } : {}), cause: error })
}
