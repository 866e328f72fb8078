/** The lines of a backup: one that says what it is, the rows of every table, the rows of every dataset. */
import type { Database, Transaction } from '../../../_shared/database.ts'

/** Takes text that ends with a line end, once there is room for it. */
export type Write = (text: string) => Promise<void>

interface Part {
  statement: string
  dataset_id: string | null
}

const CHUNK_BYTES = 256 * 1024
const oneMoment = 'isolation level repeatable read read only'

/** Holds about `CHUNK_BYTES` and one row. */
export async function writeWorkspace(sql: Database, workspaceId: string, write: Write): Promise<void> {
  let moved = await sql.begin(oneMoment, async (transaction) => {
    const parts = await partsOf(transaction, workspaceId)
    const [clock] = await transaction`select to_jsonb(now()) #>> '{}' as now`
    const header = { format: 'orrery-workspace', version: 1, workspace_id: workspaceId, exported_at: clock?.now as string }
    await write(`${JSON.stringify(header)}\n`)
    return await writeParts(transaction, parts, write)
  })
  // Datasets that were replaced meanwhile: the moment's snapshot cannot see their rows, so theirs is a later one.
  while (moved.length) {
    const again = moved
    moved = await sql.begin(oneMoment, async (transaction) => {
      const parts = await partsOf(transaction, workspaceId)
      return await writeParts(
        transaction,
        parts.filter(({ dataset_id }) => dataset_id && again.includes(dataset_id)),
        write,
      )
    })
  }
}

async function partsOf(transaction: Transaction, workspaceId: string): Promise<Part[]> {
  return await transaction<Part[]>`select statement, dataset_id from private.backup_statements(${workspaceId}::uuid)`
}

/** Answers the datasets it could not read. */
async function writeParts(transaction: Transaction, parts: Part[], write: Write): Promise<string[]> {
  const moved: string[] = []
  for (const part of parts) {
    await transaction`savepoint part`
    if (await open(transaction, part)) {
      for (let lines; (lines = await nextLines(transaction)) !== null;) await write(lines)
    } else if (part.dataset_id) moved.push(part.dataset_id)
    // Gives the table's lock back, for which a load that replaces a dataset waits, and its readers behind it.
    await transaction`rollback to savepoint part`
  }
  return moved
}

/** False when the dataset's table is not the one the snapshot knows. */
async function open(transaction: Transaction, { statement, dataset_id }: Part): Promise<boolean> {
  try {
    await transaction.unsafe(`declare lines no scroll cursor for ${statement}`)
  } catch (error) {
    const isGone = (error as { code?: unknown }).code === '42P01'
    if (isGone && dataset_id) return false
    throw error
  }
  if (!dataset_id) return true
  const [row] = await transaction`select private.has_moved(${dataset_id}::uuid) as moved`
  return row?.moved === false
}

async function nextLines(transaction: Transaction): Promise<string | null> {
  const [row] = await transaction`select private.fetch_lines('lines', ${CHUNK_BYTES}::int) as lines`
  return (row?.lines ?? null) as string | null
}
