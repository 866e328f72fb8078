create function private.lies_on_grid(place jsonb)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select case when (
    select bool_and(coalesce(jsonb_typeof(place -> key), '') = 'number') from unnest(array['x', 'y', 'width', 'height']) key
  ) then (
    select (x, y, width, height) = (trunc(x), trunc(y), trunc(width), trunc(height))
      and x between 0 and 11 and y between 0 and 10000 and width between 1 and 12 - x and height between 1 and 200
    from jsonb_to_record(place) as at (x numeric, y numeric, width numeric, height numeric)
  ) else false end
$$;
comment on function private.lies_on_grid is 'Whether {x, y, width, height} are whole numbers within the grid of 12 columns.';
grant execute on function private.lies_on_grid to authenticated, service_role;

create table public.dashboard_templates (
  id uuid primary key default gen_random_uuid(),
  project_id uuid references public.projects on delete cascade,
  name text not null,
  description text,
  layout_config jsonb not null default '{}',
  preview_image_url text,
  is_system_template boolean not null default false,
  category text,
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, project_id),
  constraint a_template_has_a_name check (btrim(name) <> '' and length(name) <= 200),
  constraint a_category_is_short check (length(category) <= 100),
  constraint a_layout_is_an_object check (jsonb_typeof(layout_config) = 'object' and pg_column_size(layout_config) <= 65536),
  constraint a_preview_is_a_web_address check (preview_image_url ~ '^https://' and length(preview_image_url) <= 2000),
  constraint a_system_template_belongs_to_no_project check (is_system_template = (project_id is null))
);
comment on table public.dashboard_templates is 'Layouts that tabs of dashboards are made from. Those of the system belong to no project and are read by everybody.';
create index on public.dashboard_templates (project_id, name);
create index on public.dashboard_templates (created_by);
create unique index a_system_template_has_a_name_of_its_own on public.dashboard_templates (name) where is_system_template;

create table public.dashboard_template_slots (
  id uuid primary key default gen_random_uuid(),
  project_id uuid references public.projects on delete cascade,
  template_id uuid not null references public.dashboard_templates on delete cascade,
  slot_key text not null,
  position_config jsonb not null,
  slot_type text not null,
  constraints jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (template_id, slot_key),
  constraint a_slot_key_is_a_short_word check (slot_key ~ '^[a-z][a-z0-9_]{0,39}$'),
  constraint a_slot_lies_on_the_grid check (private.lies_on_grid(position_config)),
  constraint a_slot_has_a_known_type check (slot_type in ('chart', 'text', 'metric', 'table')),
  constraint constraints_are_an_object check (jsonb_typeof(constraints) = 'object' and pg_column_size(constraints) <= 16384),
  constraint allowed_chart_types_are_a_list check (jsonb_typeof(constraints -> 'chart_types') = 'array')
);
comment on table public.dashboard_template_slots is 'Places of a template. constraints.chart_types limits what a slot for charts takes; without it any chart.';
create index on public.dashboard_template_slots (project_id);

create function private.keep_system_template()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if current_user in ('authenticated', 'service_role') and (
    (tg_op <> 'INSERT' and old.project_id is null) or (tg_op <> 'DELETE' and new.project_id is null)
  ) then
    perform private.raise_error('PT403', 'System templates are changed by nobody', 'Make a template of the project instead.');
  end if;
  return case tg_op when 'DELETE' then old else new end;
end
$$;
comment on function private.keep_system_template is 'System templates come with migrations; the service role, which policies do not stop, leaves them alone too.';

create function private.belong_to_template()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if new.project_id is distinct from (select t.project_id from public.dashboard_templates t where t.id = new.template_id) then
    perform private.raise_error('PT404', 'There is no such template in this project');
  end if;
  return new;
end
$$;
comment on function private.belong_to_template is 'A slot belongs to the project of its template, or to none with it, which a foreign key with a null in it would not say.';

create trigger keep_system_template before insert or update or delete on public.dashboard_templates
  for each row execute function private.keep_system_template();
create trigger keep_system_template before insert or update or delete on public.dashboard_template_slots
  for each row execute function private.keep_system_template();
create trigger belong_to_template before insert or update of project_id, template_id on public.dashboard_template_slots
  for each row execute function private.belong_to_template();
create trigger set_created_by before insert on public.dashboard_templates for each row execute function private.set_created_by();
create trigger touch_updated_at before update on public.dashboard_templates for each row execute function private.touch_updated_at();
create trigger touch_updated_at before update on public.dashboard_template_slots for each row execute function private.touch_updated_at();

alter table public.dashboard_templates enable row level security;
alter table public.dashboard_template_slots enable row level security;

create policy "Viewers read templates, everybody those of the system" on public.dashboard_templates for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))) or (project_id is null and (select private.user_id()) is not null));
create policy "Contributors make templates" on public.dashboard_templates for insert to authenticated
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors edit templates" on public.dashboard_templates for update to authenticated
  using (project_id = any (array(select private.project_ids('contributor')))) with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors delete templates" on public.dashboard_templates for delete to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))));

create policy "Viewers read slots, everybody those of the system" on public.dashboard_template_slots for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))) or (project_id is null and (select private.user_id()) is not null));
create policy "Contributors make slots" on public.dashboard_template_slots for insert to authenticated
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors edit slots" on public.dashboard_template_slots for update to authenticated
  using (project_id = any (array(select private.project_ids('contributor')))) with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors delete slots" on public.dashboard_template_slots for delete to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))));

grant select, delete,
  insert (id, project_id, name, description, layout_config, preview_image_url, category),
  update (name, description, layout_config, preview_image_url, category)
  on public.dashboard_templates to authenticated;
grant select, delete,
  insert (id, project_id, template_id, slot_key, position_config, slot_type, constraints),
  update (slot_key, position_config, slot_type, constraints)
  on public.dashboard_template_slots to authenticated;
