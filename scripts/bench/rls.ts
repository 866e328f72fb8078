/** What the wall between tenants costs: the same questions under row level security, and with the filter on the project written by hand. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { dbUrl, loadConfig, type StackConfig } from '../stack/config.ts'
import { startStack } from '../testing/stack.ts'
import { signUp } from '../testing/workspace.ts'
import { interleave, shown, type Way } from './interleave.ts'
import { machine } from './machine.ts'

const PROJECTS = 10_000
const ROWS = 1_000_000
const ROUNDS = 500
const GOAL = 1.2
const columns = 'id,project_id,title,chart_type,updated_at'

/** A question of the API, and the same in SQL. */
interface Question {
  title: string
  search: string
  method?: 'HEAD'
  sql: string
}

export async function run(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'orrery-bench-'))
  const stack = await startStack({ script: 'stack', home, args: ['--no-sample'] })
  const config = loadConfig({ ORRERY_HOME: home, ORRERY_PORT: String(stack.port) })
  const sql = postgres(dbUrl(config), { max: 1, onnotice: () => {} })
  try {
    const person = await signUp(config)
    const { data } = await person.client.auth.getSession()
    const user = data.session!.user.id
    const projects = await fill(sql, user)
    const [one] = await sql`select id from charts where project_id = ${projects[7]!} limit 1`
    console.log(
      `rls: ${ROWS.toLocaleString('en')} charts in ${PROJECTS.toLocaleString('en')} projects, somebody in ${projects.length} of them, ${ROUNDS} rounds (${machine()})`,
    )
    const questions = ask(one!.id as string)
    console.log('  over HTTP: as the person, against the service role with the filter by hand')
    for (const question of questions) await compare(question.title, overHttp(config, data.session!.access_token, projects, question))
    console.log("  in SQL: as authenticated with the person's claims, against the tables' owner with the filter by hand")
    for (const question of questions) await compare(question.title, inSql(sql, user, projects, question))
  } finally {
    await sql.end()
    await stack.stop()
    rmSync(home, { recursive: true, force: true })
  }
}

function ask(id: string): Question[] {
  const list = `select=${columns}&order=updated_at.desc&limit=50`
  const rows = (filter: string) => `select ${columns} from public.charts where ${filter} and $1 order by updated_at desc limit 50`
  return [
    { title: 'newest 50', search: list, sql: rows('true') },
    { title: 'newest 50 of a kind', search: `${list}&chart_type=eq.bar`, sql: rows(`chart_type = 'bar'`) },
    { title: 'count', search: 'select=id', method: 'HEAD', sql: 'select count(*) from public.charts where $1' },
    { title: 'one by id', search: `select=${columns}&id=eq.${id}`, sql: `select ${columns} from public.charts where id = '${id}' and $1` },
  ]
}

function overHttp(config: StackConfig, token: string, projects: string[], { search, method }: Question): { rls: Way; byHand: Way } {
  const get = async (key: string, authorization: string, query: string) => {
    const headers = { apikey: key, authorization: `Bearer ${authorization}`, ...(method === 'HEAD' ? { prefer: 'count=exact' } : {}) }
    const response = await fetch(`http://127.0.0.1:${config.ports.api}/rest/v1/charts?${query}`, { method, headers })
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
    return method === 'HEAD' ? response.headers.get('content-range') : await response.json()
  }
  const { publishable, secret, serviceRoleJwt } = config.keys
  return {
    rls: () => get(publishable, token, search),
    byHand: () => get(secret, serviceRoleJwt, `${search}&project_id=in.(${projects.join(',')})`),
  }
}

/** Each in a transaction as the gateway's are; only the statement itself is timed by what is outside `begin`, the same for both. */
function inSql(sql: postgres.Sql, user: string, projects: string[], question: Question): { rls: Way; byHand: Way } {
  const claims = JSON.stringify({ sub: user, role: 'authenticated' })
  const as = (role: string, filter: string) => async () => {
    await sql
      .unsafe(`begin read only; select set_config('request.jwt.claims', '${claims}', true), set_config('role', '${role}', true)`)
      .simple()
    const answer = await sql.unsafe(question.sql.replace('$1', filter))
    await sql.unsafe('commit').simple()
    return [...answer]
  }
  return {
    rls: as('authenticated', 'true'),
    byHand: as('postgres', `project_id = any ('{${projects.join(',')}}')`),
  }
}

