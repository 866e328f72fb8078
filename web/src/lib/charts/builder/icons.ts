import ChartArea from '@lucide/svelte/icons/chart-area'
import ChartColumn from '@lucide/svelte/icons/chart-column'
import ChartColumnBig from '@lucide/svelte/icons/chart-column-big'
import ChartLine from '@lucide/svelte/icons/chart-line'
import ChartPie from '@lucide/svelte/icons/chart-pie'
import ChartScatter from '@lucide/svelte/icons/chart-scatter'
import CircleDot from '@lucide/svelte/icons/circle-dot'
import Donut from '@lucide/svelte/icons/donut'
import Filter from '@lucide/svelte/icons/funnel'
import Grid3x3 from '@lucide/svelte/icons/grid-3x3'
import Hash from '@lucide/svelte/icons/hash'
import Braces from '@lucide/svelte/icons/braces'
import Calendar from '@lucide/svelte/icons/calendar'
import KeyRound from '@lucide/svelte/icons/key-round'
import Table from '@lucide/svelte/icons/table-2'
import ToggleLeft from '@lucide/svelte/icons/toggle-left'
import Type from '@lucide/svelte/icons/type'
import TrendingUp from '@lucide/svelte/icons/trending-up'
import type { Component } from 'svelte'
import type { ChartType } from '#shared/chart/encodings.ts'
import type { Column } from '#shared/dataset.ts'

export const typeIcons: Record<ChartType, Component> = {
  bar: ChartColumn,
  line: ChartLine,
  area: ChartArea,
  scatter: ChartScatter,
  bubble: CircleDot,
  pie: ChartPie,
  donut: Donut,
  histogram: ChartColumnBig,
  heatmap: Grid3x3,
  funnel: Filter,
  metric: TrendingUp,
  table: Table,
}

export function columnIcon(column: Column): Component {
  if (column.role === 'key') return KeyRound
  switch (column.type) {
    case 'date':
    case 'timestamp':
      return Calendar
    case 'integer':
    case 'number':
      return Hash
    case 'boolean':
      return ToggleLeft
    case 'json':
      return Braces
    case 'text':
      return Type
  }
}
