create table private.emit_failures (
  id bigint generated always as identity primary key,
  occurred_at timestamptz not null default now(),
  source text not null,
  code text not null,
  message text not null,
  event jsonb not null,
  attempts int not null default 0,
  retry_at timestamptz not null default now()
);
comment on table private.emit_failures is
  'Events that could not be written, while what they tell of was; repair_emit_failures writes them later. Empty unless something is wrong.';
comment on column private.emit_failures.event is 'The row of events that is missing, without its id.';
comment on column private.emit_failures.attempts is 'How often repairing it has failed; code and message are those of the last time.';
create index on private.emit_failures (retry_at, id);

create function private.note_emit_failure(source text, code text, message text, missing public.events[])
returns void
language plpgsql
set search_path = ''
as $$
begin
  raise warning 'No event was written for %: %', source, message;
  insert into private.emit_failures (source, code, message, event)
  select note_emit_failure.source, note_emit_failure.code, note_emit_failure.message, to_jsonb(e) from unnest(missing) e;
exception when others then
  raise warning 'Nor could that be recorded: %', sqlerrm;
end
$$;
comment on function private.note_emit_failure is 'Records that events are missing. Never fails.';

-- In plpgsql its plan is kept: statements that are made as they are needed, as those of emit_row_events, would plan it each time.
create function private.causation_id()
returns uuid
language plpgsql
stable
set search_path = ''
as $$
declare
  cause constant text := current_setting('orrery.causation_id', true);
begin
  return case when cause ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then cause::uuid end;
end
$$;
comment on function private.causation_id is 'The execution or run in whose course this happens, as a worker says in orrery.causation_id.';

-- The one place where events come into being; what starts from them is told by the queue.
create function private.write_events(new_events public.events[])
returns void
language plpgsql
set search_path = ''
-- Who locks the events or their queue holds up no user: the events are noted, and written later.
set lock_timeout = '1s'
as $$
declare
  messages jsonb[];
begin
  with written as (
    insert into public.events (occurred_at, project_id, type, subject_type, subject_id, actor_id, data, causation_id)
    select
      e.occurred_at, e.project_id, e.type, e.subject_type, e.subject_id, e.actor_id,
      case
        when pg_column_size(e.data) <= 65536 then e.data
        else jsonb_strip_nulls(jsonb_build_object('ids', e.data -> 'ids', 'count', e.data -> 'count'))
      end,
      e.causation_id
    from unnest(new_events) with ordinality as e
    -- Rows that go with their project need no event.
    join public.projects p on p.id = e.project_id
    order by e.ordinality
    returning id, project_id, occurred_at
  ), numbered as (
    select *, (row_number() over (partition by project_id, occurred_at order by id) - 1) / 500 as batch from written
  ), batches as (
    select project_id, occurred_at, min(id) as first, jsonb_agg(id order by id) as ids from numbered group by project_id, occurred_at, batch
  )
  select array_agg(
    jsonb_build_object('v', 1, 'type', 'events', 'project_id', project_id, 'occurred_at', occurred_at, 'ids', ids) order by first
  ) into messages from batches;
  if messages is not null then
    -- As pgmq.send_batch does, which would cost a write of one row a fifth more.
    insert into pgmq.q_events (vt, message) select clock_timestamp(), m from unnest(messages) m;
  end if;
end
$$;
comment on function private.write_events is
  'Writes events, and sends one message per project and 500 of them to the queue of that name. Data too large for an event is cut down to its ids and count.';

-- Security definer: nobody writes events directly.
create function private.emit_event(project_id uuid, type text, subject_id uuid default null, data jsonb default '{}')
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  event public.events;
begin
  event := row(null, now(), project_id, type, split_part(type, '.', 1), subject_id, (select auth.uid()), data, private.causation_id());
  perform private.write_events(array[event]);
exception when others then
  perform private.note_emit_failure(coalesce(type, 'an event'), sqlstate, sqlerrm, array[event]);
end
$$;
comment on function private.emit_event is 'Records that something happened to the subject its type begins with. For functions and workers. Never fails.';
grant execute on function private.emit_event to service_role;
