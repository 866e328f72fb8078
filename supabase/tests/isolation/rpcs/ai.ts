import type { RpcRule } from '../types.ts'

/** Chats, artifacts and documents are written as tables. */
export const aiRpcs: Record<string, RpcRule> = {}
