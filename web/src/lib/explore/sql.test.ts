import { expect, test } from 'vitest'
import { breakSql } from './sql.ts'

test('clauses begin lines, and quoted names and texts are left alone', () => {
  expect(breakSql(`select "a from b", 'x where y' from t where c = $1 order by 1 limit 5`)).toBe(
    `select "a from b", 'x where y'\nfrom t\nwhere c = $1\norder by 1\nlimit 5`,
  )
})
