import type { RowFactory } from '../types.ts'

const hash = (n: number) => `\\x${n.toString(16).padStart(64, '0')}`
const palette = (n: number) => ({ accent: `#${n.toString(16).padStart(6, '0')}` })

export const identityRows: Record<string, RowFactory> = {
  users: (_, n) => ({ id: crypto.randomUUID(), email: `row${n}@example.net`, profile: { job_title: `Job ${n}` } }),
  user_profiles: (_, n) => ({
    id: crypto.randomUUID(),
    display_name: `Somebody ${n}`,
    full_name: `Somebody ${n} Else`,
    avatar_url: `https://example.com/${n}.png`,
    timezone: n % 2 ? 'Europe/Berlin' : 'Asia/Tokyo',
    preferences: { language: n % 2 ? 'en' : 'de' },
    settings: { n },
    workspace_settings: { preferred_chart_types: [`chart${n}`] },
    onboarding_completed: n % 2 === 0,
  }),
  workspaces: (_, n) => ({
    id: crypto.randomUUID(),
    name: `Workspace ${n}`,
    description: `The ${n}th`,
    company_name: `Company ${n}`,
    company_email_domains: [`company${n}.example`],
    logo_url: `https://example.com/${n}.png`,
    color_palette: palette(n),
  }),
  workspace_users: (t) => ({ workspace_id: t.workspace, user_id: t.newcomer, role: 'project_creator' }),
  workspace_invitations: (t, n) => ({
    ...(n % 2 ? { project_id: t.project, role: 'viewer' } : { workspace_id: t.workspace, role: 'project_creator' }),
    email: `invited${n}@example.net`,
    token_hash: hash(n),
    invited_by: t.user,
  }),
  teams: (t, n) => ({
    id: crypto.randomUUID(),
    workspace_id: t.workspace,
    name: `Team ${n}`,
    description: `The ${n}th`,
    avatar_url: `https://example.com/${n}.png`,
    settings: { n },
  }),
  user_team_memberships: (t) => ({ team_id: t.team, user_id: t.newcomer, role: 'viewer' }),
  projects: (t, n) => ({
    id: crypto.randomUUID(),
    workspace_id: t.workspace,
    name: `Project ${n}`,
    description: `The ${n}th`,
    logo_url: `https://example.com/${n}.png`,
    color_palette: palette(n),
    settings: { n },
    is_active: n % 2 === 0,
  }),
  project_users: (t) => ({ project_id: t.project, user_id: t.newcomer, role: 'viewer' }),
}
