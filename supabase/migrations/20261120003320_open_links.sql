create unlogged table private.sharing_attempts (
  id bigint generated always as identity primary key,
  subject bytea not null,
  at timestamptz not null default now()
);
comment on table private.sharing_attempts is 'Requests of each address and each token in the last minutes, and failed ones. Lost in a crash, which does no harm.';
create index on private.sharing_attempts (subject, at);

-- Security definer, like all here: whoever has a link has no rights of their own.
create function private.note_attempts(variadic subjects text[])
returns void
language sql
security definer
set search_path = ''
as $$
  -- A row for each, where one that is counted up would keep all others waiting until the charts are answered.
  insert into private.sharing_attempts (subject) select private.hash_token(s) from unnest(subjects) s where s is not null
$$;

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
      when 429 then 'Wait a minute and try again.'
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

create function private.is_over_limit(token text, address text)
returns boolean
language sql
stable
security definer
set search_path = ''
as $$
  select bool_or(limits.most <= (
    select count(*) from (
      select from private.sharing_attempts a
      where a.subject = private.hash_token(limits.subject) and a.at > now() - limits.within limit limits.most
    ) latest
  ))
  from (values
    ('address ' || address, interval '1 minute', 600), ('token ' || token, interval '1 minute', 600),
    ('failed address ' || address, interval '10 minutes', 200), ('failed token ' || token, interval '10 minutes', 20)
  ) limits (subject, within, most)
$$;
comment on function private.is_over_limit is
  'Whether a token or an address asked 600 times within a minute, or did not open anything too often within ten: a token 20 times, an address 200.';

create function private.try_link(token text, password text, out link public.sharing_links, out refusal jsonb)
language plpgsql
security definer
set search_path = ''
as $$
declare
  address constant text := host((private.request_origin()).ip_address);
begin
  token := left(coalesce(token, ''), 200);
  if private.is_over_limit(token, address) then
    refusal := private.answer_refusal(429);
    return;
  end if;
  perform private.note_attempts('address ' || address, 'token ' || token);
  link := private.find_link(token, password);
  if link.id is null then
    perform private.note_attempts('failed address ' || address, 'failed token ' || token);
    refusal := private.answer_refusal(404);
  end if;
end
$$;
comment on function private.try_link is 'A link, or the answer to whoever has none.';

create function private.close_expired_links(since timestamptz)
returns void
language sql
security definer
set search_path = ''
as $$
  select private.mark_public(l.resource_type, l.resource_id) from public.sharing_links l
  where l.revoked_at is null and l.expires_at between since - interval '2 days' and now();
  delete from private.sharing_attempts where at < now() - interval '1 hour';
$$;
comment on function private.close_expired_links is 'What only links that expired since then opened is public no longer. The links themselves stop at once.';
