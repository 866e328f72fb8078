/** Files: who lists, reads, signs, adds, replaces, moves, copies and deletes them, in every bucket there is. */
import { show } from './cells/answers.ts'
import type { Facts } from './facts.ts'
import { homeOf } from './homes.ts'
import { isActive, type Persona } from './personas.ts'
import { type Answer, type Ask, inParallel } from './request.ts'
import { tenantNames, type TenantName } from './tenants.ts'
import type { World } from './world.ts'

interface Case {
  bucket: string
  tenant: TenantName
  persona: Persona
}

/** The lowest role in a project for each; in a workspace its members read and its admins do everything. */
const lowest = { read: 1, add: 2, replace: 3 } as const

/** Storage says 400 for most refusals, with the status it means in the body. */
export const isDenied = (answer: Answer) => [400, 401, 403, 404].includes(answer.status)

export class Files {
  readonly world: World
  readonly facts: Facts
  readonly buckets: string[]
  #count = 0

  constructor(world: World, facts: Facts, buckets: string[]) {
    this.world = world
    this.facts = facts
    this.buckets = buckets
  }

  static async open(world: World, facts: Facts): Promise<Files> {
    const buckets = await world.sql`select id from storage.buckets order by id`
    return new Files(
      world,
      facts,
      buckets.map(({ id }) => id as string),
    )
  }

  /** One file for each tenant in each bucket, of nobody; one of each person's, as if their role had been higher; a backup; and nothing else. */
  async sow(): Promise<void> {
    await this.world.superuser.begin(async (sql) => {
      await sql`set local session_replication_role = replica`
      await sql`delete from storage.objects`
    })
    for (const bucket of this.buckets) {
      for (const tenant of tenantNames) await this.put(bucket, this.seed(bucket, tenant))
      for (const persona of this.world.personas) await this.put(bucket, this.own(bucket, persona))
    }
    for (const tenant of tenantNames) await this.put('workspace-files', this.backup(tenant))
    await this.world.sql`update storage.objects set owner_id = substring(name from '/of-([0-9a-f-]{36})') where name like '%/of-%'`
  }

  private async put(bucket: string, path: string): Promise<void> {
    const headers = { apikey: this.world.database.config.keys.secret, 'x-upsert': 'true' }
    const answer = await this.world.send(null, `/storage/v1/object/${bucket}/${path}`, { method: 'POST', body: 'seed', headers })
    if (answer.status !== 200) throw new Error(show(answer))
  }

  own = (bucket: string, persona: Persona) => `${this.folder(bucket, homeOf(persona))}/of-${persona.id ?? 'nobody'}`
  backup = (tenant: TenantName) => `${this.world.tenants[tenant].workspace}/backups/of-${tenant}.json`
  isOfWorkspace = (bucket: string) => bucket === 'workspace-files'
  folder = (bucket: string, tenant: TenantName) => this.world.tenants[tenant][this.isOfWorkspace(bucket) ? 'workspace' : 'project']
  seed = (bucket: string, tenant: TenantName) => `${this.folder(bucket, tenant)}/${tenant}/seed.txt`
  send = (persona: Persona, path: string, ask: Ask = {}) => this.world.send(persona.token, `/storage/v1/${path}`, ask)
  stored = async () => await this.world.sql`select bucket_id, name, version, owner_id from storage.objects order by 1, 2`

  may(persona: Persona, what: keyof typeof lowest, bucket: string, tenant: TenantName): boolean {
    if (!isActive(persona)) return false
    const { project, workspace } = this.world.tenants[tenant]
    if (this.isOfWorkspace(bucket)) return this.facts.workspaceRank(persona, workspace) >= Math.min(lowest[what], 2)
    return this.facts.projectRank(persona, project) >= lowest[what]
  }

  /** Everybody in every bucket of every tenant; what went wrong comes back. */
  async everywhere(work: (one: Case) => Promise<string | null>, personas = this.world.personas): Promise<string[]> {
    const cases = this.buckets.flatMap((bucket) =>
      tenantNames.flatMap((tenant) => personas.map((persona) => ({ bucket, tenant, persona }))),
    )
    const found = await inParallel(cases, async (one) => {
      const problem = await work(one)
      return problem && `${one.persona.name} in ${one.bucket} of ${one.tenant}: ${problem}`
    })
    return found.filter((problem) => problem !== null)
  }

