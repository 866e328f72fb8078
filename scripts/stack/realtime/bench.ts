/** Prints figures: commit → client latency, broadcasts to many clients, processor time when idle. `ORRERY_HOME`/`ORRERY_PORT` name a running stack. */
import { performance } from 'node:perf_hooks'
import pg from 'pg'
import { dbUrl, loadConfig } from '../config.ts'
import { signJwt } from '../jwt.ts'
import { TestClient } from './testing.ts'

const config = loadConfig()
const token = signJwt({ sub: 'bench', role: 'service_role' }, config.keys.jwtSecret)
const pool = new pg.Client({ connectionString: dbUrl(config, 'supabase_admin') })
await pool.connect()

function quantile(values: number[], q: number): string {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * q)]!.toFixed(2)
}

const listener = new TestClient(config, config.ports.realtime, token).channel('bench', { private: true })
if ((await listener.join()) !== 'SUBSCRIBED') throw listener.lastError
const times: number[] = []
for (let n = 0; n < 550; n++) {
  const start = performance.now()
  const arrived = listener.got(`n${n}`)
  await pool.query(`select realtime.send('{"dataset_id": "x", "version": 1}', 'n${n}', 'bench')`)
  await arrived
  if (n >= 50) times.push(performance.now() - start)
}
console.log(`SQL statement sent → broadcast in the client: p50 ${quantile(times, 0.5)} ms, p95 ${quantile(times, 0.95)} ms`)

await pool.query(`create table if not exists public.realtime_bench (id int primary key);
  alter table public.realtime_bench enable row level security; truncate public.realtime_bench;
  do $$ begin alter publication supabase_realtime add table public.realtime_bench; exception when duplicate_object then null; end $$`)
const rows = new TestClient(config, config.ports.realtime, token).channel('bench rows')
let last = 0
rows.channel.on('postgres_changes', { event: 'INSERT', schema: 'public', table: 'realtime_bench' }, (change) =>
  rows.note(() => (last = change.new.id as number)),
)
await rows.join()
await rows.until(() => rows.system.length > 0, 'the subscription')
const changeTimes: number[] = []
for (let n = 1; n <= 550; n++) {
  const start = performance.now()
  await pool.query(`insert into public.realtime_bench values (${n})`)
  await rows.until(() => last === n, 'the change')
  if (n > 50) changeTimes.push(performance.now() - start)
}
console.log(
  `insert sent → postgres_changes under RLS in the client: p50 ${quantile(changeTimes, 0.5)} ms, p95 ${quantile(changeTimes, 0.95)} ms`,
)

const crowd = Array.from({ length: 100 }, () => new TestClient(config, config.ports.realtime, token))
let received = 0
const joined = crowd.map((client) => client.client.channel('crowd', { config: { private: true } }))
await Promise.all(
  joined.map(
    (channel) =>
      new Promise<void>((resolve) =>
        channel.on('broadcast', { event: '*' }, () => received++).subscribe((status) => status === 'SUBSCRIBED' && resolve()),
      ),
  ),
)
const MESSAGES = 2000
const start = performance.now()
await pool.query(`select realtime.send('{"text": "hello"}', 'n', 'crowd') from generate_series(1, ${MESSAGES})`)
const sentAt = performance.now()
while (received < MESSAGES * 100) await new Promise((resolve) => setTimeout(resolve, 5))
const seconds = (performance.now() - sentAt) / 1000
console.log(
  `${MESSAGES} messages from SQL to 100 clients (one process): ${((sentAt - start) / 1000).toFixed(2)} s to write, then ${seconds.toFixed(2)} s: ${Math.round((MESSAGES * 100) / seconds)} deliveries/s`,
)
await pool.query('drop table public.realtime_bench')
await pool.end()
process.exit(0)
