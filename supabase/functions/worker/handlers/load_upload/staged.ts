/** The careful way: records are cut here, staged as text, and typed or rejected by the database. */
import type { LoadOptions } from '../../../../../shared/upload.ts'
import { copyIn } from '../../../_shared/copy.ts'
import type { Transaction } from '../../../_shared/database.ts'
import type { FieldMap } from './columns.ts'
import { CsvSplitter } from './csv_splitter.ts'
import { DOC_DELIMITER, DOC_QUOTE, ElementSplitter, LineSplitter } from './json_splitter.ts'
import { cancellable } from './query.ts'
import { Rejections } from './rejection.ts'
import { identifier, literal, type OpenLoad } from './run.ts'
import type { Source } from './source.ts'

export interface Staging {
  runId: string
  options: LoadOptions
  map: FieldMap
  open: OpenLoad
  source: Source
  /** Whether it is known that some value does not fit as it is. */
  isOdd: boolean
  signal: AbortSignal
}

interface Splitter {
  push(chunk: Uint8Array): Uint8Array
  end(): Uint8Array
  readonly records: number
  readonly rejections: Rejections
}

/** Reads the whole file into `incoming`, and has it typed. Answers the number of records read. */
export async function loadStaged(transaction: Transaction, staging: Staging, onSplitter: (splitter: Splitter) => void): Promise<number> {
  const splitter =
    staging.options.format === 'csv' ? await stageCsv(transaction, staging, onSplitter) : await stageJson(transaction, staging, onSplitter)
  await rejectRows(transaction, staging.runId, splitter.rejections)
  await cancellable(transaction`select private.take_staged_rows(${staging.runId}::uuid, ${staging.isOdd})`, staging.signal)
  return splitter.records
}

async function stageCsv(transaction: Transaction, { options, map, source, signal }: Staging, onSplitter: (splitter: Splitter) => void) {
  const splitter = new CsvSplitter({ delimiter: options.delimiter, quote: options.quote, fields: map.fields.length }, options.header)
  onSplitter(splitter)
  const left = map.fields.map((name, at) => ({ name: name ?? `_row_left_out_${at}`, isLeftOut: name === null }))
  const added = left.filter((field) => field.isLeftOut).map((field) => `add column ${identifier(field.name)} text`)
  if (added.length) await transaction.unsafe(`alter table pg_temp.incoming ${added.join(', ')}`)
  const columns = ['_row_line', ...left.map((field) => field.name)].map(identifier).join(', ')
  const settings = `format csv, delimiter ${literal(options.delimiter)}, quote ${literal(options.quote)}`
  await copyIn(transaction, `copy pg_temp.incoming (${columns}) from stdin with (${settings})`, split(source.bytes(), splitter), signal)
  return splitter
}

async function stageJson(
  transaction: Transaction,
  { runId, open, options, source, signal }: Staging,
  onSplitter: (splitter: Splitter) => void,
) {
  const splitter = options.format === 'ndjson' ? new LineSplitter() : new ElementSplitter()
  onSplitter(splitter)
  await transaction`create temp table documents (line bigint, document text) on commit drop`
  const settings = `format csv, delimiter ${literal(DOC_DELIMITER)}, quote ${literal(DOC_QUOTE)}`
  await copyIn(
    transaction,
    `copy pg_temp.documents (line, document) from stdin with (${settings})`,
    split(source.bytes(), splitter),
    signal,
  )

  // A nested value is its JSON; a JSON null and a missing key are nothing.
  const fields = open.columns.map(({ name, type }) =>
    type === 'json' ? `nullif(document -> ${literal(name)}, 'null')::text` : `document ->> ${literal(name)}`,
  )
  const names = ['_row_line', ...open.columns.map((column) => column.name)].map(identifier).join(', ')
  // `offset 0` keeps the parse from being repeated for every column.
  const insert = (parsed: string) => `
    insert into pg_temp.incoming (${names})
    select line, ${fields.join(', ')} from (select line, ${parsed} as document from pg_temp.documents offset 0) parsed
    where jsonb_typeof(document) = 'object'`
  const staged = await insertDocuments(transaction, insert, signal)
  if (staged < splitter.records - splitter.rejections.total) await rejectDocuments(transaction, runId, signal)
  return splitter
}

/** Most files are valid throughout; asking whether each document is valid costs a second parse. Answers the number of rows. */
async function insertDocuments(transaction: Transaction, insert: (parsed: string) => string, signal: AbortSignal): Promise<number> {
  try {
    return (await transaction.savepoint(
      async (savepoint) => (await cancellable(savepoint.unsafe(insert('document::jsonb')), signal)).count,
    )) as number
  } catch {
    signal.throwIfAborted()
    const careful = insert(`case when pg_input_is_valid(document, 'jsonb') then document::jsonb end`)
    return (await cancellable(transaction.unsafe(careful), signal)).count
  }
}

async function rejectDocuments(transaction: Transaction, runId: string, signal: AbortSignal): Promise<void> {
  await cancellable(
    transaction`
      select private.reject_rows(
        ${runId}::uuid, jsonb_agg(jsonb_build_object('line_number', line, 'reason', reason, 'record', left(document, 2000)))
      )
      from (
        select line, document, row_number() over () / 1000 as batch, case when pg_input_is_valid(document, 'jsonb')
          then 'The record is not an object with keys' else 'The record is not valid JSON' end as reason
        from pg_temp.documents
        where case when pg_input_is_valid(document, 'jsonb') then jsonb_typeof(document::jsonb) <> 'object' else true end
      ) broken
      group by batch`,
    signal,
  )
}

async function* split(bytes: AsyncIterable<Uint8Array>, splitter: Splitter): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    const lines = splitter.push(chunk)
    if (lines.length) yield lines
  }
  const lines = splitter.end()
  if (lines.length) yield lines
}

/** Lists the first 10,000 and counts all. */
export async function rejectRows(transaction: Transaction, runId: string, rejections: Rejections): Promise<void> {
  for (let at = 0; at < rejections.kept.length; at += 1000) {
    const batch = rejections.kept.slice(at, at + 1000).map((rejection) => ({ ...rejection }))
    await transaction`select private.reject_rows(${runId}::uuid, ${transaction.json(batch)})`
  }
  const uncounted = rejections.total - rejections.kept.length
  if (uncounted > 0) await transaction`update pg_temp.load_state set rows_rejected = rows_rejected + ${uncounted}`
}
