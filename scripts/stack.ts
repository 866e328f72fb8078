/** `npm run stack`: the platform only, without the web app and without sample data. */
import { runForeground } from './stack/run.ts'

await runForeground({ mode: 'stack', sample: false })
