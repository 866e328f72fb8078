/** `npm start [-- --no-sample]`: the platform with the built web app, in the foreground. */
import { parseArgs } from 'node:util'
import { runForeground } from './stack/run.ts'

const { values } = parseArgs({ options: { sample: { type: 'boolean', default: true } }, allowNegative: true })
await runForeground({ mode: 'start', sample: values.sample })
