/** Realtime: who hears what is told of a project, a dashboard, a run, a chat and a workspace, and who can speak there. */
import { type RealtimeServer, startRealtime } from '../../../scripts/stack/realtime/server.ts'
import { TestClient } from '../../../scripts/stack/realtime/testing.ts'
import type { TopicKind } from '../../../shared/channels.ts'
import { byRule, may } from './expect.ts'
import type { Facts } from './facts.ts'
import { isActive, type Persona, type PersonaName } from './personas.ts'
import { rules } from './rules.ts'
import { type TenantName, tenantNames } from './tenants.ts'
import type { World } from './world.ts'

/** The kinds of topics, and the table whose row each is about. */
export const topics = {
  project: 'projects',
  dashboard: 'dashboards',
  execution: 'workflow_executions',
  chat: 'chat_sessions',
  workspace: 'workspaces',
} as const satisfies Record<TopicKind, string>
const kinds = Object.keys(topics) as TopicKind[]

/** Milliseconds in which a message between clients comes. */
const patience = 2000

export class Channels {
  readonly world: World
  readonly facts: Facts
  readonly realtime: RealtimeServer
  #clients: TestClient[] = []

  private constructor(world: World, facts: Facts, realtime: RealtimeServer) {
    this.world = world
    this.facts = facts
    this.realtime = realtime
  }

  static async open(world: World, facts: Facts): Promise<Channels> {
    const realtime = await startRealtime(world.database.config, { port: 0, database: world.database.name })
    await realtime.listening(10_000)
    return new Channels(world, facts, realtime)
  }

  async hangUp(): Promise<void> {
    await Promise.all(this.#clients.splice(0).map((client) => client.close()))
  }

  async close(): Promise<void> {
    await this.hangUp()
    await this.realtime.close()
  }

  topic = (kind: TopicKind, tenant: TenantName) => `${kind}:${this.world.seeds[tenant][topics[kind]]!}`
  announce = (topic: string, event: string) => this.world.superuser`select realtime.send('{"n": 1}', ${event}, ${topic}, true)`

  channel(persona: Persona, topic: string, isPrivate = true) {
    const client = new TestClient(this.world.database.config, this.realtime.port, persona.token ?? undefined)
    this.#clients.push(client)
    return client.channel(topic, { private: isPrivate })
  }

  /** Whoever may read the row hears of it; of a workspace, its admins. */
  mayListen(persona: Persona, kind: TopicKind, tenant: TenantName): boolean {
    const table = topics[kind]
    const row = this.facts.rows(table).find(({ id }) => id === this.world.seeds[tenant][table])!
    if (kind === 'workspace')
      return isActive(persona) && byRule({ wall: 'workspace', select: 'admin' }, { persona, operation: 'select', row, facts: this.facts })
    return may(table, rules[table]!, { persona, operation: 'select', row, facts: this.facts })
  }

  /** Everybody on every topic of every tenant; who is let in or kept out wrongly comes back. */
  async joins(): Promise<string[]> {
    const problems: string[] = []
    for (const tenant of tenantNames) {
      for (const kind of kinds) {
        const topic = this.topic(kind, tenant)
        const joined = this.world.personas.map(async (persona) => ({ persona, status: await this.channel(persona, topic).join() }))
        for (const { persona, status } of await Promise.all(joined)) {
          const expected = this.mayListen(persona, kind, tenant) ? 'SUBSCRIBED' : 'CHANNEL_ERROR'
          if (status !== expected) problems.push(`${persona.name} on the ${kind} of ${tenant}: ${status}`)
        }
        await this.hangUp()
      }
    }
    return problems
  }

  /** What the database tells must be true: people speak on the topics of dashboards alone. */
  async speech(): Promise<string[]> {
    const problems: string[] = []
    for (const kind of kinds) {
      const topic = this.topic(kind, 'shared')
      const names: PersonaName[] = kind === 'workspace' ? ['workspace admin', 'workspace owner'] : ['manager', 'viewer', 'contributor']
      const [listener, ...speakers] = names.map((name) => this.channel(this.world.persona(name), topic))
      await Promise.all([listener!, ...speakers].map((one) => one.join()))
      for (const speaker of speakers) await speaker.channel.send({ type: 'broadcast', event: 'said', payload: {} })
      await this.postEverybodys(topic)
      await this.announce(topic, 'told')
      // What was said before came before.
      await listener!.got('told', patience).catch(() => problems.push(`nothing is heard on the ${kind}`))
      if (kind === 'dashboard')
        await listener!.got('said', patience).catch(() => problems.push('members do not hear each other on a dashboard'))
      else if (listener!.events().includes('said')) problems.push(`people speak on the ${kind}`)
      if (listener!.events().includes('posted')) problems.push(`people post on the ${kind}`)
      await this.hangUp()
    }
    return problems
  }

  /** Over HTTP, by everybody who may not speak there either. */
  private async postEverybodys(topic: string): Promise<void> {
    if (topic.startsWith('dashboard')) return
    await Promise.all(
      this.world.personas.map(({ token }) =>
        fetch(`http://127.0.0.1:${this.realtime.port}/realtime/v1/api/broadcast`, {
          method: 'POST',
          headers: {
            apikey: this.world.database.config.keys.publishable,
            'content-type': 'application/json',
            ...(token ? { authorization: `Bearer ${token}` } : {}),
          },
          body: JSON.stringify({ messages: [{ topic, event: 'posted', payload: {}, private: true }] }),
        }),
      ),
    )
  }
}
