/** The way from the database to its worker, on which calls get lost. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Line {
  /** Stands for `http://…/functions/v1`. */
  url: string
  passed: number
  dropped: number
  close(): void
}

/** Passes each call on to `target`, or with this chance to nobody. */
export async function openLine(target: string, chanceOfLoss: number): Promise<Line> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    if (Math.random() < chanceOfLoss) {
      line.dropped += 1
      return void response.destroy()
    }
    line.passed += 1
    const headers = { authorization: String(request.headers.authorization), 'content-type': 'application/json' }
    const answer = await fetch(target + request.url, { method: 'POST', headers, body: Buffer.concat(chunks) }).catch(() => undefined)
    if (answer) response.writeHead(answer.status).end(await answer.text().catch(() => ''))
    else response.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const line: Line = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed: 0,
    dropped: 0,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
  return line
}
