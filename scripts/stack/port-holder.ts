/** Who listens on a port, for a message to a person. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { processCommand } from './processes.ts'

/** `node server.js (pid 123)`; undefined where the system does not tell (not Linux, or another user's process). */
export function portHolder(port: number): string | undefined {
  try {
    const inodes = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeners(table, port)))
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      if (sockets(pid).some((inode) => inodes.has(inode))) {
        return `${(processCommand(Number(pid)) ?? 'a program').slice(0, 80)} (pid ${pid})`
      }
    }
  } catch {
    // No /proc here.
  }
  return undefined
}

/** Inodes of the sockets that listen on the port (proc(5): local address, state 0A, inode). */
function listeners(table: string, port: number): string[] {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const rows = readFileSync(table, 'utf8').split('\n').slice(1)
  return rows.flatMap((row) => {
    const fields = row.trim().split(/\s+/)
    return fields[1]?.endsWith(wanted) && fields[3] === '0A' && fields[9] ? [fields[9]] : []
  })
}

function sockets(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? []
      } catch {
        return []
      }
    })
  } catch {
    return []
  }
}
