-- Security definer, like all here: they read rows the one who writes need not see.
create function private.check_template()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if new.template_id is not null and not exists (
    select from public.dashboard_templates t where t.id = new.template_id and (t.project_id is null or t.project_id = new.project_id)
  ) then
    perform private.raise_error('PT404', 'There is no such template in this project');
  end if;
  return new;
end
$$;
comment on function private.check_template is 'A dashboard or tab follows a template of its project or of the system.';
create trigger check_template before insert or update of template_id on public.dashboards for each row execute function private.check_template();
create trigger check_template before insert or update of template_id on public.dashboard_tabs for each row execute function private.check_template();

create function private.slot_takes(slot public.dashboard_template_slots, chart_type text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select case slot.slot_type
    when 'chart' then coalesce(slot.constraints -> 'chart_types' ? chart_type, true)
    when 'text' then false
    else chart_type = slot.slot_type
  end
$$;
comment on function private.slot_takes is 'Whether a chart of this type may be placed in a slot: metric and table slots take their own, text slots none.';

create function private.refuse_misfit(slot public.dashboard_template_slots, chart_type text)
returns void
language plpgsql
set search_path = ''
as $$
begin
  if private.slot_takes(slot, chart_type) then return; end if;
  perform private.raise_error('PT422', format('The slot "%s" takes no chart of type %s', slot.slot_key, chart_type), case slot.slot_type
    when 'text' then 'It is for text.'
    when 'chart' then format('It takes %s.', (select string_agg(value, ', ') from jsonb_array_elements_text(slot.constraints -> 'chart_types')))
    else format('It takes %s.', slot.slot_type)
  end);
end
$$;

create function private.lock_dashboard_of(tab_id uuid)
returns void
language sql
set search_path = ''
as $$
  select from public.dashboards d where d.id = (select t.dashboard_id from public.dashboard_tabs t where t.id = tab_id) for no key update
$$;
comment on function private.lock_dashboard_of is 'Whoever writes what is on a dashboard locks its row first, so that they wait for each other and never in a circle.';
grant execute on function private.lock_dashboard_of to authenticated, service_role;

-- With the rights of whoever places: nobody holds up a dashboard they may not edit.
create function private.wait_for_dashboard()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform private.lock_dashboard_of(new.dashboard_tab_id);
  return new;
end
$$;
create trigger wait_for_dashboard before insert on public.chart_placements for each row execute function private.wait_for_dashboard();

create function private.fit_placement()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  slot public.dashboard_template_slots;
begin
  if new.template_slot_id is null then return null; end if;
  select s.* into slot from public.dashboard_template_slots s
  join public.dashboard_tabs t on t.template_id = s.template_id
  where s.id = new.template_slot_id and t.id = new.dashboard_tab_id and t.project_id = new.project_id
  for share of s;
  if not found then
    perform private.raise_error('PT422', 'The tab''s template has no such slot', 'Place the chart in a slot of the template this tab was made from.');
  end if;
  -- Locked, so that the chart does not become one of another type meanwhile.
  perform private.refuse_misfit(slot, c.chart_type) from (
    select chart_type from public.charts where id = new.chart_id and project_id = new.project_id for share
  ) c;
  return null;
end
$$;
comment on function private.fit_placement is 'A chart is placed in a slot of its tab''s template that takes charts of its type.';
-- After row level security had its say: what does not fit is told to those only who may place.
create trigger fit_placement after insert or update of dashboard_tab_id, chart_id, template_slot_id
  on public.chart_placements for each row execute function private.fit_placement();

create function private.keep_placements_fitting()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if tg_table_name = 'charts' then
    perform private.refuse_misfit(s, new.chart_type)
    from public.chart_placements p join public.dashboard_template_slots s on s.id = p.template_slot_id
    where p.chart_id = new.id;
  elsif exists (
    select from public.chart_placements p join public.charts c on c.id = p.chart_id
    where p.template_slot_id = new.id and not private.slot_takes(new, c.chart_type)
  ) then
    perform private.raise_error('PT409', format('Charts of another type are in the slot "%s"', new.slot_key), 'Take them out first.');
  end if;
  return new;
end
$$;
comment on function private.keep_placements_fitting is 'Neither a chart nor a slot changes so that what is placed no longer fits.';
create trigger keep_placements_fitting before update of chart_type on public.charts
  for each row when (new.chart_type <> old.chart_type) execute function private.keep_placements_fitting();
create trigger keep_placements_fitting before update of slot_type, constraints on public.dashboard_template_slots
  for each row execute function private.keep_placements_fitting();

create function private.refuse_to_delete_used_template()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  places text;
begin
  -- A project that is deleted takes everything along.
  if old.project_id is not null and not exists (select from public.projects where id = old.project_id) then return old; end if;
  select string_agg(distinct format('"%s"', d.title), ', ') into places
  from public.dashboards d left join public.dashboard_tabs t on t.dashboard_id = d.id
  where d.template_id = old.id or t.template_id = old.id;
  if places is not null then
    perform private.raise_error('PT409', format('The template "%s" is used by %s', old.name, places),
      'Delete those dashboards first, or keep the template.');
  end if;
  return old;
end
$$;
comment on function private.refuse_to_delete_used_template is 'Says which dashboards follow a template before it can be deleted.';
create trigger refuse_if_used before delete on public.dashboard_templates for each row execute function private.refuse_to_delete_used_template();

-- With the rights of whoever wrote: functions that write whole dashboards count their edit themselves.
create function private.count_placement_edit()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  update public.dashboards d set revision = d.revision
  where d.id in (select t.dashboard_id from public.dashboard_tabs t join changed c on c.dashboard_tab_id = t.id);
  return null;
end
$$;
comment on function private.count_placement_edit is 'Placing a chart is an edit of its dashboard.';
create trigger count_inserted after insert on public.chart_placements referencing new table as changed
  for each statement when (current_user in ('authenticated', 'service_role')) execute function private.count_placement_edit();
create trigger count_updated after update on public.chart_placements referencing new table as changed
  for each statement when (current_user in ('authenticated', 'service_role')) execute function private.count_placement_edit();
create trigger count_deleted after delete on public.chart_placements referencing old table as changed
  for each statement when (current_user in ('authenticated', 'service_role')) execute function private.count_placement_edit();
