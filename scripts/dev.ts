/** `npm run dev [-- --no-sample]`: like `npm start`, with hot reload of the web app and the Edge Functions. */
import { parseArgs } from 'node:util'
import { runForeground } from './stack/run.ts'

const { values } = parseArgs({ options: { sample: { type: 'boolean', default: true } }, allowNegative: true })
await runForeground({ mode: 'dev', sample: values.sample })
