/** How subjects of events look here, and where they lead. */
import Bell from '@lucide/svelte/icons/bell'
import Blocks from '@lucide/svelte/icons/blocks'
import BookOpen from '@lucide/svelte/icons/book-open'
import Bot from '@lucide/svelte/icons/bot'
import ChartColumn from '@lucide/svelte/icons/chart-column'
import CircleDashed from '@lucide/svelte/icons/circle-dashed'
import Contact from '@lucide/svelte/icons/contact'
import Database from '@lucide/svelte/icons/database'
import FileText from '@lucide/svelte/icons/file-text'
import History from '@lucide/svelte/icons/history'
import LayoutDashboard from '@lucide/svelte/icons/layout-dashboard'
import Link from '@lucide/svelte/icons/link'
import ListChecks from '@lucide/svelte/icons/list-checks'
import Mail from '@lucide/svelte/icons/mail'
import MailX from '@lucide/svelte/icons/mail-x'
import Megaphone from '@lucide/svelte/icons/megaphone'
import Newspaper from '@lucide/svelte/icons/newspaper'
import Palette from '@lucide/svelte/icons/palette'
import Play from '@lucide/svelte/icons/play'
import Plug from '@lucide/svelte/icons/plug'
import SquareTerminal from '@lucide/svelte/icons/square-terminal'
import Target from '@lucide/svelte/icons/target'
import Upload from '@lucide/svelte/icons/upload'
import Users from '@lucide/svelte/icons/users'
import Workflow from '@lucide/svelte/icons/workflow'
import type { Component } from 'svelte'
import { subjects, type Reference } from '#shared/activity/subjects.ts'
import { keyOf, type Known } from './events.ts'

const icons: Record<string, Component> = {
  dashboard: LayoutDashboard,
  dashboard_version: History,
  sharing_link: Link,
  chart: ChartColumn,
  dataset: Database,
  run: Upload,
  connector: Plug,
  workflow: Workflow,
  execution: Play,
  alert: Bell,
  dead_letter: MailX,
  artifact: FileText,
  agent: Bot,
  command: SquareTerminal,
  requirement: ListChecks,
  architecture: Blocks,
  design: Palette,
  context: BookOpen,
  campaign: Megaphone,
  lead: Contact,
  segment: Target,
  content: Newspaper,
  email_campaign: Mail,
  member: Users,
}
export const iconOf = (subjectType: string): Component => icons[subjectType] ?? CircleDashed

const pages: Record<string, string> = { dashboard: 'dashboards', chart: 'charts', dataset: 'data' }

/** The page of a subject; undefined when it has none or is gone. */
export function hrefOf(projectId: string, reference: Reference, known: Known): string | undefined {
  const page = pages[reference.type]
  return page && known.has(keyOf(reference)) ? `/p/${projectId}/${page}/${reference.id}` : undefined
}

export const kinds = Object.entries(subjects)
  .map(([value, { many, of }]) => ({
    value,
    label: `${many.charAt(0).toUpperCase()}${many.slice(1)}${of?.joint === 'of' ? ` of ${parent(of.subject({}).type)}` : ''}`,
  }))
  .sort((a, b) => a.label.localeCompare(b.label, 'en'))

function parent(type: string): string {
  return subjects[type]?.many ?? type
}
