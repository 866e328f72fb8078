/** `load_upload`: an uploaded file becomes rows of a dataset. */
import type { LoadUploadMessage } from '../../../../../shared/messages.ts'
import { AppError, type ErrorCode } from '../../../../../shared/errors.ts'
import type { Config } from '../../../_shared/config.ts'
import { fromDatabase, type Database } from '../../../_shared/database.ts'
import { dead, done, retry, type Handler, type Outcome } from '../../../_shared/queue/handler.ts'
import { storable } from '../../../_shared/text.ts'
import { encodingError } from './direct.ts'
import { load, NothingFits } from './load.ts'
import { Cancelled } from './progress.ts'
import { Run } from './run.ts'

export function createLoadUpload(config: Config, sql: Database): Handler<LoadUploadMessage> {
  return async (message, context) => {
    const [started] = await sql`select private.start_run(${message.id}::uuid) as run`
    // Cancelled, finished by somebody else, or deleted with its project.
    if (!started?.run) return done()
    try {
      await load(config, sql, Run.parse(started.run), context)
      return done()
    } catch (error) {
      return settle(message.id, context.isLastAttempt, error)
    }
  }
}

function settle(runId: string, isLastAttempt: boolean, thrown: unknown): Outcome {
  if (thrown instanceof Cancelled) return done()
  const rejections = thrown instanceof NothingFits ? thrown.rejections : []
  const cause = thrown instanceof NothingFits ? thrown.cause : thrown
  const error = encodingError(cause) ?? fromDatabase(cause)
  if (error instanceof AppError && error.code === 'conflict') return done()

  const isPermanent = error instanceof AppError && error.code !== 'unavailable' && error.code !== 'internal'
  if (!isPermanent && !isLastAttempt) return retry(error)
  const { code, message } = told(error)
  if (!isPermanent) console.error('load_upload gives up:', error)
  return dead(new AppError(code, message), async (transaction) => {
    if (rejections.length) {
      await transaction`select private.reject_rows(${runId}::uuid, ${transaction.json(rejections.map((row) => ({ ...row })))})`
    }
    await transaction`select private.fail_run(${runId}::uuid, ${code}, ${message})`
  })
}

/** What a person is shown: what happened and what to do. */
function told(error: unknown): { code: ErrorCode; message: string } {
  if (!(error instanceof AppError))
    return { code: 'internal', message: 'The file could not be loaded. Try again; if it fails again, it has been logged.' }
  return { code: error.code, message: storable([error.message, error.hint].filter(Boolean).join('. ').replaceAll('..', '.')) }
}
