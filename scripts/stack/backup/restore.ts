/** Unpacks a backup. */
import { existsSync, lchownSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { extract } from 'tar'
import { releaseLock, takeLock } from '../lock.ts'
import { Obstacle } from '../obstacle.ts'
import { serverUser } from '../postgres/user.ts'
import { lockFile } from '../status.ts'

/** The home has everything or nothing of the backup: it is unpacked beside and moved into place. */
export async function restore(file: string, home: string): Promise<void> {
  if (!existsSync(file)) throw new Obstacle(`There is no file ${file}.`)
  if (takeLock(lockFile(home))) throw new Obstacle(`Orrery runs on ${home}. Stop it first, or restore elsewhere with ORRERY_HOME.`)
  const half = join(home, 'restore.new')
  try {
    // Keys alone hold nothing: whatever looks at an empty home makes some.
    const taken = ['data', 'storage', 'mail'].find((name) => existsSync(join(home, name)))
    if (taken)
      throw new Obstacle(`${home} is not empty (it has ${taken}). Restore into a new one with ORRERY_HOME, or empty it: npm run reset`)
    rmSync(half, { recursive: true, force: true })
    mkdirSync(half, { mode: 0o700 })
    await unpack(file, half)
    const names = readdirSync(half).filter((name) => name !== 'orrery-backup.json')
    for (const name of names.sort((a, b) => Number(a === 'keys.json') - Number(b === 'keys.json')))
      renameSync(join(half, name), join(home, name))
  } finally {
    rmSync(half, { recursive: true, force: true })
    releaseLock(lockFile(home))
  }
}

async function unpack(file: string, half: string): Promise<void> {
  const broken = new Obstacle(`${file} is not a complete Orrery backup.`)
  await extract({ file, cwd: half, strict: true, preserveOwner: false }).catch((error: unknown) => {
    throw Object.assign(broken, { cause: error })
  })
  const marker = join(half, 'orrery-backup.json')
  if (!existsSync(marker) || !existsSync(join(half, 'data', 'PG_VERSION')) || !existsSync(join(half, 'keys.json'))) throw broken
  const { version } = JSON.parse(readFileSync(marker, 'utf8')) as { version: number }
  if (version !== 1) throw new Obstacle(`${file} was made by a newer Orrery (format ${version}).`)
  const { uid, gid } = serverUser()
  if (uid === undefined) return
  const data = join(half, 'data')
  for (const path of [data, ...readdirSync(data, { recursive: true, encoding: 'utf8' }).map((name) => join(data, name))])
    lchownSync(path, uid, gid!)
}
