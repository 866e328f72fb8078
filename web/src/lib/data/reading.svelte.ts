/** Something that is read from the API, shown, and read again. What was read last stays until something newer has come. */
export class Reading<T> {
  data = $state.raw<T | null>(null)
  error = $state.raw<unknown>(null)
  pending = $state(false)
  #read: () => Promise<T>
  #turn = 0

  constructor(read: () => Promise<T>) {
    this.#read = read
  }

  /** Nothing yet to show. */
  get empty(): boolean {
    return this.data === null
  }

  reload = async (): Promise<void> => {
    const turn = ++this.#turn
    this.pending = true
    try {
      const data = await this.#read()
      if (turn !== this.#turn) return
      this.data = data
      this.error = null
    } catch (error) {
      if (turn === this.#turn) this.error = error
    } finally {
      if (turn === this.#turn) this.pending = false
    }
  }
}
