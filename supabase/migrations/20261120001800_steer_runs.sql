create function private.find_run(run_id uuid, minimum_role text)
returns public.sync_runs
language plpgsql
security definer
set search_path = ''
as $$
declare
  run public.sync_runs;
begin
  select * into run from public.sync_runs where id = run_id for no key update;
  if not found or not coalesce(private.can_access(run.project_id, 'viewer'), false) then
    perform private.raise_error('PT404', 'There is no such run');
  end if;
  perform private.require_role(run.project_id, minimum_role);
  return run;
end
$$;
comment on function private.find_run is 'Locks a run the caller has this role for.';

-- Security definer: runs are written by functions only.
create function private.retry_run(run_id uuid)
returns public.sync_runs
language plpgsql
security definer
set search_path = ''
as $$
declare
  run public.sync_runs := private.find_run(run_id, 'contributor');
begin
  if run.status not in ('failed', 'cancelled') then
    perform private.raise_error('PT409', format('Only a failed or cancelled run can be retried; this one is %s', run.status));
  end if;
  update public.dead_letters d set redriven_at = now(), redriven_by = private.user_id()
  where d.project_id = run.project_id and d.message ->> 'id' = run_id::text and d.redriven_at is null and d.discarded_at is null;
  return private.queue_run(run_id);
end
$$;

create function public.retry_run(run_id uuid)
returns public.sync_runs
language sql
set search_path = ''
as $$
  select * from private.retry_run(run_id)
$$;
comment on function public.retry_run is 'Queues a failed or cancelled run again; the dead letter of its failure counts as redriven. Contributors.';

create function private.cancel_run(run_id uuid)
returns public.sync_runs
language plpgsql
security definer
set search_path = ''
as $$
declare
  run public.sync_runs := private.find_run(run_id, 'contributor');
begin
  if run.status not in ('queued', 'running') then
    perform private.raise_error('PT409', format('This run is over: it has %s', run.status));
  end if;
  update public.sync_runs set status = 'cancelled', finished_at = clock_timestamp() where id = run_id returning * into run;
  return run;
end
$$;

create function public.cancel_run(run_id uuid)
returns public.sync_runs
language sql
set search_path = ''
as $$
  select * from private.cancel_run(run_id)
$$;
comment on function public.cancel_run is 'Stops a run that is queued or under way; nothing of it is kept. Contributors.';

grant execute on function public.retry_run, private.retry_run, public.cancel_run, private.cancel_run to authenticated, service_role;
