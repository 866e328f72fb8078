/** A condition that comes and goes and can be waited for. */
export class Signal {
  #up = false
  #waiting = new Set<() => void>()

  get up(): boolean {
    return this.#up
  }

  raise(): void {
    this.#up = true
    for (const wake of [...this.#waiting]) wake()
  }

  lower(): void {
    this.#up = false
  }

  /** True as soon as the condition holds, false when it does not within that time. */
  async wait(milliseconds: number): Promise<boolean> {
    if (this.#up) return true
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        this.#waiting.delete(done)
        resolve(this.#up)
      }
      const timer = setTimeout(done, Math.max(0, milliseconds))
      this.#waiting.add(done)
    })
  }
}
