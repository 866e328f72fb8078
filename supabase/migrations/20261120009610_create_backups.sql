select private.create_queue('maintenance', 1);

-- Security definer: nobody who calls the API writes to queues.
create function private.create_backup(workspace_id uuid)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  asked uuid[];
  messages jsonb[];
begin
  if private.is_api_user() then
    if create_backup.workspace_id is null then
      perform private.raise_error('PT403', 'Only the platform itself backs up every workspace', 'Name a workspace of which you are an admin.');
    end if;
    perform private.require_workspace_role(workspace_id, 'admin');
  end if;
  -- The lock closes the race of two who ask at the same time.
  select array_agg(w.id) into asked from (
    select w.id from public.workspaces w
    where w.deleted_at is null and (w.id = create_backup.workspace_id or (create_backup.workspace_id is null and w.is_active))
    order by w.id for no key update
  ) w;
  select array_agg(jsonb_build_object(
    'v', 1, 'type', 'backup', 'workspace_id', id, 'asked_at', to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  )) into messages
  from unnest(asked) id
  where not exists (
    select from pgmq.q_maintenance q where q.message ->> 'type' = 'backup' and q.message ->> 'workspace_id' = id::text
  );
  if messages is not null then perform pgmq.send_batch('maintenance', messages); end if;
  return jsonb_build_object('queued', coalesce(cardinality(asked), 0));
end
$$;

create function public.create_backup(workspace_id uuid default null)
returns jsonb
language sql
set search_path = ''
as $$
  select private.create_backup(workspace_id)
$$;
comment on function public.create_backup is
  'Queues a backup of a workspace to its files, unless one waits; answers {"queued": 1}. Admins (403, 404). Of all: the service role (403).';

grant execute on function public.create_backup, private.create_backup to authenticated, service_role;
