-- Security definer, like the next: events change messages, leads and suppressions.
create function private.apply_email_events()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- Scanners follow every link in an e-mail, the one to unsubscribe too.
  if not exists (select from new_rows where not is_machine and type in ('bounce', 'complaint', 'unsubscribe')) then return null; end if;
  update public.email_messages m set status = 'bounced'
  where m.status in ('sending', 'sent') and m.id in (select email_message_id from new_rows where type = 'bounce' and not is_machine);
  update public.email_messages m set status = 'complained'
  where m.status = 'sent' and m.id in (select email_message_id from new_rows where type = 'complaint' and not is_machine);
  insert into public.email_suppressions (project_id, address, reason, source)
  select e.project_id, m.to_address, format('Message %s', m.id), e.type
  from new_rows e join public.email_messages m on m.id = e.email_message_id
  where e.type in ('bounce', 'complaint', 'unsubscribe') and not e.is_machine and m.to_address is not null
  on conflict do nothing;
  update public.leads l set unsubscribed_at = asked.occurred_at
  from (
    select m.lead_id, min(e.occurred_at) as occurred_at
    from new_rows e join public.email_messages m on m.id = e.email_message_id
    where e.type = 'unsubscribe' and not e.is_machine group by 1
  ) asked
  where l.id = asked.lead_id and l.unsubscribed_at is null;
  return null;
end
$$;
comment on function private.apply_email_events is 'A bounce, complaint or unsubscribe suppresses the address, whatever becomes of the lead, which an unsubscribe marks as well.';
-- By its name before count_events: messages are locked before their campaign, as a sender does.
create trigger apply_events after insert on public.email_events
  referencing new table as new_rows for each statement execute function private.apply_email_events();

create function private.count_email_events()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- The lock on the campaign makes those who report at once wait for each other: the first open of a message is counted once.
  perform from public.email_campaigns c
  where c.id in (select m.email_campaign_id from new_rows e join public.email_messages m on m.id = e.email_message_id)
  order by c.id for no key update;
  update public.email_campaigns c set metrics = private.add_counts(c.metrics, counted.added)
  from (
    select id, jsonb_object_agg(metric, n) as added
    from (
      select m.email_campaign_id as id, v.metric, count(distinct m.id) as n
      from new_rows e
      join public.email_messages m on m.id = e.email_message_id
      join (values
        ('delivered', 'delivered'), ('open', 'opened'), ('click', 'clicked'), ('unsubscribe', 'unsubscribed')
      ) v (type, metric) on v.type = e.type
      where not e.is_machine and not exists (
        select from public.email_events o
        where o.email_message_id = e.email_message_id and o.project_id = e.project_id and o.type = e.type and not o.is_machine
          and o.id not in (select id from new_rows)
      )
      group by 1, 2
      union all
      select m.email_campaign_id, 'machine_events', count(*)
      from new_rows e join public.email_messages m on m.id = e.email_message_id where e.is_machine group by 1
    ) x
    group by id
  ) counted
  where c.id = counted.id;
  return null;
end
$$;
comment on function private.count_email_events is
  'Statement trigger: keeps how many messages of a campaign were delivered, opened, clicked and unsubscribed from by people, each counted once, and how much was done by machines.';
create trigger count_events after insert on public.email_events
  referencing new table as new_rows for each statement execute function private.count_email_events();