  reads = async ({ bucket, tenant, persona }: Case): Promise<string | null> => {
    const path = this.seed(bucket, tenant)
    const allowed = this.may(persona, 'read', bucket, tenant)
    const post = (to: string, body: unknown) => this.send(persona, to, { method: 'POST', body })
    const listed = await post(`object/list/${bucket}`, { prefix: `${this.folder(bucket, tenant)}/${tenant}` })
    const names = Array.isArray(listed.body) ? (listed.body as { name: string }[]).map(({ name }) => name) : []
    if (names.includes('seed.txt') !== allowed) return `lists ${names.join() || 'nothing'}`
    const many = await post(`object/sign/${bucket}`, { expiresIn: 60, paths: [path] })
    const token = Array.isArray(many.body) ? (many.body as { signedURL: string | null }[])[0]?.signedURL : null
    return (
      expected(allowed, await this.send(persona, `object/authenticated/${bucket}/${path}`)) ??
      expected(false, await this.send(persona, `object/public/${bucket}/${path}`)) ??
      expected(allowed, await post(`object/sign/${bucket}/${path}`, { expiresIn: 60 })) ??
      (Boolean(token) === allowed ? null : `signs many: ${show(many)}`)
    )
  }

  adds = async ({ bucket, tenant, persona }: Case): Promise<string | null> => {
    const name = `${this.folder(bucket, tenant)}/${tenant}/new-${++this.#count}.txt`
    const allowed = this.may(persona, 'add', bucket, tenant)
    const problem =
      expected(allowed, await this.send(persona, `object/upload/sign/${bucket}/${name}-signed`, { method: 'POST', body: {} })) ??
      expected(allowed, await this.send(persona, `object/${bucket}/${name}`, { method: 'POST', body: 'mine' }))
    if (problem || !allowed) return problem
    // Whoever made a file may replace and delete it.
    return (
      expected(true, await this.send(persona, `object/${bucket}/${name}`, { method: 'PUT', body: 'again' })) ??
      expected(true, await this.send(persona, `object/${bucket}/${name}`, { method: 'DELETE' }))
    )
  }

  /** Files of nobody are a manager's to replace and delete, and no other's. */
  replaces = async ({ bucket, tenant, persona }: Case): Promise<string | null> => {
    if (this.may(persona, 'replace', bucket, tenant)) return null
    const path = this.seed(bucket, tenant)
    const headers = { 'x-upsert': 'true' }
    const body = { bucketId: bucket, sourceKey: path, destinationKey: `${this.folder(bucket, tenant)}/moved-${++this.#count}` }
    const removed = await this.send(persona, `object/${bucket}`, { method: 'DELETE', body: { prefixes: [path] } })
    return (
      (isDenied(removed) || JSON.stringify(removed.body) === '[]' ? null : `removed ${show(removed)}`) ??
      expected(false, await this.send(persona, `object/${bucket}/${path}`, { method: 'PUT', body: 'theirs' })) ??
      expected(false, await this.send(persona, `object/${bucket}/${path}`, { method: 'POST', body: 'theirs', headers })) ??
      expected(false, await this.send(persona, 'object/move', { method: 'POST', body })) ??
      (this.may(persona, 'add', bucket, tenant)
        ? null
        : expected(false, await this.send(persona, 'object/copy', { method: 'POST', body }))) ??
      expected(false, await this.send(persona, `object/${bucket}/${path}`, { method: 'DELETE' }))
    )
  }

