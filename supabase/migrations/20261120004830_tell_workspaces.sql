-- Security definer: also who may only delete a project, and its letters with it, tells of it.
create function private.tell_dead_letters_changed()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  concerned uuid;
begin
  for concerned in select distinct workspace_id from changed_rows where workspace_id is not null order by 1 loop
    perform private.broadcast('workspace:' || concerned, 'dead_letters.changed', '{}');
  end loop;
  return null;
end
$$;

create trigger tell_inserted after insert on public.dead_letters
  referencing new table as changed_rows for each statement execute function private.tell_dead_letters_changed();
create trigger tell_updated after update on public.dead_letters
  referencing new table as changed_rows for each statement execute function private.tell_dead_letters_changed();
create trigger tell_deleted after delete on public.dead_letters
  referencing old table as changed_rows for each statement execute function private.tell_dead_letters_changed();

create function private.waiting_workspaces()
returns setof uuid
language plpgsql
stable
set search_path = ''
as $$
declare
  name text;
begin
  for name in select s.queue from private.worker_slots s loop
    return query execute format($query$
      select coalesce(p.workspace_id, w.id)
      from (select message from pgmq.%I where vt < clock_timestamp() - interval '5 seconds' order by msg_id limit 1000) q
      left join public.projects p on p.id = private.to_uuid(q.message ->> 'project_id')
      left join public.workspaces w on w.id = private.to_uuid(q.message ->> 'workspace_id') and q.message ->> 'project_id' is null
      where p.id is not null or w.id is not null
    $query$, 'q_' || name);
  end loop;
end
$$;
comment on function private.waiting_workspaces is 'Whose messages have waited for more than 5 seconds, of the first 1,000 of each queue that have.';

create function private.tell_waiting_workspaces()
returns void
language plpgsql
set search_path = ''
as $$
declare
  concerned uuid;
begin
  for concerned in select distinct id from private.waiting_workspaces() id order by 1 loop
    perform private.broadcast('workspace:' || concerned, 'queues.changed', '{}');
  end loop;
end
$$;
comment on function private.tell_waiting_workspaces is 'Tells who looks at their queues that messages wait, when no worker does: called every 10 seconds.';
