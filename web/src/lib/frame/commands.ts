import Gauge from '@lucide/svelte/icons/gauge'
import FolderOpen from '@lucide/svelte/icons/folder-open'
import LogOut from '@lucide/svelte/icons/log-out'
import Moon from '@lucide/svelte/icons/moon'
import MoonStar from '@lucide/svelte/icons/moon-star'
import Sun from '@lucide/svelte/icons/sun'
import Upload from '@lucide/svelte/icons/upload'
import type { Project } from '#lib/project/project.svelte.ts'
import type { PreferencesState } from '#lib/session/preferences.svelte.ts'
import type { Session } from '#lib/session/session.svelte.ts'
import type { Workspace } from '#lib/workspace/workspaces.ts'
import type { Command } from './palette.svelte.ts'
import { operationsOf, places } from './places.ts'

interface FrameState {
  project: Project | undefined
  projects: Project[]
  /** Those this person is an admin of. */
  workspaces: Workspace[]
  preferences: PreferencesState
  session: Session
}

/** Commands that exist on every page. */
export function frameCommands({ project, projects, workspaces, preferences, session }: FrameState): Command[] {
  const go = places(project?.id, undefined).map((place) => ({
    id: `go ${place.href}`,
    label: place.label,
    group: 'Go to',
    icon: place.icon,
    href: place.href,
  }))
  const operations = workspaces.map(({ id, name }) => ({
    id: `operations ${id}`,
    label: workspaces.length > 1 ? `Operations: ${name}` : 'Operations',
    group: 'Go to',
    icon: Gauge,
    href: operationsOf(id),
    keywords: ['queues', 'dead letters', 'workers'],
  }))
  const other = projects
    .filter(({ id }) => id !== project?.id)
    .map(({ id, name }) => ({ id: `project ${id}`, label: name, group: 'Switch project', icon: FolderOpen, href: `/p/${id}/dashboards` }))
  const themes = [
    { theme: 'light', icon: Sun },
    { theme: 'dark', icon: Moon },
    { theme: 'night', icon: MoonStar },
  ] as const
  return [
    ...go,
    ...operations,
    ...(project
      ? [
          {
            id: 'upload',
            label: 'Upload a file',
            group: 'Actions',
            icon: Upload,
            href: `/p/${project.id}/data/upload`,
            keywords: ['csv', 'json', 'import'],
          },
        ]
      : []),
    ...themes.map(({ theme, icon }) => ({
      id: `theme ${theme}`,
      label: `Use the ${theme} theme`,
      group: 'Actions',
      icon,
      run: () => preferences.set({ theme }),
    })),
    { id: 'sign out', label: 'Sign out', group: 'Actions', icon: LogOut, run: () => void session.signOut() },
    ...other,
  ]
}
