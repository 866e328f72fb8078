/** The example of each page of docs/data-model does what it says, on a platform started the way a person starts it. */
import { globSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dbUrl, loadConfig, type StackConfig } from '../stack/config.ts'
import { type RunningStack, startStack } from '../testing/stack.ts'
import { signUp } from '../testing/workspace.ts'
import { type Given, readExample, runExample } from './examples.ts'
import { sections } from './sections.ts'

const root = join(import.meta.dirname, '../..')
const pages = globSync('docs/data-model/*.md', { cwd: root }).sort()

test('there is a page for every section', () => {
  expect(pages.map((page) => /\d-(\w+)\.md$/.exec(page)?.[1])).toEqual(Object.keys(sections))
})

describe('the example of', () => {
  let stack: RunningStack
  let config: StackConfig
  let sql: postgres.Sql
  beforeAll(async () => {
    stack = await startStack({ script: 'stack' })
    config = loadConfig({ ORRERY_HOME: stack.home, ORRERY_PORT: String(stack.port) })
    sql = postgres(dbUrl(config), { max: 1, onnotice: () => {} })
  })
  afterAll(async () => {
    await sql?.end()
    await stack?.stop()
    if (stack) rmSync(stack.home, { recursive: true, force: true })
  })

  async function prepare(): Promise<Given> {
    const [owner, other] = await Promise.all([signUp(config), signUp(config)])
    const idOf = async (email: string) => (await sql`select id from users where email = ${email}`)[0]!.id as string
    const [workspace] = await sql`insert into workspaces (name) values ('Acme') returning id`
    await sql`insert into workspace_users (workspace_id, user_id, role) values (${workspace!.id as string}, ${await idOf(owner.email)}, 'owner')`
    const project = await owner.client.rpc('create_project', { workspace_id: workspace!.id, name: 'Launch' }).single<{ id: string }>()
    if (project.error) throw project.error
    return {
      supabase: owner.client,
      project: project.data.id,
      workspace: workspace!.id as string,
      other: await idOf(other.email),
    }
  }

  test.each(pages)('%s runs and shows something', { timeout: 180_000 }, async (page) => {
    const given = await prepare()
    const logged = await runExample(readExample(readFileSync(join(root, page), 'utf8')), given)
    expect(logged.length).toBeGreaterThan(0)
  })
})

describe('a page', () => {
  const given = {} as Given
  test('without an example, or with two, fails', () => {
    expect(() => readExample('# Page\n')).toThrow('0 blocks')
    expect(() => readExample('## Example\n\n```ts\n1\n```\n\n```ts\n2\n```\n')).toThrow('2 blocks')
    expect(readExample('## Example\n\n```ts\nconst a: number = 1\n```\n')).toBe('\nconst a: number = 1\n')
  })

  test('fails when its example throws or shows nothing', async () => {
    await expect(
      runExample('const { error }: { error: string } = { error: "no" }\nif (error) throw new Error(error)', given),
    ).rejects.toThrow('no')
    await expect(runExample('await 1', given)).rejects.toThrow('shows nothing')
    await expect(runExample('console.log(undefined)', given)).rejects.toThrow('shows nothing')
    expect(await runExample('const made: string = await "made"\nconsole.log(made)', given)).toEqual([['made']])
  })
})
