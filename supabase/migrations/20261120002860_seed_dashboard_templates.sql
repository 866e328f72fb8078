insert into public.dashboard_templates (id, name, description, category, layout_config, is_system_template)
select id::uuid, name, description, lower(name), '{"columns": 12, "row_height": 40}', true
from (values
  ('00000000-0000-4000-8000-000000000101', 'Executive', 'The four figures that matter, how they move, and what is behind them.'),
  ('00000000-0000-4000-8000-000000000102', 'Sales', 'Revenue against target, the pipeline, and who and what sells.'),
  ('00000000-0000-4000-8000-000000000103', 'Marketing', 'Visits, leads and what they cost, by channel and campaign.'),
  ('00000000-0000-4000-8000-000000000104', 'Operations', 'Volume, time and errors as they happen, with what needs attention.'),
  ('00000000-0000-4000-8000-000000000105', 'Energy', 'Load over the day and the year, where it goes and what it costs.')
) templates (id, name, description);

-- A row of the grid is 40 px high. No template has more than the ten charts a tab holds.
insert into public.dashboard_template_slots (template_id, slot_key, slot_type, position_config, constraints)
select
  t.id, slot_key, slot_type, jsonb_build_object('x', x, 'y', y, 'width', width, 'height', height),
  case when chart_types = '' then '{}' else jsonb_build_object('chart_types', string_to_array(chart_types, ' '), 'min_width', 3, 'min_height', 4) end
from (
  values
    ('executive', 'summary', 'text', 0, 0, 12, 2, ''),
    ('executive', 'figure_1', 'metric', 0, 2, 3, 4, ''),
    ('executive', 'figure_2', 'metric', 3, 2, 3, 4, ''),
    ('executive', 'figure_3', 'metric', 6, 2, 3, 4, ''),
    ('executive', 'figure_4', 'metric', 9, 2, 3, 4, ''),
    ('executive', 'trend', 'chart', 0, 6, 8, 8, 'line area bar'),
    ('executive', 'breakdown', 'chart', 8, 6, 4, 8, 'bar pie donut'),
    ('executive', 'comparison', 'chart', 0, 14, 6, 8, 'bar line heatmap'),
    ('executive', 'detail', 'table', 6, 14, 6, 8, ''),

    ('sales', 'revenue', 'metric', 0, 0, 3, 4, ''),
    ('sales', 'orders', 'metric', 3, 0, 3, 4, ''),
    ('sales', 'average_order', 'metric', 6, 0, 3, 4, ''),
    ('sales', 'win_rate', 'metric', 9, 0, 3, 4, ''),
    ('sales', 'revenue_over_time', 'chart', 0, 4, 8, 8, 'line area bar'),
    ('sales', 'pipeline', 'chart', 8, 4, 4, 8, 'funnel bar'),
    ('sales', 'by_region', 'chart', 0, 12, 4, 8, 'bar heatmap donut pie'),
    ('sales', 'by_product', 'chart', 4, 12, 4, 8, 'bar donut pie'),
    ('sales', 'by_person', 'chart', 8, 12, 4, 8, 'bar scatter bubble'),
    ('sales', 'deals', 'table', 0, 20, 12, 9, ''),

    ('marketing', 'visits', 'metric', 0, 0, 3, 4, ''),
    ('marketing', 'leads', 'metric', 3, 0, 3, 4, ''),
    ('marketing', 'conversion', 'metric', 6, 0, 3, 4, ''),
    ('marketing', 'cost_per_lead', 'metric', 9, 0, 3, 4, ''),
    ('marketing', 'visits_over_time', 'chart', 0, 4, 7, 8, 'line area bar'),
    ('marketing', 'by_channel', 'chart', 7, 4, 5, 8, 'bar donut pie'),
    ('marketing', 'journey', 'chart', 0, 12, 5, 8, 'funnel bar'),
    ('marketing', 'spend_and_return', 'chart', 5, 12, 7, 8, 'scatter bubble bar line'),
    ('marketing', 'campaigns', 'table', 0, 20, 8, 9, ''),
    ('marketing', 'notes', 'text', 8, 20, 4, 9, ''),

    ('operations', 'throughput', 'metric', 0, 0, 3, 3, ''),
    ('operations', 'waiting', 'metric', 3, 0, 3, 3, ''),
    ('operations', 'duration', 'metric', 6, 0, 3, 3, ''),
    ('operations', 'errors', 'metric', 9, 0, 3, 3, ''),
    ('operations', 'volume_over_time', 'chart', 0, 3, 12, 7, 'line area bar'),
    ('operations', 'durations', 'chart', 0, 10, 4, 8, 'histogram bar'),
    ('operations', 'by_hour_and_day', 'chart', 4, 10, 4, 8, 'heatmap'),
    ('operations', 'by_cause', 'chart', 8, 10, 4, 8, 'bar pie donut'),
    ('operations', 'to_do', 'table', 0, 18, 12, 8, ''),

    ('energy', 'consumption', 'metric', 0, 0, 3, 4, ''),
    ('energy', 'peak', 'metric', 3, 0, 3, 4, ''),
    ('energy', 'cost', 'metric', 6, 0, 3, 4, ''),
    ('energy', 'own_share', 'metric', 9, 0, 3, 4, ''),
    ('energy', 'load', 'chart', 0, 4, 12, 8, 'line area'),
    ('energy', 'day_profile', 'chart', 0, 12, 6, 8, 'heatmap line area'),
    ('energy', 'mix', 'chart', 6, 12, 6, 8, 'area bar donut pie'),
    ('energy', 'load_and_temperature', 'chart', 0, 20, 5, 8, 'scatter bubble'),
    ('energy', 'meters', 'table', 5, 20, 7, 8, ''),
    ('energy', 'remarks', 'text', 0, 28, 12, 3, '')
) slots (category, slot_key, slot_type, x, y, width, height, chart_types)
join public.dashboard_templates t on t.category = slots.category and t.is_system_template;
