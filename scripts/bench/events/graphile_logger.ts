import { Logger } from 'graphile-worker'

/** Says nothing of single jobs. */
export const quiet = new Logger(() => (level, message) => {
  if (level === 'error' || level === 'warning') console.error(message)
})
