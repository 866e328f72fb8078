create function private.lower_address()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.address := lower(btrim(new.address));
  return new;
end
$$;
create trigger lower_address before insert or update on public.email_suppressions for each row execute function private.lower_address();

-- Security definer, like all below: the ledger is kept whatever the writer may see.
create function private.prepare_email_message()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  lead public.leads;
begin
  if new.lead_id is null then
    -- Its lead was deleted, and the address with it.
    new.to_address := null;
    return new;
  end if;
  select * into lead from public.leads l where l.id = new.lead_id and l.project_id = new.project_id;
  new.to_address := lower(btrim(coalesce(new.to_address, lead.email)));
  if new.status in ('queued', 'sending') and (tg_op = 'INSERT' or new.status <> old.status) and (
    lead.unsubscribed_at is not null
    or exists (select from public.email_suppressions s where s.project_id = new.project_id and s.address = new.to_address)
  ) then
    new.status := 'suppressed';
  elsif new.status = 'sent' then
    new.sent_at := coalesce(new.sent_at, now());
  end if;
  return new;
end
$$;
comment on function private.prepare_email_message is
  'Who unsubscribed or is suppressed gets nothing: asked when a message is queued, and again when it is about to be sent.';
create trigger prepare_message before insert or update on public.email_messages for each row execute function private.prepare_email_message();

insert into private.status_transitions
select 'public.email_messages', old_status, unnest(string_to_array(allowed, ' '))
from (values
  ('queued', 'sending failed suppressed'),
  ('sending', 'queued sent bounced failed'),
  ('sent', 'bounced complained'),
  ('failed', 'queued')
) x (old_status, allowed);
-- By its name it comes before prepare_message, which may suppress what was to be sent.
create trigger check_transition before update of status on public.email_messages
  for each row when (new.status <> old.status) execute function private.check_status_transition();

create function private.add_counts(metrics jsonb, added jsonb)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select metrics || coalesce(jsonb_object_agg(key, coalesce((metrics ->> key)::bigint, 0) + value::bigint), '{}') from jsonb_each_text(added)
$$;
comment on function private.add_counts is 'Adds the numbers of one document to those of another.';

create function private.count_email_messages()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  changes jsonb := '[]';
begin
  if tg_op <> 'DELETE' then
    select jsonb_agg(x) into changes from (select email_campaign_id as id, status, count(*) as n from new_rows group by 1, 2) x;
  end if;
  if tg_op <> 'INSERT' then
    select coalesce(changes, '[]') || coalesce(jsonb_agg(x), '[]') into changes
    from (select email_campaign_id as id, status, -count(*) as n from old_rows group by 1, 2) x;
  end if;
  update public.email_campaigns c set metrics = private.add_counts(c.metrics, counted.added)
  from (
    select id, jsonb_object_agg(status, n) as added
    from (select id, status, sum(n) as n from jsonb_to_recordset(changes) x (id uuid, status text, n bigint) group by 1, 2 having sum(n) <> 0) moved
    group by id
  ) counted
  where c.id = counted.id;
  return null;
end
$$;
comment on function private.count_email_messages is
  'Statement trigger: keeps how many messages of a campaign have which status, at a cost in proportion to the change.';
create trigger count_inserted after insert on public.email_messages
  referencing new table as new_rows for each statement execute function private.count_email_messages();
create trigger count_updated after update on public.email_messages
  referencing old table as old_rows new table as new_rows for each statement execute function private.count_email_messages();
create trigger count_deleted after delete on public.email_messages
  referencing old table as old_rows for each statement execute function private.count_email_messages();

-- Security definer: whoever deletes the campaign need not see all of its ledger.
create function private.keep_begun_campaign()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if exists (select from public.email_messages m where m.email_campaign_id = old.id) and exists (select from public.projects where id = old.project_id) then
    perform private.raise_error('PT409', 'An e-mail that was begun stays, with its ledger', 'Pause it instead.');
  end if;
  return old;
end
$$;
comment on function private.keep_begun_campaign is 'Who was written to is known as long as the project is there; made anew, a campaign would write to everybody again.';
create trigger keep_begun before delete on public.email_campaigns for each row execute function private.keep_begun_campaign();
