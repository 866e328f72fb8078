/** `backup`: everything of a workspace as one file of gzip-compressed lines of JSON, as it was at one moment. */
import type { BackupMessage } from '../../../../../shared/messages.ts'
import type { Config } from '../../../_shared/config.ts'
import type { Database } from '../../../_shared/database.ts'
import type { Delivery, Outcome } from '../../../_shared/queue/types.ts'
import { writeWorkspace } from './export.ts'
import { BackupFiles } from './files.ts'

type Handle = (delivery: Delivery<BackupMessage>) => Promise<Outcome>

export function createBackup(config: Config, sql: Database): Handle {
  return async ({ msgId, message, signal }) => {
    // The name comes from the message, so that a second delivery writes the same file.
    const [found] = await sql`
      select to_char(q.enqueued_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24-MI-SS.MS"Z"') as time
      from pgmq.q_maintenance q, public.workspaces w
      where q.msg_id = ${msgId}::bigint and w.id = ${message.workspace_id}::uuid and w.deleted_at is null`
    // Acknowledged meanwhile, or the workspace is gone.
    if (!found) return { kind: 'done' }
    const files = new BackupFiles(config, message.workspace_id, signal)
    await files.write(`${found.time}.json.gz`, (write) => writeWorkspace(sql, message.workspace_id, write))
    await files.keepNewest(7)
    return { kind: 'done' }
  }
}
