/** Names of bytes, and joining them. */
export const LF = 10
export const CR = 13
export const SPACE = 32

export function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

/** Position after the line end at `at`: LF, CR, or both. */
export function afterLineEnd(bytes: Uint8Array, at: number): number {
  return bytes[at] === CR && bytes[at + 1] === LF ? at + 2 : at + 1
}

/** Position of the next LF or CR, or the length. */
export function lineEnd(bytes: Uint8Array, start: number): number {
  let end = start
  while (end < bytes.length && bytes[end] !== LF && bytes[end] !== CR) end++
  return end
}
