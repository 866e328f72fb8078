import { expect, test } from 'vitest'
import { loadConfig } from './config.ts'

const environment = { SUPABASE_URL: 'http://localhost', SUPABASE_DB_URL: 'postgres://localhost', SB_SECRET_KEY: 'key' }

test('a worker hands over after some time only where the platform would end it', () => {
  expect(loadConfig(environment).wallClockSeconds).toBe(Infinity)
  expect(loadConfig({ ...environment, ORRERY_WALL_CLOCK_SECONDS: '140' }).wallClockSeconds).toBe(140)
})
