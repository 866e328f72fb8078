/** A Mermaid `erDiagram` of some tables: their keys, and lines between them. What points at tables of other pages says so beside the column. */
import type { Reference, Table } from './catalogue.ts'

export function drawTables(tables: Table[]): string {
  const here = new Set(tables.map(({ name }) => name))
  const lines = tables.flatMap((table) => [
    `  ${table.name} {`,
    ...table.columns.map((column) => {
      const outside = table.references.find(({ columns, to }) => !here.has(to) && columns.includes(column.name))
      return `    ${column.type} ${column.name} ${column.keys.join(', ')}${outside ? ` "${outside.to}"` : ''}`
    }),
    '  }',
  ])
  const links = tables.flatMap((table) => table.references.filter(({ to }) => here.has(to)).map((reference) => link(table.name, reference)))
  return ['erDiagram', ...lines, ...new Set(links)].join('\n')
}

function link(from: string, { to, columns, optional, single }: Reference): string {
  return `  ${to} ${optional ? '|o' : '||'}--${single ? 'o|' : 'o{'} ${from} : "${columns.join(', ')}"`
}
