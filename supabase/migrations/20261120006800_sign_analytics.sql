create function private.sign_analytics_event()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  origin record;
begin
  if not private.is_api_user() then return new; end if;
  -- What is older is dropped by months; what is later would stay in the default partition until then.
  if new.occurred_at not between now() - interval '400 days' and now() + interval '1 day' then
    perform private.raise_error('PT400', 'An event lies in the last 400 days', 'Give occurred_at with its time zone, or leave it out for now.');
  end if;
  origin := private.request_origin();
  new.user_id := private.user_id();
  new.ip_address := origin.ip_address;
  new.user_agent := origin.user_agent;
  return new;
end
$$;
comment on function private.sign_analytics_event is 'Who did it, and from where, is not for them to say; when, within what is kept.';
create trigger sign_event before insert on public.analytics_events for each row execute function private.sign_analytics_event();

-- Security definer: looks at leads and users the caller may not see.
create function private.keep_analytics()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if to_jsonb(new) - array['lead_id', 'user_id'] = to_jsonb(old) - array['lead_id', 'user_id']
    and (new.lead_id is not distinct from old.lead_id or (new.lead_id is null and not exists (select from public.leads where id = old.lead_id)))
    and (new.user_id is not distinct from old.user_id or (new.user_id is null and not exists (select from public.users where id = old.user_id)))
  then
    return new;
  end if;
  perform private.raise_error('PT403', 'What is recorded here is neither changed nor deleted', 'It goes with its project, or when it is too old.');
  return null;
end
$$;
comment on function private.keep_analytics is 'What happened stays, without the lead or user it names when that is deleted.';
create trigger refuse_change before update on public.analytics_events for each row execute function private.keep_analytics();
create trigger refuse_delete before delete on public.analytics_events for each row execute function private.refuse_ledger_change();
create trigger refuse_truncate before truncate on public.analytics_events for each statement execute function private.refuse_ledger_change();
