/** A server outside: does an effect once per idempotency key, and answers as badly as it is told to. */
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** `mute` and `dropped` have the effect all the same; `silent` has none. */
export type Answer = 'done' | 'failed' | 'limited' | 'silent' | 'mute' | 'dropped'

export interface Effect {
  /** Ids of the messages that asked for it. */
  messages: Set<string>
  calls: number
  /** Whether it was had; a later call with the same key changes nothing. */
  had: boolean
}

/** Asked at each call, with the message's id and the number of the call under its key. */
export type Choose = (message: string, call: number) => Answer

export class External {
  readonly effects = new Map<string, Effect>()
  choose: Choose
  readonly #server: Server

  private constructor(choose: Choose) {
    this.choose = choose
    this.#server = createServer(async (request, response) => {
      let message = ''
      for await (const chunk of request) message += String(chunk)
      this.#answer(response, String(request.headers['idempotency-key']), message)
    })
  }

  static async start(choose: Choose = () => 'done'): Promise<External> {
    const external = new External(choose)
    await new Promise<void>((resolve) => external.#server.listen(0, '127.0.0.1', resolve))
    return external
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`
  }

  /** Calls so far, of one message or of all. */
  calls(message?: string): number {
    return this.#of(message).reduce((sum, effect) => sum + effect.calls, 0)
  }

  /** Effects that were had. */
  had(message?: string): number {
    return this.#of(message).filter((effect) => effect.had).length
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  #of(message?: string): Effect[] {
    return [...this.effects.values()].filter((effect) => message === undefined || effect.messages.has(message))
  }

  #answer(response: ServerResponse, key: string, message: string): void {
    const effect = this.effects.get(key) ?? { messages: new Set<string>(), calls: 0, had: false }
    this.effects.set(key, effect)
    effect.messages.add(message)
    effect.calls += 1
    const answer = this.choose(message, effect.calls)
    if (['done', 'mute', 'dropped'].includes(answer)) effect.had = true
    if (answer === 'done') response.writeHead(200).end()
    if (answer === 'failed') response.writeHead(500).end()
    if (answer === 'limited') response.writeHead(429, { 'retry-after': '1' }).end()
    if (answer === 'dropped') response.destroy()
  }
}
