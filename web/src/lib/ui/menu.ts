import type { Component } from 'svelte'

export interface MenuAction {
  label: string
  icon?: Component
  onselect?: () => void
  href?: string
  danger?: boolean
  disabled?: boolean
  shortcut?: string
  /** Present on entries of a choice. */
  checked?: boolean
}
/** A null is a hairline between groups. */
export type MenuItem = MenuAction | null
