create function private.guard_purchase()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if old.status <> 'completed' then return coalesce(new, old); end if;
  if tg_op = 'DELETE' and not exists (select from public.workspaces where id = old.workspace_id) then return old; end if;
  if tg_op = 'DELETE' or (new.workspace_id, new.token_amount, new.status, new.stripe_payment_intent_id)
    is distinct from (old.workspace_id, old.token_amount, old.status, old.stripe_payment_intent_id)
  then
    perform private.raise_error('PT409', 'A completed purchase does not change', 'Its tokens were added to the subscription.');
  end if;
  return new;
end
$$;
comment on function private.guard_purchase is 'What was completed stays so: it can never be completed a second time.';
create trigger guard_purchase before update or delete on public.token_purchases for each row execute function private.guard_purchase();

create function private.credit_purchase()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  update public.workspace_subscriptions s set additional_tokens = s.additional_tokens + new.token_amount where s.workspace_id = new.workspace_id;
  return null;
end
$$;
comment on function private.credit_purchase is 'Adds the tokens of a purchase when it is completed.';
create trigger credit_inserted after insert on public.token_purchases
  for each row when (new.status = 'completed') execute function private.credit_purchase();
create trigger credit_updated after update on public.token_purchases
  for each row when (new.status = 'completed' and old.status <> 'completed') execute function private.credit_purchase();
