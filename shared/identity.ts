/** JSON documents of accounts, workspaces, teams and projects. Every key may be missing. */
import { z } from 'zod'

export const Theme = z.enum(['system', 'light', 'dark', 'night'])
export type Theme = z.infer<typeof Theme>

const Colour = z.string().regex(/^#[0-9a-f]{6}$/i, 'A colour looks like #b58a2f')

/** `users.profile`: what a person tells of themselves. Up to 64 KB, as all of these. */
export const UserProfile = z.strictObject({
  job_title: z.string().max(200).optional(),
  company: z.string().max(200).optional(),
  about: z.string().max(2000).optional(),
  links: z.array(z.url().max(2000)).max(10).optional(),
})
export type UserProfile = z.infer<typeof UserProfile>

/** `user_profiles.preferences`: how the product looks and writes. Empty strings mean: as the browser says. */
export const UserPreferences = z.strictObject({
  theme: Theme.optional(),
  /** BCP 47, such as `de-CH`. */
  locale: z.string().max(64).optional(),
  /** IANA, such as `Europe/Zurich`. */
  timezone: z.string().max(64).optional(),
  notifications: z.strictObject({ in_app: z.boolean().optional(), email: z.boolean().optional() }).optional(),
})
export type UserPreferences = z.infer<typeof UserPreferences>

/** `user_profiles.settings`: what a person has switched on or put away. */
export const UserSettings = z.strictObject({ dismissed_hints: z.array(z.string().max(100)).max(200).optional() })
export type UserSettings = z.infer<typeof UserSettings>

/** `user_profiles.workspace_settings`: how a person likes to work. */
export const UserWorkspaceSettings = z.strictObject({ preferred_chart_types: z.array(z.string().max(40)).max(20).optional() })
export type UserWorkspaceSettings = z.infer<typeof UserWorkspaceSettings>

/** `color_palette` of a workspace or project: what its charts are drawn in, in this order. Up to 16 KB. */
export const ColorPalette = z.strictObject({ accent: Colour.optional(), series: z.array(Colour).max(24).optional() })
export type ColorPalette = z.infer<typeof ColorPalette>

/** `workspaces.settings`, written by functions alone. */
export const WorkspaceSettings = z.strictObject({
  /** Of the global workspace: whether who signs up is active at once. */
  signup: z.enum(['open', 'waitlist']).optional(),
  archived_reason: z.literal('deleted_by_owner').optional(),
})
export type WorkspaceSettings = z.infer<typeof WorkspaceSettings>

/** `teams.settings`. */
export const TeamSettings = z.strictObject({ color: Colour.optional() })
export type TeamSettings = z.infer<typeof TeamSettings>

/** `projects.settings`. */
export const ProjectSettings = z.strictObject({
  /** IANA. What dashboards of the project start with. */
  time_zone: z.string().max(64).optional(),
  /** Why `deleted_at` is set, if nobody deleted the project itself. */
  archived_reason: z.enum(['owner_deleted', 'workspace_deleted']).optional(),
})
export type ProjectSettings = z.infer<typeof ProjectSettings>