  /** Whose role is too low keeps no right to what they added when it was higher. */
  keeps = async ({ bucket, tenant, persona }: Case): Promise<string | null> => {
    if (tenant !== homeOf(persona) || this.may(persona, 'add', bucket, tenant)) return null
    const path = this.own(bucket, persona)
    const body = { bucketId: bucket, sourceKey: path, destinationKey: `${path}-moved` }
    return (
      expected(false, await this.send(persona, 'object/move', { method: 'POST', body })) ??
      expected(false, await this.send(persona, `object/${bucket}/${path}`, { method: 'PUT', body: 'theirs' })) ??
      expected(false, await this.send(persona, `object/${bucket}/${path}`, { method: 'DELETE' }))
    )
  }

  /** Backups are read by admins, and written by nobody. */
  backups = async ({ bucket, tenant, persona }: Case): Promise<string | null> => {
    if (!this.isOfWorkspace(bucket)) return null
    const path = this.backup(tenant)
    return (
      expected(this.may(persona, 'replace', bucket, tenant), await this.send(persona, `object/authenticated/${bucket}/${path}`)) ??
      expected(false, await this.send(persona, `object/${bucket}/${path}`, { method: 'PUT', body: 'theirs' })) ??
      expected(false, await this.send(persona, `object/${bucket}/${path}-new`, { method: 'POST', body: 'theirs' })) ??
      expected(false, await this.send(persona, `object/${bucket}/${path}`, { method: 'DELETE' }))
    )
  }

  /** What a manager or admin does with files of others. */
  async managed(): Promise<string[]> {
    const problems = []
    for (const bucket of this.buckets) {
      const manager = this.world.persona(this.isOfWorkspace(bucket) ? 'workspace admin' : 'manager')
      const path = this.seed(bucket, 'shared')
      problems.push(expected(true, await this.send(manager, `object/${bucket}/${path}`, { method: 'PUT', body: 'by the manager' })))
      const answer = await this.send(manager, `object/${bucket}`, { method: 'DELETE', body: { prefixes: [path] } })
      problems.push(JSON.stringify(answer.body).includes('seed.txt') ? null : `${bucket}: ${show(answer)}`)
    }
    return problems.filter((problem) => problem !== null)
  }

  /** Somebody with rights in all buckets, and in one of two tenants. A file stays in its folder. */
  async crosses(): Promise<string[]> {
    const elsewhere = this.world.persona('owner elsewhere')
    const problems = []
    for (const bucket of this.buckets) {
      const mine = `${this.folder(bucket, 'foreign')}/mine.txt`
      const headers = { 'x-upsert': 'true' }
      problems.push(expected(true, await this.send(elsewhere, `object/${bucket}/${mine}`, { method: 'POST', body: 'mine', headers })))
      for (const other of this.buckets.filter((one) => this.folder(one, 'foreign') !== this.folder(bucket, 'foreign'))) {
        const body = {
          bucketId: bucket,
          sourceKey: mine,
          destinationBucket: other,
          destinationKey: `${this.folder(other, 'foreign')}/taken.txt`,
        }
        problems.push(expected(false, await this.send(elsewhere, 'object/move', { method: 'POST', body })))
      }
      for (const verb of ['move', 'copy']) {
        const give = { bucketId: bucket, sourceKey: mine, destinationKey: `${this.folder(bucket, 'shared')}/given.txt` }
        const take = {
          bucketId: bucket,
          sourceKey: this.seed(bucket, 'space'),
          destinationKey: `${this.folder(bucket, 'foreign')}/taken.txt`,
        }
        const across = this.buckets.map((other) => ({
          ...take,
          destinationBucket: other,
          destinationKey: `${this.folder(other, 'foreign')}/taken.txt`,
        }))
        const attempts = [
          [elsewhere, give],
          [elsewhere, take],
          [this.world.persona('owner'), give],
          ...across.map((body) => [elsewhere, body]),
        ]
        for (const [persona, body] of attempts as [Persona, object][]) {
          problems.push(expected(false, await this.send(persona, `object/${verb}`, { method: 'POST', body })))
        }
      }
    }
    return problems.filter((problem) => problem !== null)
  }
}

function expected(allowed: boolean, answer: Answer): string | null {
  if (allowed) return answer.status === 200 ? null : `expected 200, got ${show(answer)}`
  return isDenied(answer) ? null : `expected a refusal, got ${show(answer)}`
}
