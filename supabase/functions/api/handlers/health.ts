/** `GET /api/health`: whether functions and database answer. */
import type { Handler } from 'hono'
import { AppError } from '../../../../shared/errors.ts'
import type { Database } from '../../_shared/database.ts'

export function health(sql: Database): Handler {
  return async (context) => {
    await sql`select 1`.catch((cause: unknown) => {
      throw new AppError('unavailable', 'The database does not answer', { cause })
    })
    return context.json({ status: 'ok' })
  }
}
