/** A short way to write a dashboard down: what each widget shows and where it sits. */
import type { ChartType, EncodingsInput } from '../../../shared/chart/index.ts'
import type { DashboardConfig } from '../../../shared/dashboard.ts'

/** `[x, y, width, height]` in cells of the grid. */
export type Place = readonly [number, number, number, number]

export interface SampleChart {
  at: Place
  title: string
  description?: string
  dataset: string
  chart: ChartType
  encodings: EncodingsInput
}

export type SampleWidget = SampleChart | { at: Place; title: string; markdown: string }

export interface SampleDashboard {
  title: string
  description: string
  config: Partial<DashboardConfig>
  tabs: { title: string; widgets: SampleWidget[] }[]
}

export const euros = { style: 'currency', currency: 'EUR' } as const
