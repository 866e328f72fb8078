/** The shape of what is drawn: Mermaid's grammar is kept to what every version reads. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { rules } from '../../supabase/tests/isolation/rules.ts'
import type { Table } from './catalogue.ts'
import { drawTables } from './diagram.ts'
import { tabulateRights } from './rights.ts'
import { sections } from './sections.ts'

const root = join(import.meta.dirname, '../..')

const tables: Table[] = [
  { name: 'charts', columns: [{ name: 'id', type: 'uuid', keys: ['PK'] }], references: [] },
  {
    name: 'widgets',
    columns: [
      { name: 'id', type: 'uuid', keys: ['PK'] },
      { name: 'project_id', type: 'uuid', keys: ['FK'] },
      { name: 'chart_id', type: 'uuid', keys: ['FK', 'UK'] },
      { name: 'parent_id', type: 'uuid', keys: ['FK'] },
    ],
    references: [
      { columns: ['project_id'], to: 'projects', optional: false, single: false },
      { columns: ['chart_id'], to: 'charts', optional: true, single: true },
      { columns: ['parent_id'], to: 'widgets', optional: true, single: false },
    ],
  },
]

test('a diagram has the tables, their keys, and a line for each reference between them', () => {
  expect(drawTables(tables).split('\n')).toEqual([
    'erDiagram',
    '  charts {',
    '    uuid id PK',
    '  }',
    '  widgets {',
    '    uuid id PK',
    '    uuid project_id FK "projects"',
    '    uuid chart_id FK, UK',
    '    uuid parent_id FK',
    '  }',
    '  charts |o--o| widgets : "chart_id"',
    '  widgets |o--o{ widgets : "parent_id"',
  ])
})

/** What is read by every version of Mermaid that draws entities. */
const grammar = [
  /^erDiagram$/,
  /^ {2}[a-z]\w* \{$/,
  /^ {4}[a-z]\w*(\[\])? [a-z]\w* (PK|FK|UK)(, (PK|FK|UK))*( "\w+")?$/,
  /^ {2}\}$/,
  /^ {2}[a-z]\w* (\|\||\|o)--(o\||o\{) [a-z]\w* : "[\w, ]+"$/,
]

/** The lines that are not of Mermaid's plain grammar. */
function strangeLines(diagram: string): string[] {
  return diagram.split('\n').filter((line) => !grammar.some((form) => form.test(line)))
}

test('a diagram is of the plain grammar', () => {
  expect(strangeLines(drawTables(tables))).toEqual([])
})

test.each(globSync('docs/data-model/*.md', { cwd: root }).sort())('the diagram of %s is of the plain grammar', (page) => {
  const diagrams = [...readFileSync(join(root, page), 'utf8').matchAll(/^```mermaid\n([^]*?)\n```$/gm)].map((match) => match[1]!)
  expect(diagrams.flatMap(strangeLines)).toEqual([])
})

test('rights say the role, whose rows, who else, and what is never shown', () => {
  const text = tabulateRights(['chat', 'link', 'system'], {
    chat: {
      wall: 'project',
      select: 'viewer',
      delete: 'viewer',
      own: { column: 'user_id', operations: ['delete'], others: 'manager' },
      note: 'A note.',
    },
    link: { wall: 'project or workspace', select: 'manager', workspace: { select: 'admin' }, hidden: ['token_hash', 'key'] },
    system: { wall: 'everybody', select: 'active' },
  })
  expect(text.split('\n').slice(2)).toEqual([
    '| `chat` | project | viewer | – | – | viewer (own), manager | A note. |',
    '| `link` | project or workspace | manager; admin | – | – | – | Never shown: `token_hash`, `key`. |',
    '| `system` | everybody | active | – | – | – |  |',
  ])
  expect(() => tabulateRights(['unheard_of'], {})).toThrow('unheard_of')
})

test('every table with rules is on a page, once', () => {
  expect(Object.values(sections).flat().sort()).toEqual(Object.keys(rules).sort())
})
