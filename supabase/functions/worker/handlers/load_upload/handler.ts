/** `load_upload`: an uploaded file becomes rows of a dataset. */
import type { LoadUploadMessage } from '../../../../../shared/messages.ts'
import { AppError } from '../../../../../shared/errors.ts'
import type { Config } from '../../../_shared/config.ts'
import { fromDatabase, type Database } from '../../../_shared/database.ts'
import type { Delivery, Outcome } from '../../../_shared/queue/types.ts'
import { encodingError } from './direct.ts'
import { load, NothingFits } from './load.ts'
import { Cancelled } from './progress.ts'
import { Run } from './run.ts'

type Handle = (delivery: Delivery<LoadUploadMessage>) => Promise<Outcome>

export function createLoadUpload(config: Config, sql: Database): Handle {
  return async (delivery) => {
    const [started] = await sql`select private.start_run(${delivery.message.id}::uuid) as run`
    // Cancelled, finished by somebody else, or deleted with its project.
    if (!started?.run) return { kind: 'done' }
    try {
      await load(config, sql, Run.parse(started.run), delivery)
      return { kind: 'acknowledged' }
    } catch (error) {
      return await settle(sql, delivery, error)
    }
  }
}

async function settle(sql: Database, delivery: Delivery<LoadUploadMessage>, thrown: unknown): Promise<Outcome> {
  if (thrown instanceof Cancelled) return { kind: 'done' }
  const rejections = thrown instanceof NothingFits ? thrown.rejections : []
  const cause = thrown instanceof NothingFits ? thrown.cause : thrown
  const error = encodingError(cause) ?? fromDatabase(cause)
  if (error instanceof AppError && error.code === 'conflict') return { kind: 'done' }

  const isPermanent = error instanceof AppError && error.code !== 'unavailable' && error.code !== 'internal'
  if (!isPermanent && !delivery.isLastAttempt) return { kind: 'retry', error }
  const { code, message } = told(error)
  if (!isPermanent) console.error('load_upload gives up:', error)
  await sql.begin(async (transaction) => {
    if (rejections.length) {
      await transaction`select private.reject_rows(${delivery.message.id}::uuid, ${transaction.json(rejections.map((row) => ({ ...row })))})`
    }
    await transaction`
      select private.fail_run(
        ${delivery.message.id}::uuid, ${delivery.queue}, ${delivery.msgId}::bigint, ${delivery.readCt}::int, ${code}, ${message}
      )`
  })
  return { kind: 'acknowledged' }
}

/** What a person is shown: what happened and what to do. */
function told(error: unknown): { code: string; message: string } {
  if (!(error instanceof AppError))
    return { code: 'internal', message: 'The file could not be loaded. Try again; if it fails again, it has been logged.' }
  return { code: error.code, message: [error.message, error.hint].filter(Boolean).join('. ').replaceAll('..', '.') }
}