async function compare(title: string, ways: { rls: Way; byHand: Way }): Promise<void> {
  const [first, second] = [JSON.stringify(await ways.rls(0)), JSON.stringify(await ways.byHand(0))]
  if (first !== second || first.length < 3)
    throw new Error(`${title}: the answers differ: ${first.slice(0, 200)} … ${second.slice(0, 200)}`)
  const { rls, byHand } = await interleave(ROUNDS, ways)
  const ratio = rls.p50 / byHand.p50
  console.log(
    `    ${title.padEnd(20)} ${shown(rls)}; by hand ${shown(byHand)}: ${ratio.toFixed(2)} × ${ratio <= GOAL ? '' : `(goal ${GOAL})`}`,
  )
}

/** Tenants of every kind; returns the projects of the person: by membership, workspace and team, and their own. */
async function fill(sql: postgres.Sql, user: string): Promise<string[]> {
  await sql`set session_replication_role = replica`
  await sql`
    insert into public.users (id, email, status) select gen_random_uuid(), n || '@example.org', 'active' from generate_series(1, 2000) n`
  await sql`insert into public.workspaces (name) select 'Workspace ' || n from generate_series(1, 500) n`
  await sql`
    insert into public.projects (workspace_id, name)
    select w.id, 'Project ' || n from public.workspaces w, generate_series(1, ${PROJECTS / 500}) n where w.name like 'Workspace %'`
  await sql`
    insert into public.project_users (project_id, user_id, role)
    select distinct on (p.id, u.id) p.id, u.id, (array['owner', 'manager', 'contributor', 'viewer'])[1 + (p.n + u.n) % 4]
    from (select id, row_number() over () as n from public.projects) p
    join (select id, row_number() over () as n from public.users where email like '%@example.org') u on (p.n * 7 + u.n) % 400 = 0`
  // By membership 15, by a workspace 3, by a team 1, their own 1.
  await sql`
    insert into public.project_users (project_id, user_id, role)
    select id, ${user}, (array['owner', 'manager', 'contributor', 'viewer'])[1 + (row_number() over ())::int % 4]
    from (select id from public.projects where name = 'Project 1' order by id limit 15) p
    on conflict do nothing`
  await sql`
    with w as (insert into public.workspaces (name) values ('Mine') returning id),
      m as (insert into public.workspace_users (workspace_id, user_id, role) select id, ${user}, 'admin' from w),
      t as (insert into public.teams (workspace_id, name) select id, 'Team' from w returning id, workspace_id),
      tm as (insert into public.user_team_memberships (user_id, team_id, role) select ${user}, id, 'editor' from t),
      space as (insert into public.projects (workspace_id, name, owner_team_id) select ${await global(sql)}, 'Space', id from t)
    insert into public.projects (workspace_id, name) select id, 'Mine ' || n from w, generate_series(1, 3) n`
  await sql`
    insert into public.charts (project_id, title, chart_type, updated_at)
    select p.ids[1 + n % cardinality(p.ids)], 'Chart ' || n, (array['bar', 'line', 'point', 'arc'])[1 + n / 10000 % 4], now() - n * interval '1 second'
    from (select array_agg(id order by id) as ids from public.projects) p, generate_series(1, ${ROWS}) n`
  await sql`set session_replication_role = default`
  await sql`vacuum analyze`
  const rows = await sql.begin(async (mine) => {
    await mine`select set_config('request.jwt.claims', ${JSON.stringify({ sub: user, role: 'authenticated' })}, true)`
    return await mine`select private.project_ids('viewer') as id`
  })
  return rows.map(({ id }) => id as string)
}

async function global(sql: postgres.Sql): Promise<string> {
  const [row] = await sql`select private.global_workspace_id() as id`
  return row!.id as string
}
