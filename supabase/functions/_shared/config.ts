/** What a function is told by its environment; the same names hosted Supabase gives. */
import { z } from 'zod'
import { isHosted } from './background.ts'

const Environment = z.object({
  SUPABASE_URL: z.url(),
  SUPABASE_DB_URL: z.string().min(1),
  SUPABASE_SERVICE_ROLE_KEY: z.string().optional(),
  SB_SECRET_KEY: z.string().optional(),
  SUPABASE_SECRET_KEYS: z.string().optional(),
  ORRERY_WALL_CLOCK_SECONDS: z.coerce
    .number()
    .positive()
    .default(isHosted ? 140 : Infinity),
})

export interface Config {
  /** The API gateway, without a trailing slash. */
  readonly url: string
  readonly databaseUrl: string
  /** Keys that may call the worker; the first is sent to other services. */
  readonly serviceKeys: readonly [string, ...string[]]
  /** A worker hands over after so long; hosted platforms end it some seconds later. */
  readonly wallClockSeconds: number
}

/** Throws with the name of whatever is missing. */
export function loadConfig(environment: Record<string, string | undefined>): Config {
  const parsed = Environment.safeParse(environment)
  if (!parsed.success) throw new Error(`The environment is not complete: ${z.prettifyError(parsed.error)}`)
  const value = parsed.data
  const [first, ...others] = [value.SUPABASE_SERVICE_ROLE_KEY, value.SB_SECRET_KEY, ...namedKeys(value.SUPABASE_SECRET_KEYS)].filter(
    (key): key is string => !!key,
  )
  if (!first) throw new Error('SUPABASE_SERVICE_ROLE_KEY or SB_SECRET_KEY must be set')
  return Object.freeze({
    url: value.SUPABASE_URL.replace(/\/+$/, ''),
    databaseUrl: value.SUPABASE_DB_URL,
    serviceKeys: [first, ...others] as const,
    wallClockSeconds: value.ORRERY_WALL_CLOCK_SECONDS,
  })
}

/** Hosted projects with the newer keys get them as a JSON object `{name: key}`. */
function namedKeys(json: string | undefined): string[] {
  if (!json) return []
  return Object.values(z.record(z.string(), z.string()).parse(JSON.parse(json)))
}
