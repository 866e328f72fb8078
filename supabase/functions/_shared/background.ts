/** Work that goes on after the answer. */

declare const EdgeRuntime: { waitUntil(work: Promise<unknown>): void } | undefined

/** Hosted runtimes end an isolate that has answered unless they are told to wait; elsewhere the process just lives on. */
export function runInBackground(work: Promise<unknown>): void {
  const guarded = work.catch((error: unknown) => console.error(error))
  if (typeof EdgeRuntime !== 'undefined') EdgeRuntime.waitUntil(guarded)
}
