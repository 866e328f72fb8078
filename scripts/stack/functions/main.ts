/**
 * Serves every Edge Function from one Deno process: `/<function>/…` goes to `<folder>/<function>/index.ts`, loaded on its first request.
 * The folder is the only argument.
 * Each calls `Deno.serve(handler)` as on the hosted platform; here that hands over the handler instead of opening a port.
 */
import { pathToFileURL } from 'node:url'
import { underWay } from '../../../supabase/functions/_shared/background.ts'
import { loadFunctions, type Handler } from './load.ts'

declare const Deno: {
  args: string[]
  env: { get(name: string): string | undefined }
  build: { os: string }
  addSignalListener(signal: 'SIGINT' | 'SIGTERM', listener: () => void): void
  exit(): never
  serve(options: { port: number; hostname: string; onListen(): void }, handler: Handler): unknown
}
declare function addEventListener(type: string, listener: (event: Event & { reason?: unknown; error?: unknown }) => void): void

const serve = Deno.serve.bind(Deno)
const functions = loadFunctions(pathToFileURL(`${Deno.args[0]}/`))

/**
 * Time to give back what was begun, so that whoever comes next need not wait until nobody is heard of:
 * more than a worker leaves its handlers at the end, less than the supervisor leaves this process.
 */
const GRACE_MS = 4000

function shutDown(): void {
  dispatchEvent(new Event('beforeunload'))
  void Promise.race([Promise.all(underWay), new Promise((resolve) => setTimeout(resolve, GRACE_MS))]).then(() => Deno.exit())
}
// Windows knows no polite signal but this one.
for (const signal of Deno.build.os === 'windows' ? (['SIGINT'] as const) : (['SIGINT', 'SIGTERM'] as const)) {
  Deno.addSignalListener(signal, shutDown)
}

// One function's stray rejection must not end the others.
for (const type of ['unhandledrejection', 'error'] as const) {
  addEventListener(type, (event) => {
    event.preventDefault()
    console.error('uncaught in a function:', event.reason ?? event.error)
  })
}

serve(
  { hostname: '127.0.0.1', port: Number(Deno.env.get('ORRERY_PORT') ?? 54321) + 5, onListen: () => console.log('ready') },
  async (request, info) => {
    const name = new URL(request.url).pathname.split('/')[1] ?? ''
    if (name === 'health') return Response.json({ status: 'ok' })
    try {
      const handler = await functions.find(name)
      return handler ? await handler(request, info) : failure(404, 'NOT_FOUND', `There is no function "${name}"`)
    } catch (error) {
      console.error(`${name}:`, error)
      return failure(500, 'WORKER_ERROR', `Function "${name}" failed; see the functions log`)
    }
  },
)

function failure(status: number, code: string, message: string): Response {
  return Response.json({ code, message }, { status })
}
