/** Who wants which changes (`postgres_changes` of a join). */
import { identifier, literal, type Database } from '../database.ts'
import type { PostgresChange } from '../join.ts'
import type { Member } from '../member.ts'
import { condition, parseFilters, type Filter } from './filter.ts'

export type ChangeType = 'INSERT' | 'UPDATE' | 'DELETE'

export interface Subscription {
  channel: Member
  id: number
  event: ChangeType | '*'
  schema: string
  table: string
  filters: Filter[]
  /** The same filters as one key. */
  filterKey: string
  select: string[] | null
}

/** Why changes cannot be had; `code` is hosted Realtime's word for it. */
export class SubscribeError extends Error {
  code: 'RealtimeDisabledForConfiguration' | 'PostgresChangesSubscribeTimeout'
  constructor(code: SubscribeError['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** A number that is the same for the same wish (the client finds its listeners by it): FNV-1a. */
export function subscriptionId(change: PostgresChange): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(JSON.stringify(change))) hash = Math.imul(hash ^ byte, 0x01000193)
  return (hash >>> 0) % 2 ** 27
}

/** Reads a wish; throws SubscribeError. */
export function toSubscription(channel: Member, change: PostgresChange): Subscription {
  const refuse = (reason: string) => new SubscribeError('RealtimeDisabledForConfiguration', reason)
  if (change.schema === undefined && change.table === undefined) {
    throw refuse('No subscription params provided. Please provide at least a `schema` or `table` to subscribe to')
  }
  const event = (change.event ?? '*').toUpperCase()
  const table = change.table ?? '*'
  if (change.select?.length && (table === '*' || change.schema === '*')) {
    throw refuse('Column selection is not supported for wildcard subscriptions. Provide an explicit schema and table name.')
  }
  let filters: Filter[]
  try {
    filters = parseFilters(change.filter ?? '')
    for (const filter of filters) condition(filter, 'x', 'text')
  } catch (error) {
    throw refuse((error as Error).message)
  }
  return {
    channel,
    id: subscriptionId(change),
    event: event === 'INSERT' || event === 'UPDATE' || event === 'DELETE' ? event : '*',
    schema: change.schema ?? 'public',
    table,
    filters,
    filterKey: filters.length > 0 ? change.filter! : '',
    select: change.select?.length ? change.select : null,
  }
}

/** Checks that the table is published and filters fit its columns; throws SubscribeError or DatabaseUnavailable. */
export async function checkSubscription(database: Database, wanted: Subscription): Promise<void> {
  const { schema, table, filters } = wanted
  const shown = `event: ${wanted.event}, schema: ${schema}, table: ${table}, filters: ${wanted.filterKey || '[]'}, select: ${wanted.select ?? 'nil'}`
  const refuse = (reason: string) =>
    new SubscribeError('RealtimeDisabledForConfiguration', `Unable to subscribe to changes with given parameters. ${reason}: [${shown}]`)
  const published = await database.query(`
    select schemaname, tablename from pg_publication_tables where pubname = 'supabase_realtime'
      and (${literal(schema)} = '*' or schemaname = ${literal(schema)}) and (${literal(table)} = '*' or tablename = ${literal(table)}) limit 1`)
  if (!published[0]) throw refuse('Please check Realtime is enabled for the given connect parameters')
  if (schema === '*' || table === '*') {
    if (filters.length > 0) throw refuse('Filters need an explicit schema and table')
    return
  }
  const entity = `${identifier(schema)}.${identifier(table)}`
  const columns = await database.query(`
    select attname as name, format_type(atttypid, atttypmod) as type,
      has_column_privilege(${literal(wanted.channel.identity.role)}, attrelid, attnum, 'select') as selectable
    from pg_attribute where attrelid = ${literal(entity)}::regclass and attnum > 0 and not attisdropped`)
  for (const name of [...filters.map((filter) => filter.column), ...(wanted.select ?? [])]) {
    if (columns.find((column) => column.name === name)?.selectable !== 't')
      throw refuse(`An exception happened: invalid column ${JSON.stringify(name)}`)
  }
  try {
    const probes = filters.map((filter) => {
      const type = columns.find((column) => column.name === filter.column)!.type!
      return `select ${condition(filter, `null::${type}`, type)}`
    })
    if (probes.length > 0) await database.probe(probes)
  } catch (error) {
    throw refuse(`An exception happened: ${(error as Error).message}`)
  }
}
