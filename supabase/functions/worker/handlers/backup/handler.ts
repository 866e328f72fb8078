/** `backup`: everything of a workspace as one file of gzip-compressed lines of JSON, as it was at one moment. */
import type { BackupMessage } from '../../../../../shared/messages.ts'
import type { Config } from '../../../_shared/config.ts'
import type { Database } from '../../../_shared/database.ts'
import { done, type Handler } from '../../../_shared/queue/handler.ts'
import { writeWorkspace } from './export.ts'
import { BackupFiles } from './files.ts'

export function createBackup(config: Config, sql: Database): Handler<BackupMessage> {
  return async (message, { signal }) => {
    const [workspace] = await sql`select from public.workspaces where id = ${message.workspace_id}::uuid and deleted_at is null`
    if (!workspace) return done()
    const files = new BackupFiles(config, message.workspace_id, signal)
    // Named by the message, so that a second delivery writes the same file.
    await files.write(`${message.asked_at.replaceAll(':', '-')}.json.gz`, (write) => writeWorkspace(sql, message.workspace_id, write))
    await files.keepNewest(7)
    return done()
  }
}
