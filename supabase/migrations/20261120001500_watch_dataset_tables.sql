-- Security definer, like all here: whoever may write a data table need not have rights on datasets.
create function private.note_dataset_change(dataset_id uuid, added bigint)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  dataset public.datasets;
begin
  update public.datasets
  set version = version + 1, row_count = case when added is null then 0 else row_count + added end, refreshed_at = now()
  where id = dataset_id
  returning * into dataset;
  if found then
    perform private.announce(dataset.project_id, 'dataset.changed', jsonb_build_object(
      'dataset_id', dataset.id, 'version', dataset.version, 'row_count', dataset.row_count
    ));
  end if;
end
$$;
comment on function private.note_dataset_change is 'Bumps a dataset''s version and row count (null: emptied) and tells who is looking.';

create function private.count_dataset_rows()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  changed bigint := 0;
begin
  -- A statement that changed nothing is no change; counting the statement's own rows costs in proportion to it, not to the table.
  if tg_op in ('INSERT', 'UPDATE') then
    select count(*) into changed from new_rows;
  elsif tg_op = 'DELETE' then
    select count(*) into changed from old_rows;
  end if;
  if tg_op = 'TRUNCATE' then
    perform private.note_dataset_change(tg_argv[0]::uuid, null);
  elsif changed > 0 then
    perform private.note_dataset_change(tg_argv[0]::uuid, case tg_op when 'INSERT' then changed when 'DELETE' then -changed else 0 end);
  end if;
  return null;
end
$$;
comment on function private.count_dataset_rows is 'Statement trigger of every dataset table.';

create function private.watch_dataset_table(dataset_id uuid, table_name text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  execute format(
    $sql$
      create trigger count_inserted after insert on data.%1$I referencing new table as new_rows for each statement execute function private.count_dataset_rows(%2$L);
      create trigger count_updated after update on data.%1$I referencing new table as new_rows for each statement execute function private.count_dataset_rows(%2$L);
      create trigger count_deleted after delete on data.%1$I referencing old table as old_rows for each statement execute function private.count_dataset_rows(%2$L);
      create trigger count_truncated after truncate on data.%1$I for each statement execute function private.count_dataset_rows(%2$L);
    $sql$,
    table_name, dataset_id
  );
end
$$;
comment on function private.watch_dataset_table is 'Adds the triggers that keep version and row count.';

create function private.tell_run_changed()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if (new.status, new.rows_read, new.rows_written, new.rows_rejected, new.bytes_read, new.error_message)
    is distinct from (old.status, old.rows_read, old.rows_written, old.rows_rejected, old.bytes_read, old.error_message)
  then
    perform private.announce(new.project_id, 'run.changed', jsonb_build_object(
      'id', new.id, 'dataset_id', new.dataset_id, 'status', new.status, 'rows_read', new.rows_read, 'rows_written', new.rows_written,
      'rows_rejected', new.rows_rejected, 'bytes_read', new.bytes_read, 'error_message', new.error_message
    ));
  end if;
  return null;
end
$$;
comment on function private.tell_run_changed is 'Broadcasts the progress of a run.';

create trigger tell_run_changed after insert or update on public.sync_runs for each row execute function private.tell_run_changed();
