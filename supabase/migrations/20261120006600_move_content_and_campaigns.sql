insert into private.status_transitions
select 'public.content', old_status, unnest(string_to_array(allowed, ' '))
from (values
  ('draft', 'scheduled published archived'),
  ('scheduled', 'draft published failed archived'),
  ('published', 'archived'),
  ('failed', 'draft scheduled published archived'),
  ('archived', 'draft')
) x (old_status, allowed);
create trigger check_transition before update of status on public.content
  for each row when (new.status <> old.status) execute function private.check_status_transition();

create function private.note_publishing()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.published_at := coalesce(new.published_at, now());
  return new;
end
$$;
create trigger note_publishing before insert or update on public.content
  for each row when (new.status = 'published') execute function private.note_publishing();

insert into private.status_transitions
select 'public.email_campaigns', old_status, unnest(string_to_array(allowed, ' '))
from (values
  ('draft', 'scheduled'),
  ('scheduled', 'draft sending paused failed'),
  ('sending', 'paused sent failed'),
  ('paused', 'draft scheduled sending'),
  ('failed', 'draft scheduled')
) x (old_status, allowed);
create trigger check_transition before update of status on public.email_campaigns
  for each row when (new.status <> old.status) execute function private.check_status_transition();

create function private.guard_email_campaign()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if private.is_api_user() and new.status <> old.status and new.status in ('sending', 'sent', 'failed') then
    perform private.raise_error('PT403', 'Whether an e-mail is on its way is for the sender to say', 'Schedule it for now: set scheduled and send_at.');
  end if;
  if old.status in ('sending', 'sent')
    and (new.subject, new.content, new.recipient_list, new.variants) is distinct from (old.subject, old.content, old.recipient_list, old.variants)
  then
    perform private.raise_error('PT409', format('An e-mail that is %s cannot be changed', old.status), 'Pause it first if it is still being sent.');
  end if;
  return new;
end
$$;
comment on function private.guard_email_campaign is 'People plan and pause, the sender sends. What was sent can be read later.';
create trigger guard_email_campaign before update on public.email_campaigns for each row execute function private.guard_email_campaign();

create function private.schedule_anew()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  return jsonb_populate_record(new, jsonb_build_object(tg_argv[0], now()));
end
$$;
comment on function private.schedule_anew is 'What is scheduled again, after a pause or a failure, for the time it was announced for already is meant for now. Argument: the column of that time.';
create trigger schedule_anew before update of status on public.content for each row
  when (new.status = 'scheduled' and old.status <> 'scheduled' and new.announced_for = new.scheduled_at)
  execute function private.schedule_anew('scheduled_at');
create trigger schedule_anew before update of status on public.email_campaigns for each row
  when (new.status = 'scheduled' and old.status <> 'scheduled' and new.announced_for = new.send_at)
  execute function private.schedule_anew('send_at');
