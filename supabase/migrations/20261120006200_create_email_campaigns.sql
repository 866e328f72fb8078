create table public.email_campaigns (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  campaign_id uuid,
  subject text not null,
  content text not null default '',
  template_id uuid,
  recipient_list jsonb not null default '{}',
  variants jsonb not null default '[]',
  send_at timestamptz,
  announced_for timestamptz,
  status text not null default 'draft',
  metrics jsonb not null default '{}',
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  due_at timestamptz generated always as (case when status = 'scheduled' and announced_for is distinct from send_at then send_at end) stored,
  unique (id, project_id),
  foreign key (campaign_id, project_id) references public.campaigns (id, project_id) on delete set null (campaign_id),
  foreign key (template_id, project_id) references public.content (id, project_id) on delete set null (template_id),
  constraint an_email_has_a_subject check (btrim(subject) <> '' and length(subject) <= 300 and subject !~ '[\x01-\x1f]'),
  constraint an_email_is_of_readable_length check (length(content) <= 500000),
  constraint recipients_are_an_object check (jsonb_typeof(recipient_list) = 'object' and pg_column_size(recipient_list) <= 1048576),
  constraint variants_are_an_array check (jsonb_typeof(variants) = 'array' and pg_column_size(variants) <= 1048576),
  constraint metrics_are_an_object check (jsonb_typeof(metrics) = 'object'),
  constraint an_email_campaign_has_a_known_status check (status in ('draft', 'scheduled', 'sending', 'paused', 'sent', 'failed')),
  constraint a_scheduled_email_campaign_has_a_time check (status <> 'scheduled' or send_at is not null)
);
comment on table public.email_campaigns is
  'One e-mail to many leads. template_id is content of the type email; metrics are kept from email_messages and email_events.';
comment on column public.email_campaigns.announced_for is 'The send_at that was announced as due. Another time is due again.';
comment on column public.email_campaigns.due_at is 'When it is to be announced; null when it is not.';
create index on public.email_campaigns (project_id, created_at desc);
create index on public.email_campaigns (campaign_id, project_id);
create index on public.email_campaigns (template_id, project_id);
create index on public.email_campaigns (created_by);
create index email_campaigns_due on public.email_campaigns (due_at) where due_at is not null;

create table public.email_messages (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  email_campaign_id uuid not null,
  lead_id uuid,
  to_address text,
  variant text,
  status text not null default 'queued',
  provider_message_id text,
  error text,
  attempts int not null default 0,
  sent_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, project_id),
  unique (email_campaign_id, lead_id),
  foreign key (email_campaign_id, project_id) references public.email_campaigns (id, project_id) on delete cascade,
  foreign key (lead_id, project_id) references public.leads (id, project_id) on delete set null (lead_id),
  constraint a_message_has_a_known_status check (status in ('queued', 'sending', 'sent', 'bounced', 'complained', 'failed', 'suppressed')),
  constraint a_message_to_a_lead_has_an_address check (lead_id is null or to_address is not null),
  constraint a_sent_message_says_when check (status <> 'sent' or sent_at is not null),
  constraint attempts_are_counted check (attempts >= 0)
);
comment on table public.email_messages is 'The ledger: one row per campaign and lead. A deleted lead leaves its row, without the address.';
create index on public.email_messages (email_campaign_id, project_id, status);
create index on public.email_messages (lead_id, project_id);
create index on public.email_messages (project_id, created_at desc);
create index on public.email_messages (provider_message_id) where provider_message_id is not null;

create table public.email_events (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  email_message_id uuid not null,
  type text not null,
  url text,
  occurred_at timestamptz not null default now(),
  is_machine boolean not null default false,
  external_id text unique,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (email_message_id, project_id) references public.email_messages (id, project_id) on delete cascade,
  constraint an_email_event_has_a_known_type check (type in ('delivered', 'open', 'click', 'bounce', 'complaint', 'unsubscribe')),
  constraint a_url_is_not_endless check (length(url) <= 2000)
);
comment on table public.email_events is 'What became of a message. is_machine: a mail scanner or proxy did it, not a person.';
create index on public.email_events (email_message_id, project_id, type);
create index on public.email_events (project_id, occurred_at desc);

create table public.email_suppressions (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  address text not null,
  reason text,
  source text not null default 'manual',
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (project_id, address),
  constraint an_address_looks_like_one check (length(address) <= 320 and address ~ '^[^@[:space:]]+@[^@[:space:]]+$' and address = lower(address)),
  constraint a_reason_is_short check (length(reason) <= 500),
  constraint a_suppression_has_a_known_source check (source in ('manual', 'bounce', 'complaint', 'unsubscribe', 'import'))
);
comment on table public.email_suppressions is 'Addresses a project never writes to.';
create index on public.email_suppressions (project_id, created_at desc);
create index on public.email_suppressions (created_by);

create trigger touch_updated_at before update on public.email_campaigns for each row execute function private.touch_updated_at();
create trigger touch_updated_at before update on public.email_messages for each row execute function private.touch_updated_at();
create trigger touch_updated_at before update on public.email_events for each row execute function private.touch_updated_at();
create trigger touch_updated_at before update on public.email_suppressions for each row execute function private.touch_updated_at();
create trigger set_created_by before insert on public.email_campaigns for each row execute function private.set_created_by();
create trigger set_created_by before insert on public.email_suppressions for each row execute function private.set_created_by();
