import { createSubscriber } from 'svelte/reactivity'

/** Now, read again every so many milliseconds while something on the page shows it. */
class Clock {
  #subscribe: () => void

  constructor(every: number) {
    this.#subscribe = createSubscriber((update) => {
      const timer = setInterval(update, every)
      return () => clearInterval(timer)
    })
  }

  get now(): number {
    this.#subscribe()
    return Date.now()
  }
}

export const clock = new Clock(20_000)
/** For what is counted in seconds. */
export const secondHand = new Clock(1000)
