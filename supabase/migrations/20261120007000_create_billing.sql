create table public.token_purchases (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references public.workspaces on delete cascade,
  stripe_payment_intent_id text not null unique,
  token_amount bigint not null,
  price_paid numeric(10, 2) not null,
  status text not null default 'pending',
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint a_purchase_has_a_known_status check (status in ('pending', 'completed', 'failed')),
  constraint a_purchase_is_of_tokens check (token_amount > 0),
  constraint a_price_is_not_negative check (price_paid >= 0)
);
comment on table public.token_purchases is 'Tokens bought on top of the plan. When a purchase is completed its tokens are added to the subscription, once; then it does not change.';
create index on public.token_purchases (workspace_id, created_at desc);
create index on public.token_purchases (created_by);
create trigger touch_updated_at before update on public.token_purchases for each row execute function private.touch_updated_at();

create table public.token_usage (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references public.workspaces on delete cascade,
  project_id uuid references public.projects on delete set null,
  chat_session_id uuid,
  chat_message_id uuid unique,
  tokens_used bigint not null generated always as (input_tokens + output_tokens) stored,
  input_tokens bigint not null,
  output_tokens bigint not null,
  cached_tokens bigint not null default 0,
  usage_type text not null,
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  foreign key (chat_session_id, project_id) references public.chat_sessions (id, project_id) on delete set null (chat_session_id),
  foreign key (chat_message_id, project_id) references public.chat_messages (id, project_id) on delete set null (chat_message_id),
  constraint usage_has_a_known_type check (usage_type in ('chat', 'artifact_generation', 'search', 'workflow')),
  constraint tokens_are_not_negative check (input_tokens >= 0 and output_tokens >= 0 and cached_tokens between 0 and input_tokens)
);
comment on table public.token_usage is 'The ledger of tokens, append-only: one row per settled reservation, whose id it has. cached_tokens are those of input_tokens that came from a cache. It outlives projects and chats, without their ids.';
create index on public.token_usage (workspace_id, created_at desc);
create index on public.token_usage (project_id, created_at desc);
create index on public.token_usage (chat_session_id, project_id);
create index on public.token_usage (chat_message_id, project_id);
create index on public.token_usage (created_by);

create table private.token_reservations (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references public.workspaces on delete cascade,
  project_id uuid references public.projects on delete set null,
  key text not null,
  tokens bigint not null,
  status text not null default 'open',
  user_id uuid references public.users on delete set null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  unique (project_id, key),
  constraint a_reservation_has_a_known_status check (status in ('open', 'settled', 'released')),
  constraint a_reservation_is_of_tokens check (tokens between 1 and 1000000000),
  constraint a_key_is_short check (length(key) between 1 and 200)
);
comment on table private.token_reservations is 'Tokens held back for model calls under way. An open one counts until expires_at.';
create index on private.token_reservations (workspace_id, expires_at) where status = 'open';
create index on private.token_reservations (expires_at);
create index on private.token_reservations (workspace_id);
create index on private.token_reservations (user_id);

-- Foreign keys forget what they point at by an update of their own, deeper than 1; the rows of a deleted workspace go with it.
create function private.refuse_usage_change()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and pg_trigger_depth() > 1 and jsonb_strip_nulls(to_jsonb(new)) <@ to_jsonb(old) then return new; end if;
  if tg_op = 'DELETE' and not exists (select from public.workspaces where id = old.workspace_id) then return old; end if;
  perform private.raise_error('PT403', 'The ledger of tokens is neither changed nor deleted');
  return null;
end
$$;
comment on function private.refuse_usage_change is 'Makes token_usage append-only for everybody, the service role too.';
create trigger refuse_change before update or delete on public.token_usage for each row execute function private.refuse_usage_change();
create trigger refuse_truncate before truncate on public.token_usage for each statement execute function private.refuse_usage_change();

alter table public.token_purchases enable row level security;
alter table public.token_usage enable row level security;
create policy "Admins read purchases" on public.token_purchases for select to authenticated
  using (workspace_id = any (array(select private.workspace_ids('admin'))));
-- The second half is for the usage of projects that are gone.
create policy "Managers read the usage of their projects" on public.token_usage for select to authenticated
  using (project_id = any (array(select private.project_ids('manager'))) or workspace_id = any (array(select private.workspace_ids('admin'))));
grant select on public.token_purchases, public.token_usage to authenticated;
revoke insert, update, delete, truncate on public.token_usage from service_role;
