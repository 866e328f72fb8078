/** The mail sink as a process of the platform: prints `ready`. */
import { loadConfig } from '../config.ts'
import { endWith } from '../ending.ts'
import { startMail } from './server.ts'

const mail = await startMail(loadConfig())
endWith(() => mail.close())
console.log('ready')
