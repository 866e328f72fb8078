-- Security definer, like all here: the ledger and the reservations are written by these only.
create function private.find_reservation(reservation uuid)
returns private.token_reservations
language plpgsql
security definer
set search_path = ''
as $$
declare
  found_one private.token_reservations;
begin
  -- The subscription first, as reserve_tokens does: nobody waits in a circle.
  perform private.lock_subscription(r.workspace_id) from private.token_reservations r where r.id = reservation;
  select * into found_one from private.token_reservations r where r.id = reservation for update;
  if not found then
    perform private.raise_error('PT404', 'There is no such reservation');
  end if;
  return found_one;
end
$$;

create function private.settle_tokens(
  reservation uuid, input_tokens bigint, output_tokens bigint, cached_tokens bigint, usage_type text, chat_session_id uuid, chat_message_id uuid
)
returns public.token_usage
language plpgsql
security definer
set search_path = ''
as $$
declare
  held private.token_reservations := private.find_reservation(reservation);
  used public.token_usage;
begin
  if held.status = 'settled' then
    select * into used from public.token_usage u where u.id = held.id;
    return used;
  elsif held.status = 'released' then
    perform private.raise_error('PT409', 'This reservation was released', 'Reserve again before the call.');
  end if;
  insert into public.token_usage (
    id, workspace_id, project_id, chat_session_id, chat_message_id, input_tokens, output_tokens, cached_tokens, usage_type, created_by
  ) values (
    held.id, held.workspace_id, held.project_id, chat_session_id, chat_message_id, input_tokens, output_tokens, coalesce(cached_tokens, 0),
    usage_type, held.user_id
  ) returning * into used;
  update private.token_reservations r set status = 'settled' where r.id = held.id;
  -- What the plan does not cover comes off the tokens that were bought.
  update public.workspace_subscriptions s
  set base_tokens_used = s.base_tokens_used + least(used.tokens_used, private.base_tokens_left(s)),
    additional_tokens = greatest(0, s.additional_tokens - greatest(0, used.tokens_used - private.base_tokens_left(s)))
  where s.workspace_id = held.workspace_id;
  return used;
end
$$;

create function public.settle_tokens(
  reservation uuid, input_tokens bigint, output_tokens bigint, cached_tokens bigint, usage_type text,
  chat_session_id uuid default null, chat_message_id uuid default null
)
returns public.token_usage
language sql
set search_path = ''
as $$
  select * from private.settle_tokens(reservation, input_tokens, output_tokens, cached_tokens, usage_type, chat_session_id, chat_message_id)
$$;
comment on function public.settle_tokens is 'Writes what a model call used to the ledger and ends its reservation, also one that has expired meanwhile. Once: again it returns the same row. cached_tokens are part of input_tokens. For the service role.';

create function private.release_tokens(reservation uuid)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
  held private.token_reservations := private.find_reservation(reservation);
begin
  update private.token_reservations r set status = 'released' where r.id = held.id and r.status = 'open';
  return found;
end
$$;

create function public.release_tokens(reservation uuid)
returns boolean
language sql
set search_path = ''
as $$
  select private.release_tokens(reservation)
$$;
comment on function public.release_tokens is 'Gives the tokens of a call that was not made back. False: it was settled or released before. For the service role.';

create function private.token_balance(workspace_id uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  stored public.workspace_subscriptions;
  subscription public.workspace_subscriptions;
  reserved constant bigint := private.reserved_tokens(workspace_id);
begin
  select * into stored from public.workspace_subscriptions s where s.workspace_id = token_balance.workspace_id;
  if not found or not (
    coalesce((select auth.role()) = 'service_role', false) or token_balance.workspace_id in (select private.workspace_ids('project_creator'))
  ) then
    perform private.raise_error('PT404', 'There is no such workspace, or you are not in it');
  end if;
  subscription := private.in_current_period(stored);
  return jsonb_build_object(
    'limit', case when subscription.status in ('active', 'past_due') then subscription.base_token_limit else 0 end,
    'additional', subscription.additional_tokens, 'used', subscription.base_tokens_used, 'reserved', reserved,
    'remaining', greatest(0, private.base_tokens_left(subscription) + subscription.additional_tokens - reserved),
    'period_start', subscription.current_period_start, 'period_end', subscription.current_period_end
  );
end
$$;

create function public.token_balance(workspace_id uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select private.token_balance(workspace_id)
$$;
comment on function public.token_balance is 'Tokens of a workspace now: {limit, additional, used, reserved, remaining, period_start, period_end}; used is of the limit. For members of the workspace.';

grant execute on function public.settle_tokens, private.settle_tokens, public.release_tokens, private.release_tokens to service_role;
grant execute on function public.token_balance, private.token_balance to authenticated, service_role;
