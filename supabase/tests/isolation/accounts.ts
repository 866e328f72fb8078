/** Accounts, made the way Auth makes them: a row in auth.users, which signs them up. */
import type { Sql } from 'postgres'

export class Accounts {
  readonly #superuser: Sql
  #promised: string[] = []
  #settled = Promise.resolve()
  #members: { user_id: string; project_id: string; role: string }[] = []

  constructor(superuser: Sql) {
    this.#superuser = superuser
  }

  /** The id of a new account, which is there after the next `settle`. */
  promise(): string {
    const id = crypto.randomUUID()
    this.#promised.push(id)
    return id
  }

  /** The same, and it will be a member of the project. */
  promiseMember(project_id: string): string {
    const user_id = this.promise()
    this.#members.push({ user_id, project_id, role: 'viewer' })
    return user_id
  }

  /** What was promised so far is there afterwards, whoever asked for it. */
  async settle(): Promise<void> {
    this.#settled = this.#settled.then(() => this.#make())
    await this.#settled
  }

  async #make(): Promise<void> {
    const [ids, members] = [this.#promised, this.#members]
    this.#promised = []
    this.#members = []
    if (ids.length === 0) return
    await this.#superuser`
      insert into auth.users (id, email, aud, role, email_confirmed_at, created_at, updated_at)
      select id, id || '@example.com', 'authenticated', 'authenticated', now(), now(), now() from unnest(${ids}::uuid[]) id`
    if (members.length > 0) await this.#superuser`insert into public.project_users ${this.#superuser(members)}`
  }

  async remove(id: string): Promise<void> {
    await this.#superuser`delete from auth.users where id = ${id}`
  }
}
