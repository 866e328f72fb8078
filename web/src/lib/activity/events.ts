/** Events, and what they name, as the API tells them. */
import { z } from 'zod'
import { Event } from '#shared/activity/event.ts'
import { subjects, type Reference } from '#shared/activity/subjects.ts'
import { answer } from '#lib/errors/failure.ts'
import { supabase } from '#lib/supabase.ts'

export const PAGE = 50

/** The platform among actors. */
export const PLATFORM = 'orrery'

export interface EventFilter {
  /** A kind of subject. */
  readonly kind: string | null
  /** A person's id, or the platform. */
  readonly by: string | null
}

/** From the address; what is no filter is none. */
export function readFilter(query: Pick<URLSearchParams, 'get'>): EventFilter {
  const kind = query.get('kind')
  const by = query.get('by')
  return {
    kind: kind !== null && Object.hasOwn(subjects, kind) ? kind : null,
    by: by === PLATFORM || z.uuid().safeParse(by).success ? by : null,
  }
}

/** The newest events of a project, or those older than one of them. */
export async function readEvents(projectId: string, { kind, by }: EventFilter, than?: Event): Promise<Event[]> {
  let query = supabase
    .from('events')
    .select('id, occurred_at, type, subject_type, subject_id, actor_id, data')
    .eq('project_id', projectId)
    // What is due is for automations; people see what comes of it.
    .not('type', 'like', '%.due')
    .order('occurred_at', { ascending: false })
    .order('id', { ascending: false })
    .limit(PAGE)
  if (kind) query = query.eq('subject_type', kind)
  if (by) query = by === PLATFORM ? query.is('actor_id', null) : query.eq('actor_id', by)
  if (than) {
    // The first bound repeats the second in a form that an index answers.
    query = query.lte('occurred_at', than.occurred_at)
    query = query.or(`occurred_at.lt."${than.occurred_at}",id.lt.${than.id}`)
  }
  return z.array(Event).parse(await answer(query))
}

/** `type id` of a subject → what it is called now. What is not in it is gone, or out of this person's sight. */
export type Known = ReadonlyMap<string, string>

export const keyOf = ({ type, id }: Reference): string => `${type} ${id}`

const readers: Record<string, (ids: string[]) => PromiseLike<{ data: { id: string; name: unknown }[] | null; error: unknown }>> = {
  dashboard: (ids) => supabase.from('dashboards').select('id, name:title').in('id', ids),
  chart: (ids) => supabase.from('charts').select('id, name:title').in('id', ids),
  dataset: (ids) => supabase.from('datasets').select('id, name').in('id', ids),
  workflow: (ids) => supabase.from('workflows').select('id, name').in('id', ids),
  run: (ids) => supabase.from('sync_runs').select('id, name:options->>file_name').in('id', ids),
  user: (ids) => supabase.from('user_profiles').select('id, name:display_name').in('id', ids),
}

/** Whatever these events are about, are of, or were done by. */
export async function readKnown(events: readonly Event[]): Promise<Map<string, string>> {
  const wanted = new Map<string, Set<string>>()
  const want = ({ type, id }: Reference) => {
    if (type in readers && z.uuid().safeParse(id).success) wanted.set(type, (wanted.get(type) ?? new Set()).add(id))
  }
  for (const { subject_type, subject_id, actor_id, data } of events) {
    if (subject_id) want({ type: subject_type, id: subject_id })
    if (actor_id) want({ type: 'user', id: actor_id })
    const of = subjects[subject_type]?.of
    if (of) want(of.subject(data))
  }
  const read = await Promise.all([...wanted].map(async ([type, ids]) => ({ type, rows: await answer(readers[type]!([...ids])) })))
  return new Map(
    read.flatMap(({ type, rows }) =>
      rows.filter(({ name }) => typeof name === 'string').map(({ id, name }) => [keyOf({ type, id }), String(name)] as const),
    ),
  )
}

/** Members of a project by name, as far as one may see them. */
export async function readMembers(projectId: string): Promise<Map<string, string>> {
  const members = await answer(supabase.from('project_users').select('user_id').eq('project_id', projectId))
  const ids = members.map(({ user_id }) => user_id)
  if (ids.length === 0) return new Map()
  const profiles = await answer(supabase.from('user_profiles').select('id, display_name').in('id', ids))
  return new Map(profiles.map(({ id, display_name }) => [id, display_name]))
}
