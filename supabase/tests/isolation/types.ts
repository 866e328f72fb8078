/** What the rows and calls of the isolation tests are made from. */

/** A project whose wall is tried, and a row in every table of it. */
export interface Target {
  project: string
  workspace: string
  team: string
  /** Whose row it is, where rows belong to a person. */
  user: string
  /** Another member of the project. */
  peer: string
  /** Somebody outside, who can be added as a member. A new account for every `n`. */
  newcomer: string
  /** The id of this project's seed row of a table, or of its workspace's (`api_connections of workspace`). Seeds are made in the order in which the factories are listed. */
  ref(table: string): string
}

/** The n-th valid row of a table: every column without default, and every column the API may write, with a value that depends on `n`. */
export type RowFactory = (target: Target, n: number) => Record<string, unknown>

/** Who may call a function of the API. */
export interface RpcRule {
  /** `nobody`: the service role alone. `everybody`: whoever is signed in and active. `anybody`: also who is not. */
  wall: 'project' | 'workspace' | 'everybody' | 'anybody' | 'nobody'
  /** Lowest role of the wall's ladder. */
  role?: string
  /** Valid arguments for a call that succeeds; a fresh row of the target's project may be asked for. */
  args(target: Target, n: number, make: (table: string) => Promise<string>): Record<string, unknown> | Promise<Record<string, unknown>>
  /** Status of a call that is allowed but cannot succeed in the target; 2xx otherwise. */
  status?: number
  /** For functions that answer the same to everybody outside (a token decides, or an empty list): what a denied call answers instead of 401, 403 or 404. */
  denied?: 'empty'
  /** Whether a super user may, where the wall says otherwise: they read every tenant and write in none, but let people in. */
  superUser?: boolean
  note?: string
}
