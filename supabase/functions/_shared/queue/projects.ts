/** Whether the projects messages are for are still there; asked once in a while for all that come. */
import type { Mailbox, Received } from './mailbox.ts'

const KNOWN_FOR_MS = 5000
const MOST = 10_000
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export class LiveProjects {
  readonly #known = new Map<string, { isLive: boolean; until: number }>()

  /** Those messages whose project was deleted. What is no id of a project is left to the handler to refuse. */
  async orphans(mailbox: Mailbox, received: readonly Received[]): Promise<Set<Received>> {
    const now = performance.now()
    const ids = new Set(received.flatMap(({ project }) => (project !== null && uuid.test(project) ? [project] : [])))
    const unknown = [...ids].filter((id) => !((this.#known.get(id)?.until ?? 0) > now))
    if (unknown.length > 0) {
      // A database that does not answer says nothing against a project.
      const live = await mailbox.liveProjects(unknown).catch(() => new Set(unknown))
      if (this.#known.size > MOST) this.#known.clear()
      for (const id of unknown) this.#known.set(id, { isLive: live.has(id), until: now + KNOWN_FOR_MS })
    }
    return new Set(received.filter(({ project }) => project !== null && ids.has(project) && this.#known.get(project)?.isLive === false))
  }
}
