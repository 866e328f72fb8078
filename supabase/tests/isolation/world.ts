/** A database with two tenants and the whole cast in it, and the gateway on it. */
import { startGateway } from '../../../scripts/stack/gateway/server.ts'
import { createTestDatabase, type TestDatabase } from '../../../scripts/testing/database.ts'
import { freePortBlock } from '../../../scripts/testing/ports.ts'
import postgres, { type Sql } from 'postgres'
import { Accounts } from './accounts.ts'
import { type Catalogue, readCatalogue } from './catalogue.ts'
import { crowded, roomsEach, wholeRow } from './drafts.ts'
import { homeOf } from './homes.ts'
import { isOwned } from './owned.ts'
import { rowFactories } from './factories.ts'
import { decisive, Facts } from './facts.ts'
import type { Persona, PersonaName } from './personas.ts'
import { sender, type Send } from './request.ts'
import { rules } from './rules.ts'
import { keyOf, readState, type Row, type State } from './state.ts'
import { makeTenants, type TenantName, tenantNames, type Tenant } from './tenants.ts'
import type { Target } from './types.ts'

export interface World {
  database: TestDatabase
  /** As the owner of the tables: row level security does not bind it. */
  sql: Sql
  superuser: Sql
  port: number
  send: Send
  catalogue: Catalogue
  personas: Persona[]
  tenants: Record<TenantName, Tenant>
  accounts: Accounts
  /** The key of each tenant's first row of each table. */
  seeds: Record<TenantName, Record<string, string>>
  /** All rows that each tenant has had from the beginning. */
  sown: { table: string; tenant: TenantName; key: string }[]
  /** Parents of rows of which each takes only some. */
  rooms: Record<TenantName, Record<string, string[]>>
  /** The n that the next row is made from. */
  next(): number
  target(name: TenantName, user?: string): Target
  persona(name: PersonaName): Persona
  /** Rows as a factory makes them, put in by SQL; missing where a table takes no more. */
  put(table: string, rows: Row[]): Promise<Row[]>
  /**
   * Runs a statement as somebody in a transaction that is rolled back: how many rows it wrote, or what was wrong. Without triggers and foreign
   * keys, so that policies stand alone.
   */
  asPerson(persona: Persona, statement: string): Promise<number | string>
  /** Of some relations, or of everything. */
  state(only?: string[]): Promise<State>
  /** What there is; or what was known, with the rows of some relations as they are now. */
  facts(about?: string[], known?: Facts): Promise<Facts>
  /** What could not be made at the start. */
  problems: string[]
  stop(): Promise<void>
}

/** Rows of these are the tenants themselves, or made by signing up. */
export const made = ['users', 'user_profiles', 'workspaces', 'teams', 'projects']

export async function makeWorld(): Promise<World> {
  const database = await createTestDatabase()
  const superuser = postgres(database.url('supabase_admin'), { max: 4, onnotice: () => {} })
  const { sql, config } = database
  // Everybody has placements of their own to write, all on one tab: more than the ten it holds, which other tests see to.
  await sql`alter table chart_placements disable trigger limit_charts`
  const catalogue = await readCatalogue(sql)
  const accounts = new Accounts(superuser)
  const { tenants, personas } = await makeTenants(sql, accounts, config)
  const port = await freePortBlock()
  const gateway = await startGateway({ ...config, ports: { ...config.ports, api: port } }, { database: database.name })
  const { send, close } = sender(port, config.keys.publishable)
  const seeds = Object.fromEntries(tenantNames.map((name) => [name, firstSeeds(tenants[name])])) as Record<
    TenantName,
    Record<string, string>
  >
  let count = 0
  const world: World = {
    database,
    sql,
    superuser,
    port,
    send,
    catalogue,
    personas,
    tenants,
    accounts,
    seeds,
    sown: tenantNames.flatMap((tenant) => Object.entries(seeds[tenant]).map(([table, key]) => ({ table, tenant, key }))),
    problems: [],
    rooms: Object.fromEntries(tenantNames.map((name) => [name, {}])) as World['rooms'],
    next: () => ++count,
    persona: (name) => personas.find((persona) => persona.name === name)!,
    target(name, user = tenants[name].user) {
      const { project, workspace, team, peer } = tenants[name]
      const ref = (table: string) => {
        const id = seeds[name][table]
        if (id === undefined) throw new Error(`There is no seed of ${table} yet`)
        return id
      }
      return {
        project,
        workspace,
        team,
        user,
        peer,
        ref,
        get newcomer() {
          return accounts.promise()
        },
      }
    },
    async put(table, rows) {
      await accounts.settle()
      return await insertRows(sql, table, rows)
    },
    asPerson: (persona, statement) => runAs(superuser, persona, statement),
    state: (only) => readState(sql, catalogue, only),
    async facts(about, known) {
      if (!about || !known) return new Facts(await readState(sql, catalogue, about))
      const only = about.some((table) => decisive.includes(table)) ? [...new Set([...decisive, ...about])] : about
      const { rows } = await readState(sql, catalogue, only)
      return new Facts({ rows: new Map([...known.state.rows, ...rows]), others: new Map() })
    },
    async stop() {
      close()
      await gateway.close()
      await superuser.end()
      await database.drop()
    },
  }
  await sow(world, seeds)
  await makeRooms(world)
  await fillDatasets(world)
  return world
}

