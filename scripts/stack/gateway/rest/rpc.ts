/** Calls of functions: which overload is meant, and the SQL that calls it. https://docs.postgrest.org/en/v13/references/api/functions.html */
import { RestError } from './errors.ts'
import type { Argument, Routine, SchemaCache } from './schema-cache.ts'
import { arrayLiteral, ident, type Values } from './sql.ts'

export type Arguments =
  | { kind: 'json'; text: string; names: string[] }
  | { kind: 'direct'; pairs: [string, string][] }
  /** The whole body is the one unnamed argument. */
  | { kind: 'body'; body: Buffer; type: 'json' | 'text' | 'bytea' }

export function argumentNames(cache: SchemaCache, name: string): Set<string> {
  return new Set((cache.routines.get(name) ?? []).flatMap((routine) => routine.args.map((a) => a.name)).filter(Boolean))
}

export function findRoutine(cache: SchemaCache, name: string, args: Arguments): Routine {
  const overloads = cache.routines.get(name) ?? []
  const names = args.kind === 'json' ? args.names : args.kind === 'direct' ? args.pairs.map(([n]) => n) : []
  const fits = (routine: Routine) =>
    names.every((n) => routine.args.some((a) => a.name === n)) &&
    routine.args.every((a) => !a.required || a.variadic || names.includes(a.name))
  const matching = args.kind === 'body' ? overloads.filter((r) => takesBody(r, args.type)) : overloads.filter(fits)
  if (matching.length === 1) return matching[0]!
  const given = [...new Set(names)]
  if (matching.length > 1) {
    const list = matching.map((r) => `${cache.schema}.${name}(${r.args.map((a) => `${a.name} => ${a.type}`).join(', ')})`).join(', ')
    throw new RestError(
      300,
      'PGRST203',
      `Could not choose the best candidate function between: ${list}`,
      null,
      'Try renaming the parameters or the function itself in the database so function overloading can be resolved',
    )
  }
  const words = given.length ? ` with parameter${given.length > 1 ? 's' : ''} ${given.join(', ')}` : ' without parameters'
  const shown = `${cache.schema}.${name}${given.length ? `(${given.join(', ')})` : ''}`
  const alternative = args.kind === 'direct' ? '' : ' or with a single unnamed json/jsonb parameter'
  throw new RestError(
    404,
    'PGRST202',
    `Could not find the function ${shown}${given.length ? '' : ' without parameters'} in the schema cache`,
    `Searched for the function ${cache.schema}.${name}${words}${alternative}, but no matches were found in the schema cache.`,
    overloads.length
      ? `Perhaps you meant to call the function ${cache.schema}.${name}(${overloads[0]!.args.map((a) => a.name).join(', ')})`
      : null,
  )
}

const bodyTypes = { json: ['json', 'jsonb'], text: ['text'], bytea: ['bytea'] }

export function takesBody(routine: Routine, type: 'json' | 'text' | 'bytea'): boolean {
  return routine.args.length === 1 && routine.args[0]!.name === '' && bodyTypes[type].includes(routine.args[0]!.type)
}

/** SQL after FROM whose rows are the function's result, named `alias`. */
export function callSql(schema: string, routine: Routine, args: Arguments, values: Values, alias: string): string {
  const name = `${ident(schema)}.${ident(routine.name)}`
  const scalar = routine.returns === 'scalar' ? `(${ident('pgrst_scalar')})` : ''
  const as = `AS ${ident(alias)}${scalar}`
  if (args.kind === 'body') {
    const value = args.type === 'bytea' ? `decode(${values.add(args.body.toString('hex'))}, 'hex')` : values.add(args.body.toString('utf8'))
    return `${name}(${value}::${routine.args[0]!.type}) ${as}`
  }
  if (args.kind === 'direct') {
    const used = routine.args.filter((a) => args.pairs.some(([n]) => n === a.name))
    return `${name}(${used.map((a) => named(a, `${values.add(directValue(a, args.pairs))}::${a.type}`)).join(', ')}) ${as}`
  }
  const used = routine.args.filter((a) => args.names.includes(a.name))
  if (used.length === 0) return `${name}() ${as}`
  const typed = used.map((a) => `${ident(a.name)} ${a.type}`).join(', ')
  const call = used.map((a) => named(a, `pgrst_args.${ident(a.name)}`)).join(', ')
  return `json_to_record(${values.add(args.text)}::json) AS pgrst_args(${typed}), LATERAL ${name}(${call}) ${as}`
}

function named(argument: Argument, value: string): string {
  return `${argument.variadic ? 'VARIADIC ' : ''}${ident(argument.name)} := ${value}`
}

/** In a query string a variadic argument may be repeated; of others the last counts. */
function directValue(argument: Argument, pairs: [string, string][]): string {
  const given = pairs.filter(([n]) => n === argument.name).map(([, value]) => value)
  return argument.variadic && !(given.length === 1 && given[0]!.startsWith('{')) ? arrayLiteral(given) : given.at(-1)!
}
