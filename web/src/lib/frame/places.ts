import Database from '@lucide/svelte/icons/database'
import LayoutDashboard from '@lucide/svelte/icons/layout-dashboard'
import Settings from '@lucide/svelte/icons/settings'
import type { Component } from 'svelte'

export interface Place {
  label: string
  href: string
  icon: Component
  /** Also here under addresses that begin with this. */
  also?: string
}

/** What the rail leads to. */
export function places(projectId: string | undefined): Place[] {
  const settings = { label: 'Settings', href: '/settings', icon: Settings }
  if (!projectId) return [settings]
  const project = `/p/${projectId}`
  return [
    { label: 'Dashboards', href: `${project}/dashboards`, icon: LayoutDashboard, also: `${project}/charts` },
    { label: 'Data', href: `${project}/data`, icon: Database },
    settings,
  ]
}

/** Whether a page belongs to a place. */
export const isAt = (place: Place, path: string): boolean =>
  [place.href, place.also].some((base) => base !== undefined && (path === base || path.startsWith(`${base}/`)))
