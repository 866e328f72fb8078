create function private.filter_columns(filter jsonb)
returns text[]
language sql
immutable
set search_path = ''
as $$
  select coalesce(array_agg(distinct node #>> '{}'), '{}') from jsonb_path_query(filter, 'strict $.**.column', '{}', true) node
$$;
comment on function private.filter_columns is 'Every column a filter reads.';

create function private.range_filter(time_range jsonb, time_zone text, column_name text)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object('and', jsonb_build_array(
    jsonb_build_object('column', column_name, 'operator', '>=', 'value', starts),
    jsonb_build_object('column', column_name, 'operator', '<', 'value', ends)
  ))
  from (select (now() at time zone time_zone)::date as today) clock, lateral (
    select (time_range ->> 'from')::date, (time_range ->> 'to')::date + 1 where jsonb_typeof(time_range) = 'object'
    union all
    select case time_range #>> '{}'
      when 'today' then today when '7d' then today - 6 when '30d' then today - 29 when '90d' then today - 89
      when '12m' then (date_trunc('month', today) - interval '11 months')::date
      when 'mtd' then date_trunc('month', today)::date
      when 'qtd' then date_trunc('quarter', today)::date when 'ytd' then date_trunc('year', today)::date
    end, today + 1
    where jsonb_typeof(time_range) = 'string'
  ) range (starts, ends)
  where starts is not null and column_name is not null
$$;
comment on function private.range_filter is 'A dashboard''s time range as a filter; null for all time. The presets are those of shared/chart/time-range.ts.';

create function private.time_column(chart public.charts, columns jsonb)
returns text
language sql
stable
set search_path = ''
as $$
  select value ->> 'name' from jsonb_array_elements(columns) with ordinality
  where value ->> 'type' in ('date', 'timestamp')
  order by
    value -> 'name' = jsonb_path_query_first(chart.data_query, '$.dimensions[*] ? (exists (@.grain)).column') desc nulls last,
    value ->> 'role' = 'time' desc, ordinality
  limit 1
$$;
comment on function private.time_column is 'The column a time range acts on: the one a chart is drawn along, else the first of the dataset.';

-- Security definer, like the next three: whoever has a link has no rights of their own.
create function private.shared_query(chart public.charts, dataset public.datasets, config jsonb, visitor_filter jsonb)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select chart.data_query || jsonb_build_object(
    'time_zone', zone,
    'filter', jsonb_build_object('and', (
      select coalesce(jsonb_agg(part), '[]') from (
        select chart.data_query -> 'filter'
        union all
        select value from jsonb_array_elements(coalesce(config -> 'filters', '[]'))
        where private.filter_columns(value) <@ array(select c ->> 'name' from jsonb_array_elements(dataset.columns) c)
        union all
        select private.range_filter(config -> 'time_range', zone, private.time_column(chart, dataset.columns))
        union all
        -- A visitor narrows by what the chart shows groups of; any other column, and what bins hold, could be read through the figures.
        select visitor_filter
        where private.filter_columns(visitor_filter) <@ array(
          select d ->> 'column' from jsonb_array_elements(chart.data_query -> 'dimensions') d where coalesce(d -> 'bin', 'null') = 'null'
        )
      ) parts (part)
      where jsonb_typeof(part) <> 'null'
    ))
  )
  from (select coalesce(config ->> 'time_zone', chart.data_query ->> 'time_zone', 'UTC') as zone) at
$$;
comment on function private.shared_query is 'A chart''s own query under the time range and filters of its dashboard, as the dashboard shows it.';

create function private.answer_shared_chart(chart public.charts, config jsonb, visitor_filter jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  dataset public.datasets;
  query jsonb;
  hash text;
  answer jsonb;
  scope private.query_scope;
begin
  -- Contributors make links and charts, so a link shows nothing of the system that they could not read themselves.
  select * into strict dataset from public.datasets d
  where d.id = chart.dataset_id and not exists (
    select from private.system_streams s
    where d.kind = 'system' and s.stream = d.stream and private.role_rank(s.minimum_role) > private.role_rank('contributor')
  );
  query := private.shared_query(chart, dataset, config, visitor_filter);
  hash := encode(sha256(convert_to(query::text, 'UTF8')), 'hex');
  answer := private.read_cache(dataset, hash);
  if answer is null then
    dataset := private.hold_dataset(dataset);
    scope := private.compile_query(dataset, query);
    answer := jsonb_build_object('columns', scope.result, 'rows', private.run_query(scope));
    -- What visitors ask for is not kept: there is no end to it.
    if visitor_filter is null then perform private.write_cache(dataset, hash, answer); end if;
  end if;
  return jsonb_build_object('result', answer || jsonb_build_object('version', dataset.version));
exception when others then
  -- Its words would name columns and datasets.
  return jsonb_build_object('error', jsonb_build_object(
    'code', private.error_name(case when sqlstate in ('PT413', 'PT422') then sqlstate else 'PT422' end),
    'message', 'This chart has no data to show', 'hint', null
  ));
end
$$;
comment on function private.answer_shared_chart is '{result} or {error} for one chart of a link.';

create function private.query_shared_charts(token text, password text, chart_ids uuid[], filter jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  tried record := private.try_link(token, password);
  link public.sharing_links := tried.link;
  config jsonb;
  visitor_filter jsonb;
  chart public.charts;
  answers jsonb := '{}';
begin
  if tried.refusal is not null then return tried.refusal; end if;
  -- Whoever asks again and again for what takes long has eight connections busy, not all.
  perform from generate_series(1, 8) n where pg_try_advisory_xact_lock(hashtextextended(format('shared %s %s', link.id, n), 0)) limit 1;
  if not found then return private.answer_refusal(429); end if;
  select d.config into config from public.dashboards d where d.id = link.dashboard_id;
  if (link.permissions ->> 'filter')::boolean and pg_column_size(filter) <= 65536 then visitor_filter := nullif(filter, 'null'); end if;
  for chart in
    select c.* from public.charts c
    where c.id in (select private.shared_chart_ids(link)) and (chart_ids is null or c.id = any (chart_ids)) and c.dataset_id is not null
  loop
    -- The timer of the statement rings once; what came after it would run for ever.
    exit when clock_timestamp() > now() + interval '19 seconds';
    answers := answers || jsonb_build_object(chart.id, private.answer_shared_chart(chart, config, visitor_filter));
  end loop;
  return answers;
end
$$;

create function public.query_shared_charts(token text, password text default null, chart_ids uuid[] default null, filter jsonb default null)
returns jsonb
language sql
set search_path = ''
set statement_timeout = '20s'
as $$
  select private.query_shared_charts(token, password, chart_ids, filter)
$$;
comment on function public.query_shared_charts is 'Answers the charts'' own queries on a shared page, all or those named, under the range and filters of the dashboard: {chart id: {result: {columns, rows, version}} or {error}}; charts there was no time for are left out. filter narrows further where the link permits it, by columns a chart groups by without bins. For everybody with the link; refuses as open_shared_resource, and with 429 what a ninth visitor of a link asks while eight are being answered.';

grant execute on function public.query_shared_charts, private.query_shared_charts to anon, authenticated, service_role;
