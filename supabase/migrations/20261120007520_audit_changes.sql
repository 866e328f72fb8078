create table private.deleted_projects (
  id uuid primary key,
  workspace_id uuid not null,
  deleted_at timestamptz not null default now()
);
comment on table private.deleted_projects is 'Where projects were: the records of what goes with them are written when they are gone.';

create function private.remember_deleted_project()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into private.deleted_projects (id, workspace_id) values (old.id, old.workspace_id) on conflict (id) do nothing;
  return old;
end
$$;
create trigger remember_deleted_project before delete on public.projects for each row execute function private.remember_deleted_project();

create function private.audit_context(out user_id uuid, out ip_address inet, out user_agent text, out metadata jsonb)
language plpgsql
stable
set search_path = ''
as $$
begin
  user_id := (select auth.uid());
  metadata := case
    when user_id is not null then '{}'
    else jsonb_build_object('actor', case auth.role() when 'service_role' then 'service' else 'system' end)
  end;
  if current_setting('orrery.restored_from', true) <> '' then
    metadata := metadata || jsonb_build_object('restored_from', current_setting('orrery.restored_from'));
  end if;
  select o.ip_address, o.user_agent into ip_address, user_agent from private.request_origin() o;
end
$$;
comment on function private.audit_context is 'Who writes, from where; metadata.actor says service or system when no person does.';

-- Security definer, like the next two: nobody else writes the log. Every write pays for them, hence statement triggers, statements whose
-- plans are kept, and nothing called for each row that need not be.
create function private.audit_inserts()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  context record;
  written bigint;
begin
  select count(*) into written from new_rows;
  if written = 0 then return null; end if;
  context := private.audit_context();
  if written > 20 and tg_argv[0] = 'project' then
    insert into public.audit_logs (workspace_id, project_id, user_id, action, resource_type, ip_address, user_agent, metadata)
    select p.workspace_id, c.project_id, context.user_id, 'insert', tg_table_name, context.ip_address, context.user_agent,
      context.metadata || jsonb_build_object('count', c.written, 'ids', c.ids)
    from (select r.project_id, count(*) as written, jsonb_agg(r.id) as ids from new_rows r group by r.project_id) c
    left join public.projects p on p.id = c.project_id;
    return null;
  end if;
  insert into public.audit_logs (workspace_id, project_id, user_id, action, resource_type, resource_id, new_values, ip_address, user_agent, metadata)
  select coalesce(
      (made ->> case tg_table_name when 'workspaces' then 'id' else 'workspace_id' end)::uuid,
      (select p.workspace_id from public.projects p where p.id = (made ->> 'project_id')::uuid),
      (select p.workspace_id from private.deleted_projects p where p.id = (made ->> 'project_id')::uuid),
      (select t.workspace_id from public.teams t where t.id = (made ->> 'team_id')::uuid)
    ), (made ->> case tg_table_name when 'projects' then 'id' else 'project_id' end)::uuid,
    context.user_id, 'insert', tg_table_name, (made ->> 'id')::uuid,
    case when made::text ~* private.secret_pattern() then private.redact(made - tg_argv[1:]) else made - tg_argv[1:] end,
    context.ip_address, context.user_agent, context.metadata
  from (select to_jsonb(r) as made from new_rows r offset 0) c;
  return null;
end
$$;
comment on function private.audit_inserts is 'A record per new row; more than 20 of a project are one record with their ids.';

create function private.audit_deletes()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  context record;
begin
  if not exists (select from old_rows) then return null; end if;
  context := private.audit_context();
  insert into public.audit_logs (workspace_id, project_id, user_id, action, resource_type, resource_id, old_values, ip_address, user_agent, metadata)
  select coalesce(
      (gone ->> case tg_table_name when 'workspaces' then 'id' else 'workspace_id' end)::uuid,
      (select p.workspace_id from public.projects p where p.id = (gone ->> 'project_id')::uuid),
      (select p.workspace_id from private.deleted_projects p where p.id = (gone ->> 'project_id')::uuid),
      (select t.workspace_id from public.teams t where t.id = (gone ->> 'team_id')::uuid)
    ), (gone ->> case tg_table_name when 'projects' then 'id' else 'project_id' end)::uuid,
    context.user_id, 'delete', tg_table_name, (gone ->> 'id')::uuid, redacted, context.ip_address, context.user_agent,
    case when redacted <> gone then context.metadata || '{"redacted": true}' else context.metadata end
  from (
    select gone, case when gone::text ~* private.secret_pattern() then private.redact(gone) else gone end as redacted
    from (select to_jsonb(r) - tg_argv[1:] as gone from old_rows r offset 0) x
    offset 0
  ) c;
  return null;
end
$$;
comment on function private.audit_deletes is 'A record with the whole row for each that was deleted, from which restore_record makes it again.';
