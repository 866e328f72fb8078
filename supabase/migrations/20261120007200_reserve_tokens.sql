create function private.in_current_period(subscription public.workspace_subscriptions)
returns public.workspace_subscriptions
language plpgsql
stable
set search_path = ''
set timezone = 'UTC'
as $$
declare
  past interval;
begin
  if subscription.current_period_end > now() then return subscription; end if;
  past := age(now(), subscription.current_period_end);
  subscription.current_period_start := subscription.current_period_end
    + make_interval(months => (extract(year from past) * 12 + extract(month from past))::int);
  subscription.current_period_end := subscription.current_period_start + interval '1 month';
  subscription.base_tokens_used := 0;
  return subscription;
end
$$;
comment on function private.in_current_period is 'A subscription as it is now: when its period is over the next month has begun, with nothing used.';

create function private.start_period()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.base_tokens_used := 0;
  return new;
end
$$;
comment on function private.start_period is 'A period that begins, also when the payment provider says so, begins with nothing used.';
create trigger start_period before update of current_period_start on public.workspace_subscriptions
  for each row when (new.current_period_start <> old.current_period_start) execute function private.start_period();

create function private.lock_subscription(workspace_id uuid)
returns public.workspace_subscriptions
language plpgsql
set search_path = ''
as $$
declare
  stored public.workspace_subscriptions;
  subscription public.workspace_subscriptions;
begin
  select * into stored from public.workspace_subscriptions s where s.workspace_id = lock_subscription.workspace_id for no key update;
  if not found then
    perform private.raise_error('PT404', 'There is no such project or workspace');
  end if;
  subscription := private.in_current_period(stored);
  if subscription.current_period_start <> stored.current_period_start then
    update public.workspace_subscriptions s
    set current_period_start = subscription.current_period_start, current_period_end = subscription.current_period_end, base_tokens_used = 0
    where s.id = stored.id;
  end if;
  return subscription;
end
$$;
comment on function private.lock_subscription is 'The subscription in its current period. Who holds it is the only one who reserves or settles tokens of the workspace.';

create function private.base_tokens_left(subscription public.workspace_subscriptions)
returns bigint
language sql
immutable
set search_path = ''
as $$
  select case
    when subscription.status in ('active', 'past_due') then greatest(0, subscription.base_token_limit - subscription.base_tokens_used) else 0
  end
$$;
comment on function private.base_tokens_left is 'What is left of the plan''s tokens in this period. Only additional tokens count once a subscription is canceled.';

create function private.reserved_tokens(workspace_id uuid, except_reservation uuid default null)
returns bigint
language sql
stable
set search_path = ''
as $$
  select coalesce(sum(r.tokens), 0)::bigint
  from private.token_reservations r
  where r.workspace_id = reserved_tokens.workspace_id and r.status = 'open' and r.expires_at > now()
    and r.id is distinct from except_reservation
$$;
comment on function private.reserved_tokens is 'Tokens held back for calls under way.';

-- Security definer, like all below: reservations and the ledger are written by these only.
create function private.reserve_tokens(project_id uuid, tokens bigint, key text, user_id uuid)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  subscription public.workspace_subscriptions;
  reservation private.token_reservations;
  left_over bigint;
begin
  if tokens is null or tokens not between 1 and 1000000000 or coalesce(length(key), 0) not between 1 and 200 then
    perform private.raise_error('PT400', 'A reservation is of 1 to 1,000,000,000 tokens, under a key of 1 to 200 characters');
  end if;
  subscription := private.lock_subscription(
    (select p.workspace_id from public.projects p where p.id = reserve_tokens.project_id and p.deleted_at is null)
  );
  select * into reservation from private.token_reservations r where r.project_id = reserve_tokens.project_id and r.key = reserve_tokens.key;
  if reservation.status is distinct from 'settled' then
    left_over := greatest(0, private.base_tokens_left(subscription) + subscription.additional_tokens
      - private.reserved_tokens(subscription.workspace_id, reservation.id));
    if left_over < tokens then
      perform private.raise_error('PT402', format('This workspace is out of tokens: %s are left, and this needs %s', left_over, tokens), format(
        'An admin of the workspace can buy tokens or a larger plan. The next period begins on %s.',
        to_char(subscription.current_period_end at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')
      ));
    end if;
    insert into private.token_reservations as r (workspace_id, project_id, key, tokens, user_id, expires_at)
    values (subscription.workspace_id, project_id, key, tokens, user_id, now() + interval '15 minutes')
    on conflict on constraint token_reservations_project_id_key_key
    do update set status = 'open', tokens = excluded.tokens, expires_at = excluded.expires_at
    returning * into reservation;
  end if;
  return jsonb_build_object('id', reservation.id, 'status', reservation.status, 'tokens', reservation.tokens, 'expires_at', reservation.expires_at);
end
$$;

create function public.reserve_tokens(project_id uuid, tokens bigint, key text, user_id uuid default null)
returns jsonb
language sql
set search_path = ''
as $$
  select private.reserve_tokens(project_id, tokens, key, user_id)
$$;
comment on function public.reserve_tokens is 'Holds tokens back for a model call: {id, status, tokens, expires_at}. PT402 when there are not enough. The same key again is the same reservation, held for another 15 minutes; status settled says the call was made and paid before. For the service role.';
grant execute on function public.reserve_tokens, private.reserve_tokens to service_role;
