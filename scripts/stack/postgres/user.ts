/** Postgres refuses to run as root, so root lends its processes the user `nobody`. */
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

/** `nobody` on Linux and BSD. */
const NOBODY = 65_534

export interface Launch {
  command: string
  args: string[]
  uid?: number
  gid?: number
}

/** The user that owns the data; empty when we are not root. */
export function serverUser(): { uid?: number; gid?: number } {
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
}

/**
 * How to start one of the server's programs so that it reaches all `paths`.
 * Where `nobody` may not enter a folder on the way (a checkout below /root), `setpriv` leaves it the right to do so.
 * Throws an Error with what to do when that is not possible.
 */
export function launchAs(command: string, args: string[], paths: string[]): Launch {
  const user = serverUser()
  const closed = user.uid === undefined ? undefined : [command, ...paths].map(closedFolder).find(Boolean)
  if (!closed) return { command, args, ...user }
  const setpriv = findProgram('setpriv')
  if (!setpriv) {
    throw new Error(
      `Postgres does not run as root, and the user "nobody" it runs as instead may not enter ${closed}.\n` +
        `Move the checkout somewhere open to all users (for example /srv/orrery), or run this as another user.`,
    )
  }
  const rights = '+dac_override,+dac_read_search'
  const lend = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', `--inh-caps=${rights}`, `--ambient-caps=${rights}`]
  return { command: setpriv, args: [...lend, command, ...args] }
}

/** The outermost folder above `path` that other users may not enter. */
function closedFolder(path: string): string | undefined {
  const folders: string[] = []
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) folders.unshift(folder)
  return folders.find((folder) => (statSync(folder).mode & 0o001) === 0)
}

function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/bin']
  return folders.map((folder) => join(folder, name)).find(executable)
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
