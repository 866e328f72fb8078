/** Breaks a rule in the database, tries what should notice, and puts everything back. */
import { allowedWrites } from '../cells/allowances.ts'
import { refusedCalls } from '../cells/calls.ts'
import type { Cell } from '../cells/cell.ts'
import { columnChanges, columnInsertions } from '../cells/columns.ts'
import { readingCells } from '../cells/reading.ts'
import { refusalCells } from '../cells/refusals.ts'
import { Tries } from '../cells/tries.ts'
import { Channels } from '../channels.ts'
import { functionOf, rpcRules } from '../factories.ts'
import type { Facts } from '../facts.ts'
import { Files } from '../files.ts'
import { grantProblems } from '../grants.ts'
import type { PersonaName } from '../personas.ts'
import { recordProblem } from '../records.ts'
import { inParallel } from '../request.ts'
import { restore } from '../restore.ts'
import type { Operation } from '../rules.ts'
import type { State } from '../state.ts'
import { type Subject, subjects } from '../subjects.ts'
import { Tally } from '../tried.ts'
import { upkeepProblem } from '../upkeep.ts'
import { isOwned } from '../owned.ts'
import { makeWorld, type World } from '../world.ts'
import { callersOf } from './callers.ts'
import { keptColumns } from './moves.ts'
import type { Mutant } from './mutant.ts'

/** Who between them may do whatever anybody may; and one who may only what is a person's own. */
const writers: PersonaName[] = ['stranger', 'viewer', 'owner', 'workspace owner', 'owner elsewhere', 'team admin']

export class Hunt {
  readonly world: World
  readonly #facts: Facts
  readonly #before: State
  readonly #subjects: Map<string, Subject>
  readonly #files: Files
  readonly #channels: Channels

  private constructor(world: World, facts: Facts, files: Files, channels: Channels) {
    this.#files = files
    this.#channels = channels
    this.world = world
    this.#facts = facts
    this.#before = facts.state
    this.#subjects = new Map(subjects(world.catalogue).map((subject) => [subject.name, subject]))
  }

  static async start(): Promise<Hunt> {
    const world = await makeWorld()
    // The gateway need not read the schema again for what it does not look at.
    await world.superuser`alter event trigger pgrst_ddl_watch disable`
    await world.superuser`alter event trigger pgrst_drop_watch disable`
    const facts = await world.facts()
    return new Hunt(world, facts, await Files.open(world, facts), await Channels.open(world, facts))
  }

  async stop(): Promise<void> {
    await this.#channels.close()
    await this.world.stop()
  }

