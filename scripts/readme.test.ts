/** What the README says is what is there. */
import { existsSync, globSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const documents = ['README.md', ...globSync('docs/**/*.md', { cwd: root }).sort()]
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }

describe.each(documents)('%s', (document) => {
  const text = readFileSync(join(root, document), 'utf8')

  test('names only commands that exist', () => {
    const named = [...text.matchAll(/npm (?:run ([\w:-]+)|(start|test)\b)/g)].map((match) => match[1] ?? match[2]!)
    expect(named.filter((name) => !(name in scripts))).toEqual([])
    if (document === 'README.md') expect(named).toEqual(expect.arrayContaining(['start', 'test', 'check', 'bench']))
  })

  test('links only to files that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)].map((match) => join(root, document, '..', match[1]!))
    expect(links.filter((link) => !existsSync(link))).toEqual([])
  })
})

test('the layout in the README names every folder at the top', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const folders = readdirSync(root, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  const own = folders.filter((name) => !name.startsWith('.') && name !== 'node_modules' && name !== 'test-results')
  expect(own.filter((name) => !readme.includes(`${name}/`))).toEqual([])
})

test('every file that package.json starts exists', () => {
  const files = Object.values(scripts).flatMap((command) => [...command.matchAll(/scripts\/[\w/-]+\.ts/g)].map(([file]) => file))
  expect(files.length).toBeGreaterThan(5)
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([])
})
