create function private.keep_partitions()
returns void
language plpgsql
set search_path = ''
as $$
declare
  ledger record;
begin
  for ledger in
    select * from (values
      ('public.events', interval '400 days'), ('public.analytics_events', interval '400 days'),
      ('public.usage_analytics', interval '400 days'), ('public.audit_logs', interval '7 years')
    ) kept (name, age)
  loop
    perform private.make_month_partitions(ledger.name::regclass);
    perform private.drop_month_partitions(ledger.name::regclass, ledger.age);
  end loop;
end
$$;
comment on function private.keep_partitions is 'Makes the partitions of the months ahead, and drops those whose last row is older than is kept.';

create function private.forget_sequences()
returns void
language sql
set search_path = ''
as $$
  -- Never of a topic on which more may be told: to who still listens, a number that begins anew would look like one heard long ago.
  delete from private.broadcast_sequences s where not exists (
    select from (
      select 'project:' || id as topic from public.projects
      union all select 'workspace:' || id from public.workspaces
      union all select 'dashboard:' || id from public.dashboards
      union all select 'chat:' || id from public.chat_sessions
      union all select 'execution:' || id from public.workflow_executions where completed_at is null or completed_at > now() - interval '30 days'
    ) used
    where used.topic = s.topic
  );
$$;
comment on function private.forget_sequences is 'Removes the numbers of topics whose subject is gone, and of executions long over.';

create function private.forget_old_rows()
returns void
language sql
set search_path = ''
as $$
  delete from private.token_reservations where expires_at < now() - interval '30 days';
  delete from private.emit_failures where occurred_at < now() - interval '400 days';
  delete from public.workspace_invitations where accepted_at is null and expires_at < now() - interval '30 days';
  delete from public.webhook_deliveries where received_at < now() - interval '30 days';
  delete from public.dead_letters where coalesce(redriven_at, discarded_at) < now() - interval '90 days';
  delete from private.message_counts where minute < now() - interval '1 day';
  delete from public.notifications where read_at < now() - interval '180 days';
  select private.forget_sequences();
  -- Every run of a job leaves a row. pg_net removes its own answers, after hours.
  delete from cron.job_run_details where coalesce(end_time, start_time) < now() - interval '7 days';
$$;
comment on function private.forget_old_rows is 'Removes what nobody can use any more: reservations, invitations, deliveries and notifications long past, and the log of cron.';
