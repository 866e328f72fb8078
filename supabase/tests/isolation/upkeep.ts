/** What every table keeps by itself, whoever writes: when a row was last changed, and that a ledger only grows. */
import type { Rule } from './rules.ts'
import type { Row } from './state.ts'
import type { Subject } from './subjects.ts'
import type { World } from './world.ts'

/** What is wrong with a table; null when nothing is. */
export async function upkeepProblem(world: World, subject: Subject): Promise<string | null> {
  return isLedger(subject.rule) ? await ledgerProblem(world, subject) : await touchProblem(world, subject)
}

const isLedger = ({ note }: Rule) => /append-only/i.test(note ?? '')

/** Answers kept for a while; they are made anew, not changed. */
const untouched = ['data_cache']

async function touchProblem(world: World, { name, key, columns }: Subject): Promise<string | null> {
  if (untouched.includes(name) || !columns.some((column) => column.name === 'updated_at')) return null
  const seed = world.sown.find(({ table, tenant }) => table === name && tenant === 'shared')
  const kept = columns.filter((column) => !column.generated && !key.includes(column.name) && column.name !== 'updated_at')
  const set = kept.map((column) => `"${column.name}" = "${column.name}"`).join(', ')
  const match = `(to_jsonb(t.${key[0]!}) #>> '{}') = '${seed?.key.split(' ')[0] ?? ''}'`
  return await rolledBack(world, async (run) => {
    await run(
      `set local session_replication_role = replica; update public.${name} t set updated_at = '2000-01-01' where ${match}; set local session_replication_role = origin`,
    )
    const [row] = await run(`update public.${name} t set ${set} where ${match} returning updated_at > '2000-01-01' as touched`)
    return row?.touched ? null : `updated_at of ${name} stays when a row is changed`
  })
}

async function ledgerProblem(world: World, { name, key, columns }: Subject): Promise<string | null> {
  const column = `"${columns.find((c) => !c.generated && !key.includes(c.name))!.name}"`
  for (const statement of [
    `update public.${name} set ${column} = ${column}`,
    `delete from public.${name}`,
    `truncate public.${name} cascade`,
  ]) {
    const problem = await rolledBack(world, async (run) => {
      await run('set local role service_role')
      const refused = await run(statement).then(
        () => false,
        () => true,
      )
      return refused ? null : `the service role may: ${statement}`
    })
    if (problem) return problem
  }
  return null
}

type Run = (statement: string) => Promise<Row[]>

async function rolledBack(world: World, work: (run: Run) => Promise<string | null>): Promise<string | null> {
  const over = new Error('rolled back')
  let problem: string | null = null
  try {
    await world.superuser.begin(async (sql) => {
      problem = await work(async (statement) => [...(await sql.unsafe<Row[]>(statement))])
      throw over
    })
  } catch (error) {
    if (error !== over && problem === null) problem = (error as Error).message
  }
  return problem
}
