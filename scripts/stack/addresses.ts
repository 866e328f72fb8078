import { relative } from 'node:path'
import type { Status } from './status.ts'

/** The table a person sees, without the line above it. */
export function addressTable(status: Status, home: string): string {
  const path = relative(process.cwd(), home)
  const rows: [string, string][] = [
    ...(status.urls.web ? [['Web app', status.urls.web] as [string, string]] : []),
    ...(status.demo ? [['Sign in', `${status.demo.email}  /  ${status.demo.password}`] as [string, string]] : []),
    ['API', status.urls.api],
    ['Mail', `${status.urls.mail}  (${status.urls.smtp})`],
    ['Database', status.urls.database],
    ['Public key', status.keys.publishable],
    ['Secret key', status.keys.secret],
    ['Data, logs', path.startsWith('..') ? home : path || '.'],
  ]
  return rows.map(([name, value]) => `  ${name.padEnd(12)}${value}`).join('\n')
}
