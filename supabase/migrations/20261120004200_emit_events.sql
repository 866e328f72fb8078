create table private.emit_failures (
  id bigint generated always as identity primary key,
  occurred_at timestamptz not null default now(),
  source text not null,
  code text not null,
  message text not null
);
comment on table private.emit_failures is 'Events that could not be written, while what they tell of was. Empty unless something is wrong.';

create function private.note_emit_failure(source text, code text, message text)
returns void
language plpgsql
set search_path = ''
as $$
begin
  raise warning 'No event was written for %: %', source, message;
  insert into private.emit_failures (source, code, message) values (source, code, message);
exception when others then
  raise warning 'Nor could that be recorded: %', sqlerrm;
end
$$;
comment on function private.note_emit_failure is 'Records that an event is missing. Never fails.';

-- The one place where events come into being; what starts from them begins here.
create function private.write_events(new_events public.events[])
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- Rows that go with their project need no event.
  insert into public.events (project_id, type, subject_type, subject_id, actor_id, data, causation_id)
  select
    e.project_id, e.type, e.subject_type, e.subject_id, (select auth.uid()), e.data,
    nullif(current_setting('orrery.causation_id', true), '')::uuid
  from unnest(new_events) with ordinality as e
  join public.projects p on p.id = e.project_id
  order by e.ordinality;
end
$$;
comment on function private.write_events is 'Writes events of project_id, type, subject_type, subject_id and data; who asked and orrery.causation_id, which a worker sets, are added.';

-- Security definer: nobody writes events directly.
create function private.emit_event(project_id uuid, type text, subject_id uuid default null, data jsonb default '{}')
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.write_events(array[
    row(null, null, project_id, type, split_part(type, '.', 1), subject_id, null, data, null)::public.events
  ]);
exception when others then
  perform private.note_emit_failure(coalesce(type, 'an event'), sqlstate, sqlerrm);
end
$$;
comment on function private.emit_event is 'Records that something happened to the subject its type begins with. For functions and workers. Never fails.';
grant execute on function private.emit_event to service_role;
