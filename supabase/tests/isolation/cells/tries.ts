/** What the cells of one person and one relation have in common. */
import { becomes, draft } from '../drafts.ts'
import { may } from '../expect.ts'
import type { Facts } from '../facts.ts'
import { homeOf } from '../homes.ts'
import type { Persona } from '../personas.ts'
import type { Answer, Ask } from '../request.ts'
import type { Operation } from '../rules.ts'
import { keyOf, type Row } from '../state.ts'
import type { Subject } from '../subjects.ts'
import type { TenantName } from '../tenants.ts'
import type { World } from '../world.ts'
import type { Cell } from './cell.ts'

export const returns = ['return=representation', 'return=minimal', 'return=headers-only']

export class Tries {
  readonly world: World
  readonly facts: Facts
  readonly subject: Subject
  readonly persona: Persona
  /** The tenant in which this person may have rights, and one in which they have none. */
  readonly home: TenantName
  readonly away: TenantName

  constructor(world: World, facts: Facts, subject: Subject, persona: Persona) {
    this.world = world
    this.facts = facts
    this.subject = subject
    this.persona = persona
    this.home = homeOf(persona)
    this.away = this.home === 'foreign' ? 'shared' : 'foreign'
  }

  may(operation: Operation, row: Row): boolean {
    const { persona, facts, subject } = this
    return may(subject.table, subject.rule, { operation, persona, facts, row })
  }

  mayInsert(row: Row): boolean {
    return this.may('insert', becomes(row, this.subject.rule, this.persona.id))
  }

  draft(tenant: TenantName): Row {
    return draft(this.world, this.subject, tenant)
  }

  /** A draft, or two where a row may be a project's or a workspace's. */
  drafts(tenant: TenantName): Row[] {
    const first = this.draft(tenant)
    if (this.subject.rule.wall !== 'project or workspace') return [first]
    const second = this.draft(tenant)
    return Boolean(first.project_id) === Boolean(second.project_id) ? [first, this.draft(tenant)] : [first, second]
  }

  /** The rows that each tenant has had from the beginning. */
  seeds(): { tenant: TenantName; row: Row }[] {
    const { table, key, name } = this.subject
    const rows = this.facts.once(`rows of ${name}`, () => new Map(this.facts.rows(name).map((row) => [keyOf(key, row), row])))
    return this.world.sown
      .filter((sown) => sown.table === table && rows.has(sown.key))
      .map(({ tenant, key }) => ({ tenant, row: rows.get(key)! }))
  }

  among(rows: Row[]): string {
    const column = this.subject.key[0]!
    return `${column}=in.(${rows.map((row) => String(row[column])).join()})`
  }

  send(query: string, ask: Ask): Promise<Answer> {
    return this.world.send(this.persona.token, `/rest/v1/${this.subject.name}?${query}`, ask)
  }

  cell(operation: Operation, what: string, allowed: boolean, run: Cell['run']): Cell {
    return { subject: this.subject.name, persona: this.persona.name, operation, what: `${operation} ${what}`, allowed, run }
  }
}
