/** One Vega theme per mode, from the same tokens as the rest of the app. */

export const modes = ['light', 'dark', 'night'] as const
export type Mode = (typeof modes)[number]

/** Ten colours that stay apart for normal and colour-blind eyes; see `theme.test.ts` for by how much. */
export const categorical: Record<Mode, readonly string[]> = {
  light: ['#21649b', '#bb6c13', '#47957b', '#5f305c', '#c5b256', '#80b8e1', '#8e4a40', '#937ed9', '#204413', '#fe90a8'],
  dark: ['#5ea1dc', '#e49e51', '#5ed2b3', '#a94f82', '#f0e083', '#c2e4ff', '#d06543', '#6567c1', '#386141', '#bb90a4'],
  night: ['#507ca2', '#a56a27', '#5baa84', '#7e3f70', '#ccc072', '#92c4ef', '#901800', '#464db5', '#2c4f3b', '#ee86b6'],
}

/** Light to strong on the mode's ground. */
export const sequential: Record<Mode, readonly string[]> = {
  light: ['#eef2f0', '#c6d9df', '#94bbce', '#5f98b8', '#2f6f9f', '#1b4b78', '#0f2c50'],
  dark: ['#1f2628', '#1f3d50', '#245a7c', '#3a7fa9', '#6aaede', '#a3d0ee', '#dceefa'],
  night: ['#12181a', '#163040', '#1c4661', '#2d6384', '#5790b8', '#82a9c4', '#aec3d2'],
}
export const diverging: Record<Mode, readonly string[]> = {
  light: ['#8a3b02', '#c97a3a', '#e8c3a0', '#f2efe7', '#a8c8d8', '#4f8db3', '#1b4b78'],
  dark: ['#f1ae74', '#b9713a', '#6b4426', '#27251f', '#27495e', '#3a7fa9', '#8cc6ee'],
  night: ['#c58e5f', '#955b2f', '#55361e', '#181611', '#1e3a4b', '#2d6384', '#6f9ebf'],
}

interface Tokens {
  surface: string
  ink: string
  ink2: string
  ink3: string
  line: string
  lineStrong: string
  brass: string
}

/** As in the app's stylesheet; the test there compares. */
export const tokens: Record<Mode, Tokens> = {
  light: { surface: '#fffefb', ink: '#1d1b16', ink2: '#575247', ink3: '#6e685b', line: '#e5e0d5', lineStrong: '#cdc6b6', brass: '#855c10' },
  dark: { surface: '#1c1b17', ink: '#ece8de', ink2: '#b5afa1', ink3: '#958f80', line: '#302d27', lineStrong: '#4a463c', brass: '#dcae55' },
  night: { surface: '#0e0d0a', ink: '#beb7a8', ink2: '#958e7f', ink3: '#878072', line: '#1f1d17', lineStrong: '#35312a', brass: '#b28a3e' },
}

const font = "'Inter Variable', ui-sans-serif, system-ui, sans-serif"

/** A Vega-Lite `config`. Thin axes, few gridlines, titles left, legends above. */
export function vegaTheme(mode: Mode): Record<string, unknown> {
  const t = tokens[mode]
  const [first] = categorical[mode]
  return {
    background: 'transparent',
    font,
    padding: { left: 2, right: 8, top: 4, bottom: 2 },
    customFormatTypes: true,
    view: { stroke: null, cursor: 'default' },
    range: {
      category: categorical[mode],
      ordinal: sequential[mode],
      heatmap: sequential[mode],
      ramp: sequential[mode],
      diverging: diverging[mode],
    },
    mark: { color: first },
    bar: { fill: first, cornerRadiusEnd: 1.5, binSpacing: 1.5 },
    line: { stroke: first, strokeWidth: 1.75, strokeJoin: 'round', strokeCap: 'round' },
    area: { fill: first, fillOpacity: mode === 'light' ? 0.22 : 0.3, line: { strokeWidth: 1.75 } },
    point: { filled: true, fill: first, size: 36, opacity: 0.72 },
    circle: { fill: first, opacity: 0.72 },
    arc: { stroke: t.surface, strokeWidth: 1.5 },
    rect: { stroke: t.surface, strokeWidth: 1 },
    rule: { stroke: t.ink3 },
    text: { fill: t.ink2, fontSize: 11, font },
    scale: { barBandPaddingInner: 0.22, bandPaddingOuter: 0.12, rectBandPaddingInner: 0.03 },
    axis: {
      domain: false,
      ticks: false,
      gridColor: t.line,
      gridWidth: 1,
      labelColor: t.ink3,
      labelFont: font,
      labelFontSize: 11,
      labelPadding: 6,
      labelLimit: 160,
      titleColor: t.ink2,
      titleFont: font,
      titleFontSize: 11,
      titleFontWeight: 500,
      titlePadding: 10,
    },
    axisX: { grid: false, domain: true, domainColor: t.lineStrong, titleAnchor: 'start', titleAlign: 'left' },
    axisY: { titleAngle: 0, titleAlign: 'left', titleAnchor: 'end', titleBaseline: 'bottom', titleX: 0, titleY: -9, tickCount: 5 },
    axisYBand: { grid: false },
    axisXQuantitative: { labelFlush: false, labelOverlap: 'greedy', tickCount: { signal: 'max(2, floor(width / 80))' } },
    legend: {
      orient: 'top',
      direction: 'horizontal',
      titleColor: t.ink2,
      titleFont: font,
      titleFontSize: 11,
      titleFontWeight: 500,
      labelColor: t.ink2,
      labelFont: font,
      labelFontSize: 11,
      labelLimit: 140,
      symbolType: 'circle',
      symbolSize: 70,
      symbolStrokeWidth: 0,
      columnPadding: 12,
      rowPadding: 3,
      offset: 8,
      gradientThickness: 8,
      gradientLength: 140,
    },
    title: { anchor: 'start', color: t.ink, font, fontSize: 13, fontWeight: 600 },
  }
}
