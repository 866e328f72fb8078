create schema private;
comment on schema private is 'Helpers. Never exposed through the API; policies and public functions call them.';
create schema data;
comment on schema data is 'The typed tables of datasets. Never exposed; read through query_dataset.';

grant usage on schema private to authenticated, service_role;

-- Nothing is granted unless a migration says so.
alter default privileges revoke execute on functions from public;
alter default privileges in schema public revoke all on tables from anon, authenticated;
alter default privileges in schema public revoke all on sequences from anon, authenticated;
alter default privileges in schema public revoke execute on functions from anon, authenticated;

create function private.raise_error(code text, message text, hint text default null, detail text default null)
returns void
language plpgsql
set search_path = ''
as $$
begin
  raise exception using
    errcode = code, message = raise_error.message, hint = coalesce(raise_error.hint, ''), detail = coalesce(raise_error.detail, '');
end
$$;
comment on function private.raise_error is 'Raises an error people see. PTnnn sets the HTTP status: 400 bad request, 401 not signed in, 402 out of tokens, 403 forbidden, 404 not found, 409 conflict, 413 too large, 422 unprocessable, 429 too many, 503 unavailable.';
grant execute on function private.raise_error to authenticated, service_role;

create function private.has_input_check()
returns boolean
language sql
stable
set search_path = ''
as $$
  select current_setting('server_version_num')::int >= 160000
$$;
comment on function private.has_input_check is 'Whether this server has pg_input_is_valid: Postgres 15 has not.';

create function private.is_valid_input(value text, type text)
returns boolean
language plpgsql
stable
strict
set search_path = ''
as $$
declare
  is_valid boolean;
begin
  if private.has_input_check() then
    -- Called directly, it would go on with the type of its first call.
    execute 'select pg_catalog.pg_input_is_valid($1, $2)' into is_valid using value, type;
    return is_valid;
  end if;
  begin
    execute format('select %L::%s', value, type::regtype);
    return true;
  exception when data_exception then
    return false;
  end;
end
$$;
comment on function private.is_valid_input is 'Whether a text can be read as a type, without failing.';
grant execute on function private.has_input_check, private.is_valid_input to authenticated, service_role;

create function private.touch_updated_at()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.updated_at := now();
  return new;
end
$$;
comment on function private.touch_updated_at is 'Keeps updated_at of every table that has one.';

create function private.is_api_user()
returns boolean
language sql
stable
set search_path = ''
as $$
  select coalesce((select auth.role()), '') in ('anon', 'authenticated')
$$;
comment on function private.is_api_user is 'Whether a person asks through the API, rather than the service role, a migration or the platform itself.';
grant execute on function private.is_api_user to authenticated, service_role;
