/** One batch of committed rows: who may see what is asked once for each filter and each identity, then sent. */
import type { Database } from '../database.ts'
import type { Member } from '../member.ts'
import { encode, Outgoing } from '../protocol.ts'
import type { RowMessage, Transaction } from './replication.ts'
import { recordJson, type Tuple } from './record.ts'
import type { ChangeType, Subscription } from './subscription.ts'
import type { Table, Tables } from './tables.ts'
import { ask, filterQuestion, visibleQuestion, type Question } from './visibility.ts'

export interface Change {
  type: ChangeType
  message: RowMessage
  subscriptions: Subscription[]
}

/** Records larger than this are sent without their long values (and say so). */
const MOST_BYTES = 1_000_000
const SHORT_VALUE = 64

/** Rows one question is about, and after asking those for which it holds. */
interface Asked {
  rows: Map<number, Tuple>
  yes: ReadonlySet<number>
}

export async function deliver(changes: Change[], transaction: Transaction, database: Database, tables: Tables): Promise<void> {
  const live = changes.map((change) => ({ ...change, subscriptions: change.subscriptions.filter(({ channel }) => !channel.closed) }))
  const known = await tablesFor(live, tables)
  const asked = new Map<string, Asked>()
  const questions: Question[] = []

  const note = (key: string, n: number, tuple: Tuple, make: (rows: Asked['rows'], answer: Question['answer']) => Question) => {
    let entry = asked.get(key)
    if (!entry) {
      const made: Asked = { rows: new Map(), yes: new Set() }
      asked.set(key, (entry = made))
      pending.push(() => questions.push(make(made.rows, (yes) => (made.yes = yes))))
    }
    entry.rows.set(n, tuple)
  }
  const pending: (() => void)[] = []

  live.forEach(({ message, type, subscriptions }, n) => {
    if (type === 'DELETE' || message.tag === 'delete') return
    for (const wanted of subscriptions) {
      const { identity } = wanted.channel
      const table = known.get(tableKey(message, identity.role))!
      if (wanted.filters.length > 0) {
        note(filterKey(message, wanted), n, message.new, (rows, answer) =>
          filterQuestion(table, wanted.filters, identity.role, rows, answer),
        )
      }
      if (table.rls && table.columns.some((column) => column.key)) {
        note(visibleKey(message, wanted), n, message.new, (rows, answer) => visibleQuestion(table, identity, rows, answer))
      }
    }
  })
  for (const make of pending) make()
  if (questions.length > 0) await ask(database, transaction.xid, questions)

  const committedAt = new Date(Number(transaction.committedAt / 1000n)).toISOString()
  live.forEach((change, n) => {
    const ids = new Map<Member, { wanted: Subscription; ids: number[] }[]>()
    for (const wanted of change.subscriptions) {
      const { message } = change
      const table = known.get(tableKey(message, wanted.channel.identity.role))!
      if (change.type !== 'DELETE') {
        if (wanted.filters.length > 0 && !asked.get(filterKey(message, wanted))?.yes.has(n)) continue
        if (table.rls && table.columns.some((column) => column.key) && !asked.get(visibleKey(message, wanted))?.yes.has(n)) continue
      }
      const groups = ids.get(wanted.channel) ?? []
      ids.set(wanted.channel, groups)
      const group = groups.find((group) => String(group.wanted.select) === String(wanted.select))
      if (group) group.ids.push(wanted.id)
      else groups.push({ wanted, ids: [wanted.id] })
    }
    send(change, ids, known, committedAt)
  })
}

/** Encodes each different message once and sends it to everyone it is for. */
function send(
  change: Change,
  ids: Map<Member, { wanted: Subscription; ids: number[] }[]>,
  known: Map<string, Table>,
  committedAt: string,
): void {
  const data = new Map<string, string>()
  const messages = new Map<string, Outgoing>()
  for (const [channel, groups] of ids) {
    for (const { wanted, ids } of groups) {
      const look = `${channel.identity.role}\n${wanted.select ?? '*'}`
      let json = data.get(look)
      if (json === undefined)
        data.set(look, (json = dataJson(change, known.get(tableKey(change.message, channel.identity.role))!, wanted.select, committedAt)))
      const key = `${channel.topic}\n${ids.join()}\n${look}`
      let outgoing = messages.get(key)
      if (!outgoing) {
        const payload = `{"ids":[${ids.join()}],"data":${json}}`
        messages.set(key, (outgoing = new Outgoing((vsn) => encode(vsn, `realtime:${channel.topic}`, 'postgres_changes', payload))))
      }
      channel.send(outgoing)
    }
  }
}

/** The `data` of a message, fields as hosted Realtime has them. */
function dataJson({ type, message }: Change, table: Table, select: string[] | null, committedAt: string): string {
  const keyed = table.columns.some((column) => column.key)
  const selectable = table.columns.filter((column) => column.selectable)
  const errors: string[] = []
  if (selectable.length === 0) errors.push('Error 401: Unauthorized')
  else if (table.rls && !keyed) errors.push('Error 400: Bad Request, no primary key')
  const columns = errors.length > 0 ? [] : selectable.filter((column) => select === null || select.includes(column.name))
  // What a deleted row said cannot be checked against policies any more, so only its key is told.
  const oldColumns = type === 'DELETE' && table.rls ? columns.filter((column) => column.key) : columns

  const build = (shorten: (tuple: Tuple) => Tuple) => {
    const fields = [
      `"columns":${JSON.stringify(columns.map(({ name, type }) => ({ name, type })))}`,
      `"commit_timestamp":"${committedAt}"`,
      `"errors":${errors.length > 0 ? JSON.stringify(errors) : 'null'}`,
    ]
    if (message.tag !== 'insert') fields.push(`"old_record":${recordJson(oldColumns, shorten(oldTuple(message, table)))}`)
    if (message.tag !== 'delete') fields.push(`"record":${recordJson(columns, shorten(message.new))}`)
    return `{${fields.join(',')},"schema":${JSON.stringify(table.schema)},"table":${JSON.stringify(table.name)},"type":"${type}"}`
  }
  const json = build((tuple) => tuple)
  if (json.length <= MOST_BYTES) return json
  errors.push('Error 413: Payload Too Large')
  return build((tuple) => Object.fromEntries(Object.entries(tuple).filter(([, value]) => (value?.length ?? 0) <= SHORT_VALUE)))
}

/** The row before: whole with replica identity full, else its key. */
function oldTuple(message: Exclude<RowMessage, { tag: 'insert' }>, table: Table): Tuple {
  if (message.old) return message.old as Tuple
  const tuple = (message.key ?? (message.tag === 'update' ? message.new : {})) as Tuple
  return Object.fromEntries(table.columns.filter((column) => column.key).map((column) => [column.name, tuple[column.name]]))
}

async function tablesFor(changes: Change[], tables: Tables): Promise<Map<string, Table>> {
  const known = new Map<string, Table>()
  for (const { message, subscriptions } of changes) {
    for (const { channel } of subscriptions) {
      const key = tableKey(message, channel.identity.role)
      if (!known.has(key)) known.set(key, await tables.of(message.relation, channel.identity.role))
    }
  }
  return known
}

function tableKey({ relation }: RowMessage, role: string): string {
  return `${relation.relationOid}\n${role}`
}

function filterKey(message: RowMessage, { filterKey, channel }: Subscription): string {
  return `filter\n${tableKey(message, channel.identity.role)}\n${filterKey}`
}

function visibleKey(message: RowMessage, { channel }: Subscription): string {
  return `visible\n${tableKey(message, channel.identity.role)}\n${channel.identity.claims}`
}
