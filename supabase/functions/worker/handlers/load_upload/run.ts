/** A run to load, as the database hands it over. */
import { z } from 'zod'
import { Column } from '../../../../../shared/dataset.ts'
import { LoadOptions } from '../../../../../shared/upload.ts'

/** What `private.start_run` answers. */
export const Run = z.object({ run_id: z.uuid(), path: z.string().min(1), options: LoadOptions })
export type Run = z.infer<typeof Run>

/** What `private.open_load` answers: the columns that are filled, with their types in the dataset. */
export const OpenLoad = z.object({ columns: z.array(Column.pick({ name: true, type: true })) })
export type OpenLoad = z.infer<typeof OpenLoad>

/** SQL identifier, quoted. */
export const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`
/** SQL text literal. Escape syntax, so that control characters can be written as they are. */
export const literal = (text: string) => `'${text.replaceAll("'", "''")}'`
