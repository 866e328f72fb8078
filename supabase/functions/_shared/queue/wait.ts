export const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Something one may wait for, for so long; what fires while nobody waits ends the next wait at once. */
export class Signal {
  #isFired = false
  #resolve: (() => void) | undefined

  fire(): void {
    this.#isFired = true
    this.#resolve?.()
  }

  async wait(milliseconds: number): Promise<void> {
    if (!this.#isFired) {
      let timer: ReturnType<typeof setTimeout> | undefined
      await new Promise<void>((resolve) => {
        this.#resolve = resolve
        timer = setTimeout(resolve, milliseconds)
      })
      clearTimeout(timer)
      this.#resolve = undefined
    }
    this.#isFired = false
  }
}
