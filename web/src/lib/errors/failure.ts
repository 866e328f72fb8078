/** Whatever went wrong, in three parts: what happened, why, and what to do. */
import { AppError } from '#shared/errors.ts'

export interface Failure {
  what: string
  why?: string
  todo?: string
  /** All of it in one line, for toasts and beside fields. */
  text: string
  /** HTTP status where there was one. */
  status?: number
}

/** The parts of a PostgREST, Auth, Storage or Functions error that are of use. */
interface ApiError {
  message?: unknown
  hint?: unknown
  details?: unknown
  code?: unknown
  status?: unknown
  statusCode?: unknown
  name?: unknown
}

const sentence = (text: string) => (/[.!?…]$/.test(text) ? text : `${text}.`)
const said = (value: unknown) => (typeof value === 'string' && value.trim() ? value.trim() : undefined)

/** Codes of Postgres and Auth whose own words help nobody. */
const plain: Record<string, { why: string; todo?: string }> = {
  '23505': { why: 'Something with this name already exists', todo: 'Choose another name' },
  '23503': { why: 'Something else still depends on it, or it was deleted meanwhile', todo: 'Reload the page and try again' },
  '42501': { why: 'Your role in this project does not allow it', todo: 'Ask a manager of the project' },
  '57014': { why: 'It took too long and was stopped', todo: 'Narrow it with a filter or fewer groups' },
  PGRST116: { why: 'It does not exist, or you may not see it' },
  PGRST301: { why: 'Your session has ended', todo: 'Sign in again' },
  PGRST303: { why: 'Your session has ended', todo: 'Sign in again' },
  PGRST202: { why: 'The server is older than this page', todo: 'Run the database migrations, then reload' },
  invalid_credentials: { why: 'The e-mail address and password do not match', todo: 'Check both, or create an account' },
  user_already_exists: { why: 'There is already an account with this e-mail address', todo: 'Sign in instead' },
  email_exists: { why: 'There is already an account with this e-mail address', todo: 'Sign in instead' },
  email_not_confirmed: { why: 'The e-mail address is not confirmed yet', todo: 'Open the link in the message we sent' },
  weak_password: { why: 'The password is too easy to guess', todo: 'Use at least 8 characters' },
  over_request_rate_limit: { why: 'Too many tries in a short time', todo: 'Wait a minute' },
  signup_disabled: { why: 'New accounts are closed at the moment' },
}

const byStatus: Record<number, { why: string; todo?: string }> = {
  401: { why: 'You are not signed in', todo: 'Sign in again' },
  403: { why: 'Your role in this project does not allow it', todo: 'Ask a manager of the project' },
  404: { why: 'It does not exist, or you may not see it' },
  413: { why: 'It is larger than the server takes' },
  429: { why: 'Too many requests in a short time', todo: 'Wait a minute and try again' },
  503: { why: 'The server is starting or too busy', todo: 'Try again in a moment' },
}

/** @param doing what was being done, e.g. `Loading datasets`; becomes the first sentence. */
export function toFailure(error: unknown, doing?: string): Failure {
  const lead = doing ? `${doing} did not work` : undefined
  const api = (typeof error === 'object' && error !== null ? error : {}) as ApiError
  const message = said(api.message) ?? said(error) ?? 'Something unexpected happened'
  const code = said(api.code)
  const status = Number(api.status ?? api.statusCode) || undefined

  let why: string = message
  let todo = said(api.hint)
  const known = code ? plain[code] : undefined
  if (offline(error, message)) {
    why = 'The server could not be reached'
    todo = 'Check your connection, then try again'
  } else if (error instanceof AppError) {
    why = error.message
  } else if (known && !(code === '23505' && todo)) {
    why = known.why
    todo ??= known.todo
  } else if (status && byStatus[status] && (!said(api.message) || /^(request failed|unauthorized|forbidden|not found)/i.test(message))) {
    why = byStatus[status].why
    todo ??= byStatus[status].todo
  }
  const what = lead ?? why
  const parts = [lead, why, todo].filter((part): part is string => Boolean(part)).map(sentence)
  return { what: sentence(what), why: lead ? sentence(why) : undefined, todo: todo && sentence(todo), text: parts.join(' '), status }
}

function offline(error: unknown, message: string): boolean {
  return (
    (error instanceof TypeError && /fetch|network|load failed/i.test(message)) ||
    /^(failed to fetch|networkerror|load failed|fetch failed)/i.test(message) ||
    /TypeError: (Failed to fetch|fetch failed|Load failed|NetworkError)/.test(message)
  )
}

/** The data of an answer, or its error thrown. */
export async function answer<T>(request: PromiseLike<{ data: T; error: unknown }>): Promise<NonNullable<T>> {
  const { data, error } = await request
  if (error) throw error
  return data as NonNullable<T>
}
