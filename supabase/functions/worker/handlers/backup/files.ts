/** The folder `<workspace id>/backups` of the bucket `workspace-files`, through the Storage API. */
import { z } from 'zod'
import { AppError } from '../../../../../shared/errors.ts'
import type { Config } from '../../../_shared/config.ts'
import type { Write } from './export.ts'

const bucket = 'workspace-files'
const name = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z\.json\.gz$/
const Listed = z.array(z.object({ name: z.string() }))

export class BackupFiles {
  readonly #url: string
  readonly #key: string
  readonly #folder: string
  readonly #signal: AbortSignal

  constructor(config: Config, workspaceId: string, signal: AbortSignal) {
    this.#url = `${config.url}/storage/v1/object`
    this.#key = config.serviceKeys[0]
    this.#folder = `${workspaceId}/backups`
    this.#signal = signal
  }

  /** Compresses what `fill` writes while it is sent. Storage shows the whole file or, when anything throws, the one before. */
  async write(file: string, fill: (write: Write) => Promise<void>): Promise<void> {
    const gzip = new CompressionStream('gzip')
    const writer = gzip.writable.getWriter()
    const encoder = new TextEncoder()
    const stop = new AbortController()
    const sent = this.#fetch(`${bucket}/${this.#folder}/${file}`, {
      method: 'POST',
      headers: { 'content-type': 'application/gzip', 'x-upsert': 'true' },
      body: gzip.readable,
      duplex: 'half',
      signal: AbortSignal.any([this.#signal, stop.signal]),
    } as RequestInit)
    // Storage may refuse before it has read everything; then nobody takes what is written.
    const refused = sent.then(() => Promise.reject(new AppError('unavailable', 'The file storage answered before the end')))
    refused.catch(() => {})
    try {
      await fill((text) => Promise.race([writer.write(encoder.encode(text)), refused]))
      await Promise.race([writer.close(), sent])
      await sent
    } catch (error) {
      // The connection breaks before the end of the body, so that Storage does not keep half a file.
      stop.abort(error)
      writer.abort(error).catch(() => {})
      throw error
    }
  }

  async keepNewest(count: number): Promise<void> {
    const response = await this.#fetch(
      `list/${bucket}`,
      json('POST', { prefix: this.#folder, limit: 1000, sortBy: { column: 'name', order: 'desc' } }),
    )
    const backups = Listed.parse(await response.json()).filter((listed) => name.test(listed.name))
    const old = backups.slice(count).map((listed) => `${this.#folder}/${listed.name}`)
    if (old.length) await this.#fetch(bucket, json('DELETE', { prefixes: old }))
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    const headers = { authorization: `Bearer ${this.#key}`, apikey: this.#key, ...(init.headers as Record<string, string>) }
    const response = await fetch(`${this.#url}/${path}`, { signal: this.#signal, ...init, headers }).catch((cause: unknown) => {
      this.#signal.throwIfAborted()
      throw new AppError('unavailable', 'The file storage does not answer', { cause })
    })
    if (response.ok) return response
    throw new AppError('unavailable', `The file storage answered ${response.status}`, { cause: (await response.text()).slice(0, 500) })
  }
}

function json(method: string, body: unknown): RequestInit {
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}
