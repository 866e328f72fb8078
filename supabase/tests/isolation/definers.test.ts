/** What runs with the owner's rights, and why. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../scripts/testing/database.ts'

interface Routine {
  name: string
  definer: boolean
  pinned: boolean
  comment: string | null
  source: string
  trigger: boolean
  anon: boolean
  authenticated: boolean
}

/** Functions with the owner's rights that signed-in people may call though nothing of the API or a policy calls them: why. */
const calledByPeopleAlone: Record<string, string> = {}

let database: TestDatabase
let routines: Routine[]
let asked: string

beforeAll(async () => {
  database = await createTestDatabase()
  routines = await database.sql<Routine[]>`
    select n.nspname || '.' || p.proname as name, p.prosecdef as definer, coalesce('search_path=""' = any (p.proconfig), false) as pinned,
      obj_description(p.oid, 'pg_proc') as comment, p.prosrc as source, p.prorettype = 'trigger'::regtype as trigger,
      has_function_privilege('anon', p.oid, 'execute') as anon, has_function_privilege('authenticated', p.oid, 'execute') as authenticated
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('public', 'private', 'data')`
  const [expressions] = await database.sql<{ text: string }[]>`
    select string_agg(text, ' ') as text from (
      select concat(pg_get_expr(polqual, polrelid), ' ', pg_get_expr(polwithcheck, polrelid)) as text from pg_policy
      union all select pg_get_expr(adbin, adrelid) from pg_attrdef
      union all select pg_get_constraintdef(oid) from pg_constraint where contype = 'c'
      union all select pg_get_viewdef(c.oid) from pg_class c where c.relkind = 'v' and c.relnamespace = 'public'::regnamespace
      union all select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal and tgqual is not null
    ) asked (text)`
  asked = expressions!.text
})
afterAll(() => database.drop())

test('every function has a search path of its own: none; only the procedure that commits can have no such thing', () =>
  expect(routines.filter(({ pinned }) => !pinned).map(({ name }) => name)).toEqual(['private.run_each_minute']))

test("no function of the API runs with its owner's rights", () =>
  expect(routines.filter(({ name, definer }) => definer && name.startsWith('public.')).map(({ name }) => name)).toEqual([]))

test('every function of the API says what it is for', () =>
  expect(
    routines.filter(({ name, comment, trigger }) => name.startsWith('public.') && !trigger && !comment).map(({ name }) => name),
  ).toEqual([]))

test("every function with its owner's rights says why", () => {
  const folder = join(import.meta.dirname, '../../migrations')
  const files = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'))
  const reasoned = (name: string) => {
    const file = files.find((text) => new RegExp(`create (or replace )?function ${name.replace('.', '\\.')}\\(`).test(text))
    return file !== undefined && /^\s*-- .*security definer/im.test(file)
  }
  const without = routines.filter(({ name, definer, comment }) => definer && !comment && !reasoned(name))
  expect(without.map(({ name }) => name)).toEqual([])
})

test('who is not signed in calls only what the API shows them', () => {
  const open = routines.filter(({ anon, name }) => anon && name.startsWith('public.')).map(({ source }) => source)
  const needed = calls(open.join(' '), (routine) => !routine.definer)
  expect(routines.filter(({ anon, name }) => anon && !name.startsWith('public.') && !needed.has(name)).map(({ name }) => name)).toEqual([])
})

test("people call a function with its owner's rights only through the API or a policy", () => {
  const open = routines.filter(({ authenticated, definer }) => authenticated && !definer).filter(({ name }) => name.startsWith('public.'))
  const triggers = routines.filter(({ trigger, definer }) => trigger && !definer)
  const needed = calls(
    [asked, ...open.map(({ source }) => source), ...triggers.map(({ source }) => source)].join(' '),
    (routine) => !routine.definer,
  )
  const more = routines.filter(
    ({ name, definer, trigger, authenticated }) => definer && authenticated && !trigger && !needed.has(name) && !calledByPeopleAlone[name],
  )
  expect(more.map(({ name }) => name)).toEqual([])
  expect(Object.keys(calledByPeopleAlone).filter((name) => needed.has(name))).toEqual([])
})

test('views show what the one who asks may see', async () => {
  const views = await database.sql`
    select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('v', 'm')
      and not coalesce(c.reloptions && array['security_invoker=true', 'security_invoker=on'], false)`
  expect(views.map(({ relname }) => relname as string)).toEqual([])
})

test('no partition can be asked around its parent', async () => {
  const open = await database.sql`
    select c.oid::regclass::text as name from pg_class c where c.relispartition and c.relkind in ('r', 'p')
      and (has_any_column_privilege('authenticated', c.oid, 'select, insert, update') or has_table_privilege('authenticated', c.oid, 'delete, truncate')
        or has_any_column_privilege('anon', c.oid, 'select, insert, update') or not c.relrowsecurity and c.relnamespace = 'public'::regnamespace)`
  expect(open.map(({ name }) => name as string)).toEqual([])
})

/** Names of the functions these texts call, and those that these call, as long as `follow` says so. */
function calls(text: string, follow: (routine: Routine) => boolean): Set<string> {
  const found = new Set<string>()
  const texts = [text]
  for (const next of texts) {
    for (const routine of routines) {
      if (found.has(routine.name) || !new RegExp(`\\b${routine.name.replace('.', '\\.')}\\(`).test(next)) continue
      found.add(routine.name)
      if (follow(routine)) texts.push(routine.source)
    }
  }
  return found
}
