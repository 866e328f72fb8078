create function private.write_daily_stats(day date default (now() at time zone 'UTC')::date)
returns void
language plpgsql
set search_path = ''
as $$
declare
  until constant timestamptz := (day + 1)::timestamp at time zone 'UTC';
begin
  insert into public.project_stats as s (project_id, stats_date, total_users, total_chats, total_artifacts, total_files, total_tokens_used, tokens_remaining)
  select
    p.id, day,
    (select count(*) from public.project_users m where m.project_id = p.id) + case when p.owner_user_id is null then 0 else 1 end
      + (select count(*) from public.user_team_memberships m where m.team_id = p.owner_team_id),
    (select count(*) from public.chat_sessions c where c.project_id = p.id and c.created_at < until),
    (select count(*) from public.artifacts a where a.project_id = p.id and a.created_at < until),
    coalesce(f.files, 0),
    (select coalesce(sum(u.tokens_used), 0) from public.token_usage u where u.project_id = p.id and u.created_at < until),
    b.remaining
  from public.projects p
  join lateral (
    select greatest(0, private.base_tokens_left(c) + c.additional_tokens - private.reserved_tokens(c.workspace_id)) as remaining
    from public.workspace_subscriptions s, private.in_current_period(s) c
    where s.workspace_id = p.workspace_id
  ) b on true
  left join (
    select split_part(o.name, '/', 1) as folder, count(*) as files
    from storage.objects o
    where o.bucket_id in ('uploads', 'project-files', 'artifact-files') and o.created_at < until
    group by 1
  ) f on f.folder = p.id::text
  where p.deleted_at is null and p.created_at < until
  on conflict (project_id, stats_date) do update set
    total_users = excluded.total_users, total_chats = excluded.total_chats, total_artifacts = excluded.total_artifacts,
    total_files = excluded.total_files, total_tokens_used = excluded.total_tokens_used, tokens_remaining = excluded.tokens_remaining;

  insert into public.workspace_stats as s (
    workspace_id, stats_date, total_projects, total_users, total_chats, total_artifacts, total_files, total_tokens_used, tokens_remaining
  )
  select
    w.id, day, count(p.id), (select count(*) from public.workspace_users m where m.workspace_id = w.id),
    coalesce(sum(d.total_chats), 0), coalesce(sum(d.total_artifacts), 0), coalesce(sum(d.total_files), 0),
    -- What deleted projects used was used all the same.
    (select coalesce(sum(u.tokens_used), 0) from public.token_usage u where u.workspace_id = w.id and u.created_at < until),
    (select greatest(0, private.base_tokens_left(c) + c.additional_tokens - private.reserved_tokens(w.id))
      from public.workspace_subscriptions s, private.in_current_period(s) c where s.workspace_id = w.id)
  from public.workspaces w
  left join public.projects p on p.workspace_id = w.id and p.deleted_at is null and p.created_at < until
  left join public.project_stats d on d.project_id = p.id and d.stats_date = day
  where w.deleted_at is null and w.created_at < until
  group by w.id
  on conflict (workspace_id, stats_date) do update set
    total_projects = excluded.total_projects, total_users = excluded.total_users, total_chats = excluded.total_chats,
    total_artifacts = excluded.total_artifacts, total_files = excluded.total_files, total_tokens_used = excluded.total_tokens_used,
    tokens_remaining = excluded.tokens_remaining;
end
$$;
comment on function private.write_daily_stats is 'Writes the statistics of a day (UTC) for every project and workspace; again, it writes them anew.';
grant execute on function private.write_daily_stats to service_role;
