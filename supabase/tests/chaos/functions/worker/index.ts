/** The worker with one queue more. */
import process from 'node:process'
import { loadConfig } from '../../../../functions/_shared/config.ts'
import { openDatabase } from '../../../../functions/_shared/database.ts'
import type { QueueLimits } from '../../../../functions/_shared/queue/handler.ts'
import { createWorker } from '../../../../functions/_shared/queue/worker.ts'
import { createRegistry } from '../../../../functions/worker/registry.ts'
import { createEffects } from './effect.ts'

declare const Deno: { serve(handler: (request: Request) => Response | Promise<Response>): unknown }

const config = loadConfig(process.env)
const sql = openDatabase(config.databaseUrl)
const limits = JSON.parse(process.env.ORRERY_CHAOS_LIMITS ?? '{}') as Partial<QueueLimits>
const registry = { ...createRegistry(config, sql), chaos: createEffects(String(process.env.ORRERY_CHAOS_URL), limits) }
Deno.serve(createWorker('worker', registry, config, sql).fetch)
