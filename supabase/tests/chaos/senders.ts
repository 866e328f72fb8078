/** Senders that go on while Postgres comes and goes. */
import { setTimeout as delay } from 'node:timers/promises'
import type postgres from 'postgres'
import { send, type Kind, type Sent } from './ledger.ts'

/** So many messages of these projects in random order, of which one in fifty is dead by design. */
export function makeMessages(count: number, projects: string[]): Sent[] {
  const dead: Kind[] = ['refused', 'poison', 'malformed']
  return Array.from({ length: count }, (_, index) => ({
    id: crypto.randomUUID(),
    kind: index % 50 === 0 ? dead[(index / 50) % dead.length]! : ('plain' as const),
    project_id: projects[Math.floor(Math.random() * projects.length)]!,
  })).sort((a, b) => a.id.localeCompare(b.id))
}

/** Resolves when every message is known to be there: what was not confirmed is sent again. Spreads them over so many seconds. */
export async function sendAll(sql: postgres.Sql, messages: Sent[], senders: number, seconds: number): Promise<void> {
  const left = [...messages]
  const began = Date.now()
  const isEarly = () => 1 - left.length / messages.length > (Date.now() - began) / (seconds * 1000)
  await Promise.all(
    Array.from({ length: senders }, async () => {
      while (left.length > 0) {
        if (isEarly()) await delay(20)
        else await insist(sql, left.splice(0, 1 + Math.floor(Math.random() * 10)))
      }
    }),
  )
}

async function insist(sql: postgres.Sql, messages: Sent[]): Promise<void> {
  for (;;) {
    try {
      return await send(sql, messages)
    } catch (error) {
      if (!isAway(error)) throw error
      await delay(100)
    }
  }
}

/** The server stops, starts, or is not there; anything else is a mistake. */
export function isAway(error: unknown): boolean {
  const { code = '' } = error as { code?: string }
  return /^(57P0[1-5]|08...|CONNECTION_.*|CONNECT_TIMEOUT|ECONN.*|EPIPE)$/.test(code)
}