async function runAs(sql: Sql, { id }: Persona, statement: string): Promise<number | string> {
  const over = new Error('rolled back')
  let written: number | string = 0
  try {
    await sql.begin(async (transaction) => {
      const claims = JSON.stringify({ sub: id, role: 'authenticated' })
      await transaction`
        select set_config('session_replication_role', 'replica', true), set_config('request.jwt.claims', ${claims}, true), set_config('role', 'authenticated', true)`
      written = (await transaction.unsafe(statement)).count
      throw over
    })
  } catch (error) {
    if (error !== over) return (error as Error).message
  }
  return written
}

function firstSeeds({ user, workspace, team, project }: Tenant): Record<string, string> {
  return { users: user, user_profiles: user, workspaces: workspace, teams: team, projects: project }
}

/** Rows of every table for every tenant. */
async function sow(world: World, seeds: World['seeds']): Promise<void> {
  for (const table of Object.keys(rowFactories)) {
    const { key } = world.catalogue.tables.get(table) ?? { key: null }
    if (!key) world.problems.push(`There is a factory for ${table}, but no such table`)
    if (!key || made.includes(table)) continue
    for (const name of tenantNames)
      await sowRows(world, seeds, table, name).catch((error: Error) =>
        world.problems.push(`No seed of ${table} for ${name}: ${error.message}`),
      )
    if (isOwned({ table })) for (const persona of world.personas) await sowOwn(world, table, persona)
  }
}

/** One; and one more where some rows are a project's and some a workspace's, for factories make them by turns. */
async function sowRows(world: World, seeds: World['seeds'], table: string, tenant: TenantName): Promise<void> {
  const of = rules[table]?.wall === 'project or workspace' ? 2 : 1
  for (let i = 0; i < of; i++) {
    const row = wholeRow(world, table, tenant)
    const [sown] = await world.put(table, [row]).catch((error: unknown) => presentRow(world.sql, table, row, error))
    const id = note(world, table, tenant, sown!)
    seeds[tenant][table] ??= id
    if (sown!.workspace_id && !sown!.project_id) seeds[tenant][`${table} of workspace`] = id
  }
}

/** In the chat that each tenant has from the beginning these take no part, whatever their role. */
const notInChats: PersonaName[] = ['owner', 'workspace owner', 'team admin']

/** A row of somebody's own where they have rights, or had them; some tables take none from who is not a member. */
async function sowOwn(world: World, table: string, { id, name, part }: Persona): Promise<void> {
  if (!id || (table === 'chat_participants' && notInChats.includes(name))) return
  const tenant = homeOf({ part })
  try {
    const [sown] = await world.put(table, [wholeRow(world, table, tenant, id)])
    note(world, table, tenant, sown!)
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    if (!code?.startsWith('PT')) world.problems.push(`No row of ${table} for ${name}: ${message}`)
  }
}

function note(world: World, table: string, tenant: TenantName, row: Row): string {
  const { key } = world.catalogue.tables.get(table)!
  world.sown.push({ table, tenant, key: keyOf(key, row) })
  return String(row[key[0]!])
}

/** The first dataset of each tenant can be queried, and appended to. */
async function fillDatasets({ sql, seeds }: World): Promise<void> {
  for (const tenant of tenantNames) {
    await sql`
      select private.make_dataset_table(id, columns, table_name), private.watch_dataset_table(id, table_name)
      from datasets where id = ${seeds[tenant].datasets!}`
    await sql`select private.write_rows(d, '[{"a": 1}]') from datasets d where id = ${seeds[tenant].datasets!}`
  }
}

async function makeRooms(world: World): Promise<void> {
  for (const [table, { parent }] of Object.entries(crowded)) {
    for (const name of tenantNames) {
      const rows = Array.from({ length: roomsEach }, () => rowFactories[parent]!(world.target(name), world.next()))
      world.rooms[name][table] = (await world.put(parent, rows)).map(({ id }) => id as string)
    }
  }
}

/** Where a workspace or person has one row only, and it is there. */
async function presentRow(sql: Sql, table: string, row: Row, error: unknown): Promise<Row[]> {
  const wall = ['project_id', 'workspace_id', 'team_id', 'user_id'].find((column) => row[column])
  if ((error as { code?: string }).code !== '23505' || !wall) throw error
  const found = await sql`select * from ${sql(table)} where ${sql(wall)} = ${row[wall] as string} limit 1`
  if (found.length === 0) throw error
  return found
}

/** In one statement for all rows with the same columns; rows come back in the order given. */
async function insertRows(sql: Sql, table: string, rows: Row[]): Promise<Row[]> {
  const results: Row[] = []
  const batches = Map.groupBy(rows.keys(), (i) => Object.keys(rows[i]!).join())
  for (const batch of batches.values()) {
    const names = Object.keys(rows[batch[0]!]!)
      .map((name) => `"${name}"`)
      .join(', ')
    const given = await sql.unsafe<{ row: Row }[]>(
      `insert into public.${table} as t (${names}) select ${names} from jsonb_populate_recordset(null::public.${table}, $1::text::jsonb) returning to_jsonb(t) as row`,
      [JSON.stringify(batch.map((i) => rows[i]))],
    )
    for (const [at, i] of batch.entries()) results[i] = given[at]!.row
  }
  return results
}
