create table public.leads (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  email text not null,
  first_name text,
  last_name text,
  company text,
  phone text,
  score bigint not null default 0,
  status text not null default 'new',
  source text,
  tags text[] not null default '{}',
  custom_fields jsonb not null default '{}',
  unsubscribed_at timestamptz,
  owner_id uuid references public.users on delete set null,
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, project_id),
  -- Addresses are stored in lower case, so this is uniqueness whatever the case, and what an upsert names.
  unique (project_id, email),
  constraint an_address_looks_like_one check (
    length(email) <= 320 and email ~ '^[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:].]+$' and email = lower(email)
  ),
  constraint names_are_short check (length(first_name) <= 200 and length(last_name) <= 200),
  constraint company_phone_and_source_are_short check (length(company) <= 200 and length(phone) <= 50 and length(source) <= 200),
  constraint a_lead_has_a_known_status check (status in ('new', 'qualified', 'contacted', 'converted', 'lost')),
  constraint a_lead_has_few_tags check (cardinality(tags) <= 50),
  constraint custom_fields_are_an_object check (jsonb_typeof(custom_fields) = 'object' and pg_column_size(custom_fields) <= 65536)
);
comment on table public.leads is 'People a project wants to win. score is the sum of lead_score_changes, kept by a trigger.';
create index on public.leads (project_id, created_at desc);
create index on public.leads (project_id, score desc);
create index on public.leads (owner_id);
create index on public.leads (created_by);

create table public.lead_scoring_rules (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  name text not null,
  condition jsonb not null,
  points int not null,
  is_active boolean not null default true,
  max_times int default 1,
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, project_id),
  unique (project_id, name),
  constraint a_rule_has_a_name check (btrim(name) <> '' and length(name) <= 200),
  constraint a_rule_gives_or_takes_points check (points <> 0 and points between -10000 and 10000),
  constraint a_rule_applies_some_times check (max_times >= 1)
);
comment on table public.lead_scoring_rules is 'What gives a lead points: each time the condition comes true, max_times at most (null: without limit).';
create index on public.lead_scoring_rules (project_id, created_at desc);
create index on public.lead_scoring_rules (created_by);

create table public.lead_score_changes (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  lead_id uuid not null,
  rule_id uuid,
  points int not null,
  reason text not null,
  occurred_at timestamptz not null default now(),
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (lead_id, project_id) references public.leads (id, project_id) on delete cascade,
  foreign key (rule_id, project_id) references public.lead_scoring_rules (id, project_id) on delete set null (rule_id),
  constraint a_change_gives_or_takes_points check (points <> 0 and points between -1000000 and 1000000),
  constraint a_change_has_a_reason check (btrim(reason) <> '' and length(reason) <= 500)
);
comment on table public.lead_score_changes is 'The ledger of scores, append-only: the score of a lead is the sum of its points.';
create index on public.lead_score_changes (project_id, occurred_at desc);
create index on public.lead_score_changes (lead_id, project_id, occurred_at desc);
create index on public.lead_score_changes (rule_id, project_id, lead_id);
create index on public.lead_score_changes (created_by);

create table public.segments (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  name text not null,
  definition jsonb not null default '{"and": []}',
  member_count int not null default 0,
  refreshed_at timestamptz,
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, project_id),
  unique (project_id, name),
  constraint a_segment_has_a_name check (btrim(name) <> '' and length(name) <= 200),
  constraint a_definition_is_an_object check (jsonb_typeof(definition) = 'object' and pg_column_size(definition) <= 131072)
);
comment on table public.segments is 'Groups of leads: definition is the filter tree of query documents, over the columns of leads.';
create index on public.segments (project_id, created_at desc);
create index on public.segments (created_by);

create trigger touch_updated_at before update on public.leads for each row execute function private.touch_updated_at();
create trigger touch_updated_at before update on public.lead_scoring_rules for each row execute function private.touch_updated_at();
create trigger touch_updated_at before update on public.lead_score_changes for each row execute function private.touch_updated_at();
create trigger touch_updated_at before update on public.segments for each row execute function private.touch_updated_at();
create trigger set_created_by before insert on public.leads for each row execute function private.set_created_by();
create trigger set_created_by before insert on public.lead_scoring_rules for each row execute function private.set_created_by();
create trigger set_created_by before insert on public.lead_score_changes for each row execute function private.set_created_by();
create trigger set_created_by before insert on public.segments for each row execute function private.set_created_by();
