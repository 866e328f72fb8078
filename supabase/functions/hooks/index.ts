import process from 'node:process'
import { loadConfig } from '../_shared/config.ts'
import { openDatabase } from '../_shared/database.ts'
import { createApp } from './app.ts'

const config = loadConfig(process.env)
const sql = openDatabase(config.databaseUrl)
Deno.serve(createApp(config, sql).fetch)
