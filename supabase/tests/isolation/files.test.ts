/** Nobody reads, adds or touches a file that is not theirs, by any way there is. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { show } from './cells/answers.ts'
import { Files, isDenied } from './files.ts'
import { inParallel } from './request.ts'
import { makeWorld, type World } from './world.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 })

let world: World
let files: Files

beforeAll(async () => {
  world = await makeWorld()
  files = await Files.open(world, await world.facts())
  await files.sow()
})
afterAll(() => world.stop())

test('are read, listed and signed by whom may', async () => expect(await files.everywhere(files.reads)).toEqual([]))

test('a signed address opens its own file and no other', async () => {
  const owner = world.persona('owner')
  const stranger = world.persona('stranger')
  for (const bucket of files.buckets.filter((one) => files.may(owner, 'read', one, 'shared'))) {
    const path = files.seed(bucket, 'shared')
    const answer = await files.send(owner, `object/sign/${bucket}/${path}`, { method: 'POST', body: { expiresIn: 60 } })
    const url = (answer.body as { signedURL: string }).signedURL.slice(1)
    expect((await files.send(stranger, url)).status).toBe(200)
    const others = [
      url.replaceAll(path, files.seed(bucket, 'foreign')),
      url.replace(/.{9}$/, (end) => end.split('').reverse().join('x')),
      ...files.buckets.filter((other) => other !== bucket).map((other) => url.replace(`/${bucket}/`, `/${other}/`)),
    ]
    for (const other of others) expect(isDenied(await files.send(stranger, other)), other).toBe(true)
  }
})

test('are added by whom may', async () => expect(await files.everywhere(files.adds)).toEqual([]))

test('are added only where a path says whose they are', async () => {
  const before = await files.stored()
  const { shared, foreign } = world.tenants
  const bad = [
    `${shared.project}/../${foreign.project}/x.txt`,
    `${shared.project}/%2e%2e/${foreign.project}/x.txt`,
    `${shared.project}/%2E%2E%2F${foreign.project}/x.txt`,
    `${shared.project}%2f..%2f${foreign.project}/x.txt`,
    `${shared.project}/..%5c${foreign.project}/x.txt`,
    `${shared.project}/./x.txt`,
    `${shared.project}//x.txt`,
    `%2f${shared.project}/x.txt`,
    shared.project,
    'x.txt',
    'folder/x.txt',
    `${shared.project.toUpperCase()}/x.txt`,
    `${shared.project}x/x.txt`,
    `%00${shared.project}/x.txt`,
  ]
  for (const bucket of files.buckets) {
    for (const path of bad) await files.send(world.persona('owner'), `object/${bucket}/${path}`, { method: 'POST', body: 'bad' })
  }
  const after = await files.stored()
  const strange = after.filter((row) => !before.some((old) => old.bucket_id === row.bucket_id && old.name === row.name))
  // Addresses lose their dots on the way; what is left is in one's own folder.
  expect(strange.map(({ name }) => name as string).filter((name) => name !== `${shared.project}/x.txt`)).toEqual([])
})

test('are replaced, moved, copied and deleted by their maker or a manager alone', async () => {
  const seeds = async () => (await files.stored()).filter(({ name }) => (name as string).endsWith('seed.txt'))
  const before = await seeds()
  expect(await files.everywhere(files.replaces)).toEqual([])
  expect(await seeds()).toEqual(before)
  expect(await files.managed()).toEqual([])
})

test('stay out of reach of whose role became too low', async () => expect(await files.everywhere(files.keeps)).toEqual([]))

test('that are backups are read by admins and written by nobody', async () => expect(await files.everywhere(files.backups)).toEqual([]))

test('cross no wall between two tenants, and none between buckets of two', async () => {
  expect(await files.crosses()).toEqual([])
  const names = (await files.stored()).map(({ name }) => name as string)
  expect(names.filter((name) => /(given|taken)\.txt$/.test(name))).toEqual([])
})

test('buckets are made, changed, emptied and removed by nobody', async () => {
  const found = await inParallel(world.personas, async (persona) => {
    const made = { id: `of-${persona.name.replaceAll(' ', '-')}`, name: 'x', public: true }
    const answers = [await files.send(persona, 'bucket', { method: 'POST', body: made })]
    for (const bucket of files.buckets) {
      answers.push(
        await files.send(persona, `bucket/${bucket}`, { method: 'PUT', body: { public: true } }),
        await files.send(persona, `bucket/${bucket}/empty`, { method: 'POST', body: {} }),
        await files.send(persona, `bucket/${bucket}`, { method: 'DELETE' }),
      )
    }
    const bad = answers.find((answer) => !isDenied(answer))
    return bad && `${persona.name}: ${show(bad)}`
  })
  expect(found.filter(Boolean)).toEqual([])
  expect((await world.sql`select id from storage.buckets where not public order by id`).map(({ id }) => id as string)).toEqual(
    files.buckets,
  )
})
