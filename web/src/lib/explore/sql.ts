/** A statement with each clause on a line of its own. What stands in quotes stays as it is. */
export function breakSql(sql: string): string {
  return sql
    .split(/("(?:[^"]|"")*"|'(?:[^']|'')*')/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/\s+(?=(?:from|where|group by|having|order by|limit)\s)/gi, '\n')))
    .join('')
}
