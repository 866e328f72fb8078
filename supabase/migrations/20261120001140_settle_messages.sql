create function private.to_uuid(id text)
returns uuid
language sql
immutable
set search_path = ''
as $$
  select case when id ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then id::uuid end
$$;
comment on function private.to_uuid is 'An id out of a message that may hold anything; null when it is none.';

-- Fenced by read_ct, like all that is done with a delivery.
create function private.acknowledge_messages(queue text, msg_ids bigint[], read_cts int[])
returns int
language plpgsql
set search_path = ''
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  acknowledged int;
begin
  execute format(
    'delete from pgmq.%I m where m.msg_id = any ($1) and ((m.msg_id, m.read_ct) in (select * from unnest($1, $2))) is true', 'q_' || queue
  ) using msg_ids, read_cts;
  get diagnostics acknowledged = row_count;
  return acknowledged;
end
$$;
comment on function private.acknowledge_messages is 'Takes finished messages off their queue. Answers how many still were the caller''s.';

create function private.bury_message(queue text, msg_id bigint, read_ct int, error jsonb)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  buried record;
  project public.projects;
begin
  execute format(
    'delete from pgmq.%I where msg_id = $1 and read_ct = $2 returning msg_id, enqueued_at, message', 'q_' || queue
  ) into buried using msg_id, read_ct;
  if buried.msg_id is null then return false; end if;
  if jsonb_typeof(buried.message) = 'object' then buried.message := buried.message - array['retried', 'tried']; end if;
  select * into project from public.projects where id = private.to_uuid(buried.message ->> 'project_id');
  insert into public.dead_letters (workspace_id, project_id, queue, message, error, attempts, idempotency_key)
  values (
    coalesce(project.workspace_id, (select id from public.workspaces where id = private.to_uuid(buried.message ->> 'workspace_id'))),
    project.id, bury_message.queue, coalesce(buried.message, 'null'), coalesce(bury_message.error, '{}'), bury_message.read_ct,
    private.message_key(bury_message.queue, buried.msg_id, buried.enqueued_at, buried.message)
  );
  return true;
end
$$;
comment on function private.bury_message is 'Moves a message that failed for good to dead_letters. False: somebody else has it.';

grant execute on function private.to_uuid, private.acknowledge_messages, private.bury_message to service_role;
