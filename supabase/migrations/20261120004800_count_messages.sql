create table private.message_counts (
  id bigint generated always as identity primary key,
  workspace_id uuid,
  project_id uuid,
  queue text not null,
  minute timestamptz not null,
  done int not null default 0,
  retried int not null default 0,
  died int not null default 0,
  -- No reference to projects: a worker's count must not wait for, nor fail with, a project that is being deleted.
  constraint a_minute_is_counted_once unique nulls not distinct (workspace_id, minute, queue, project_id)
);
comment on table private.message_counts is
  'How many messages of a project came to which end in a minute. Of those that name no project the workspace is known, or nothing. Kept for a day.';

-- Security definer: workers may not speak on channels, nor touch counts otherwise.
create function private.count_messages(queue text, counts jsonb)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  concerned uuid;
begin
  for concerned in
    with counted as (
      -- In the order of the key, so that two workers never wait for each other.
      insert into private.message_counts as kept (workspace_id, project_id, queue, minute, done, retried, died)
      select coalesce(p.workspace_id, w.id), p.id, count_messages.queue, date_trunc('minute', now()), sum(c.done), sum(c.retried), sum(c.died)
      from jsonb_to_recordset(counts) c (project_id text, workspace_id text, done int, retried int, died int)
      left join public.projects p on p.id = private.to_uuid(c.project_id)
      left join public.workspaces w on w.id = private.to_uuid(c.workspace_id) and c.project_id is null
      where p.id is not null or c.project_id is null
      group by 1, 2
      order by 1, 2
      on conflict on constraint a_minute_is_counted_once
      do update set done = kept.done + excluded.done, retried = kept.retried + excluded.retried, died = kept.died + excluded.died
      returning kept.workspace_id
    )
    select distinct counted.workspace_id from counted where counted.workspace_id is not null order by 1
  loop
    perform private.broadcast('workspace:' || concerned, 'queues.changed', '{}');
  end loop;
end
$$;
comment on function private.count_messages is
  'Adds what a worker has settled to the counts of this minute and tells the workspaces: [{project_id, done, retried, died}], with workspace_id where there is no project. Deleted projects are left out.';

grant execute on function private.count_messages to service_role;
