/** The one place where errors become HTTP answers. */
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { ZodError, z } from 'zod'
import { AppError } from '../../../shared/errors.ts'
import { fromDatabase } from './database.ts'

/** A Hono app for the function called `name`, with routes below `/<name>` as hosted Supabase calls it. */
export function createFunction(name: string): Hono {
  const app = new Hono().basePath(`/${name}`)
  app.onError((error) => errorResponse(error))
  app.notFound((context) => errorResponse(new AppError('not_found', `There is nothing at ${context.req.method} ${context.req.path}`)))
  return app
}

/** Answers 413 when a body is longer than `bytes`. */
export function limitBody(bytes: number) {
  const limit = `${Math.round(bytes / 1024)} KB`
  return bodyLimit({
    maxSize: bytes,
    onError: () => errorResponse(new AppError('too_large', `The body is larger than ${limit}`, { hint: 'Send it in several requests.' })),
  })
}

/** `{code, message, hint}` with the status of the code. What was not expected is logged and not told. */
export function errorResponse(thrown: unknown): Response {
  const error = toAppError(thrown)
  if (error.code === 'internal') console.error(thrown)
  return Response.json({ code: error.code, message: error.message, hint: error.hint ?? null }, { status: error.status })
}

export function toAppError(thrown: unknown): AppError {
  const error = fromDatabase(thrown)
  if (error instanceof AppError) return error
  if (error instanceof ZodError) return new AppError('bad_request', z.prettifyError(error), { cause: error })
  return new AppError('internal', 'Something went wrong here. It has been logged.', { cause: error })
}
