create table public.audit_logs (
  id uuid not null default gen_random_uuid(),
  workspace_id uuid,
  project_id uuid,
  user_id uuid,
  action text not null,
  resource_type text not null,
  resource_id uuid,
  old_values jsonb,
  new_values jsonb,
  ip_address inet,
  user_agent text,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  primary key (id, created_at),
  constraint an_action_is_known check (action in ('insert', 'update', 'delete')),
  constraint metadata_is_an_object check (jsonb_typeof(metadata) = 'object')
) partition by range (created_at);
comment on table public.audit_logs is 'Who changed what, when and from where. Append-only for everybody; kept for seven years.';
comment on column public.audit_logs.workspace_id is 'Like the other ids not a foreign key: the record outlives what it is about.';
comment on column public.audit_logs.user_id is 'Null for what the platform did: metadata.actor then says service or system.';
comment on column public.audit_logs.resource_type is 'The table.';
comment on column public.audit_logs.resource_id is 'Null where one record stands for many new rows of a statement: metadata then holds their ids and count.';
comment on column public.audit_logs.old_values is 'The whole row for a delete, the changed columns for an update; secrets are replaced by "[redacted]".';
create index on public.audit_logs (project_id, created_at desc);
create index on public.audit_logs (workspace_id, created_at desc);
create index on public.audit_logs (resource_id, created_at desc);
select private.make_month_partitions('public.audit_logs', 3);

create function private.refuse_audit_change()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform private.raise_error('PT403', 'The audit log is neither changed nor deleted', 'Months older than seven years are dropped by upkeep.');
  return null;
end
$$;
comment on function private.refuse_audit_change is 'Makes audit_logs append-only for everybody. Upkeep drops whole partitions instead.';
create trigger refuse_change before update or delete on public.audit_logs for each row execute function private.refuse_audit_change();
create trigger refuse_truncate before truncate on public.audit_logs for each statement execute function private.refuse_audit_change();

alter table public.audit_logs enable row level security;
-- The second half is for what belongs to the workspace itself, and for projects that are gone.
create policy "Managers and workspace admins read the audit log" on public.audit_logs for select to authenticated
  using (project_id = any (array(select private.project_ids('manager'))) or workspace_id = any (array(select private.workspace_ids('admin'))));
grant select on public.audit_logs to authenticated;
revoke insert, update, delete, truncate on public.audit_logs from service_role;
