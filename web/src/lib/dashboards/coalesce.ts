/**
 * Runs `run` at most once at a time: asks that come meanwhile become one more run afterwards. A burst of events is so two runs, the last of which has
 * seen everything. `rest` is the least time between the end of a run and the next, in milliseconds.
 */
export function coalesce(run: () => Promise<void>, rest = 0): () => void {
  let busy = false
  let again = false
  const go = async (): Promise<void> => {
    busy = true
    do {
      again = false
      try {
        await run()
      } catch {
        // `run` shows its own failures; the next ask tries again.
      }
      if (rest) await new Promise((done) => setTimeout(done, rest))
    } while (again)
    busy = false
  }
  return () => {
    if (busy) again = true
    else void go()
  }
}
