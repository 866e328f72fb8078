/**
 * `npm test [filter…]`: every kind of test, then one line of counts. Arguments go to Vitest.
 * `npm run test:proof`: the proofs of isolation and of races alone, in full. `npm run test:chaos`: those of the queues.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'orrery-test-'))
const report = join(folder, 'report.json')
const vitest = join(root, 'node_modules/vitest/vitest.mjs')
const proofs: Record<string, string[]> = {
  '--proof': ['supabase/tests/isolation', 'supabase/tests/races'],
  '--chaos': ['supabase/tests/chaos', '--no-file-parallelism'],
}
const proof = proofs[process.argv[2] ?? '']
const chosen = proof ? [...proof, ...process.argv.slice(3)] : process.argv.slice(2)
const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...chosen]
const env = proof ? { ...process.env, ORRERY_PROOF: 'full' } : process.env

const run = spawnSync(process.execPath, [vitest, ...args], { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] })
try {
  const counts = JSON.parse(readFileSync(report, 'utf8')) as Record<
    'numPassedTests' | 'numFailedTests' | 'numPendingTests' | 'numTodoTests',
    number
  >
  process.exitCode = run.status === 0 && counts.numPassedTests > 0 ? 0 : 1
  console.log(`${counts.numPassedTests} passed, ${counts.numFailedTests} failed, ${counts.numPendingTests + counts.numTodoTests} skipped`)
} catch (error) {
  process.exitCode = 1
  console.error(`No test report was written: ${String(error)}`)
  console.log('0 passed, 1 failed, 0 skipped')
} finally {
  rmSync(folder, { recursive: true, force: true })
}
