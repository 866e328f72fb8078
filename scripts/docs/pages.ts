/** Fills what can be known from the database into the pages of docs/data-model. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { rules } from '../../supabase/tests/isolation/rules.ts'
import type { StackConfig } from '../stack/config.ts'
import { readTables, type Table } from './catalogue.ts'
import { drawTables } from './diagram.ts'
import { tabulateRights } from './rights.ts'
import { sections } from './sections.ts'

/** The pages' paths in the checkout, and their text. Throws when a table is in no section, or a section has no page. */
export async function makePages(config: StackConfig): Promise<Map<string, string>> {
  const tables = await readTables(config)
  requireAll(tables)
  const pages = Object.entries(sections).map(async ([section, names]): Promise<[string, string]> => {
    const file = pageOf(config, section)
    const path = join(config.root, file)
    const text = fill(
      readFileSync(path, 'utf8'),
      file,
      names.map((name) => tables.get(name)!),
    )
    return [file, await format(text, { ...(await resolveConfig(path)), filepath: path })]
  })
  return new Map(await Promise.all(pages))
}

export function pageOf(config: StackConfig, section: string): string {
  const [page] = globSync(`docs/data-model/*-${section}.md`, { cwd: config.root })
  if (!page) throw new Error(`There is no page docs/data-model/<n>-${section}.md`)
  return page
}

function requireAll(tables: Map<string, Table>): void {
  const listed = Object.values(sections).flat()
  const missing = [...tables.keys()].filter((name) => !listed.includes(name))
  const gone = listed.filter((name) => !tables.has(name))
  const twice = listed.filter((name, index) => listed.indexOf(name) !== index)
  if (missing.length + gone.length + twice.length === 0) return
  throw new Error(
    `scripts/docs/sections.ts: not listed: [${missing.join(', ')}]; no table: [${gone.join(', ')}]; twice: [${twice.join(', ')}]`,
  )
}

const marks = /<!-- tables -->[^]*<!-- \/tables -->/

function fill(text: string, file: string, tables: Table[]): string {
  if (tables.length === 0) return text
  if (!marks.test(text)) throw new Error(`${file} has no <!-- tables --> … <!-- /tables -->`)
  const rights = tabulateRights(
    tables.map(({ name }) => name),
    rules,
  )
  const parts = ['<!-- tables -->', `\`\`\`mermaid\n${drawTables(tables)}\n\`\`\``, rights, '<!-- /tables -->']
  return text.replace(marks, () => parts.join('\n\n'))
}
