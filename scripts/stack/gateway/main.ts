/** The gateway as a process of the platform: prints `ready`. */
import { loadConfig } from '../config.ts'
import { endWith } from '../ending.ts'
import { startGateway } from './server.ts'

const gateway = await startGateway(loadConfig(), { database: process.env.ORRERY_DATABASE })
endWith(() => gateway.close())
console.log('ready')
