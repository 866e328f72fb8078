/** Finds what an embed in `select` means. https://docs.postgrest.org/en/v13/references/api/resource_embedding.html */
import type { SelectEmbed } from './ast.ts'
import { RestError } from './errors.ts'
import type { Relationship, Routine, SchemaCache } from './schema-cache.ts'

export type Join =
  | { kind: 'direct'; relationship: Relationship; to: string; toOne: boolean }
  | { kind: 'junction'; table: string; near: Relationship; far: Relationship; to: string; toOne: false }
  | { kind: 'computed'; routine: Routine; to: string; toOne: boolean }

export function findJoin(cache: SchemaCache, from: string, embed: SelectEmbed): Join {
  const computed = findComputed(cache, from, embed.target)
  if (computed) return computed
  const joins = [...directJoins(cache, from, embed), ...junctionJoins(cache, from, embed)]
  if (joins.length === 1) return joins[0]!
  if (joins.length === 0) {
    throw new RestError(
      400,
      'PGRST200',
      `Could not find a relationship between '${from}' and '${embed.target}' in the schema cache`,
      `Searched for a foreign key relationship between '${from}' and '${embed.target}'${embed.hint ? ` using the hint '${embed.hint}'` : ''} in the schema '${cache.schema}', but no matches were found.`,
    )
  }
  const choices = joins.map((join) => `'${embed.target}!${hintFor(join)}'`).join(', ')
  throw new RestError(
    300,
    'PGRST201',
    `Could not embed because more than one relationship was found for '${from}' and '${embed.target}'`,
    joins.map((join) => describe(from, join)),
    `Try changing '${embed.target}' to one of the following: ${choices}. Find the desired relationship in the 'details' key.`,
  )
}

/** A function whose one argument is a row of `from` and which returns rows of another relation. */
function findComputed(cache: SchemaCache, from: string, target: string): Join | null {
  const routine = cache.routines.get(target)?.find((r) => r.relation && r.args.length === 1 && isRowType(cache, r.args[0]!.type, from))
  return routine ? { kind: 'computed', routine, to: routine.relation!, toOne: !routine.setof || routine.rows === 1 } : null
}

function isRowType(cache: SchemaCache, type: string, relation: string): boolean {
  const name = type.startsWith(`${cache.schema}.`) ? type.slice(cache.schema.length + 1) : type
  return name.replace(/^"(.*)"$/, '$1') === relation
}

function directJoins(cache: SchemaCache, from: string, { target, hint }: SelectEmbed): Join[] {
  return cache.relationships
    .filter((r) => r.from === from)
    .filter((r) => {
      const single = r.pairs.length === 1 ? r.pairs[0]! : null
      // In a table that refers to itself a column means the way along the key, not back.
      const back = r.cardinality === 'one_to_many' && r.from === r.to
      if (r.to === target) return !hint || r.constraint === hint || (!back && Boolean(single?.includes(hint)))
      if (hint) return false
      const isTable = cache.relations.get(r.to)?.kind === 'table'
      return (
        isTable && (r.constraint === target || (r.cardinality !== 'one_to_many' && single?.[0] === target && !cache.relations.has(target)))
      )
    })
    .map((relationship) => ({ kind: 'direct', relationship, to: relationship.to, toOne: relationship.cardinality !== 'one_to_many' }))
}

/** Many to many: a table whose primary key holds the foreign keys to both sides. */
function junctionJoins(cache: SchemaCache, from: string, { target, hint }: SelectEmbed): Join[] {
  const joins: Join[] = []
  for (const near of cache.relationships) {
    if (near.from !== from || near.cardinality === 'many_to_one') continue
    const table = cache.relations.get(near.to)
    if (!table || (hint && hint !== table.name)) continue
    for (const far of cache.relationships) {
      if (far.from !== table.name || far.to !== target || far.cardinality === 'one_to_many' || far.constraint === near.constraint) continue
      const inKey = [...near.pairs.map((p) => p[1]), ...far.pairs.map((p) => p[0])].every((column) => table.primaryKey.includes(column))
      if (inKey) joins.push({ kind: 'junction', table: table.name, near, far, to: far.to, toOne: false })
    }
  }
  return joins
}

function hintFor(join: Join): string {
  return join.kind === 'direct' ? join.relationship.constraint : join.kind === 'junction' ? join.table : join.routine.name
}

function describe(from: string, join: Join): Record<string, string> {
  if (join.kind === 'computed') return { cardinality: 'computed', relationship: join.routine.name, embedding: `${from} with ${join.to}` }
  const columns = (r: Relationship, side: 0 | 1) => `(${r.pairs.map((p) => p[side]).join(', ')})`
  if (join.kind === 'junction') {
    const relationship = `${join.table} using ${join.near.constraint}${columns(join.near, 1)} and ${join.far.constraint}${columns(join.far, 0)}`
    return { cardinality: 'many-to-many', relationship, embedding: `${from} with ${join.to}` }
  }
  const r = join.relationship
  const relationship = `${r.constraint} using ${r.from}${columns(r, 0)} and ${r.to}${columns(r, 1)}`
  return { cardinality: r.cardinality.replaceAll('_', '-'), relationship, embedding: `${from} with ${join.to}` }
}
