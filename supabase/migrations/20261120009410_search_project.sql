create function private.search_query(query text)
returns tsquery
language plpgsql
immutable
set search_path = ''
-- A search without words is no news to whoever typed it.
set client_min_messages = error
as $$
declare
  asked constant tsquery := websearch_to_tsquery('simple'::regconfig, left(query, 500));
  beginnings constant text := (
    select string_agg('''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || ''':*', ' & ')
    from unnest(to_tsvector('simple'::regconfig, left(query, 500)))
  );
begin
  -- What people mean by "exact words" and -without; else every word is the beginning of one.
  if beginnings is null or query ~ '["-]' then return asked; end if;
  return asked || to_tsquery('simple'::regconfig, beginnings);
end
$$;
comment on function private.search_query is 'A search as people type it. Never fails, whatever they type.';

-- Security definer: under row level security no index for text is used, since its operators could tell of rows out of sight. The wall is
-- drawn here by project and by chat; whoever asks reads the rows found under their own policies.
create function private.find_matches(query text, project_id uuid, kinds text[], max int, in_chat uuid default null)
returns table (kind text, id uuid, rank real)
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  asked constant tsquery := private.search_query(query);
  -- Who asks for exact words, or for some not to be there, does not mean words like them.
  words constant text := case when query ~ '"|(^|\s)-' then '' else btrim(left(query, 100)) end;
  within constant uuid[] := array(
    select p from private.project_ids('viewer') p where find_matches.project_id is null or p = find_matches.project_id
  );
  chats constant uuid[] := array(select c from private.chat_ids() c where in_chat is null or c = in_chat);
begin
  -- Finds "revnue" in "Revenue"; the default asks for more likeness. The setting is there once a function of pg_trgm has run.
  perform extensions.word_similarity(words, words);
  perform set_config('pg_trgm.word_similarity_threshold', '0.4', true);
  return query
  with titled (kind, id, project_id, vector, title) as (
    select 'dashboard', d.id, d.project_id, private.search_vector(d.title, d.description, d.tags), d.title from public.dashboards d
    where d.project_id = any (within) and (private.search_vector(d.title, d.description, d.tags) @@ asked or d.title operator(extensions.%>) words)
    union all
    select 'chart', c.id, c.project_id, private.search_vector(c.title, c.description, c.tags), c.title from public.charts c
    where c.project_id = any (within) and (private.search_vector(c.title, c.description, c.tags) @@ asked or c.title operator(extensions.%>) words)
    union all
    select 'dataset', d.id, d.project_id, private.search_vector(d.name, d.description), d.name from public.datasets d
    where d.project_id = any (within) and (private.search_vector(d.name, d.description) @@ asked or d.name operator(extensions.%>) words)
    union all
    select 'workflow', w.id, w.project_id, private.search_vector(w.name, w.description, w.tags), w.name from public.workflows w
    where w.project_id = any (within) and (private.search_vector(w.name, w.description, w.tags) @@ asked or w.name operator(extensions.%>) words)
    union all
    select 'artifact', a.id, a.project_id, private.search_vector(a.name, a.description, a.tags), a.name from public.artifacts a
    where a.project_id = any (within) and (private.search_vector(a.name, a.description, a.tags) @@ asked or a.name operator(extensions.%>) words)
    union all
    select 'content', c.id, c.project_id, private.search_vector(c.title, c.content), c.title from public.content c
    where c.project_id = any (within) and (private.search_vector(c.title, c.content) @@ asked or c.title operator(extensions.%>) words)
    union all
    select 'lead', l.id, l.project_id, null, l.email || ' ' || coalesce(l.first_name, '') || ' ' || coalesce(l.last_name, '') || ' ' || coalesce(l.company, '')
    from public.leads l
    where l.project_id = any (within) and (
      private.search_vector(l.email || ' ' || coalesce(l.first_name, '') || ' ' || coalesce(l.last_name, '') || ' ' || coalesce(l.company, ''), null, l.tags) @@ asked
      or (l.email || ' ' || coalesce(l.first_name, '') || ' ' || coalesce(l.last_name, '') || ' ' || coalesce(l.company, '')) operator(extensions.%>) words
    )
    union all
    select 'chat_message', m.id, m.project_id, m.search, null from public.chat_messages m
    where m.project_id = any (within) and m.search @@ asked and m.chat_session_id = any (chats)
  )
  select t.kind, t.id, (ts_rank(coalesce(t.vector, private.search_vector(t.title)), asked) + coalesce(extensions.word_similarity(words, t.title), 0))::real
  from titled t
  where kinds is null or t.kind = any (kinds)
  order by 3 desc, 2
  limit least(greatest(max, 1), 200);
end
$$;
comment on function private.find_matches is 'What the one who asks can find in their projects, best first.';

create function private.snippet(body text, asked tsquery)
returns text
language sql
stable
set search_path = ''
as $$
  -- STX and ETX mark what was found: no text of a person has them after this, and no browser takes them for markup.
  select ts_headline(
    'simple'::regconfig, translate(left(body, 20000), e'\x02\x03', ''), asked,
    e'MaxWords=25, MinWords=12, MaxFragments=1, StartSel="\x02", StopSel="\x03"'
  )
$$;
comment on function private.snippet is 'The part of a text that fits a search, as plain text with what was found between the characters U+0002 and U+0003.';

create function public.search_project(query text, in_project uuid default null, kinds text[] default null, max int default 30)
returns table (kind text, id uuid, project_id uuid, title text, snippet text, rank real)
language sql
stable
set search_path = ''
as $$
  select m.kind, m.id, r.project_id, r.title, private.snippet(r.body, q.asked), m.rank
  from (select private.search_query(query) as asked) q, private.find_matches(query, in_project, kinds, max) m
  join lateral (
    select d.project_id, d.title, d.description as body from public.dashboards d where m.kind = 'dashboard' and d.id = m.id
    union all
    select c.project_id, c.title, c.description from public.charts c where m.kind = 'chart' and c.id = m.id
    union all
    select d.project_id, d.name, d.description from public.datasets d where m.kind = 'dataset' and d.id = m.id
    union all
    select w.project_id, w.name, w.description from public.workflows w where m.kind = 'workflow' and w.id = m.id
    union all
    select a.project_id, a.name, a.description from public.artifacts a where m.kind = 'artifact' and a.id = m.id
    union all
    select c.project_id, c.title, c.content from public.content c where m.kind = 'content' and c.id = m.id
    union all
    select l.project_id, coalesce(nullif(concat_ws(' ', l.first_name, l.last_name), ''), l.email), concat_ws(' · ', l.email, l.company)
    from public.leads l where m.kind = 'lead' and l.id = m.id
    union all
    select s.project_id, s.title, c.text
    from public.chat_messages c join public.chat_sessions s on s.id = c.chat_session_id where m.kind = 'chat_message' and c.id = m.id
  ) r on true
  order by m.rank desc, m.id
$$;
comment on function public.search_project is 'Finds dashboards, charts, datasets, workflows, artifacts, content, leads and messages of one''s chats, in one project or all; typos in titles are forgiven. kinds narrows it; at most max (200) come, best first. snippet is plain text with what was found between U+0002 and U+0003. Viewers.';

create function public.search_chat_messages(query text, in_chat uuid default null, max int default 30)
returns table (id uuid, chat_session_id uuid, project_id uuid, chat_title text, message_type text, snippet text, created_at timestamptz, rank real)
language sql
stable
set search_path = ''
as $$
  select c.id, c.chat_session_id, c.project_id, s.title, c.message_type, private.snippet(c.text, q.asked), c.created_at, m.rank
  from (select private.search_query(query) as asked) q, private.find_matches(query, null, '{chat_message}', max, in_chat) m
  join public.chat_messages c on c.id = m.id
  join public.chat_sessions s on s.id = c.chat_session_id
  order by m.rank desc, c.created_at desc
$$;
comment on function public.search_chat_messages is 'Finds messages in the chats one takes part in, or in one of them; at most max (200), best first. snippet as in search_project.';

grant execute on function
  public.search_project, public.search_chat_messages, private.find_matches, private.snippet, private.search_query
  to authenticated, service_role;
