/** Consumes the queues of `shared/messages.ts`. */
import type { Hono } from 'hono'
import type { Config } from '../_shared/config.ts'
import type { Database } from '../_shared/database.ts'
import { createWorker } from '../_shared/queue/worker.ts'
import { createRegistry } from './registry.ts'

export const createApp = (config: Config, sql: Database): Hono => createWorker('worker', createRegistry(config, sql), config, sql)
