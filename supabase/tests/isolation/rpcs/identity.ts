import type { RpcRule } from '../types.ts'

export const identityRpcs: Record<string, RpcRule> = {
  my_account: { wall: 'everybody', args: () => ({}), note: 'Who is signed in but not active is told why (403).' },
  my_role: {
    wall: 'project',
    role: 'viewer',
    args: (t) => ({ project_id: t.project }),
    denied: 'empty',
    note: 'The role is the caller’s; null when the project is out of sight.',
  },
  my_projects: { wall: 'everybody', args: () => ({}), denied: 'empty' },
  create_workspace: { wall: 'everybody', args: (_, n) => ({ name: `Workspace ${n}` }) },
  delete_workspace: {
    wall: 'workspace',
    role: 'owner',
    args: async (_, _n, make) => ({ workspace_id: await make('workspaces') }),
  },
  set_workspace_domains: { wall: 'workspace', role: 'owner', args: (t) => ({ workspace_id: t.workspace, domains: [] }) },
  create_project: {
    wall: 'workspace',
    role: 'project_creator',
    args: (t, n) => ({ workspace_id: t.workspace, name: `Project ${n}` }),
    superUser: false,
  },
  delete_team: { wall: 'workspace', role: 'owner', args: async (_, _n, make) => ({ team_id: await make('teams') }) },
  invite_member: {
    wall: 'project',
    role: 'manager',
    args: (t, n) => ({ email: `guest${n}@example.net`, role: 'viewer', project_id: t.project }),
    note: 'To a workspace: its admins. Only an owner invites an owner.',
  },
  accept_invitation: {
    wall: 'everybody',
    args: (_, n) => ({ token: `oinv_${n}` }),
    status: 404,
    note: 'A token is worth something to the account of the confirmed address it was sent to, also while that account waits to be let in.',
  },
  my_invitations: { wall: 'everybody', args: () => ({}), denied: 'empty', note: 'Also for accounts that wait to be let in.' },
  approve_user: { wall: 'nobody', args: () => ({ user_id: crypto.randomUUID() }), status: 404, superUser: true },
  set_user_status: {
    wall: 'nobody',
    args: (t) => ({ user_id: t.newcomer, status: 'inactive' }),
    superUser: true,
    note: 'Not for their own account.',
  },
  set_signup_rule: { wall: 'nobody', args: () => ({ rule: 'open' }), superUser: true },
}
