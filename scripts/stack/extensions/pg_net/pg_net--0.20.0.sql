-- What pg_net 0.20 offers in SQL. Requests are sent by the platform's scheduler, which listens on channel orrery_net.
create schema if not exists net;

create domain net.http_method as text check (value ilike 'get' or value ilike 'post' or value ilike 'delete');

create unlogged table net.http_request_queue (
  id bigserial,
  method net.http_method not null,
  url text not null,
  headers jsonb,
  body bytea,
  timeout_milliseconds int not null
);

create unlogged table net._http_response (
  id bigint,
  status_code integer,
  content_type text,
  headers jsonb,
  content text,
  timed_out boolean,
  error_msg text,
  created timestamptz not null default now()
);
create index on net._http_response (created);

create function net.wake() returns void
language sql set search_path = '' as $$
  select pg_catalog.pg_notify('orrery_net', '')
$$;

-- A trigger, not the functions below, wakes the worker: a row somebody inserts by hand is sent as well.
create function net._wake_worker() returns trigger
language plpgsql set search_path = '' as $$
begin
  perform pg_catalog.pg_notify('orrery_net', '');
  return null;
end
$$;
create trigger wake_worker after insert on net.http_request_queue for each statement execute function net._wake_worker();

create function net.check_worker_is_up() returns void
language plpgsql set search_path = '' as $$
begin
  if not exists (select from pg_catalog.pg_stat_activity where application_name = 'pg_net worker') then
    raise exception using
      message = 'the pg_net background worker is not up',
      detail = 'the pg_net background worker is down due to an internal error and cannot process requests',
      hint = 'make sure that you didn''t modify any of pg_net internal tables';
  end if;
end
$$;
comment on function net.check_worker_is_up() is 'raises an exception if the pg_net background worker is not up, otherwise it doesn''t return anything';

create function net.wait_until_running() returns void
language plpgsql set search_path = '' as $$
begin
  while not exists (select from pg_catalog.pg_stat_activity where application_name = 'pg_net worker') loop
    perform pg_catalog.pg_sleep(0.05);
    perform pg_catalog.pg_stat_clear_snapshot();
  end loop;
end
$$;
comment on function net.wait_until_running() is 'waits until the worker is running';

create function net.worker_restart() returns boolean
language sql set search_path = '' as $$
  select pg_catalog.pg_notify('orrery_net', '') is not null
$$;

create function net._await_response(request_id bigint) returns boolean
language plpgsql set search_path = '' as $$
begin
  while not exists (select from net._http_response where id = request_id) loop
    perform pg_catalog.pg_sleep(0.05);
  end loop;
  return true;
end
$$;

-- Everything but RFC 3986's unreserved characters becomes %XX of its UTF-8 bytes.
create function net._urlencode_string(string varchar) returns text
language sql immutable set search_path = '' as $$
  select coalesce(pg_catalog.string_agg(
    case when letter operator(pg_catalog.~) '^[A-Za-z0-9._~-]$' then letter
      else pg_catalog.regexp_replace(pg_catalog.upper(pg_catalog.encode(pg_catalog.convert_to(letter, 'UTF8'), 'hex')), '(..)', '%\1', 'g')
    end, '' order by place), '')
  from pg_catalog.regexp_split_to_table(string, '') with ordinality as letters (letter, place)
  where letter operator(pg_catalog.<>) ''
$$;

create function net._encode_url_with_params_array(url text, params_array text[]) returns text
language plpgsql immutable set search_path = pg_catalog as $$
declare
  whole text := split_part(url, '#', 1);
  fragment text := substring(url from '#.*$');
begin
  if cardinality(coalesce(params_array, '{}')) = 0 then
    return url;
  end if;
  return whole
    || case when whole !~ '\?' then '?' when whole ~ '[?&]$' then '' else '&' end
    || array_to_string(params_array, '&') || coalesce(fragment, '');
end
$$;

create function net._encode_params(url text, params jsonb) returns text
language sql immutable set search_path = '' as $$
  select net._encode_url_with_params_array(url, coalesce(
    pg_catalog.array_agg(net._urlencode_string(key) operator(pg_catalog.||) '=' operator(pg_catalog.||) net._urlencode_string(value)), '{}'))
  from pg_catalog.jsonb_each_text(params)
$$;

create function net.http_get(
  url text, params jsonb default '{}'::jsonb, headers jsonb default '{}'::jsonb, timeout_milliseconds int default 5000
) returns bigint
language sql volatile set search_path = '' as $$
  insert into net.http_request_queue (method, url, headers, timeout_milliseconds)
  values ('GET', net._encode_params(url, params), headers, timeout_milliseconds)
  returning id
$$;

create function net.http_post(
  url text, body jsonb default '{}'::jsonb, params jsonb default '{}'::jsonb,
  headers jsonb default '{"Content-Type": "application/json"}'::jsonb, timeout_milliseconds int default 5000
) returns bigint
language plpgsql volatile set search_path = '' as $$
declare
  request_id bigint;
  content_type text := (
    select h.value from pg_catalog.jsonb_each_text(coalesce(headers, '{}')) h
    where pg_catalog.lower(h.key) operator(pg_catalog.=) 'content-type' limit 1
  );
begin
  if content_type is null then
    headers := headers operator(pg_catalog.||) '{"Content-Type": "application/json"}'::jsonb;
  elsif content_type operator(pg_catalog.<>) 'application/json' then
    raise exception 'Content-Type header must be "application/json"';
  end if;
  insert into net.http_request_queue (method, url, headers, body, timeout_milliseconds)
  values ('POST', net._encode_params(url, params), headers, pg_catalog.convert_to(body::text, 'UTF8'), timeout_milliseconds)
  returning id into request_id;
  return request_id;
end
$$;

create function net.http_delete(
  url text, params jsonb default '{}'::jsonb, headers jsonb default '{}'::jsonb, timeout_milliseconds int default 5000,
  body jsonb default null
) returns bigint
language sql volatile set search_path = '' as $$
  insert into net.http_request_queue (method, url, headers, body, timeout_milliseconds)
  values ('DELETE', net._encode_params(url, params), headers, pg_catalog.convert_to(body::text, 'UTF8'), timeout_milliseconds)
  returning id
$$;

create type net.request_status as enum ('PENDING', 'SUCCESS', 'ERROR');
create type net.http_response as (status_code integer, headers jsonb, body text);
create type net.http_response_result as (status net.request_status, message text, response net.http_response);

create function net._http_collect_response(request_id bigint, async boolean default true) returns net.http_response_result
language plpgsql set search_path = '' as $$
declare
  answer net._http_response;
begin
  if not async then
    perform net._await_response(request_id);
  end if;
  select * into answer from net._http_response where id = request_id;
  if not found or answer.error_msg is not null then
    return ('ERROR', coalesce(answer.error_msg, 'request matching request_id not found'), null)::net.http_response_result;
  end if;
  return ('SUCCESS', 'ok', (answer.status_code, answer.headers, answer.content)::net.http_response)::net.http_response_result;
end
$$;

create function net.http_collect_response(request_id bigint, async boolean default true) returns net.http_response_result
language plpgsql set search_path = '' as $$
begin
  raise notice 'The net.http_collect_response function is deprecated.';
  return net._http_collect_response(request_id, async);
end
$$;

grant usage on schema net to public;
grant all on all sequences in schema net to public;
grant all on all tables in schema net to public;
