/** Requests to the gateway, over connections that stay open. */
import { Agent, request } from 'node:http'

export interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  /** Parsed where it is JSON; '' where there is none. */
  body: unknown
}

export interface Ask {
  method?: string
  prefer?: string
  body?: unknown
  headers?: Record<string, string>
}

export type Send = (token: string | null, path: string, ask?: Ask) => Promise<Answer>

/** How many requests are under way at once: enough to keep gateway and database busy. */
export const breadth = 16

export function sender(port: number, apikey: string): { send: Send; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: breadth })
  const send: Send = (token, path, { method = 'GET', prefer, body, headers = {} } = {}) =>
    new Promise((resolve, reject) => {
      const sent = body === undefined ? undefined : JSON.stringify(body)
      const all: Record<string, string | number> = { apikey, ...headers }
      if (token) all.authorization = `Bearer ${token}`
      if (prefer) all.prefer = prefer
      if (sent !== undefined) Object.assign(all, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) })
      const out = request({ agent, port, host: '127.0.0.1', path, method, headers: all }, (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('error', reject)
        response.on('end', () =>
          resolve({ status: response.statusCode!, headers: response.headers, body: parse(Buffer.concat(parts).toString()) }),
        )
      })
      out.on('error', reject)
      out.end(sent)
    })
  return { send, close: () => agent.destroy() }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Runs all of them, so many at once. */
export async function inParallel<T, R>(items: Iterable<T>, work: (item: T) => Promise<R>, width = breadth): Promise<R[]> {
  const results: R[] = []
  const entries = [...items].entries()
  const worker = async () => {
    for (const [index, item] of entries) results[index] = await work(item)
  }
  await Promise.all(Array.from({ length: width }, worker))
  return results
}
