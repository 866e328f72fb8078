/** Contents on disk, one file per version of an object, named by the version alone. */
import { randomUUID } from 'node:crypto'
import { chmod, link, mkdir, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'

export class FileStore {
  private readonly folder: string
  private readonly incoming: string

  constructor(folder: string) {
    this.folder = folder
    this.incoming = join(folder, 'incoming')
  }

  /** Begins anew with what is half-way, and forgets files no object speaks of: a crash may have left both. */
  async open(known: (versions: string[]) => Promise<Set<string>>): Promise<void> {
    await rm(this.incoming, { recursive: true, force: true })
    await mkdir(this.incoming, { recursive: true, mode: 0o700 })
    // Other users of the machine have no business here.
    await chmod(this.folder, 0o700)
    for (const shard of await readdir(this.folder)) {
      if (!/^[0-9a-f]{2}$/.test(shard)) continue
      const versions = await readdir(join(this.folder, shard))
      const kept = await known(versions)
      await Promise.all(versions.filter((v) => !kept.has(v)).map((v) => this.remove(v)))
    }
  }

  /** A file being received; it is nowhere until it is `keep`t. */
  async receive(): Promise<{ handle: FileHandle; path: string }> {
    const path = join(this.incoming, randomUUID())
    return { handle: await open(path, 'wx'), path }
  }

  async keep(received: string, version: string): Promise<void> {
    const path = this.path(version)
    await mkdir(dirname(path), { recursive: true })
    await rename(received, path)
    // The row that is committed next must find its file, whatever happens to the machine.
    const shard = await open(dirname(path), 'r')
    await shard.sync().finally(() => shard.close())
  }

  async discard(received: string): Promise<void> {
    await rm(received, { force: true })
  }

  /** The same content under another version, without copying it: contents never change. */
  async share(version: string, copy: string): Promise<void> {
    const path = this.path(copy)
    await mkdir(dirname(path), { recursive: true })
    await link(this.path(version), path)
  }

  async read(version: string): Promise<FileHandle> {
    return await open(this.path(version), 'r')
  }

  async remove(version: string): Promise<void> {
    await rm(this.path(version), { force: true })
  }

  private path(version: string): string {
    return join(this.folder, version.slice(0, 2), version)
  }
}
