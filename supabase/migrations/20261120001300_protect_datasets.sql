alter table public.datasets enable row level security;
alter table public.sync_runs enable row level security;
alter table public.sync_rejections enable row level security;
alter table public.data_cache enable row level security;
alter table public.ingest_tokens enable row level security;

create policy "Viewers read datasets" on public.datasets for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
create policy "Contributors edit datasets" on public.datasets for update to authenticated
  using (project_id = any (array(select private.project_ids('contributor')))) with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors delete datasets, but not those of the system" on public.datasets for delete to authenticated
  using (kind <> 'system' and project_id = any (array(select private.project_ids('contributor'))));

create policy "Viewers read runs" on public.sync_runs for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
create policy "Viewers read rejections" on public.sync_rejections for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
create policy "Managers read ingest tokens" on public.ingest_tokens for select to authenticated
  using (project_id = any (array(select private.project_ids('manager'))));

create function private.keep_system_datasets()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if private.is_api_user() then
    perform private.raise_error('PT403', 'A system dataset keeps its name', 'Only ttl_seconds can be set: for how long its answers may be remembered.');
  end if;
  return new;
end
$$;
comment on function private.keep_system_datasets is 'Nobody renames a system dataset.';
create trigger keep_system_datasets before update of name, description on public.datasets for each row
  when (old.kind = 'system' and (new.name, new.description) is distinct from (old.name, old.description))
  execute function private.keep_system_datasets();

-- Datasets are made by load_upload, which makes their table too; rows, version and counts belong to triggers.
grant select, delete, update (name, description, ttl_seconds) on public.datasets to authenticated;
grant select on public.sync_runs, public.sync_rejections to authenticated;
grant select (id, project_id, dataset_id, name, last_used_at, revoked_at, created_by, created_at, updated_at) on public.ingest_tokens to authenticated;
