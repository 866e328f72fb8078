import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const $shared = fileURLToPath(new URL('./shared', import.meta.url))
/** Needs a platform of its own, to break it. */
const chaos = 'supabase/tests/chaos/chaos.test.ts'

/** Each project is one kind of test; those that start whole platforms run a file at a time. */
export default defineConfig({
  test: {
    passWithNoTests: false,
    // The default of one second is too little where several files run.
    expect: { poll: { timeout: 15_000 } },
    projects: [
      {
        resolve: { alias: { $shared } },
        test: { name: 'unit', include: ['shared/**/*.test.ts', 'web/src/**/*.test.ts'] },
      },
      {
        test: {
          name: 'database',
          include: ['supabase/tests/**/*.test.ts', 'supabase/functions/**/*.test.ts'],
          exclude: [chaos],
          globalSetup: ['scripts/testing/template.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'platform',
          include: ['scripts/**/*.test.ts', chaos],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['web/tests/**/*.test.ts'],
          globalSetup: ['scripts/testing/stack.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
