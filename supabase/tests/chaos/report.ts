/** How long it took to go on after each strike, and the run in a few lines. */
import type postgres from 'postgres'
import { percentile } from '../../../scripts/bench/machine.ts'
import type { External } from './external.ts'
import type { Balance } from './ledger.ts'
import type { Line } from './line.ts'
import type { Strike } from './saboteur.ts'

export interface Recovery extends Strike {
  /** Until the next message was settled, by a process that started after the strike. Undefined: none was. */
  seconds: number | undefined
}

export async function measureRecovery(sql: postgres.Sql, strikes: Strike[]): Promise<Recovery[]> {
  return Promise.all(
    strikes.map(async (strike) => {
      const since = { functions: sql`worker_started`, postgres: sql`postgres_started`, scheduler: sql`written_at` }[strike.part]
      const [row] = await sql<{ at: Date | null }[]>`
        select min(written_at) as at from chaos.ledger where ${since} > ${strike.at} and written_at > ${strike.at}`
      return { ...strike, seconds: row?.at ? (row.at.getTime() - strike.at.getTime()) / 1000 : undefined }
    }),
  )
}

export interface Run {
  seconds: number
  balance: Balance
  recoveries: Recovery[]
  external: External
  line: Line
}

export function printRun({ seconds, balance, recoveries, external, line }: Run): void {
  const struck = (part: Strike['part'], signal?: Strike['signal']) =>
    recoveries.filter((strike) => strike.part === part && (!signal || strike.signal === signal)).length
  const took = (part?: Strike['part']) => {
    const all = recoveries.filter((strike) => !part || strike.part === part).flatMap((strike) => strike.seconds ?? Infinity)
    return `p50 ${percentile(all, 0.5).toFixed(1)} s, p99 ${percentile(all, 0.99).toFixed(1)} s, max ${Math.max(...all).toFixed(1)} s`
  }
  const calls = external.calls()
  console.log(
    [
      `Chaos: ${balance.sent} messages, ${Math.round(seconds)} s`,
      `  struck: workers killed ${struck('functions')}, scheduler killed ${struck('scheduler')}, Postgres ${struck('postgres')}` +
        ` (killed ${struck('postgres', 'SIGKILL')}, immediate ${struck('postgres', 'SIGQUIT')}, fast ${struck('postgres', 'SIGINT')})`,
      `  wakes: ${line.passed} passed, ${line.dropped} dropped`,
      `  calls outside: ${calls} for ${external.effects.size} keys (${calls - external.effects.size} again); settled after a redelivery: ${balance.redelivered}`,
      `  lost ${balance.lost.length}, duplicated ${balance.duplicated.length}, settled ${balance.settled}, dead by design ${balance.sent - balance.settled}`,
      `  recovery of all:      ${took()}`,
      `  recovery of workers:  ${took('functions')}`,
      `  recovery of Postgres: ${took('postgres')}`,
    ].join('\n'),
  )
}
