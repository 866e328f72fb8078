import type { SampleDashboard } from './describe.ts'

const weather = 'Seattle weather'
const penguins = 'Penguins'
const celsius = { style: 'auto', unit: '°C' } as const

export const natureDashboard: SampleDashboard = {
  title: 'Weather and penguins',
  description: 'Two public data sets: four years of Seattle weather, and the penguins of Palmer Station.',
  config: { time_range: 'all' },
  tabs: [
    {
      title: 'Seattle',
      widgets: [
        {
          at: [0, 0, 8, 9],
          title: 'Temperature',
          dataset: weather,
          chart: 'line',
          encodings: {
            x: { column: 'date', grain: 'month', title: 'Month' },
            y: [
              { column: 'temp_max', aggregate: 'avg', title: 'Daily high', format: celsius },
              { column: 'temp_min', aggregate: 'avg', title: 'Daily low', format: celsius },
            ],
          },
        },
        {
          at: [8, 0, 4, 9],
          title: 'Days by weather',
          dataset: weather,
          chart: 'donut',
          encodings: { x: { column: 'weather', title: 'Weather' }, y: [{ aggregate: 'count', title: 'Days' }] },
        },
        {
          at: [0, 9, 6, 8],
          title: 'Rain a month',
          dataset: weather,
          chart: 'bar',
          encodings: {
            x: { column: 'date', grain: 'month', title: 'Month' },
            y: [{ column: 'precipitation', aggregate: 'sum', title: 'Precipitation', format: { style: 'auto', unit: 'mm' } }],
          },
        },
        {
          at: [6, 9, 6, 8],
          title: 'How warm days get',
          dataset: weather,
          chart: 'histogram',
          encodings: {
            x: { column: 'temp_max', bin: 2.5, title: 'Daily high', format: celsius },
            y: [{ aggregate: 'count', title: 'Days' }],
          },
        },
      ],
    },
    {
      title: 'Penguins',
      widgets: [
        {
          at: [0, 0, 12, 2],
          title: 'About the penguins',
          markdown:
            'Three species measured on three islands near **Palmer Station**, Antarctica. The flipper tells the species apart almost by itself.',
        },
        {
          at: [0, 2, 7, 10],
          title: 'Flipper and body mass',
          dataset: penguins,
          chart: 'scatter',
          encodings: {
            x: { column: 'Flipper Length (mm)', title: 'Flipper length', format: { style: 'auto', unit: 'mm' } },
            y: [{ column: 'Body Mass (g)', title: 'Body mass', format: { style: 'auto', unit: 'g' } }],
            color: { column: 'Species', title: 'Species' },
          },
        },
        {
          at: [7, 2, 5, 10],
          title: 'Penguins by island',
          dataset: penguins,
          chart: 'bar',
          encodings: {
            x: { column: 'Island', title: 'Island' },
            y: [{ aggregate: 'count', title: 'Penguins' }],
            color: { column: 'Species', title: 'Species' },
            stack: 'stacked',
          },
        },
      ],
    },
  ],
}
