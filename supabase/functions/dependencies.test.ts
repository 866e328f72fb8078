import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const readJson = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8')) as Record<string, Record<string, string>>
const imports = readJson('supabase/functions/deno.json').imports!
const { dependencies } = readJson('package.json')

describe('what functions import', () => {
  test.each(Object.entries(imports))('%s has the version of package.json', (name, specifier) => {
    expect(specifier).toBe(`npm:${name}@${dependencies![name]}`)
  })

  test('is named in deno.json, comes with the platform, or lies in the checkout', () => {
    const files = globSync(['supabase/functions/**/*.ts', 'shared/*.ts'], { cwd: root }).filter((file) => !file.endsWith('.test.ts'))
    const imported = files.flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/(?:from|import) '([^.'][^']*)'/g)].map(([, name]) => name!),
    )
    const packages = imported.filter((name) => !name.startsWith('node:')).map((name) => name.split('/')[0]!)
    expect(packages.filter((name) => !(name in imports))).toEqual([])
    expect(imported.length).toBeGreaterThan(10)
  })
})
