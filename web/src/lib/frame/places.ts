import Database from '@lucide/svelte/icons/database'
import LayoutDashboard from '@lucide/svelte/icons/layout-dashboard'
import Settings from '@lucide/svelte/icons/settings'
import type { Component } from 'svelte'

export interface Place {
  label: string
  href: string
  icon: Component
}

/** What the rail leads to. */
export function places(projectId: string | undefined): Place[] {
  const settings = { label: 'Settings', href: '/settings', icon: Settings }
  if (!projectId) return [settings]
  return [
    { label: 'Dashboards', href: `/p/${projectId}/dashboards`, icon: LayoutDashboard },
    { label: 'Data', href: `/p/${projectId}/data`, icon: Database },
    settings,
  ]
}
