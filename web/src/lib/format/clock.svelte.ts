import { createSubscriber } from 'svelte/reactivity'

/** Now, read again every 20 seconds while something on the page shows it. */
class Clock {
  #subscribe = createSubscriber((update) => {
    const timer = setInterval(update, 20_000)
    return () => clearInterval(timer)
  })

  get now(): number {
    this.#subscribe()
    return Date.now()
  }
}

export const clock = new Clock()
