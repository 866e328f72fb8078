create table private.system_streams (
  stream text primary key,
  minimum_role text not null,
  description text not null,
  columns jsonb not null,
  constraint a_stream_is_a_short_word check (stream ~ '^[a-z][a-z0-9_]{0,39}$'),
  constraint a_role_is_known check (minimum_role in ('viewer', 'contributor', 'manager', 'owner'))
);
comment on table private.system_streams is
  'What system datasets there are. Each is a view data.system_<stream> with project_id, _row and _row_id (the order of its rows) and the columns; minimum_role is that of the table it shows.';

-- Security definer: datasets are made by nobody directly.
create function private.make_system_datasets()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into public.datasets (project_id, name, description, kind, stream, columns)
  select new.id, 'orrery.' || s.stream, s.description, 'system', s.stream, s.columns from private.system_streams s;
  return null;
end
$$;
comment on function private.make_system_datasets is 'Every project has every system dataset.';
create trigger make_system_datasets after insert on public.projects for each row execute function private.make_system_datasets();

create function private.add_system_stream(stream text, minimum_role text, description text, variadic columns text[])
returns void
language plpgsql
set search_path = ''
as $$
declare
  described jsonb := (
    select jsonb_agg(jsonb_build_object(
      'name', split_part(col, ' ', 1), 'type', split_part(col, ' ', 2), 'role', split_part(col, ' ', 3), 'nullable', true
    ) order by n)
    from unnest(columns) with ordinality named (col, n)
  );
begin
  perform private.check_columns(described);
  insert into private.system_streams as s values (stream, minimum_role, description, described)
  on conflict on constraint system_streams_pkey do update
  set minimum_role = excluded.minimum_role, description = excluded.description, columns = excluded.columns;
  insert into public.datasets (project_id, name, description, kind, stream, columns)
  select p.id, 'orrery.' || add_system_stream.stream, add_system_stream.description, 'system', add_system_stream.stream, described from public.projects p
  on conflict on constraint datasets_project_id_name_key do update set description = excluded.description, columns = excluded.columns;
end
$$;
comment on function private.add_system_stream is 'For migrations: shows a view as a dataset of every project. Columns as "name type role".';
