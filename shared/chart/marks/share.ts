/** Parts of a whole, and stages of a funnel. */
import { asAnswered, categoryAxis, formatting, tooltip, type Json, type Parts } from './parts.ts'

export function pie(type: 'pie' | 'donut', { planned, x, y, color }: Parts): Json {
  const slice = color ?? x
  const value = y[0]
  if (!slice || !value) return { mark: 'arc', encoding: {} }
  return {
    mark: {
      type: 'arc',
      outerRadius: { expr: 'min(width, height) / 2 - 2' },
      innerRadius: type === 'donut' ? { expr: '(min(width, height) / 2 - 2) * 0.62' } : 0,
    },
    encoding: {
      theta: { field: value.name, type: 'quantitative', stack: true },
      color: {
        field: slice.name,
        type: 'nominal',
        sort: asAnswered,
        legend: { title: null, orient: 'right', direction: 'vertical', columns: 1 },
      },
      order: { field: value.name, type: 'quantitative', sort: 'descending' },
      tooltip: tooltip(planned),
    },
  }
}

export function funnel({ planned, x, y }: Parts): Json {
  const value = y[0]
  if (!x || !value) return { mark: 'bar', encoding: {} }
  return {
    encoding: {
      y: categoryAxis(x, true),
      x: { field: value.name, type: 'quantitative', stack: 'center', axis: null },
      tooltip: tooltip(planned),
    },
    layer: [
      { mark: { type: 'bar', cornerRadius: 1.5 } },
      {
        mark: { type: 'text', align: 'center' },
        encoding: {
          x: { value: { expr: 'width / 2' } },
          text: { field: value.name, type: 'quantitative', ...formatting(value, 'short') },
          color: { value: '#fffefb' },
        },
      },
    ],
  }
}
