/** A small choice about the frame that stays on this device. */
export class Remembered<T extends string | number | boolean> {
  #key: string
  #value: T = $state()!

  constructor(key: string, initial: T) {
    this.#key = `orrery:${key}`
    this.#value = initial
    try {
      const stored = localStorage.getItem(this.#key)
      if (stored !== null) this.#value = JSON.parse(stored) as T
    } catch {
      // Unreadable or refused: the initial value stands.
    }
  }

  get current(): T {
    return this.#value
  }
  set current(value: T) {
    this.#value = value
    try {
      localStorage.setItem(this.#key, JSON.stringify(value))
    } catch {
      // Then it lasts as long as the page.
    }
  }
}
