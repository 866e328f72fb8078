/** Loads one file in one transaction: rows, counts, status and acknowledgement are visible together, or none of them. */
import { AppError } from '../../../../../shared/errors.ts'
import type { Config } from '../../../_shared/config.ts'
import type { Database, Transaction } from '../../../_shared/database.ts'
import type { Context } from '../../../_shared/queue/handler.ts'
import { storable } from '../../../_shared/text.ts'
import { mapFields, readHeader, type FieldMap } from './columns.ts'
import { encodingError, isDirect, loadDirect } from './direct.ts'
import { watchProgress, type Measured } from './progress.ts'
import type { Rejection } from './rejection.ts'
import { OpenLoad, type Run } from './run.ts'
import { checkLooksLike } from './sniff.ts'
import { openSource, type Source } from './source.ts'
import { loadStaged } from './staged.ts'

/** Every record was rejected. The load is rolled back, so their reasons are carried out of it. */
export class NothingFits extends Error {
  readonly rejections: Rejection[]

  constructor(rejections: Rejection[], cause: unknown) {
    super('No record fits', { cause })
    this.rejections = rejections
  }
}

/** Throws AppError for what the file's owner can mend, Cancelled, NothingFits, or whatever went wrong on the way. */
export async function load(config: Config, sql: Database, run: Run, context: Context): Promise<void> {
  const cancel = new AbortController()
  const signal = AbortSignal.any([context.signal, cancel.signal])
  const file = { url: config.url, key: config.serviceKeys[0], path: run.path, encoding: run.options.encoding }
  const open = () => openSource({ ...file, signal })
  let source = await open()
  try {
    checkLooksLike(run.options.format, source.head)
    const map = mapFields(
      run.options.format === 'csv' && run.options.header ? readHeader(source.head, run.options) : undefined,
      run.options.columns,
    )
    await sql.begin(async (transaction) => {
      const [backend] = await transaction`select pg_backend_pid() as pid`
      let measure = (): Measured => ({ rows: undefined, bytes: source.bytesRead() })
      const progress = watchProgress(sql, run.run_id, Number(backend?.pid), () => measure(), cancel)
      try {
        const [opened] = await transaction`select private.open_load(${run.run_id}::uuid) as load`
        const given = { runId: run.run_id, options: run.options, map, open: OpenLoad.parse(opened?.load), signal }
        const tried = isDirect(run.options, map, given.open)
        const direct = tried ? await tryDirect(transaction, { ...given, source }) : { isOdd: false }
        let { rows } = direct
        if (rows === undefined) {
          if (tried && !source.isShort) {
            await source.close()
            source = await open()
          }
          rows = await loadStaged(transaction, { ...given, source, isOdd: direct.isOdd }, (splitter) => {
            measure = () => ({ rows: splitter.records, bytes: source.bytesRead() })
          })
        }
        checkComplete(run, source)
        if (rows > 0) await reportUnknownColumns(transaction, run, map)
        await progress.stop()
        signal.throwIfAborted()
        await finish(transaction, run, context, { rows, bytes: source.bytesRead() })
      } finally {
        await progress.stop()
      }
    })
  } finally {
    await source.close()
  }
}

/** SQLSTATEs of values that do not fit their column, rather than of records that cannot be cut. */
const misfit = /^(?:22(?!P04|021)|23)/

/** No rows when the file needs care; `isOdd` when it is known that some value does not fit as it is. */
async function tryDirect(transaction: Transaction, given: Parameters<typeof loadDirect>[1]): Promise<{ rows?: number; isOdd: boolean }> {
  try {
    const rows = (await transaction.savepoint((savepoint) => loadDirect(savepoint, given))) as number
    return { rows, isOdd: false }
  } catch (error) {
    given.signal.throwIfAborted()
    const wrong = encodingError(error)
    if (wrong) throw wrong
    return { isOdd: misfit.test(String((error as { code?: unknown }).code)) }
  }
}

function checkComplete(run: Run, source: Source): void {
  const { file_size: expected } = run.options
  if (expected === undefined || expected === source.bytesRead()) return
  throw new AppError('unprocessable', `The upload is not complete: ${source.bytesRead()} of ${expected} bytes are there`, {
    hint: 'Upload the file again.',
  })
}

/** They are listed with the rejections, on the line of the header. */
async function reportUnknownColumns(transaction: Transaction, run: Run, map: FieldMap): Promise<void> {
  if (map.unknown.length === 0) return
  const names = map.unknown.map((name) => `"${name}"`).join(', ')
  const rejection = {
    line_number: 1,
    reason: storable(`Left out, because the dataset has no such column: ${names}`),
    record: storable(map.unknown.join(run.options.delimiter)),
  }
  await transaction`select private.reject_rows(${run.run_id}::uuid, ${transaction.json([rejection])})`
}

async function finish(transaction: Transaction, run: Run, context: Context, read: { rows: number; bytes: number }): Promise<void> {
  const [state] = await transaction`select rows_written = 0 and rows_rejected > 0 as nothing_fits from pg_temp.load_state`
  const rejections = state?.nothing_fits
    ? await transaction<Rejection[]>`
        select line_number::int, reason, record from public.sync_rejections where sync_run_id = ${run.run_id} order by line_number limit 1000`
    : []
  try {
    await transaction`select private.finish_load(${run.run_id}::uuid, ${read.rows}::bigint, ${read.bytes}::bigint)`
  } catch (error) {
    throw state?.nothing_fits ? new NothingFits([...rejections], error) : error
  }
  await context.acknowledge(transaction)
}
