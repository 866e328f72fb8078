/** `/hooks/ingest`: rows for one dataset from whoever holds its token. */
import type { Context, Handler } from 'hono'
import { z } from 'zod'
import { Column } from '../../../../shared/dataset.ts'
import { AppError } from '../../../../shared/errors.ts'
import { bearer } from '../../_shared/auth.ts'
import type { Config } from '../../_shared/config.ts'
import type { Database } from '../../_shared/database.ts'
import { MAX_ROWS, readRows } from './rows.ts'

export const MAX_BODY_BYTES = 1024 * 1024
const MAX_KEY_LENGTH = 200

const Dataset = z.object({ dataset_id: z.uuid(), columns: z.array(Column) })
const Taken = z.object({
  accepted: z.int(),
  rejected: z.array(z.object({ row: z.int(), reason: z.string() })),
  replayed: z.boolean().optional(),
})

/** The token of the request. Throws not_signed_in when there is none, or nothing that looks like one. */
function tokenOf(context: Context): string {
  const token = bearer(context.req.raw.headers) ?? context.req.query('token')
  if (!token?.startsWith('oit_')) {
    throw new AppError('not_signed_in', 'An ingest token is needed', {
      hint: 'Send it as "Authorization: Bearer oit_…" or as ?token=oit_…',
    })
  }
  return token
}

/** Answers `{accepted, rejected: [{row, reason}]}`; `row` counts from 0. The same `Idempotency-Key` again gets the first answer again. */
export function receiveRows(sql: Database): Handler {
  return async (context) => {
    const token = tokenOf(context)
    const key = context.req.header('idempotency-key') || null
    if (key && key.length > MAX_KEY_LENGTH) throw new AppError('bad_request', `An Idempotency-Key has at most ${MAX_KEY_LENGTH} characters`)
    const rows = readRows(context.req.header('content-type') ?? '', await context.req.text())
    const [answer] = await sql`select private.ingest_rows(${token}, ${sql.json(rows)}, ${key}) as taken`
    const { accepted, rejected, replayed } = Taken.parse(answer?.taken)
    if (replayed) context.header('Idempotent-Replayed', 'true')
    return context.json({ accepted, rejected })
  }
}

/** Says what to send. With a token also the dataset's columns. */
export function explainIngest(config: Config, sql: Database): Handler {
  return async (context) => {
    const address = `${config.url}/functions/v1/hooks/ingest`
    const help = {
      what: 'POST rows here; they are appended to the dataset of the token and reach open dashboards at once.',
      address,
      headers: {
        authorization: 'Bearer oit_…',
        'content-type': 'application/json',
        'idempotency-key': 'optional: a repeated request with the same key is taken once',
      },
      body: 'a JSON object, an array of objects, JSON lines (application/x-ndjson), or CSV with a header (text/csv)',
      limits: { bytes: MAX_BODY_BYTES, rows: MAX_ROWS },
      answer: { accepted: 2, rejected: [{ row: 2, reason: 'why the third row was not taken' }] },
    }
    if (!bearer(context.req.raw.headers) && !context.req.query('token')) return context.json(help)
    const [answer] = await sql`select private.ingest_dataset(${tokenOf(context)}) as dataset`
    if (!answer?.dataset) throw new AppError('not_signed_in', 'The token is unknown or was revoked')
    const { dataset_id, columns } = Dataset.parse(answer.dataset)
    return context.json({
      ...help,
      dataset: { id: dataset_id, columns: columns.map(({ name, type, nullable }) => ({ name, type, nullable })) },
    })
  }
}
