/** A line to Postgres that breaks at a chosen moment. */
import { createServer, connect, type AddressInfo, type Socket } from 'node:net'

export class Proxy {
  /** How often it broke. */
  broken = 0
  readonly #server
  readonly #open = new Set<Socket>()
  #cut: { text: string; when: 'before' | 'after' } | undefined

  private constructor(target: number) {
    this.#server = createServer((client) => this.#join(client, connect(target, '127.0.0.1')))
  }

  static async open(target: number): Promise<Proxy> {
    const proxy = new Proxy(target)
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Breaks once: when a query with this text comes by, before it reaches the server, or after the server did it and before it can say so. */
  breakAt(text: string, when: 'before' | 'after'): void {
    this.#cut = { text, when }
  }

  close(): void {
    this.#server.close()
    for (const socket of this.#open) socket.destroy()
  }

  #join(client: Socket, server: Socket): void {
    let isDoomed = false
    const end = () => {
      client.destroy()
      server.destroy()
    }
    for (const socket of [client, server]) {
      this.#open.add(socket)
      socket.on('error', end)
      socket.on('close', end)
    }
    client.on('data', (data) => {
      const cut = this.#cut
      if (cut && data.includes(cut.text)) {
        this.#cut = undefined
        this.broken += 1
        isDoomed = true
        if (cut.when === 'before') return end()
      }
      server.write(data)
    })
    server.on('data', (data) => {
      if (isDoomed) end()
      else client.write(data)
    })
  }
}
