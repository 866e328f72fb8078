create function private.request_origin(out ip_address inet, out user_agent text)
language plpgsql
stable
set search_path = ''
as $$
declare
  given constant text := nullif(current_setting('request.headers', true), '');
  headers jsonb;
  hop text;
begin
  if given is null then return; end if;
  headers := given;
  user_agent := left(headers ->> 'user-agent', 500);
  -- Whoever calls can put addresses in front of the list; the one at its end comes from the proxy.
  hop := btrim(coalesce(headers ->> 'cf-connecting-ip', substring(headers ->> 'x-forwarded-for' from '[^,]*$')));
  -- Some proxies add a port.
  ip_address := coalesce(substring(hop from '^([\d.]+)(?::\d+)?$'), substring(hop from '^\[([^\]]+)\](?::\d+)?$'), nullif(hop, ''))::inet;
exception when data_exception or program_limit_exceeded then
  -- What a header says must not fail the write it comes with.
  return;
end
$$;
comment on function private.request_origin is 'Where the request says it comes from: cf-connecting-ip, else the last hop of x-forwarded-for, and the browser. Null for what is missing or nonsense. As true as the proxy in front.';
grant execute on function private.request_origin to authenticated, service_role;

create table public.usage_analytics (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  user_id uuid,
  event_type text not null,
  event_data jsonb not null default '{}',
  session_id text,
  ip_address inet,
  user_agent text,
  referrer text,
  created_at timestamptz not null default now(),
  primary key (id, created_at),
  constraint an_event_has_a_type check (event_type ~ '^[a-z][a-z0-9_.-]{0,99}$'),
  constraint event_data_is_a_small_object check (jsonb_typeof(event_data) = 'object' and pg_column_size(event_data) <= 16384),
  constraint a_session_has_a_short_id check (length(session_id) <= 200),
  constraint a_referrer_is_short check (length(referrer) <= 2000)
) partition by range (created_at);
comment on table public.usage_analytics is 'What people do in the app, as the app tells it. Append-only.';
comment on column public.usage_analytics.user_id is 'Not a foreign key: what happened stays as it was.';
create index on public.usage_analytics (project_id, created_at desc);
select private.make_month_partitions('public.usage_analytics', 3);

create function private.sign_usage_event()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  origin constant record := private.request_origin();
begin
  if not private.is_api_user() then return new; end if;
  new.user_id := private.user_id();
  new.ip_address := origin.ip_address;
  new.user_agent := origin.user_agent;
  return new;
end
$$;
comment on function private.sign_usage_event is 'Records who did it and from where; nobody can claim to be somebody else.';
create trigger sign_usage_event before insert on public.usage_analytics for each row execute function private.sign_usage_event();
create trigger refuse_change before update or delete on public.usage_analytics for each row execute function private.refuse_ledger_change();
create trigger refuse_truncate before truncate on public.usage_analytics for each statement execute function private.refuse_ledger_change();

alter table public.usage_analytics enable row level security;
create policy "Managers read how their projects are used" on public.usage_analytics for select to authenticated
  using (project_id = any (array(select private.project_ids('manager'))));
create policy "Viewers tell what they do" on public.usage_analytics for insert to authenticated
  with check (project_id = any (array(select private.project_ids('viewer'))) and user_id = (select private.user_id()));
grant select, insert (project_id, event_type, event_data, session_id, referrer) on public.usage_analytics to authenticated;
revoke update, delete, truncate on public.usage_analytics from service_role;
