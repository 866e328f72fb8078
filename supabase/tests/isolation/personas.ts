/** Who tries. Each has one place from which rights may come, so that no right hides the lack of another. */

export interface Part {
  /** Role in the shared project, in its workspace, in its team (which has a space of its own). */
  project?: 'viewer' | 'contributor' | 'manager' | 'owner'
  workspace?: 'project_creator' | 'admin' | 'owner'
  team?: 'viewer' | 'editor' | 'admin'
  /** Owner of everything in another tenant. */
  elsewhere?: true
  /** What became of somebody who had every right: their token is still good. */
  fate?: 'removed' | 'deleted' | 'banned' | 'waitlist' | 'inactive'
  superUser?: true
  signedIn?: false
}

export const cast = {
  anonymous: { signedIn: false },
  stranger: {},
  waitlisted: { fate: 'waitlist' },
  banned: { fate: 'banned', superUser: true },
  inactive: { fate: 'inactive' },
  'removed member': { fate: 'removed' },
  'deleted account': { fate: 'deleted' },
  viewer: { project: 'viewer' },
  contributor: { project: 'contributor' },
  manager: { project: 'manager' },
  owner: { project: 'owner' },
  'workspace admin': { workspace: 'admin' },
  'workspace owner': { workspace: 'owner' },
  'project creator': { workspace: 'project_creator' },
  'team viewer': { team: 'viewer' },
  'team editor': { team: 'editor' },
  'team admin': { team: 'admin' },
  'owner elsewhere': { elsewhere: true },
  'super user': { superUser: true },
} satisfies Record<string, Part>

export type PersonaName = keyof typeof cast

export interface Persona {
  name: PersonaName
  part: Part
  /** Null for who is not signed in. */
  id: string | null
  token: string | null
}

/** Whether the account may do anything at all. */
export function isActive({ part }: Persona): boolean {
  return part.signedIn !== false && (!part.fate || part.fate === 'removed')
}
