/** One file on its way from the disk to a dataset. */
import { MAX_COLUMNS, type Column, ColumnName } from '#shared/dataset.ts'
import { RunChanged } from '#shared/channels.ts'
import { AppError } from '#shared/errors.ts'
import { LoadOptions, type ParseOptions } from '#shared/upload.ts'
import { looksBinary } from '#shared/inference/encoding.ts'
import { sniff, type Sniffed } from '#shared/inference/sniff.ts'
import { readRun, isUnderWay } from '#lib/data/datasets.ts'
import { answer } from '#lib/errors/failure.ts'
import { supabase } from '#lib/supabase.ts'
import { putUpload, uploadPath } from './put.ts'

export type UploadStage = 'reading' | 'review' | 'sending' | 'loading' | 'done' | 'failed'

/** How much of a file is looked at. */
const SAMPLE_BYTES = 2 << 20

export interface ReviewedColumn extends Column {
  sourceName: string
  include: boolean
}

export class Upload {
  readonly key = crypto.randomUUID()
  readonly file: File
  readonly projectId: string

  stage = $state<UploadStage>('reading')
  error = $state.raw<unknown>(null)
  sniffed = $state.raw<Sniffed | null>(null)
  columns = $state<ReviewedColumn[]>([])
  name = $state('')
  mode = $state<LoadOptions['mode']>('create')
  target = $state<string>('')
  sent = $state(0)
  run = $state.raw<RunChanged | null>(null)

  #bytes: Uint8Array = new Uint8Array()
  #fixed: Partial<ParseOptions> = {}
  #habit: 'dmy' | 'mdy'
  #path: string | null = null
  #abort: AbortController | null = null

  constructor(file: File, projectId: string, locale: string) {
    this.file = file
    this.projectId = projectId
    this.#habit = /^en-(US|PH)|^en$/.test(locale) ? 'mdy' : 'dmy'
  }

  /** What keeps it from being loaded, in words; null when nothing does. */
  problem = $derived.by(() => {
    const included = this.columns.filter((column) => column.include)
    if (this.columns.length > MAX_COLUMNS)
      return `This file has ${this.columns.length.toLocaleString()} columns, and a dataset has at most ${MAX_COLUMNS.toLocaleString()}. Take some out of the file.`
    if (included.length === 0) return 'Include at least one column.'
    for (const column of included) {
      const parsed = ColumnName.safeParse(column.name)
      if (!parsed.success)
        return column.name === ''
          ? `Column “${column.sourceName}” needs a name.`
          : `“${column.name}”: ${parsed.error.issues[0]?.message ?? 'not a fit name'}.`
    }
    const seen = new Set<string>()
    for (const { name } of included) {
      if (seen.has(name)) return `Two columns are called “${name}”. Rename one of them.`
      seen.add(name)
    }
    if (this.mode === 'create' && this.name.trim() === '') return 'Give the dataset a name.'
    if (this.mode !== 'create' && !this.target) return 'Choose a dataset.'
    return null
  })

  get options(): ParseOptions | null {
    return this.sniffed?.options ?? null
  }

  /** Looks at the beginning of the file. */
  async read(): Promise<void> {
    try {
      if (this.file.size === 0) throw new AppError('bad_request', 'The file is empty', { hint: 'Choose another file' })
      this.#bytes = new Uint8Array(await this.file.slice(0, SAMPLE_BYTES).arrayBuffer())
      const kind = looksBinary(this.#bytes)
      if (kind)
        throw new AppError('bad_request', `This is ${kind}, not delimited text or JSON`, {
          hint: 'Save it as CSV or JSON and choose that file',
        })
      this.#sniff()
      this.name = this.sniffed?.name ?? this.file.name
      if (this.columns.length === 0) {
        throw new AppError('bad_request', 'No rows were found in this file', {
          hint: 'A JSON file needs a list of objects at its top; a CSV file a line of values',
        })
      }
      this.stage = 'review'
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Overrules guesses; what follows from them is guessed anew. Corrections of columns stay where the columns stay. */
  reread(change: Partial<ParseOptions>): void {
    Object.assign(this.#fixed, change)
    this.#sniff()
  }

  #sniff(): void {
    const before = this.columns
    const sniffed = sniff(
      { bytes: this.#bytes, partial: this.file.size > this.#bytes.length, fileName: this.file.name },
      this.#fixed,
      this.#habit,
    )
    const same =
      before.length === sniffed.columns.length && before.every((column, index) => column.sourceName === sniffed.sourceNames[index])
    this.columns = sniffed.columns.map((column, index) => ({
      ...column,
      sourceName: sniffed.sourceNames[index] ?? '',
      name: same ? before[index]!.name : column.name,
      include: same ? before[index]!.include : true,
    }))
    this.sniffed = sniffed
  }

  /** Sends the file, then has it loaded. After a failure it goes on where that makes sense: a file that is there is not sent again. */
  async start(): Promise<void> {
    if (this.problem || !this.sniffed) return
    this.error = null
    this.run = null
    const abort = (this.#abort = new AbortController())
    try {
      if (!this.#path) {
        this.stage = 'sending'
        this.sent = 0
        const path = uploadPath(this.projectId, this.file.name)
        await putUpload({ file: this.file, path, onprogress: (sent) => (this.sent = sent), signal: abort.signal })
        this.sent = this.file.size
        this.#path = path
      }
      const options = this.loadOptions()
      const run = await answer(supabase.rpc('load_upload', { project_id: this.projectId, path: this.#path, options }))
      this.stage = 'loading'
      this.follow(RunChanged.parse(run))
      // A short load may be told to have ended before its id was known here.
      void this.readAgain()
    } catch (error) {
      if (abort.signal.aborted) this.stage = 'review'
      else this.#fail(error)
    }
  }

  loadOptions(): LoadOptions {
    return LoadOptions.parse({
      ...this.sniffed?.options,
      mode: this.mode,
      ...(this.mode === 'create' ? { name: this.name.trim() } : { dataset_id: this.target }),
      columns: this.columns.map(({ include, name, type, nullable, role }) => (include ? { name, type, nullable, role } : null)),
      file_name: this.file.name,
      file_size: this.file.size,
    })
  }

  /** News of its run. */
  follow(run: RunChanged): void {
    if (this.run && this.run.id !== run.id) return
    if (this.stage !== 'loading') return
    this.run = run
    if (run.status === 'succeeded') this.stage = 'done'
    else if (run.status === 'failed') this.#fail(new AppError('unprocessable', run.error_message ?? 'The load failed without saying why'))
    else if (run.status === 'cancelled') this.#fail(new AppError('unprocessable', 'The load was cancelled'))
  }

  /** Reads the run again, after what may be a gap in the news. */
  async readAgain(): Promise<void> {
    if (this.stage !== 'loading' || !this.run) return
    const run = await readRun(this.run.id).catch(() => null)
    if (run) this.follow(run)
  }

  /** Stops sending; a load under way is cancelled on the server. */
  async cancel(): Promise<void> {
    if (this.stage === 'sending') this.#abort?.abort(new DOMException('Cancelled', 'AbortError'))
    else if (this.stage === 'loading' && this.run && isUnderWay(this.run)) await answer(supabase.rpc('cancel_run', { run_id: this.run.id }))
  }

  /** Back to the review after a failure, to correct something. */
  review(): void {
    if (this.sniffed) this.stage = 'review'
    this.error = null
  }

  #fail(error: unknown): void {
    this.error = error
    this.stage = 'failed'
  }
}
