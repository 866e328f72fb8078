/** What a client asks for when it joins a channel (`phx_join`). */
import { z } from 'zod'

const postgresChange = z.looseObject({
  event: z.string().optional(),
  schema: z.string().optional(),
  table: z.string().optional(),
  filter: z.string().optional(),
  select: z.array(z.string()).optional(),
})
export type PostgresChange = z.infer<typeof postgresChange>

const nullToAbsent = <T extends z.ZodType>(schema: T) => z.preprocess((value) => value ?? undefined, schema)

const join = z.object({
  access_token: z.string().nullish(),
  config: nullToAbsent(
    z
      .object({
        private: nullToAbsent(z.boolean().default(false)),
        broadcast: nullToAbsent(
          z
            .object({
              self: nullToAbsent(z.boolean().default(false)),
              ack: nullToAbsent(z.boolean().default(false)),
              replay: nullToAbsent(z.object({ since: z.number().int(), limit: z.number().int().default(25) }).optional()),
              replication_ready: nullToAbsent(z.boolean().default(false)),
            })
            .prefault({}),
        ),
        presence: nullToAbsent(
          z.object({ key: nullToAbsent(z.string().default('')), enabled: nullToAbsent(z.boolean().default(false)) }).prefault({}),
        ),
        postgres_changes: nullToAbsent(z.array(postgresChange).max(100).default([])),
        postgres_changes_options: nullToAbsent(
          z.object({ wait: nullToAbsent(z.boolean().default(false)), timeout: nullToAbsent(z.number().default(15_000)) }).prefault({}),
        ),
      })
      .prefault({}),
  ),
})
export type Join = z.infer<typeof join>

/** Parses the payload of a join; returns the reason when it makes no sense. */
export function parseJoin(payload: unknown): Join | { reason: string } {
  const parsed = join.safeParse(payload)
  return parsed.success ? parsed.data : { reason: `InvalidJoinPayload: ${z.prettifyError(parsed.error)}` }
}
