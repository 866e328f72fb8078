/** People, each with the project that comes with signing up. */
import postgres from 'postgres'
import { dbUrl, type StackConfig } from '../../../scripts/stack/config.ts'

export async function addProjects(config: StackConfig, count: number): Promise<string[]> {
  const admin = postgres(dbUrl(config, 'supabase_admin'), { max: 1, onnotice: () => {} })
  try {
    const users = await admin<{ id: string }[]>`
      insert into auth.users (id, email, aud, role, email_confirmed_at, created_at, updated_at)
      select gen_random_uuid(), gen_random_uuid() || '@example.com', 'authenticated', 'authenticated', now(), now(), now()
      from generate_series(1, ${count}) returning id`
    const projects = await admin<{ id: string }[]>`
      select id from public.projects where owner_user_id = any (${users.map(({ id }) => id)}::uuid[])`
    return projects.map(({ id }) => id)
  } finally {
    await admin.end()
  }
}
