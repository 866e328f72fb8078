/** Folders that somebody moves and renames in two windows at once. */
import type { TransactionSql } from 'postgres'
import type { TestDatabase } from '../../../scripts/testing/database.ts'
import { races, strange } from './race.ts'

let user: string
let project: string

async function setUp(database: TestDatabase): Promise<void> {
  user = await database.addUser('maker@example.com')
  const [found] = await database.sql`select id from projects where owner_user_id = ${user}`
  project = found!.id as string
}

/** Folders by name, from `name` or `parent/name`, each after its parent. */
async function makeFolders({ sql }: TestDatabase, paths: string[]): Promise<Record<string, string>> {
  await sql`delete from workspace_folders where user_id = ${user}`
  const ids: Record<string, string> = {}
  for (const path of paths) {
    const [name, parent] = path.split('/').toReversed() as [string, string | undefined]
    const [made] = await sql`
      insert into workspace_folders (project_id, user_id, name, parent_folder_id)
      values (${project}, ${user}, ${name}, ${parent ? ids[parent]! : null}) returning id`
    ids[name] = made!.id as string
  }
  return ids
}

const move = (folder: string, parent: string) => ({
  as: user,
  run: (sql: TransactionSql) => sql`update workspace_folders set parent_folder_id = ${parent} where id = ${folder}`,
})
const rename = (folder: string, name: string) => ({
  as: user,
  run: (sql: TransactionSql) => sql`update workspace_folders set name = ${name} where id = ${folder}`,
})

/** Folders whose path is not that of the folders above, and those that no way leads to from the top. */
async function wrongPaths({ sql }: TestDatabase): Promise<string[]> {
  const wrong = await sql`
    with recursive reached as (
      select id, '/' || name as path from workspace_folders where user_id = ${user} and parent_folder_id is null
      union all
      select f.id, r.path || '/' || f.name from workspace_folders f join reached r on f.parent_folder_id = r.id
    )
    select f.name, f.path, r.path as real from workspace_folders f left join reached r using (id)
    where f.user_id = ${user} and f.path is distinct from r.path`
  return wrong.map(({ name, path, real }) => `${name}: ${path} instead of ${real}`)
}

races('folders', setUp, {
  'never lie in each other': async (database) => {
    const { a, b, c } = (await makeFolders(database, ['a', 'b', 'c'])) as Record<'a' | 'b' | 'c', string>
    return {
      attempts: [move(a, b), move(b, c), move(c, a)],
      broken: async (outcomes) => [...strange(outcomes, 'done', 'PT422'), ...(await wrongPaths(database))],
    }
  },

  'have the path of where they are': async (database) => {
    const ids = await makeFolders(database, ['a', 'a/b', 'b/c', 'c/d', 'x'])
    return {
      attempts: [rename(ids.a!, 'A'), rename(ids.b!, 'B'), move(ids.c!, ids.x!), rename(ids.x!, 'X'), rename(ids.d!, 'D')],
      broken: async (outcomes) => [...strange(outcomes, 'done'), ...(await wrongPaths(database))],
    }
  },

  'are one for a name': async (database) => {
    await makeFolders(database, ['a'])
    return {
      attempts: [1, 2, 3].map(() => ({
        as: user,
        run: (sql: TransactionSql) => sql`insert into workspace_folders (project_id, name) values (${project}, 'new')`,
      })),
      broken: async (outcomes) => {
        const made = await database.sql`select from workspace_folders where user_id = ${user} and name = 'new'`
        return [...strange(outcomes, 'done', '23505', 'PT409'), ...(made.count === 1 ? [] : [`${made.count} folders`])]
      },
    }
  },
})