  /** Whether something the isolation tests try comes out otherwise than it should. */
  async notices(mutant: Mutant): Promise<boolean> {
    const { superuser } = this.world
    if (mutant.widen) await superuser.unsafe(mutant.widen)
    const kept = mutant.probe === 'move' ? await this.#kept(mutant) : []
    await superuser.unsafe(mutant.apply)
    try {
      if (mutant.probe !== 'move') return await this.#probe(mutant)
      const still = await this.#kept(mutant)
      return kept.some((column) => !still.includes(column))
    } finally {
      await superuser.unsafe(mutant.revert)
      if (mutant.narrow) await superuser.unsafe(mutant.narrow)
      if (!['read', 'move', 'grant'].includes(mutant.probe)) await restore(this.world, this.#before)
    }
  }

  async #probe(mutant: Mutant): Promise<boolean> {
    const subject = this.#subjects.get(mutant.subject)
    if (mutant.subject === 'storage.objects') return await this.#filesNotice()
    if (mutant.subject === 'realtime.messages') return (await this.#channels.joins()).length + (await this.#channels.speech()).length > 0
    switch (mutant.probe) {
      case 'read':
        return subject !== undefined && (await this.#anyWrong(this.#reads(subject, mutant)))
      case 'everything':
        // Reading first: calls are given rows of their own.
        if (await this.#anyWrong([...this.#subjects.values()].flatMap((one) => this.#reads(one, mutant)))) return true
        return await this.#callsNotice(mutant)
      case 'column':
        return subject !== undefined && (await this.#anyWrong(this.#columnCells(subject, mutant.column!), 1))
      case 'grant':
        return subject !== undefined && (await grantProblems(this.world.sql, [subject])).length > 0
      case 'call':
        return await this.#callsNotice(mutant)
      case 'trigger':
        if (!subject) return false
        if ((await upkeepProblem(this.world, subject)) ?? (await recordProblem(this.world, subject))) return true
        return await this.#writesNotice(subject, ['insert', 'update', 'delete'])
      case 'move':
      case 'select':
        return false
      default:
        if (!subject) return false
        if (mutant.kind === 'policy dropped') return await this.#writesNotice(subject, [mutant.probe])
        if (await this.#anyWrong(this.#refusals(subject, mutant.probe))) return true
        return isOwned(subject) && (await this.#writesNotice(subject, [mutant.probe]))
    }
  }

  async #filesNotice(): Promise<boolean> {
    const files = this.#files
    await files.sow()
    const whom = (['stranger', 'viewer', 'contributor', 'workspace admin', 'project creator'] as PersonaName[]).map((name) =>
      this.world.persona(name),
    )
    for (const tried of [files.reads, files.adds, files.keeps, files.backups, files.replaces])
      if ((await files.everywhere(tried, whom)).length > 0) return true
    return (await files.managed()).length > 0 || (await files.crosses()).length > 0
  }

  #reads(subject: Subject, { kind, widen }: Mutant): Cell[] {
    const whom = this.world.personas.filter(({ id }) => (kind === 'granted to anon') === (id === null))
    if (widen) return whom.map((persona) => this.#seesNothing(subject, persona.name))
    return whom.flatMap((persona) =>
      readingCells(this.world, this.#facts, subject, persona, []).filter(({ what }) => what === 'read all' || what.startsWith('read one')),
    )
  }

  #seesNothing({ name, key }: Subject, persona: PersonaName): Cell {
    const { token } = this.world.persona(persona)
    return {
      subject: name,
      persona,
      operation: 'select',
      what: 'read',
      allowed: false,
      run: async () => {
        const { body } = await this.world.send(token, `/rest/v1/${name}?select=${key}`)
        return JSON.stringify(body) === '[]' ? null : 'rows came'
      },
    }
  }

  /** By somebody who may make such rows, where anybody may. */
  #columnCells(subject: Subject, column: string): Cell[] {
    const all = writers.map((name) => new Tries(this.world, this.#facts, subject, this.world.persona(name)))
    const tries = [all.find((one) => one.mayInsert(one.draft(one.home))), all.find(({ persona }) => persona.name === 'owner')]
    return [...new Set(tries)].flatMap((t) => {
      if (!t) return []
      const reads = readingCells(this.world, this.#facts, subject, t.persona, []).filter(({ what }) => what === `read ${column}`)
      const wanted = [`update ${column}`, `insert with ${column}`]
      return [...reads, ...[...columnChanges(t), ...columnInsertions(t)].filter(({ what }) => wanted.includes(what))]
    })
  }

  #refusals(subject: Subject, operation: Operation): Cell[] {
    return this.world.personas.flatMap((persona) =>
      refusalCells(new Tries(this.world, this.#facts, subject, persona)).filter(
        (cell) => cell.operation === operation && !cell.what.includes('headers-only'),
      ),
    )
  }

  /** Whether those who may write notice that they cannot, or that it came out otherwise. */
  async #writesNotice(subject: Subject, operations: Operation[]): Promise<boolean> {
    const tally = new Tally()
    await allowedWrites(this.world, subject, tally, this.#facts, { operations, personas: writers.map((name) => this.world.persona(name)) })
    return tally.findings.length > 0
  }

  async #callsNotice({ subject }: Mutant): Promise<boolean> {
    const callers = await callersOf(this.world.sql, subject)
    for (const name of Object.keys(rpcRules).filter((rule) => callers.includes(functionOf(rule)))) {
      if (await this.#anyWrong(await refusedCalls(this.world, this.#facts, name))) return true
    }
    return false
  }

  async #kept({ subject }: Mutant): Promise<string[]> {
    return await keptColumns(this.world, this.#facts, this.#subjects.get(subject)!)
  }

  /** Whether one of them comes out wrong; the rest is not tried then. */
  async #anyWrong(cells: Cell[], width?: number): Promise<boolean> {
    await this.world.accounts.settle()
    let wrong = false
    await inParallel(
      cells,
      async ({ run }) => {
        if (!wrong && (await run()) !== null) wrong = true
      },
      width,
    )
    return wrong
  }
}
