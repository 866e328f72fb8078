import { describe, expect, test } from 'vitest'
import { Canvas, type Widget } from '#shared/dashboard.ts'
import {
  addTab,
  addWidget,
  boxOf,
  changeWidget,
  differences,
  freePlace,
  inOrder,
  moveTab,
  nudge,
  placeWidgets,
  refusal,
  removeTab,
  removeWidget,
  renameTab,
} from './canvas.ts'

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const widget = (n: number, x: number, y: number, width = 6, height = 8): Widget => ({
  id: id(n),
  type: 'chart',
  name: `Chart ${n}`,
  chart_id: null,
  config: {},
  position_x: x,
  position_y: y,
  width,
  height,
})
const canvas = (...widgets: Widget[]): Canvas => ({ tabs: [{ id: id(900), title: 'One', widgets }] })

describe('placing', () => {
  test('the first is at the top left, the second beside it, the third below', () => {
    let made = canvas()
    for (const n of [1, 2, 3]) made = addWidget(made, id(900), { id: id(n), type: 'chart', name: '', chart_id: null, config: {} })
    expect(made.tabs[0]?.widgets.map(boxOf)).toEqual([
      { x: 0, y: 0, width: 6, height: 8 },
      { x: 6, y: 0, width: 6, height: 8 },
      { x: 0, y: 8, width: 6, height: 8 },
    ])
    expect(Canvas.safeParse(made).success).toBe(true)
  })
  test('a gap that is large enough is used', () => {
    expect(freePlace([widget(1, 0, 0), widget(2, 0, 12)], 6, 4)).toEqual({ position_x: 6, position_y: 0 })
    expect(freePlace([widget(1, 0, 0, 12, 8), widget(2, 0, 12, 12, 8)], 12, 4)).toEqual({ position_x: 0, position_y: 8 })
    expect(freePlace([widget(1, 0, 0, 12, 8), widget(2, 0, 12, 12, 8)], 12, 5)).toEqual({ position_x: 0, position_y: 20 })
  })
  test('an eleventh chart is refused in words, a text is not', () => {
    const full = canvas(...Array.from({ length: 10 }, (_, n) => widget(n, 0, n * 8))).tabs[0]!
    expect(refusal(full, 'chart')).toMatch(/10 charts/)
    expect(refusal(full, 'text')).toBeNull()
  })
})

describe('moving', () => {
  test('nothing moved is the same canvas, so that undo has no empty steps', () => {
    const one = canvas(widget(1, 0, 0))
    expect(placeWidgets(one, new Map([[id(1), { x: 0, y: 0, width: 6, height: 8 }]]))).toBe(one)
    expect(placeWidgets(one, new Map([[id(1), { x: 1, y: 0, width: 6, height: 8 }]]))).not.toBe(one)
  })
  test('the keyboard stays on the grid', () => {
    const box = { x: 6, y: 0, width: 6, height: 1 }
    expect(nudge(box, 'ArrowRight', false)).toEqual(box)
    expect(nudge(box, 'ArrowUp', false)).toEqual(box)
    expect(nudge(box, 'ArrowLeft', false).x).toBe(5)
    expect(nudge(box, 'ArrowRight', true)).toEqual(box)
    expect(nudge(box, 'ArrowUp', true)).toEqual(box)
    expect(nudge(box, 'ArrowLeft', true).width).toBe(5)
  })
  test('reading order is by row, then by column', () => {
    expect(inOrder([widget(1, 6, 0), widget(2, 0, 8), widget(3, 0, 0)]).map((w) => w.id)).toEqual([id(3), id(1), id(2)])
  })
})

describe('tabs', () => {
  test('are added, renamed, moved and removed, and the last one stays', () => {
    let two = addTab(canvas(), id(901), 'Two')
    two = renameTab(two, id(901), '  Zwei ')
    expect(two.tabs.map((tab) => tab.title)).toEqual(['One', 'Zwei'])
    expect(renameTab(two, id(901), '  ').tabs[1]?.title).toBe('Zwei')
    expect(moveTab(two, id(901), -1).tabs.map((tab) => tab.title)).toEqual(['Zwei', 'One'])
    expect(moveTab(two, id(901), 1)).toBe(two)
    const one = removeTab(two, id(900))
    expect(one.tabs).toHaveLength(1)
    expect(removeTab(one, id(901))).toBe(one)
  })
})

test('differences name every change once', () => {
  const before = canvas(widget(1, 0, 0), widget(2, 6, 0), widget(3, 0, 8))
  let after = removeWidget(before, id(1))
  after = changeWidget(after, id(2), { position_y: 4 })
  after = changeWidget(after, id(3), { name: 'Third' })
  after = addTab(after, id(901), 'Two')
  after = addWidget(after, id(901), { id: id(4), type: 'text', name: 'Notes', chart_id: null, config: { markdown: 'x' } })
  expect(differences(before, after, (w) => w.name)).toEqual([
    'Tab Two added',
    'Chart 2 moved or resized',
    'Third changed',
    'Notes added to Two',
    'Chart 1 removed from One',
  ])
  expect(differences(before, before, (w) => w.name)).toEqual([])
})
