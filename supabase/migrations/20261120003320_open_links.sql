create unlogged table private.sharing_rates (
  subject bytea primary key,
  began_at timestamptz not null,
  requests int not null
);
comment on table private.sharing_rates is 'Requests of each address and each token in their current minutes, and failed ones. Lost in a crash, which does no harm.';

-- Security definer, like all here: whoever has a link has no rights of their own.
create function private.count_request(subject text, seconds int)
returns int
language sql
security definer
set search_path = ''
as $$
  insert into private.sharing_rates as r (subject, began_at, requests)
  select private.hash_token(count_request.subject), now(), 1 where count_request.subject is not null
  on conflict (subject) do update set
    requests = case when r.began_at > now() - make_interval(secs => seconds) then r.requests + 1 else 1 end,
    began_at = case when r.began_at > now() - make_interval(secs => seconds) then r.began_at else now() end
  returning requests
$$;
comment on function private.count_request is 'How often something was asked for within so many seconds, this time included.';

create function private.caller_address()
returns text
language sql
stable
set search_path = ''
as $$
  -- Whoever calls can put addresses in front of the list; the one at its end comes from the gateway.
  select coalesce(headers ->> 'cf-connecting-ip', substring(headers ->> 'x-forwarded-for' from '[^, ]+$'))
  from (select nullif(current_setting('request.headers', true), '')::jsonb as headers) request
$$;
comment on function private.caller_address is 'Where a request of the API comes from; null when the gateway does not say.';

-- An error that is raised would take back that the attempt was counted; a status that is set does not.
create function private.answer_refusal(status int)
returns jsonb
language sql
set search_path = ''
as $$
  select jsonb_build_object(
    'code', 'PT' || status,
    'message', case status when 429 then 'Too many requests in a short time' else 'This link does not open anything' end,
    'hint', case status
      when 429 then 'Wait some minutes.'
      else 'It may be wrong, have expired or been revoked, or need another password. Ask whoever sent it.'
    end,
    'details', null
  )
  from set_config('response.status', status::text, true)
$$;
comment on function private.answer_refusal is 'What somebody is answered whose link does not open: the same whatever the reason.';

create function private.find_link(token text, password text)
returns public.sharing_links
language plpgsql
security definer
set search_path = ''
as $$
declare
  link public.sharing_links;
  computed text;
begin
  select l.* into link from public.sharing_links l join public.projects p on p.id = l.project_id
  where l.token_hash = private.hash_token(coalesce(find_link.token, '')) and l.revoked_at is null
    and (l.expires_at is null or l.expires_at > now()) and p.deleted_at is null and p.is_active
    and not exists (select from public.dashboards d where d.id = l.dashboard_id and d.archived_at is not null);
  -- Hashed every time, with or without link or password, so that the time it takes tells nothing.
  computed := extensions.crypt(coalesce(left(password, 72), ''), coalesce(link.password_hash, extensions.gen_salt('bf', 8)));
  if link.id is null or (link.password_hash is not null and computed <> link.password_hash) then return null; end if;
  return link;
end
$$;
comment on function private.find_link is 'The link a token and password open; null for any that do not, after the same work.';

create function private.is_guessing(token text, address text)
returns boolean
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce(bool_or(r.requests >= limits.failures), false)
  from (values ('failed token ' || token, 20), ('failed address ' || address, 200)) limits (subject, failures)
  join private.sharing_rates r on r.subject = private.hash_token(limits.subject)
  where r.began_at > now() - interval '10 minutes'
$$;
comment on function private.is_guessing is 'Whether a token was tried 20 times, or others 200 times from one address, in ten minutes and did not open anything.';

create function private.try_link(token text, password text, out link public.sharing_links, out refusal jsonb)
language plpgsql
security definer
set search_path = ''
as $$
declare
  address constant text := private.caller_address();
begin
  token := left(coalesce(token, ''), 200);
  if private.count_request('address ' || address, 60) > 600 or private.count_request('token ' || token, 60) > 600
    or private.is_guessing(token, address)
  then
    refusal := private.answer_refusal(429);
    return;
  end if;
  link := private.find_link(token, password);
  if link.id is null then
    perform private.count_request('failed token ' || token, 600), private.count_request('failed address ' || address, 600);
    refusal := private.answer_refusal(404);
  end if;
end
$$;
comment on function private.try_link is 'A link, or the answer to whoever has none. An address and a token may ask 600 times a minute.';

create function private.close_expired_links(since timestamptz)
returns void
language sql
security definer
set search_path = ''
as $$
  select private.mark_public(l.resource_type, l.resource_id) from public.sharing_links l
  where l.revoked_at is null and l.expires_at between since - interval '2 days' and now();
  delete from private.sharing_rates where began_at < now() - interval '1 hour';
$$;
comment on function private.close_expired_links is 'What only links that expired since then opened is public no longer. The links themselves stop at once.';
