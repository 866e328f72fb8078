import Activity from '@lucide/svelte/icons/activity'
import Database from '@lucide/svelte/icons/database'
import Gauge from '@lucide/svelte/icons/gauge'
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

export const operationsOf = (workspaceId: string) => `/workspaces/${workspaceId}/operations`

/** What the rail leads to. `operated` is the workspace whose operations this person may see from here. */
export function places(projectId: string | undefined, operated: string | undefined): Place[] {
  const settings = { label: 'Settings', href: '/settings', icon: Settings }
  const operations = operated ? [{ label: 'Operations', href: operationsOf(operated), icon: Gauge }] : []
  if (!projectId) return [...operations, settings]
  const project = `/p/${projectId}`
  return [
    { label: 'Dashboards', href: `${project}/dashboards`, icon: LayoutDashboard, also: `${project}/charts` },
    { label: 'Data', href: `${project}/data`, icon: Database },
    { label: 'Activity', href: `${project}/activity`, icon: Activity },
    ...operations,
    settings,
  ]
}

/** Whether a page belongs to a place. */
export const isAt = (place: Place, path: string): boolean =>
  [place.href, place.also].some((base) => base !== undefined && (path === base || path.startsWith(`${base}/`)))
