create function private.kept_columns(options jsonb)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select coalesce(jsonb_agg(value order by ordinality), '[]')
  from jsonb_array_elements(options -> 'columns') with ordinality
  where jsonb_typeof(value) <> 'null'
$$;
comment on function private.kept_columns is 'The columns of a file that are loaded: a null in options.columns leaves one out.';

create function private.check_load_options(project_id uuid, path text, options jsonb)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  if jsonb_typeof(options) is distinct from 'object' or coalesce(options ->> 'mode', '') not in ('create', 'append', 'replace') then
    perform private.raise_error('PT400', 'options.mode is create, append or replace');
  end if;
  if coalesce(options ->> 'format', '') not in ('csv', 'json', 'ndjson') then
    perform private.raise_error('PT400', 'options.format is csv, json or ndjson');
  end if;
  if jsonb_typeof(options -> 'columns') is distinct from 'array' then
    perform private.raise_error('PT400', 'options.columns is an array with a column, or null, for each column of the file');
  end if;
  perform private.check_columns(private.kept_columns(options));
  if private.folder_id(path) is distinct from project_id then
    perform private.raise_error('PT400', 'The path of an upload begins with its project''s id', 'Upload to <project id>/<uuid>/<file name> in the bucket uploads.');
  end if;
  if not exists (select from storage.objects o where o.bucket_id = 'uploads' and o.name = check_load_options.path) then
    perform private.raise_error('PT404', 'The file is not there', 'The upload may have been cut off. Upload it again.');
  end if;
end
$$;
comment on function private.check_load_options is 'Raises what is wrong with the arguments of load_upload.';

-- Security definer: datasets have no insert policy, because each comes with a table.
create function private.make_dataset(project_id uuid, name text, columns jsonb, maker uuid)
returns uuid
language plpgsql
security definer
set search_path = ''
as $$
declare
  found_id uuid;
  made public.datasets;
begin
  if coalesce(btrim(name), '') = '' or length(btrim(name)) > 200 then
    perform private.raise_error('PT400', 'A dataset needs a name of 1 to 200 characters');
  elsif starts_with(btrim(name), 'orrery.') then
    perform private.raise_error('PT400', 'Names beginning with "orrery." are kept for system datasets', 'Choose another name.');
  end if;
  insert into public.datasets (project_id, name, columns, created_by)
  values (project_id, btrim(name), columns, maker)
  on conflict on constraint datasets_project_id_name_key do nothing
  returning * into made;
  if made.id is null then
    -- What is left of a first load that failed is taken over, so that the next try works.
    select d.id into found_id from public.datasets d
    where d.project_id = make_dataset.project_id and d.name = btrim(make_dataset.name) and d.version = 0
      and exists (select from public.sync_runs r where r.dataset_id = d.id)
      and not exists (select from public.sync_runs r where r.dataset_id = d.id and r.status in ('queued', 'running', 'succeeded'))
    for update;
    if found_id is null then
      perform private.raise_error('PT409', format('There is a dataset called "%s" already, or one is being loaded', btrim(name)),
        'Choose another name, or append to that dataset, or replace its rows.');
    end if;
    update public.datasets d set columns = make_dataset.columns where d.id = found_id returning * into made;
    execute format('drop table if exists data.%I', made.table_name);
  end if;
  perform private.make_dataset_table(made.id, columns, made.table_name);
  perform private.watch_dataset_table(made.id, made.table_name);
  return made.id;
end
$$;
comment on function private.make_dataset is 'Makes an empty dataset with its table; PT409 when the name is taken.';

create function private.find_load_target(project_id uuid, options jsonb)
returns uuid
language plpgsql
security definer
set search_path = ''
as $$
declare
  dataset public.datasets;
  missing text;
begin
  select * into dataset from public.datasets d
  where d.id::text = options ->> 'dataset_id' and d.project_id = find_load_target.project_id and d.kind in ('upload', 'synced');
  if not found then
    perform private.raise_error('PT404', 'There is no such dataset in this project', 'Load the file into a new dataset instead.');
  end if;
  if options ->> 'mode' = 'append' then
    select value ->> 'name' into missing from jsonb_array_elements(dataset.columns)
    where not (value ->> 'nullable')::boolean
      and value ->> 'name' not in (select kept ->> 'name' from jsonb_array_elements(private.kept_columns(options)) kept)
    limit 1;
    if missing is not null then
      perform private.raise_error('PT400', format('Column "%s" of dataset "%s" may not be empty, and the file has no such column', missing, dataset.name),
        'Give the file that column, or replace the rows instead of appending.');
    end if;
  end if;
  return dataset.id;
end
$$;
comment on function private.find_load_target is 'The dataset a load appends to or replaces.';

create function private.mark_run_queued(run_id uuid, message_id bigint)
returns public.sync_runs
language sql
set search_path = ''
as $$
  update public.sync_runs r
  set status = 'queued', error_code = null, error_message = null, started_at = null, finished_at = null,
    message_id = mark_run_queued.message_id
  where r.id = run_id
  returning *
$$;
comment on function private.mark_run_queued is 'A run waits for its message.';

create function private.queue_run(run_id uuid)
returns public.sync_runs
language sql
security definer
set search_path = ''
as $$
  select private.mark_run_queued(
    r.id, (select pgmq.send('connector_sync', jsonb_build_object('v', 1, 'type', 'load_upload', 'project_id', r.project_id, 'id', r.id)))
  )
  from public.sync_runs r where r.id = run_id
$$;
comment on function private.queue_run is 'Puts a run on its queue.';

create function private.load_upload(project_id uuid, path text, options jsonb)
returns public.sync_runs
language plpgsql
security definer
set search_path = ''
as $$
declare
  target uuid;
  made uuid;
  maker uuid := private.user_id();
begin
  perform private.require_role(project_id, 'contributor');
  perform private.check_load_options(project_id, path, options);
  if options ->> 'mode' = 'create' then
    target := private.make_dataset(
      project_id, coalesce(options ->> 'name', regexp_replace(options ->> 'file_name', '\.[^.]*$', '')), private.kept_columns(options), maker
    );
  else
    target := private.find_load_target(project_id, options);
  end if;
  insert into public.sync_runs (project_id, dataset_id, trigger, options, created_by)
  values (project_id, target, 'upload', options || jsonb_build_object('path', path), maker)
  returning id into made;
  return private.queue_run(made);
end
$$;

create function public.load_upload(project_id uuid, path text, options jsonb)
returns public.sync_runs
language sql
set search_path = ''
as $$
  select * from private.load_upload(project_id, path, options)
$$;
comment on function public.load_upload is 'Queues the load of an uploaded file into a new dataset (mode create) or an existing one (append, replace). Contributors. Returns the run.';

grant execute on function public.load_upload, private.load_upload to authenticated, service_role;
