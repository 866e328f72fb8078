/** Counts that many workers add to at once. */
import type { TestDatabase } from '../../../scripts/testing/database.ts'
import { races, unless } from './race.ts'

const WORKERS = 8
let projects: string[]

async function setUp({ sql }: TestDatabase): Promise<void> {
  const made = await sql`
    with w as (insert into workspaces (name) select 'Workspace ' || n from generate_series(1, 3) n returning id)
    insert into projects (workspace_id, name) select id, 'Project ' || n from w, generate_series(1, 5) n returning id`
  projects = made.map(({ id }) => id as string)
}

races('message counts', setUp, {
  'are all there, whatever order workers name their projects in': async ({ sql }) => {
    await sql`delete from private.message_counts`
    return {
      attempts: Array.from({ length: WORKERS }, () => ({
        run: (worker) => {
          const counts = projects.toSorted(() => Math.random() - 0.5).map((project_id) => ({ project_id, done: 2, retried: 1, died: 0 }))
          return worker`select private.count_messages('events', ${worker.json(counts)})`
        },
      })),
      broken: async (outcomes) => {
        const [counted] =
          await sql`select coalesce(sum(done), 0)::int as done, coalesce(sum(retried), 0)::int as retried from private.message_counts`
        const wanted = WORKERS * projects.length
        return [
          ...unless(outcomes, { done: WORKERS }),
          ...(counted!.done === 2 * wanted && counted!.retried === wanted ? [] : [`${counted!.done} and ${counted!.retried} are counted`]),
        ]
      },
    }
  },
})
