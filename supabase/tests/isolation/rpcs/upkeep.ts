import type { RpcRule } from '../types.ts'

export const upkeepRpcs: Record<string, RpcRule> = {
  search_project: {
    wall: 'everybody',
    args: (t) => ({ query: 'report', in_project: t.project }),
    denied: 'empty',
    note: 'Finds what the caller may read.',
  },
  search_chat_messages: {
    wall: 'everybody',
    args: () => ({ query: 'report' }),
    denied: 'empty',
    note: 'Finds messages of the caller’s own chats.',
  },
  create_backup: {
    wall: 'workspace',
    role: 'admin',
    args: (t) => ({ workspace_id: t.workspace }),
    note: 'Without a workspace, of all: the service role alone.',
  },
}
