/** What is recorded of a row's life: in the audit log, and as events of its project. The lists of both are the schema's own. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TransactionSql } from 'postgres'
import { wholeRow } from './drafts.ts'
import { rules } from './rules.ts'
import { type Row, same } from './state.ts'
import type { Subject } from './subjects.ts'
import type { World } from './world.ts'

const list = join(import.meta.dirname, '../../migrations/20261120009100_list_emitting_tables.sql')
const emits = /emit_changes_of\('public\.(\w+)', '(\w+)', '[^']*',\s*array\[([^\]]*)\]([^;]*)\);/g

/** Changes that count where those of the factory do not. */
const changes: Record<string, Row> = {
  users: { status: 'inactive' },
  workspace_users: { role: 'admin' },
  project_users: { role: 'contributor' },
  user_team_memberships: { role: 'editor' },
  user_secrets: { created_at: '2000-01-01' },
  workspace_subscriptions: { plan_type: 'pro' },
}

/** From where something can be reached. */
const begins: Record<string, Row> = {
  artifacts: { status: 'generating' },
  dashboard_versions: { status: 'proposed' },
  workflow_executions: { status: 'running', completed_at: null },
}

interface Told {
  subject: string
  created: string | null
  deleted: string | null
  updated: boolean
  /** Columns that come to a value, and the verb for it. */
  reached: { verb: string; column: string; value: string }[]
}

/** What the list says of each table that emits events. */
export function emitting(): Map<string, Told> {
  const told = new Map<string, Told>()
  for (const [, table, subject, verbs, rest] of readFileSync(list, 'utf8').matchAll(emits)) {
    const [created, deleted] = [...rest!.replace(/, except_for.*/s, '').matchAll(/null|'(\w+)'/g)].map(([text, verb]) =>
      text === 'null' ? null : verb!,
    )
    told.set(table!, {
      subject: subject!,
      created: created === undefined ? 'created' : created,
      deleted: deleted === undefined ? 'deleted' : deleted,
      updated: verbs!.includes('updated:'),
      reached: [...verbs!.matchAll(/'(\w+):(\w+)=(\w+)'/g)].map(([, verb, column, value]) => ({
        verb: verb!,
        column: column!,
        value: value!,
      })),
    })
  }
  return told
}

/** What is missing of the record of a row that is made, changed and deleted; null when nothing is. */
export async function recordProblem(world: World, subject: Subject): Promise<string | null> {
  const told = emitting().get(subject.name)
  const [audited] = await world.sql`select 1 from private.audited_tables where name = ${subject.name}`
  if (!told && !audited) return null
  const over = new Error('rolled back')
  const row = { ...wholeRow(world, subject.table, 'shared'), ...begins[subject.name] }
  if (subject.name === 'dashboard_versions') row.base_version = await firstVersion(world, row.dashboard_id as string)
  // Those of a workspace are told in no project.
  if (subject.name === 'dead_letters') row.project_id = world.tenants.shared.project
  const other = changes[subject.name] ?? wholeRow(world, subject.table, 'shared')
  await world.accounts.settle()
  let problem: string | null = null
  try {
    await world.superuser.begin(async (sql) => {
      const record = await live(sql, subject, row, other, told?.reached ?? [])
      const expected = [
        ...(audited ? ['insert', 'update', 'delete'] : []),
        ...(told
          ? [told.created, told.deleted, told.updated ? 'updated' : null].filter(Boolean).map((verb) => `${told.subject}.${verb!}`)
          : []),
      ]
      const missing = expected.filter((one) => !record.includes(one))
      // One value does not follow every other, but some can be reached.
      const reached = told?.reached.map(({ verb }) => `${told.subject}.${verb}`) ?? []
      if (reached.length > 0 && !reached.some((one) => record.includes(one))) missing.push(reached.join(' or '))
      if (missing.length > 0) problem = `${subject.name} does not record: ${missing.join(', ')}`
      throw over
    })
  } catch (error) {
    if (error !== over) problem = `${subject.name}: ${(error as Error).message}`
  }
  return problem
}

async function firstVersion({ sql }: World, dashboard: string): Promise<number> {
  const [first] = await sql`select min(version_number) as number from public.dashboard_versions where dashboard_id = ${dashboard}`
  return first!.number as number
}

/** Makes, changes and deletes a row; what was recorded of it. */
async function live(sql: TransactionSql, { name, columns }: Subject, row: Row, other: Row, reached: Told['reached']): Promise<string[]> {
  const id = await make(sql, name, row)
  const updatable = rules[name]?.updatable ?? []
  const candidates = columns
    .filter(
      (column) =>
        !column.generated &&
        column.name in other &&
        (name in changes || !/^id$|_id$/.test(column.name)) &&
        !same(row[column.name], other[column.name]),
    )
    .sort((a, b) => Number(updatable.includes(b.name)) - Number(updatable.includes(a.name)))
  const set = (column: string, to: Row) =>
    sql
      .savepoint((inner) =>
        inner.unsafe(`update public.${name} t set "${column}" = (${record(name)}).${column} where id = $2`, [JSON.stringify(to), id]),
      )
      .then(
        () => true,
        () => false,
      )
  for (const column of candidates) {
    const changed = await set(column.name, other)
    if (changed && (await recorded(sql, name, id)).some((one) => one === 'update' || one.endsWith('.updated'))) break
  }
  for (const { column, value } of reached) await set(column, { [column]: value })
  if (name === 'teams') await sql`delete from public.projects where owner_team_id = ${id}`
  await sql.unsafe(`delete from public.${name} where id = $1`, [id])
  return await recorded(sql, name, id)
}

const record = (table: string) => `jsonb_populate_record(null::public.${table}, $1::text::jsonb)`

async function make(sql: TransactionSql, table: string, row: Row): Promise<string> {
  if (table === 'workspace_subscriptions') {
    // It comes with its workspace.
    const [made] = await sql`with w as (insert into public.workspaces (name) values ('Made') returning id) select id from w`
    const [subscription] = await sql`select id from public.workspace_subscriptions where workspace_id = ${made!.id as string}`
    return subscription!.id as string
  }
  const names = Object.keys(row).map((name) => `"${name}"`)
  const values = Object.keys(row).map((name) => `(${record(table)})."${name}"`)
  const [made] = await sql.unsafe(`insert into public.${table} (${names.join()}) values (${values.join()}) returning id`, [
    JSON.stringify(row),
  ])
  return made!.id as string
}

async function recorded(sql: TransactionSql, table: string, id: string): Promise<string[]> {
  const found = await sql`
    select action as what from public.audit_logs where resource_type = ${table} and resource_id = ${id}
    union all select type from public.events where subject_id = ${id}`
  return found.map(({ what }) => what as string)
}
