/** Runs the example of a page of docs/data-model as its reader would. */
import { stripTypeScriptTypes } from 'node:module'
import type { SupabaseClient } from '@supabase/supabase-js'

/** What an example finds: its reader is signed in, owns the workspace and, in it, the project; `other` is somebody outside. */
export interface Given {
  supabase: SupabaseClient
  project: string
  workspace: string
  other: string
}

type Body = (...given: unknown[]) => Promise<void>
const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as new (...texts: string[]) => Body

/** The one `ts` block below "## Example". Throws when there is none, or more. */
export function readExample(page: string): string {
  const [, section = ''] = /^## Example$([^]*?)(?=^## |$(?![^]))/m.exec(page) ?? []
  const blocks = [...section.matchAll(/^```ts$([^]*?)^```$/gm)].map((match) => match[1]!)
  if (blocks.length !== 1) throw new Error(`The page has ${blocks.length} blocks of TypeScript below "## Example", not one`)
  return blocks[0]!
}

/** What it logs. Throws what the example throws, and when it shows nothing. */
export async function runExample(code: string, { supabase, project, workspace, other }: Given): Promise<unknown[][]> {
  const logged: unknown[][] = []
  const body = new AsyncFunction('supabase', 'project', 'workspace', 'other', 'console', stripTypeScriptTypes(code))
  await body(supabase, project, workspace, other, { log: (...values: unknown[]) => logged.push(values) })
  if (!logged.flat().some((value) => value !== undefined && value !== null)) throw new Error('The example shows nothing')
  return logged
}
