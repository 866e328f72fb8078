create function private.require_letter_role(ids uuid[])
returns void
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  letter record;
begin
  if cardinality(ids) > 1000 then
    perform private.raise_error('PT400', 'At most 1,000 dead letters go at a time', 'Send them in several calls.');
  end if;
  for letter in
    select distinct d.id is null as is_gone, d.project_id, case when d.project_id is null then d.workspace_id end as workspace_id
    from unnest(ids) wanted (id) left join public.dead_letters d on d.id = wanted.id
  loop
    if letter.project_id is not null then
      perform private.require_role(letter.project_id, 'manager');
    elsif letter.workspace_id is not null then
      perform private.require_workspace_role(letter.workspace_id, 'admin');
    elsif letter.is_gone or (private.is_api_user() and not private.is_super_user()) then
      perform private.raise_error('PT404', 'There is no such dead letter, or you may not see it', 'Load the list again.');
    end if;
  end loop;
end
$$;
comment on function private.require_letter_role is
  'Raises what keeps the one who asks from deciding about these letters: managers those of their project, workspace admins those of no project, super users those of nobody.';

create function private.send_letters(queue text, letters public.dead_letters[])
returns void
language plpgsql
set search_path = ''
as $$
declare
  sent bigint[];
begin
  -- What is no object was never sent by us; it goes back as it came.
  sent := array(select pgmq.send_batch(queue, array(
    select case jsonb_typeof(l.message)
      when 'object' then l.message || jsonb_build_object('idempotency_key', l.idempotency_key)
      else l.message
    end
    from unnest(letters) with ordinality l order by l.ordinality
  )));
  -- For a run that has failed nothing would be done.
  perform private.mark_run_queued(r.id, s.msg_id)
  from unnest(letters) with ordinality l
  join unnest(sent) with ordinality s (msg_id, ordinality) on s.ordinality = l.ordinality
  join public.sync_runs r on r.id = private.to_uuid(l.message ->> 'id') and r.project_id = l.project_id and r.status = 'failed'
  where send_letters.queue = 'connector_sync' and l.message ->> 'type' = 'load_upload';
end
$$;
comment on function private.send_letters is 'Puts the messages of letters back on their queue, with the key under which their effects outside are known.';

-- Security definer: nobody who calls the API writes to queues or letters.
create function private.redrive_dead_letters(ids uuid[])
returns int
language plpgsql
security definer
set search_path = ''
as $$
declare
  letters public.dead_letters[];
  name text;
begin
  perform private.require_letter_role(ids);
  -- Runs before letters, as in retry_run. Who comes second finds the letters redriven.
  perform from public.sync_runs r
  where r.id in (select private.to_uuid(d.message ->> 'id') from public.dead_letters d where d.id = any (ids) and d.queue = 'connector_sync')
  order by r.id for no key update;
  letters := array(
    select d from public.dead_letters d
    where d.id = any (ids) and d.redriven_at is null and d.discarded_at is null
    order by d.id for no key update
  );
  for name in select distinct l.queue from unnest(letters) l order by 1 loop
    if not exists (select from private.worker_slots s where s.queue = name) then
      perform private.raise_error('PT422', format('There is no queue called "%s" any more', name), 'Discard its letters.');
    end if;
    perform private.send_letters(name, array(select l from unnest(letters) l where l.queue = name));
  end loop;
  update public.dead_letters d set redriven_at = now(), redriven_by = private.user_id()
  where d.id = any (array(select l.id from unnest(letters) l));
  return cardinality(letters);
end
$$;

create function public.redrive_dead_letters(ids uuid[])
returns int
language sql
set search_path = ''
as $$
  select private.redrive_dead_letters(ids)
$$;
comment on function public.redrive_dead_letters is
  'Puts the messages of open dead letters back on their queues, each once; answers how many. One that fails again is a new letter. Managers of the project, admins of the workspace for letters of no project (403, 404); 422 where the queue is no more.';

-- Security definer: nobody who calls the API writes to letters.
create function private.discard_dead_letters(ids uuid[])
returns int
language plpgsql
security definer
set search_path = ''
as $$
declare
  discarded int;
begin
  perform private.require_letter_role(ids);
  update public.dead_letters d set discarded_at = now(), discarded_by = private.user_id()
  where d.id in (
    select o.id from public.dead_letters o
    where o.id = any (ids) and o.redriven_at is null and o.discarded_at is null
    order by o.id for no key update
  );
  get diagnostics discarded = row_count;
  return discarded;
end
$$;

create function public.discard_dead_letters(ids uuid[])
returns int
language sql
set search_path = ''
as $$
  select private.discard_dead_letters(ids)
$$;
comment on function public.discard_dead_letters is
  'Closes open dead letters without another try; answers how many. The record is kept for 90 days. Managers of the project, admins of the workspace for letters of no project (403, 404).';

grant execute on function public.redrive_dead_letters, private.redrive_dead_letters, public.discard_dead_letters, private.discard_dead_letters
  to authenticated, service_role;
