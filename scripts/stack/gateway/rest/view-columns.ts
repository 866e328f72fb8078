/** Which table column each view column shows, read from the view's stored query tree. */

export interface Origin {
  position: number
  table: number
  column: number
}

/** By view oid. A view over a view is followed to the table. */
export function viewColumns(views: { oid: number; definition: string }[]): Map<number, Origin[]> {
  const direct = new Map(views.map((view) => [view.oid, topTargets(view.definition)]))
  const resolve = (origin: Origin, depth: number): Origin | null => {
    const inner = direct.get(origin.table)
    if (!inner) return origin
    const next = inner.find((o) => o.position === origin.column)
    return next && depth < 16 ? resolve({ ...next, position: origin.position }, depth + 1) : null
  }
  return new Map([...direct].map(([oid, origins]) => [oid, origins.map((o) => resolve(o, 0)).filter((o) => o !== null)]))
}

/** Target entries of the outermost query; those of subqueries sit deeper in braces. */
function topTargets(tree: string): Origin[] {
  const found: Origin[] = []
  let depth = 0
  let start = -1
  for (let i = 0; i < tree.length; i++) {
    if (tree[i] === '\\') i++
    else if (tree[i] === '{') {
      if (++depth === 2 && tree.startsWith('{TARGETENTRY ', i)) start = i
    } else if (tree[i] === '}' && depth-- === 2 && start >= 0) {
      const entry = tree.slice(start, i + 1)
      const match = /:resno (\d+) :resname (?:\\.|[^\\ ])+ :ressortgroupref \d+ :resorigtbl (\d+) :resorigcol (\d+) :resjunk false\}$/.exec(
        entry,
      )
      if (match && match[2] !== '0') found.push({ position: Number(match[1]), table: Number(match[2]), column: Number(match[3]) })
      start = -1
    }
  }
  return found
}
