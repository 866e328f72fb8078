import { expect, test } from 'vitest'
import { ColorPalette, ProjectSettings, UserPreferences, UserProfile, WorkspaceSettings } from './identity.ts'

test('a document without anything in it is one', () => {
  for (const document of [UserProfile, UserPreferences, ColorPalette, WorkspaceSettings, ProjectSettings])
    expect(document.parse({})).toEqual({})
})

test('what the database writes into settings is known', () => {
  expect(WorkspaceSettings.parse({ signup: 'waitlist', archived_reason: 'deleted_by_owner' })).toBeTruthy()
  for (const archived_reason of ['owner_deleted', 'workspace_deleted']) expect(ProjectSettings.parse({ archived_reason })).toBeTruthy()
})

test('unknown keys, colours that are none and endless texts are refused', () => {
  expect(UserPreferences.safeParse({ theme: 'pink' }).success).toBe(false)
  expect(UserPreferences.safeParse({ is_super_user: true }).success).toBe(false)
  expect(ColorPalette.safeParse({ series: ['red'] }).success).toBe(false)
  expect(UserProfile.safeParse({ about: 'x'.repeat(2001) }).success).toBe(false)
  expect(UserProfile.safeParse({ links: ['javascript'] }).success).toBe(false)
})
