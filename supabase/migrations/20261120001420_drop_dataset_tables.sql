create table private.tables_to_drop (
  name text primary key
);
comment on table private.tables_to_drop is 'Tables of datasets that are gone. Nobody can ask for their rows any more.';

-- Dropping takes a dozen locks for each table until the end of the transaction: with hundreds of datasets, more than the server has.
-- Security definer: whoever deletes a dataset has no rights on the schema private.
create function private.forget_dataset_table()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into private.tables_to_drop (name) values (old.table_name) on conflict do nothing;
  return null;
end
$$;
comment on function private.forget_dataset_table is 'The table goes after its dataset.';

create trigger forget_dataset_table after delete on public.datasets for each row
  when (old.kind <> 'system') execute function private.forget_dataset_table();

-- Security definer, for the service role.
create function private.drop_tables()
returns void
language plpgsql
security definer
set search_path = ''
set lock_timeout = '100ms'
as $$
declare
  found_name text;
begin
  for found_name in
    -- Not of a dataset that somebody put back.
    select t.name from private.tables_to_drop t
    where not exists (select from public.datasets d where d.table_name = t.name) limit 20 for update skip locked
  loop
    begin
      execute format('drop table if exists data.%I', found_name);
      delete from private.tables_to_drop where name = found_name;
    exception when lock_not_available then
      -- Somebody is reading it still.
      null;
    end;
  end loop;
end
$$;
comment on function private.drop_tables is 'Drops the tables of at most 20 datasets that are gone. To be called in a transaction of its own.';
grant execute on function private.drop_tables to service_role;
