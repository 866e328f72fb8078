create table public.dashboards (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  title text not null,
  description text,
  template_id uuid references public.dashboard_templates,
  theme jsonb not null default '{}',
  config jsonb not null default '{}',
  layout jsonb not null default '{}',
  is_public boolean not null default false,
  is_template boolean not null default false,
  template_category text,
  tags text[] not null default '{}',
  view_count bigint not null default 0,
  last_viewed_at timestamptz,
  revision bigint not null default 1,
  archived_at timestamptz,
  created_by uuid references public.users on delete set null,
  updated_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, project_id),
  constraint a_dashboard_has_a_title check (btrim(title) <> '' and length(title) <= 200),
  constraint texts_of_a_dashboard_are_short check (
    length(description) <= 10000 and length(template_category) <= 100 and pg_column_size(tags) <= 16384
  ),
  constraint theme_config_and_layout_are_objects check (
    jsonb_typeof(theme) = 'object' and jsonb_typeof(config) = 'object' and jsonb_typeof(layout) = 'object'
  ),
  constraint theme_config_and_layout_are_small check (
    pg_column_size(theme) <= 65536 and pg_column_size(config) <= 262144 and pg_column_size(layout) <= 262144
  )
);
comment on table public.dashboards is 'A dashboard. is_template marks one to start others from; is_public is true while a sharing link opens it, and only those set it.';
create index on public.dashboards (project_id, updated_at desc);
create index on public.dashboards (template_id);
create index on public.dashboards (created_by);
create index on public.dashboards (updated_by);

create table public.dashboard_tabs (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  dashboard_id uuid not null,
  title text not null,
  description text,
  template_id uuid references public.dashboard_templates,
  position int not null,
  settings jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, project_id),
  unique (id, dashboard_id),
  unique (dashboard_id, position) deferrable,
  foreign key (dashboard_id, project_id) references public.dashboards (id, project_id) on delete cascade,
  constraint a_tab_has_a_title check (btrim(title) <> '' and length(title) <= 100),
  constraint texts_of_a_tab_are_short check (length(description) <= 10000),
  constraint a_tab_has_a_place check (position >= 0),
  constraint settings_are_an_object check (jsonb_typeof(settings) = 'object' and pg_column_size(settings) <= 65536)
);
comment on table public.dashboard_tabs is 'Tabs of a dashboard. One with a template has its slots, in which charts are placed; widgets lie freely on any.';
create index on public.dashboard_tabs (dashboard_id, project_id);
create index on public.dashboard_tabs (project_id);
create index on public.dashboard_tabs (template_id);

create table public.chart_placements (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  dashboard_tab_id uuid not null,
  chart_id uuid not null,
  template_slot_id uuid references public.dashboard_template_slots,
  customizations jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (dashboard_tab_id, template_slot_id),
  foreign key (dashboard_tab_id, project_id) references public.dashboard_tabs (id, project_id) on delete cascade,
  foreign key (chart_id, project_id) references public.charts (id, project_id),
  constraint customizations_are_an_object check (jsonb_typeof(customizations) = 'object' and pg_column_size(customizations) <= 65536)
);
comment on table public.chart_placements is 'A chart in a slot of its tab''s template.';
create index on public.chart_placements (dashboard_tab_id, project_id);
create index on public.chart_placements (chart_id, project_id);
create index on public.chart_placements (template_slot_id);
create index on public.chart_placements (project_id);

create table public.widgets (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  dashboard_id uuid not null,
  dashboard_tab_id uuid not null,
  connector_id uuid,
  chart_id uuid,
  name text not null default '',
  type text not null,
  config jsonb not null default '{}',
  data_query jsonb,
  position_x int not null default 0,
  position_y int not null default 0,
  width int not null default 4,
  height int not null default 6,
  min_width int,
  min_height int,
  is_resizable boolean not null default true,
  is_draggable boolean not null default true,
  refresh_interval int,
  last_updated_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (dashboard_id, project_id) references public.dashboards (id, project_id) on delete cascade,
  foreign key (dashboard_tab_id, dashboard_id) references public.dashboard_tabs (id, dashboard_id) on delete cascade,
  foreign key (connector_id, project_id) references public.connectors (id, project_id) on delete set null (connector_id),
  foreign key (chart_id, project_id) references public.charts (id, project_id),
  constraint a_widget_has_a_known_type check (type in ('chart', 'table', 'metric', 'text', 'image')),
  constraint a_widget_name_is_short check (length(name) <= 200),
  constraint a_widget_lies_on_the_grid check (position_x between 0 and 11 and position_y between 0 and 10000 and width between 1 and 12 and height between 1 and 200),
  constraint config_is_an_object check (jsonb_typeof(config) = 'object' and pg_column_size(config) <= 262144),
  constraint a_widget_query_is_an_object check (jsonb_typeof(data_query) = 'object' and pg_column_size(data_query) <= 262144),
  constraint a_widget_is_refreshed_at_most_every_ten_seconds check (refresh_interval >= 10)
);
comment on table public.widgets is 'What lies on a tab: a chart, text or image, on the grid of 12 columns. refresh_interval is in seconds.';
create index on public.widgets (dashboard_id, project_id);
create index on public.widgets (dashboard_tab_id, dashboard_id);
create index on public.widgets (chart_id, project_id);
create index on public.widgets (project_id);
create index on public.widgets (connector_id, project_id);

create trigger touch_updated_at before update on public.dashboard_tabs for each row execute function private.touch_updated_at();
create trigger touch_updated_at before update on public.chart_placements for each row execute function private.touch_updated_at();
create trigger touch_updated_at before update on public.widgets for each row execute function private.touch_updated_at();
create trigger set_created_by before insert on public.dashboards for each row execute function private.set_created_by();
-- Looking at a dashboard, or sharing it, is no edit of it.
create trigger advance_revision before update of
    title, description, template_id, theme, config, layout, tags, is_template, template_category, archived_at, revision
  on public.dashboards for each row execute function private.advance_revision();
create trigger touch_updated_at before update of
    title, description, template_id, theme, config, layout, tags, is_template, template_category, archived_at, revision
  on public.dashboards for each row execute function private.touch_updated_at();
