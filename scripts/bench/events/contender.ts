/** A queue with its workers, as each part of the bench sees it. */

/** When a handler began, by the number in its message: ms since 1970. */
export type Stamps = [n: number, at: number][]

export interface Contender {
  readonly title: string
  /** Messages of one run: enough for some seconds. */
  readonly messages: number
  /** Sends them all to workers that wait. */
  send(): Promise<unknown>
  /** Sends them all while nobody works; what it returns lets the workers begin. */
  store(): Promise<() => Promise<unknown>>
  /** All of so many were acknowledged. Costs next to nothing before. */
  isDone(count: number): Promise<boolean>
  /** Leaves an empty, vacuumed queue and waiting workers. */
  clear(): Promise<unknown>
  /** Sends one, as a transaction of its own. */
  sendOne(n: number): Promise<unknown>
  /** Of all messages since the last call. */
  readStamps(): Promise<Stamps>
  close(): Promise<unknown>
}

/** Messages in a statement that sends many. */
export const BATCH = 5000

/** `[from, to]` of each batch of `1 … count`. */
export function batches(count: number, size = BATCH): [from: number, to: number][] {
  return Array.from({ length: Math.ceil(count / size) }, (_, n) => [n * size + 1, Math.min(count, (n + 1) * size)])
}

/** ms since 1970, finer than `Date.now()`, and the same in every process of a machine. */
export function now(): number {
  return performance.timeOrigin + performance.now()
}
