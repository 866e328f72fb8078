import { euros, type SampleDashboard } from './describe.ts'

const month = { column: 'ordered_at', grain: 'month', title: 'Month' } as const
const revenue = { column: 'revenue', aggregate: 'sum', title: 'Revenue', format: euros } as const
const dataset = 'Orders'

export const shopDashboard: SampleDashboard = {
  title: 'Shop',
  description: 'Revenue, products and visits of the sample shop.',
  config: { time_range: '12m' },
  tabs: [
    {
      title: 'Overview',
      widgets: [
        { at: [0, 0, 3, 4], title: 'Revenue', dataset, chart: 'metric', encodings: { x: month, y: [revenue] } },
        {
          at: [3, 0, 3, 4],
          title: 'Orders',
          dataset,
          chart: 'metric',
          encodings: { x: month, y: [{ aggregate: 'count', title: 'Orders' }] },
        },
        {
          at: [6, 0, 3, 4],
          title: 'Average order',
          dataset,
          chart: 'metric',
          encodings: { x: month, y: [{ column: 'revenue', aggregate: 'avg', title: 'Average order', format: { ...euros, digits: 2 } }] },
        },
        {
          at: [9, 0, 3, 4],
          title: 'Buying customers',
          dataset,
          chart: 'metric',
          encodings: { x: month, y: [{ column: 'customer_id', aggregate: 'count_distinct', title: 'Customers' }] },
        },
        {
          at: [0, 4, 8, 8],
          title: 'Revenue by region',
          dataset,
          chart: 'area',
          encodings: {
            x: { ...month, grain: 'week', title: 'Week' },
            y: [revenue],
            color: { column: 'region', title: 'Region' },
            stack: 'stacked',
          },
        },
        {
          at: [8, 4, 4, 8],
          title: 'Revenue by category',
          dataset,
          chart: 'bar',
          encodings: {
            x: { column: 'category', title: 'Category' },
            y: [revenue],
            orientation: 'horizontal',
            sort: { by: 'y', direction: 'desc' },
          },
        },
        {
          at: [0, 12, 6, 8],
          title: 'Orders by channel',
          dataset,
          chart: 'bar',
          encodings: {
            x: month,
            y: [{ aggregate: 'count', title: 'Orders' }],
            color: { column: 'channel', title: 'Channel' },
            stack: 'stacked',
          },
        },
        {
          at: [6, 12, 6, 8],
          title: 'Revenue by country',
          dataset,
          chart: 'bar',
          encodings: {
            x: { column: 'country', title: 'Country' },
            y: [revenue],
            orientation: 'horizontal',
            sort: { by: 'y', direction: 'desc' },
            limit: 10,
          },
        },
      ],
    },
    {
      title: 'Products',
      widgets: [
        {
          at: [0, 0, 7, 11],
          title: 'Best sellers',
          dataset,
          chart: 'table',
          encodings: {
            columns: [
              { column: 'product', title: 'Product' },
              { column: 'category', title: 'Category' },
              { column: 'quantity', aggregate: 'sum', title: 'Units' },
              revenue,
            ],
          },
        },
        {
          at: [7, 0, 5, 11],
          title: 'What each country buys',
          dataset,
          chart: 'heatmap',
          encodings: { x: { column: 'category', title: 'Category' }, y: [{ column: 'country', title: 'Country' }], color: revenue },
        },
        {
          at: [0, 11, 4, 8],
          title: 'Revenue by segment',
          dataset,
          chart: 'donut',
          encodings: { x: { column: 'segment', title: 'Segment' }, y: [revenue] },
        },
        {
          at: [4, 11, 8, 8],
          title: 'Returned and cancelled orders',
          description: 'Every order that did not end as completed.',
          dataset,
          chart: 'line',
          encodings: {
            x: { ...month, grain: 'week', title: 'Week' },
            y: [{ aggregate: 'count', title: 'Orders' }],
            color: { column: 'status', title: 'Status' },
            filter: { column: 'status', operator: '!=', value: 'completed' },
          },
        },
      ],
    },
    {
      title: 'Visits',
      widgets: [
        {
          at: [0, 0, 4, 4],
          title: 'Sessions',
          dataset: 'Web traffic',
          chart: 'metric',
          encodings: { x: { column: 'date', grain: 'month' }, y: [{ column: 'sessions', aggregate: 'sum', title: 'Sessions' }] },
        },
        {
          at: [4, 0, 4, 4],
          title: 'Visitors',
          dataset: 'Web traffic',
          chart: 'metric',
          encodings: { x: { column: 'date', grain: 'month' }, y: [{ column: 'visitors', aggregate: 'sum', title: 'Visitors' }] },
        },
        {
          at: [8, 0, 4, 4],
          title: 'Conversions',
          dataset: 'Web traffic',
          chart: 'metric',
          encodings: { x: { column: 'date', grain: 'month' }, y: [{ column: 'conversions', aggregate: 'sum', title: 'Conversions' }] },
        },
        {
          at: [0, 4, 12, 8],
          title: 'Sessions by source',
          dataset: 'Web traffic',
          chart: 'line',
          encodings: {
            x: { column: 'date', grain: 'week', title: 'Week' },
            y: [{ column: 'sessions', aggregate: 'sum', title: 'Sessions' }],
            color: { column: 'source', title: 'Source' },
          },
        },
        {
          at: [0, 12, 6, 8],
          title: 'Conversions by source and device',
          dataset: 'Web traffic',
          chart: 'bar',
          encodings: {
            x: { column: 'source', title: 'Source' },
            y: [{ column: 'conversions', aggregate: 'sum', title: 'Conversions' }],
            color: { column: 'device', title: 'Device' },
            stack: 'grouped',
          },
        },
        {
          at: [6, 12, 6, 8],
          title: 'New customers',
          dataset: 'Customers',
          chart: 'bar',
          encodings: {
            x: { column: 'signed_up_on', grain: 'month', title: 'Month' },
            y: [{ aggregate: 'count', title: 'Customers' }],
            color: { column: 'segment', title: 'Segment' },
            stack: 'stacked',
          },
        },
      ],
    },
  ],
}
