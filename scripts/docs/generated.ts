/** Every file that is made from the running database: `npm run db:types` writes them, a test compares them. */
import { relative } from 'node:path'
import type { StackConfig } from '../stack/config.ts'
import { dumpSchema, goldenFile } from '../stack/postgres/golden.ts'
import { generateTypes, typesFile } from '../stack/postgres/schema.ts'
import { makePages } from './pages.ts'

/** Paths in the checkout, and their text. The pages come last: they need hands where a table is new. */
export async function* generateFiles(config: StackConfig): AsyncGenerator<[file: string, text: string]> {
  const path = (file: string) => relative(config.root, file)
  yield [path(typesFile(config)), await generateTypes(config)]
  yield [path(goldenFile(config)), await dumpSchema(config)]
  yield* await makePages(config)
}
