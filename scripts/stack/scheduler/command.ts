/** Sends a job's command and words the result as pg_cron does (it uses libpq). */
import type { Connection, DatabaseError, Submittable } from 'pg'

export interface Outcome {
  status: 'succeeded' | 'failed'
  message: string
}

interface WireConnection extends Connection {
  query(text: string): void
  sendCopyFail(reason: string): void
}

/** One round of the simple query protocol: many statements, rows counted but not kept. The last result is the outcome. */
export class Command implements Submittable {
  readonly outcome: Promise<Outcome>
  readonly #text: string
  readonly #settle: (outcome: Outcome) => void
  #last: Outcome = { status: 'succeeded', message: '' }
  #rows: number | undefined

  constructor(text: string) {
    this.#text = text
    const { promise, resolve } = Promise.withResolvers<Outcome>()
    this.outcome = promise
    this.#settle = resolve
  }

  submit(connection: Connection): void {
    ;(connection as WireConnection).query(this.#text)
  }

  handleRowDescription(): void {
    this.#rows = 0
  }

  handleDataRow(): void {
    this.#rows! += 1
  }

  handleCommandComplete(message: { text: string }): void {
    this.#last = { status: 'succeeded', message: this.#rows === undefined ? message.text : countRows(this.#rows) }
    this.#rows = undefined
  }

  handleEmptyQuery(): void {
    this.#last = { status: 'succeeded', message: countRows(0) }
  }

  handleCopyInResponse(connection: WireConnection): void {
    this.#settle({ status: 'failed', message: 'COPY not supported' })
    connection.sendCopyFail('COPY not supported')
  }

  handleCopyData(): void {
    this.#settle({ status: 'failed', message: 'COPY not supported' })
  }

  handleError(error: Error): void {
    const message = 'severity' in error ? formatError(error as DatabaseError, this.#text) : 'connection lost'
    this.#settle({ status: 'failed', message })
  }

  handleReadyForQuery(): void {
    this.#settle(this.#last)
  }
}

function countRows(count: number): string {
  return `${count} ${count === 1 ? 'row' : 'rows'}`
}

/** The text libpq's PQresultErrorMessage makes, newline at the end included. */
export function formatError(error: DatabaseError, command: string): string {
  const lines = [`${error.severity}:  ${error.message}`]
  if (error.position) lines.push(...showPosition(command, Number(error.position)))
  else if (error.internalPosition && error.internalQuery) lines.push(...showPosition(error.internalQuery, Number(error.internalPosition)))
  if (error.detail) lines.push(`DETAIL:  ${error.detail}`)
  if (error.hint) lines.push(`HINT:  ${error.hint}`)
  if (error.internalQuery) lines.push(`QUERY:  ${error.internalQuery}`)
  if (error.where) lines.push(`CONTEXT:  ${error.where}`)
  return `${lines.join('\n')}\n`
}

/** The line an error points into, at most 60 columns of it, and a caret under the place. */
function showPosition(query: string, position: number): string[] {
  const text = Array.from(query)
  const at = position - 1
  if (at < 0 || at > text.length) return [` at character ${position}`]
  const before = text.slice(0, at)
  const start = before.lastIndexOf('\n') + 1
  const number = before.filter((letter) => letter === '\n').length + 1
  const end = text.indexOf('\n', at)
  const line = text.slice(start, end === -1 ? undefined : end).map((letter) => (letter === '\t' ? ' ' : letter))
  let column = at - start
  let [from, to] = [0, line.length]
  if (line.length > 60) {
    if (column + 10 <= 60) to = 60
    else if (line.length - column <= 10) from = line.length - 60
    else [from, to] = [column - 50, column + 10]
  }
  const head = `LINE ${number}: ${from > 0 ? '...' : ''}`
  column -= from
  return [`${head}${line.slice(from, to).join('')}${to < line.length ? '...' : ''}`, `${' '.repeat(head.length + column)}^`]
}
