/** What people keep for themselves: `workspace_items`. */
import { z } from 'zod'

export const LibraryItemType = z.enum(['chart', 'template', 'dataset', 'note', 'file', 'analysis', 'artifact'])
export type LibraryItemType = z.infer<typeof LibraryItemType>

/** `workspace_items.content`, at most 1 MB: `markdown` of notes and analyses, `storage_path` of files, for others what was worth keeping of them. */
export const LibraryItemContent = z.looseObject({
  markdown: z.string().optional(),
  storage_path: z.string().max(1000).optional(),
})
export type LibraryItemContent = z.infer<typeof LibraryItemContent>
