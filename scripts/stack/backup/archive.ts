/** Writes a tar stream of files that may change, grow, shrink or vanish while they are read, as a live database's do. */
import { once } from 'node:events'
import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { Header, Pax } from 'tar'

const chunk = 256 * 1024

export class Archive {
  #out: Writable

  constructor(out: Writable) {
    this.#out = out
  }

  async text(path: string, content: string): Promise<void> {
    const body = Buffer.from(content)
    await this.#header(path, body.length, 'File', 0o600, new Date())
    await this.#write(body)
    await this.#pad(body.length)
  }

  /** Exactly as many bytes as it had at the beginning; zeros where it became shorter. A file that is gone is left out. */
  async file(path: string, name: string): Promise<void> {
    const handle = await open(path).catch(ignoreMissing)
    if (!handle) return
    try {
      const { size, mode, mtime } = await handle.stat()
      await this.#header(name, size, 'File', mode & 0o777, mtime)
      let left = size
      while (left > 0) {
        const buffer = Buffer.allocUnsafe(Math.min(chunk, left))
        const { bytesRead } = await handle.read(buffer, 0, buffer.length)
        if (bytesRead < buffer.length) buffer.fill(0, bytesRead)
        await this.#write(buffer)
        left -= buffer.length
      }
      await this.#pad(size)
    } finally {
      await handle.close()
    }
  }

  /** A folder and all that `wanted` (given paths relative to it) lets through. */
  async folder(path: string, name: string, wanted: (relative: string) => boolean = () => true, relative = ''): Promise<void> {
    const info = await stat(path).catch(ignoreMissing)
    if (!info) return
    await this.#header(`${name}/`, 0, 'Directory', info.mode & 0o777, info.mtime)
    const entries = (await readdir(path, { withFileTypes: true }).catch(ignoreMissing)) ?? []
    for (const entry of entries) {
      const inside = relative ? `${relative}/${entry.name}` : entry.name
      if (!wanted(inside)) continue
      if (entry.isDirectory()) await this.folder(join(path, entry.name), `${name}/${entry.name}`, wanted, inside)
      else if (entry.isFile()) await this.file(join(path, entry.name), `${name}/${entry.name}`)
    }
  }

  end(): void {
    this.#out.end(Buffer.alloc(1024))
  }

  async #header(path: string, size: number, type: 'File' | 'Directory', mode: number, mtime: Date): Promise<void> {
    const fields = { path, size, type, mode, mtime, uid: 0, gid: 0 }
    const header = new Header(fields)
    if (header.encode()) await this.#write(new Pax({ path, size }).encode())
    await this.#write(header.block!)
  }

  async #pad(size: number): Promise<void> {
    if (size % 512) await this.#write(Buffer.alloc(512 - (size % 512)))
  }

  async #write(data: Buffer): Promise<void> {
    if (this.#out.destroyed) throw new Error('The backup file could not be written (is the disk full?)')
    if (!this.#out.write(data)) await Promise.race([once(this.#out, 'drain'), once(this.#out, 'close')])
  }
}

function ignoreMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
}
