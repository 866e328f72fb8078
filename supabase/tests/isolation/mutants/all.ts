/** Every mutant of this schema, and a few of them. */
import type { World } from '../world.ts'
import { subjects } from '../subjects.ts'
import { functionMutants } from './functions.ts'
import { grantMutants } from './grants.ts'
import type { Mutant } from './mutant.ts'
import { policyMutants } from './policies.ts'
import { triggerMutants } from './triggers.ts'

export async function allMutants({ sql, catalogue }: World): Promise<Mutant[]> {
  return [
    ...(await policyMutants(sql)),
    ...grantMutants(subjects(catalogue)),
    ...(await functionMutants(sql)),
    ...(await triggerMutants(sql)),
  ]
}

/** So many of each kind, the same ones for the same seed. */
export function sample(mutants: Mutant[], ofEach: number, seed: number): Mutant[] {
  const next = random(seed)
  return [...Map.groupBy(mutants, ({ kind }) => kind).values()].flatMap((some) =>
    some
      .map((mutant) => ({ mutant, at: next() }))
      .sort((a, b) => a.at - b.at)
      .slice(0, ofEach)
      .map(({ mutant }) => mutant),
  )
}

/** mulberry32. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Everything mutants touch, as one text. */
export async function rulesOf(sql: World['sql']): Promise<string> {
  const [found] = await sql<{ rules: string }[]>`
    select string_agg(rule, '\n' order by rule) as rules from (
      select concat_ws(' ', polrelid::regclass, polname, polcmd, polroles, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) as rule from pg_policy
      union all select concat_ws(' ', oid::regclass, relrowsecurity, relacl, reloptions) from pg_class where relnamespace = 'public'::regnamespace
      union all select concat_ws(' ', attrelid::regclass, attname, attacl) from pg_attribute a join pg_class c on c.oid = a.attrelid where c.relnamespace = 'public'::regnamespace
      union all select concat_ws(' ', tgrelid::regclass, tgname, tgenabled) from pg_trigger where not tgisinternal
      union all select concat_ws(' ', oid::regprocedure, prosrc, proacl, proconfig, prosecdef) from pg_proc where pronamespace in ('public'::regnamespace, 'private'::regnamespace)
    ) everything`
  return found!.rules
}
