/** Dead letters, as the API tells them. */
import { z } from 'zod'
import { type LetterState, letterStates } from '#shared/operations.ts'
import { answer } from '#lib/errors/failure.ts'
import { supabase } from '#lib/supabase.ts'

export const Letter = z.object({
  id: z.uuid(),
  queue: z.string(),
  message: z.json(),
  error: z.looseObject({ message: z.string().optional().catch(undefined) }),
  attempts: z.number(),
  idempotency_key: z.string().nullable(),
  failed_at: z.string(),
  redriven_at: z.string().nullable(),
  discarded_at: z.string().nullable(),
  /** Who did the one or the other. */
  redriven_by: z.uuid().nullable(),
  discarded_by: z.uuid().nullable(),
  project: z.object({ id: z.uuid(), name: z.string() }).nullable(),
})
export type Letter = z.infer<typeof Letter>
const LETTER =
  'id, queue, message, error, attempts, idempotency_key, failed_at, redriven_at, discarded_at, redriven_by, discarded_by, project:projects(id, name)'

/** What the address says. */
export const LetterFilter = z.object({
  state: z.enum(letterStates).catch('open'),
  queue: z.string().catch(''),
  project: z.uuid().or(z.literal('')).catch(''),
})
export type LetterFilter = z.infer<typeof LetterFilter>

export const stateOf = (letter: Letter): LetterState => (letter.redriven_at ? 'redriven' : letter.discarded_at ? 'discarded' : 'open')
/** What happened. */
export const reasonOf = (letter: Letter): string => letter.error.message?.trim() || 'It did not say why'
/** The kind of message, where it says so. */
export function typeOf({ message }: Letter): string | undefined {
  const type = typeof message === 'object' && message !== null && !Array.isArray(message) ? message.type : undefined
  return typeof type === 'string' ? type : undefined
}

function matching(workspaceId: string, { state, queue, project }: LetterFilter) {
  let query = supabase.from('dead_letters').select(LETTER, { count: 'exact' }).eq('workspace_id', workspaceId)
  if (state === 'open') query = query.is('redriven_at', null).is('discarded_at', null)
  else query = query.not(`${state}_at`, 'is', null)
  if (queue) query = query.eq('queue', queue)
  if (project) query = query.eq('project_id', project)
  return query
}

/** The newest of those that match, and how many there are in all. */
export async function listLetters(workspaceId: string, filter: LetterFilter, limit: number): Promise<{ letters: Letter[]; total: number }> {
  const { data, error, count } = await matching(workspaceId, filter).order('failed_at', { ascending: false }).order('id').limit(limit)
  if (error) throw error
  const letters = z.array(Letter).parse(data)
  return { letters, total: count ?? letters.length }
}

export async function readLetter(workspaceId: string, id: string): Promise<Letter | null> {
  const { data, error } = await supabase.from('dead_letters').select(LETTER).match({ id, workspace_id: workspaceId }).maybeSingle()
  if (error) throw error
  return data && Letter.parse(data)
}

/** Up to 500 open ones that match and had failed by then, the oldest first; none of queues `without`. */
export async function openLetters(workspaceId: string, filter: LetterFilter, until: string, without: Set<string>): Promise<Letter[]> {
  const found = await answer(
    matching(workspaceId, { ...filter, state: 'open' })
      .lte('failed_at', until)
      .not('queue', 'in', `(${[...without].map((queue) => JSON.stringify(queue)).join(',')})`)
      .order('failed_at')
      .limit(500),
  )
  return z.array(Letter).parse(found)
}

export type Settlement = 'redrive' | 'discard'

/** Of a queue that is no more nothing is redriven. */
export const isQueueGone = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'PT422'

/** Answers how many were still open. At most 1,000 at a time. */
export async function settleLetters(how: Settlement, ids: string[]): Promise<number> {
  return await answer(supabase.rpc(how === 'redrive' ? 'redrive_dead_letters' : 'discard_dead_letters', { ids }))
}

/** Of somebody one may see. */
export async function nameOf(userId: string): Promise<string | null> {
  const { data, error } = await supabase.from('user_profiles').select('display_name').eq('id', userId).maybeSingle()
  if (error) throw error
  return data?.display_name ?? null
}
