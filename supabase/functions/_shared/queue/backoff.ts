/** Seconds to wait before the next attempt: doubles from 2 up to 300, less up to half of it at random, so that failures spread out. */
export function backoffSeconds(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(300, 2 ** Math.max(1, attempt))
  return Math.max(1, Math.round(full * (1 - random() / 2)))
}
