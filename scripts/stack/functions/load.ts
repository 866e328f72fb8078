/** Loads functions on demand and catches the handler each of them serves. */

export type Handler = (request: Request, info: unknown) => Response | Promise<Response>

type ServeArguments = [Handler] | [{ handler?: Handler }, Handler?]

declare const Deno: { serve: (...given: ServeArguments) => unknown; statSync(path: URL): { isFile: boolean } }

export interface Functions {
  /** Undefined when there is no such function. Throws what the function's module throws; the next request tries again. */
  find(name: string): Promise<Handler | undefined>
}

export function loadFunctions(folder: URL): Functions {
  const handlers = new Map<string, Handler>()
  let caught: Handler | undefined
  // One at a time: whoever calls Deno.serve is the module that is being loaded.
  let loading: Promise<unknown> = Promise.resolve()

  Object.defineProperty(Deno, 'serve', {
    configurable: true,
    value: (first: Handler | { handler?: Handler }, second?: Handler) => {
      caught = typeof first === 'function' ? first : (second ?? first.handler)
      return { finished: new Promise(() => {}), ref() {}, unref() {}, shutdown: async () => {}, addr: {} }
    },
  })
  Object.defineProperty(globalThis, 'EdgeRuntime', {
    value: { waitUntil: (work: Promise<unknown>) => void work.catch((error: unknown) => console.error('in waitUntil:', error)) },
  })

  const failures = new Map<string, number>()
  async function load(name: string): Promise<Handler> {
    const known = handlers.get(name)
    if (known) return known
    caught = undefined
    // A module that failed is remembered by its address, so the next attempt takes another one.
    const failed = failures.get(name) ?? 0
    failures.set(name, failed + 1)
    await import(new URL(`${name}/index.ts${failed ? `?attempt=${failed}` : ''}`, folder).href)
    const handler = caught as Handler | undefined
    if (!handler) throw new Error(`supabase/functions/${name}/index.ts did not call Deno.serve`)
    handlers.set(name, handler)
    return handler
  }

  return {
    async find(name) {
      const known = handlers.get(name)
      if (known) return known
      if (!/^[a-z0-9][a-z0-9_-]*$/i.test(name) || !exists(new URL(`${name}/index.ts`, folder))) return undefined
      const mine = loading.then(() => load(name))
      loading = mine.catch(() => {})
      return mine
    },
  }
}

function exists(file: URL): boolean {
  try {
    return Deno.statSync(file).isFile
  } catch {
    return false
  }
}
