/** What is looked at before anything starts, so that a person gets a plain message instead of a part's log. */
import { mkdirSync, statfsSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { FIRST_PORT, type Ports, type StackConfig } from './config.ts'
import { Obstacle } from './obstacle.ts'
import { portHolder } from './port-holder.ts'

const neededMegabytes = 500

export function checkDisk(home: string): void {
  mkdirSync(home, { recursive: true })
  const { bavail, bsize } = statfsSync(home)
  const free = Math.floor((bavail * bsize) / 1024 ** 2)
  if (free < neededMegabytes) {
    throw new Obstacle(
      `The disk is nearly full: ${free} MB are free at ${home}, and at least ${neededMegabytes} MB are needed.\n` +
        `Free some space, or keep the data elsewhere: ORRERY_HOME=/path/with/space npm start`,
    )
  }
}

/** Throws an Obstacle that names the first port somebody else listens on. */
export async function checkPorts(config: StackConfig, names: (keyof Ports)[]): Promise<void> {
  const taken = await Promise.all(names.map((name) => isTaken(config.ports[name])))
  const name = names[taken.indexOf(true)]
  if (!name) return
  const port = config.ports[name]
  const holder = portHolder(port)
  const other = config.ports.api === FIRST_PORT ? FIRST_PORT + 100 : FIRST_PORT
  throw new Obstacle(
    `Port ${port} (${purposes[name]}) is taken by ${holder ?? 'another program, perhaps another Orrery or a local Supabase'}.\n` +
      `End that program, or use another block of ports: ORRERY_PORT=${other} npm start`,
  )
}

const purposes: Record<keyof Ports, string> = {
  api: 'the API',
  db: 'Postgres',
  web: 'the web app',
  mail: 'the mail page',
  smtp: 'incoming mail',
  functions: 'Edge Functions',
  realtime: 'Realtime',
}

/** Whether somebody listens there. */
async function isTaken(port: number): Promise<boolean> {
  // Systems lend the same range to outgoing connections, which keep a port for up to a minute after their end (TIME_WAIT); that passes.
  const until = Date.now() + 65_000
  while (!(await canListen(port))) {
    if (Date.now() > until || (await accepts(port))) return true
    await delay(250)
  }
  return false
}

function canListen(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer()
    server.once('error', () => done(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => done(true)))
  })
}

function accepts(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 2000 })
    const end = (answer: boolean) => () => {
      socket.destroy()
      done(answer)
    }
    socket.once('connect', end(true)).once('timeout', end(true)).once('error', end(false))
  })
}
