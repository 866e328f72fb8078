alter table public.dashboards enable row level security;
alter table public.dashboard_tabs enable row level security;
alter table public.chart_placements enable row level security;
alter table public.widgets enable row level security;

create policy "Viewers read dashboards" on public.dashboards for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
create policy "Contributors make dashboards" on public.dashboards for insert to authenticated
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors edit dashboards" on public.dashboards for update to authenticated
  using (project_id = any (array(select private.project_ids('contributor')))) with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors delete dashboards" on public.dashboards for delete to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))));
create policy "Viewers read tabs" on public.dashboard_tabs for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
create policy "Viewers read placements" on public.chart_placements for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
create policy "Contributors place charts" on public.chart_placements for insert to authenticated
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors move placements" on public.chart_placements for update to authenticated
  using (project_id = any (array(select private.project_ids('contributor')))) with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors remove placements" on public.chart_placements for delete to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))));
create policy "Viewers read widgets" on public.widgets for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));

-- Tabs and widgets are written by save_dashboard_canvas, as one edit with one revision.
grant select, delete,
  insert (id, project_id, title, description, theme, config, layout, tags),
  update (title, description, theme, config, layout, tags, archived_at, is_template, template_category, revision)
  on public.dashboards to authenticated;
grant select, delete,
  insert (id, project_id, dashboard_tab_id, chart_id, template_slot_id, customizations), update (chart_id, template_slot_id, customizations)
  on public.chart_placements to authenticated;
grant select on public.dashboard_tabs, public.widgets to authenticated;

-- Security definer: a dashboard's first tab is made for whoever makes the dashboard.
create function private.make_first_tab()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into public.dashboard_tabs (project_id, dashboard_id, title, position) values (new.project_id, new.id, 'Overview', 0);
  return null;
end
$$;
comment on function private.make_first_tab is 'A dashboard always has a tab.';
-- One that restore_record brings back has tabs of its own.
create trigger make_first_tab after insert on public.dashboards
  for each row when (coalesce(current_setting('orrery.restored_from', true), '') = '') execute function private.make_first_tab();

create function private.tell_dashboard_changed()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.announce(new.project_id, 'dashboard.changed', jsonb_build_object('dashboard_id', new.id, 'revision', new.revision));
  return null;
end
$$;
create trigger tell_dashboard_changed after update on public.dashboards
  for each row when (new.revision <> old.revision) execute function private.tell_dashboard_changed();

-- Security definer, like the next: they count and name rows whatever the caller sees.
create function private.limit_charts_per_tab()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  charts int;
begin
  -- Two who add a chart at once wait for each other.
  perform private.lock_dashboard_of(new.dashboard_tab_id);
  select (select count(*) from public.widgets w where w.dashboard_tab_id = new.dashboard_tab_id and w.type = 'chart')
    + (select count(*) from public.chart_placements p where p.dashboard_tab_id = new.dashboard_tab_id)
  into charts;
  if charts > 10 then
    perform private.raise_error('PT422', 'A tab holds at most 10 charts', 'Put the others on another tab.');
  end if;
  return null;
end
$$;
comment on function private.limit_charts_per_tab is 'At most ten charts per tab, placements and chart widgets together.';
create trigger limit_charts after insert or update of dashboard_tab_id, type on public.widgets
  for each row when (new.type = 'chart') execute function private.limit_charts_per_tab();
create trigger limit_charts after insert or update of dashboard_tab_id on public.chart_placements
  for each row execute function private.limit_charts_per_tab();

create function private.refuse_to_delete_placed_chart()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  places text;
begin
  -- A project that is deleted takes everything along.
  if not exists (select from public.projects where id = old.project_id) then return old; end if;
  select string_agg(distinct format('"%s"', d.title), ', ') into places
  from public.dashboards d
  where d.id in (
    select w.dashboard_id from public.widgets w where w.chart_id = old.id
    union
    select t.dashboard_id from public.chart_placements p join public.dashboard_tabs t on t.id = p.dashboard_tab_id where p.chart_id = old.id
  );
  if places is not null then
    perform private.raise_error('PT409', format('The chart "%s" is on %s', old.title, places), 'Take it off there first.');
  end if;
  return old;
end
$$;
comment on function private.refuse_to_delete_placed_chart is 'Says on which dashboards a chart is before it can be deleted.';
create trigger refuse_if_placed before delete on public.charts for each row execute function private.refuse_to_delete_placed_chart();
