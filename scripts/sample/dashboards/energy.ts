import type { SampleDashboard } from './describe.ts'

const dataset = 'Energy'
const kwh = { column: 'kwh', aggregate: 'sum', title: 'Energy', format: { style: 'auto', unit: 'kWh' } } as const
const day = { column: 'measured_at', grain: 'day', title: 'Day' } as const
const only = (meter: string) => ({ column: 'meter', operator: '=', value: meter }) as const

export const energyDashboard: SampleDashboard = {
  title: 'Energy',
  description: 'Electricity, heating and solar power of three sites, hour by hour.',
  config: { time_range: '90d' },
  tabs: [
    {
      title: 'Consumption',
      widgets: [
        ...(['Electricity', 'Heating', 'Solar'] as const).map((meter, index) => ({
          at: [index * 4, 0, 4, 4] as const,
          title: meter,
          dataset,
          chart: 'metric' as const,
          encodings: { x: day, y: [{ ...kwh, title: meter }], filter: only(meter) },
        })),
        {
          at: [0, 4, 8, 9],
          title: 'Energy a day by meter',
          dataset,
          chart: 'line',
          encodings: { x: day, y: [kwh], color: { column: 'meter', title: 'Meter' } },
        },
        {
          at: [8, 4, 4, 9],
          title: 'Energy by site',
          dataset,
          chart: 'bar',
          encodings: { x: { column: 'site', title: 'Site' }, y: [kwh], color: { column: 'meter', title: 'Meter' }, stack: 'stacked' },
        },
        {
          at: [0, 13, 6, 8],
          title: 'Heating against the weather',
          description: 'Each point is one hour at headquarters.',
          dataset,
          chart: 'scatter',
          encodings: {
            x: { column: 'outdoor_celsius', title: 'Outdoor temperature', format: { style: 'auto', unit: '°C' } },
            y: [{ column: 'kwh', title: 'Heating', format: { style: 'auto', unit: 'kWh' } }],
            filter: { and: [only('Heating'), { column: 'site', operator: '=', value: 'Headquarters' }] },
            limit: 1500,
          },
        },
        {
          at: [6, 13, 6, 8],
          title: 'Outdoor temperature',
          dataset,
          chart: 'line',
          encodings: {
            x: day,
            y: [{ column: 'outdoor_celsius', aggregate: 'avg', title: 'Temperature', format: { style: 'auto', unit: '°C' } }],
            color: { column: 'site', title: 'Site' },
          },
        },
      ],
    },
  ],
}
