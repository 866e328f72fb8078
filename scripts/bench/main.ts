/** `npm run bench -- <name>`: prints figures. Each bench starts platforms of its own and leaves nothing behind. */
const benches = {
  events: () => import('./events.ts'),
  ingest: () => import('./ingest.ts'),
  live: () => import('./live.ts'),
  rls: () => import('./rls.ts'),
  start: () => import('./start.ts'),
  writes: () => import('./writes.ts'),
}

const name = process.argv[2] as keyof typeof benches | undefined
if (!name || !(name in benches)) {
  console.error(`npm run bench -- <${Object.keys(benches).join(' | ')}>`)
  process.exitCode = 1
} else {
  await (await benches[name]()).run()
}
