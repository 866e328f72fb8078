/** The queues of a workspace, as the API tells them. */
import { QueuesStatus } from '#shared/operations.ts'
import { answer } from '#lib/errors/failure.ts'
import { supabase } from '#lib/supabase.ts'

export interface QueuesRead extends QueuesStatus {
  /** By this device's clock, in milliseconds: what has passed since is counted here. */
  readAt: number
}

export async function readQueues(workspaceId: string): Promise<QueuesRead> {
  const status = QueuesStatus.parse(await answer(supabase.rpc('queue_status', { workspace_id: workspaceId })))
  return { ...status, readAt: Date.now() }
}
