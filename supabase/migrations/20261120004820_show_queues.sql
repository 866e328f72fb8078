create function private.queue_depth(queue text, workspace_id uuid, projects text[])
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  depth jsonb;
begin
  -- A message that was given back for another try says which try that was (tried); one that is in work has been read once more.
  execute format($query$
    select jsonb_build_object(
      'waiting', count(*) filter (where is_own and vt <= $3),
      'in_work', count(*) filter (where is_own and vt > $3 and read_ct > 0 and not was_tried),
      'retrying', count(*) filter (where is_own and vt > $3 and read_ct > 0 and was_tried),
      'delayed', count(*) filter (where is_own and vt > $3 and read_ct = 0),
      'oldest_seconds', extract(epoch from $3 - min(vt) filter (where is_own and vt <= $3))::float8,
      'is_partial', count(*) > 100000
    )
    from (
      select q.vt, q.read_ct, coalesce(q.message ->> 'tried' = q.read_ct::text, false) as was_tried, case
        when $1 is null then true
        when q.message ->> 'project_id' is null then coalesce(q.message ->> 'workspace_id' = $1::text, false)
        else q.message ->> 'project_id' = any ($2)
      end as is_own
      from (select * from pgmq.%I order by msg_id limit 100001) q
    ) looked_at
  $query$, 'q_' || queue) into depth using workspace_id, projects, clock_timestamp();
  return depth;
end
$$;
comment on function private.queue_depth is
  'How many messages of a workspace wait, are in work, wait for another try or for their time; of all when workspace_id is null. Looks at the oldest 100,000 of the queue.';

create function private.queue_rates(queue text, workspace_id uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'done', sum(done), 'retried', sum(retried), 'died', sum(died),
    'minutes', jsonb_build_object('done', jsonb_agg(done order by minute), 'retried', jsonb_agg(retried order by minute), 'died', jsonb_agg(died order by minute))
  )
  from (
    select m.minute, coalesce(sum(c.done), 0)::int as done, coalesce(sum(c.retried), 0)::int as retried, coalesce(sum(c.died), 0)::int as died
    from generate_series(date_trunc('minute', now()) - interval '59 minutes', date_trunc('minute', now()), interval '1 minute') m (minute)
    left join private.message_counts c on c.minute = m.minute and c.queue = queue_rates.queue
      and (c.workspace_id = queue_rates.workspace_id or queue_rates.workspace_id is null)
    group by m.minute
  ) counted
$$;
comment on function private.queue_rates is 'What became of the messages of a workspace in the last 60 minutes, in sum and minute by minute; of all when workspace_id is null.';

-- Security definer: queues, leases and counts are nobody's to read; only what is the workspace's is shown.
create function private.queue_status(workspace_id uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  of_all constant boolean := queue_status.workspace_id is null;
  projects uuid[];
begin
  if of_all and private.is_api_user() and not private.is_super_user() then
    perform private.raise_error('PT403', 'Only who operates this installation sees the queues of everybody', 'Name a workspace of which you are an admin.');
  elsif not of_all and not private.is_super_user() then
    perform private.require_workspace_role(workspace_id, 'admin');
  end if;
  projects := array(select p.id from public.projects p where p.workspace_id = queue_status.workspace_id and p.deleted_at is null);
  return jsonb_build_object(
    'as_of', clock_timestamp(),
    'emit_failures', case when of_all then (select count(*) from private.emit_failures) end,
    'queues', (
      select jsonb_agg(jsonb_build_object(
        'queue', s.queue,
        'slots', s.slots,
        'workers', (select count(*) from private.worker_leases l where l.queue = s.queue and l.expires_at > clock_timestamp()),
        'dead_letters', (
          select count(*) from public.dead_letters d
          where d.queue = s.queue and d.redriven_at is null and d.discarded_at is null
            and (of_all or (d.workspace_id = queue_status.workspace_id and (d.project_id is null or d.project_id = any (projects))))
        )
      ) || private.queue_depth(s.queue, queue_status.workspace_id, projects::text[]) || private.queue_rates(s.queue, queue_status.workspace_id) order by s.queue)
      from private.worker_slots s
    )
  );
end
$$;

create function public.queue_status(workspace_id uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select private.queue_status(workspace_id)
$$;
comment on function public.queue_status is
  'The queues as far as they concern a workspace: {"as_of", "queues": [{queue, waiting, in_work, retrying, delayed, oldest_seconds, done, retried, died, minutes, dead_letters, workers, slots, is_partial}]}. Admins (403, 404). Of everybody''s messages, when null: super users (403).';

grant execute on function public.queue_status, private.queue_status to authenticated, service_role;
