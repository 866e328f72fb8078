/** What channels need from the server. */
import type { Keys } from '../config.ts'
import type { Authorizer } from './authorization.ts'
import type { Changes } from './changes/changes.ts'
import type { Database } from './database.ts'
import type { Hub } from './hub.ts'
import type { Limits } from './limits.ts'
import type { Messages } from './messages.ts'
import type { Presence } from './presence.ts'

export interface Services {
  keys: Keys
  limits: Limits
  database: Database
  hub: Hub
  presence: Presence
  authorizer: Authorizer
  messages: Messages
  changes: Changes
}
