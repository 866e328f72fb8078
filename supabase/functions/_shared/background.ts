/** Work that goes on after the answer, and the end of the process it goes on in. */

declare const EdgeRuntime: { waitUntil(work: Promise<unknown>): void } | undefined

/** Hosted isolates have limits of their own, and are ended at them; elsewhere all functions share a process. */
export const isHosted = typeof EdgeRuntime !== 'undefined'

/** What goes on now. */
export const underWay = new Set<Promise<void>>()

/** Hosted runtimes end an isolate that has answered unless they are told to wait; elsewhere the process just lives on. */
export function runInBackground(work: Promise<unknown>): void {
  const guarded: Promise<void> = work.then(
    () => void underWay.delete(guarded),
    (error: unknown) => void (underWay.delete(guarded), console.error(error)),
  )
  underWay.add(guarded)
  if (typeof EdgeRuntime !== 'undefined') EdgeRuntime.waitUntil(guarded)
}

/** Hosted runtimes say `beforeunload` shortly before they end an isolate; so does the embedded platform. */
export function onShutdown(listener: () => void): void {
  const { addEventListener } = globalThis as { addEventListener?: (type: string, listener: () => void) => void }
  addEventListener?.('beforeunload', listener)
}
