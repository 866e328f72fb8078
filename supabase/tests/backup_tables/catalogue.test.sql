begin;
select plan(14);
create temp table kept as select * from private.backup_tables();
create temp table every_table as
  select c.oid, c.relname::text as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition;
create temp table every_column as
  select t.oid, t.name as table_name, a.attname::text as name, a.attgenerated <> '' as is_generated from every_table t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped;

select bag_eq(
  $$select name from every_table t where exists (select from every_column c where c.oid = t.oid and c.name in ('project_id', 'workspace_id'))
    except select table_name from kept$$,
  $$values ('analytics_events'), ('audit_logs'), ('data_cache'), ('dead_letters'), ('events'), ('notifications'), ('usage_analytics'), ('user_secrets'),
    ('chat_sessions'), ('chat_participants'), ('chat_messages'), ('workspace_folders'), ('workspace_items')$$,
  'every table of projects and workspaces is backed up, but for these: a new one is, unless somebody adds it here'
);
select bag_eq(
  $$select table_name from kept except select table_name from every_column where name in ('project_id', 'workspace_id')$$,
  $$values ('workspaces'), ('user_team_memberships')$$, 'and the workspace, and who is in its teams'
);
select bag_eq('select table_name from kept', 'select distinct table_name from kept', 'each table once');
select bag_eq(
  $$select c.table_name || '.' || c.name from every_column c join kept k using (table_name) where not c.is_generated and c.name <> all (k.columns)$$,
  $$values ('api_connections.secret_id'), ('connectors.secret_id'), ('connectors.encryption_key_id'), ('ingest_tokens.token_hash'), ('oauth2_connections.client_secret_id'),
    ('oauth2_tokens.access_token_id'), ('oauth2_tokens.refresh_token_id'), ('sharing_links.token_hash'), ('sharing_links.password_hash'),
    ('social_connections.access_token_id'), ('social_connections.refresh_token_id'), ('workflow_webhooks.token_hash'), ('workflow_webhooks.signing_secret_id'),
    ('workspace_invitations.token_hash')$$,
  'with every column but the secret ones'
);
select is_empty(
  $$select table_name, c from kept, unnest(columns) c where c ~ '(secret_id|token_id|key_id|_hash|password|secret|token)$'$$,
  'no column whose name is that of a secret, whatever it is granted'
);
select is_empty('select k.table_name, c from kept k, unnest(k.columns) c join every_column e on e.name = c where e.table_name = k.table_name and e.is_generated', 'nor a generated one');
select is_empty(
  $$select c.conrelid::regclass, c.confrelid::regclass from pg_constraint c join kept child on child.table_name = c.conrelid::regclass::text
    join kept parent on parent.table_name = c.confrelid::regclass::text where c.contype = 'f' and child.place <= parent.place and child.table_name <> parent.table_name$$,
  'what others point at comes first'
);
select is((select array_agg(place order by place) from kept), (select array_agg(n) from generate_series(1, (select count(*) from kept)::int) n), 'places are 1, 2, 3 …');

-- Tables of tomorrow.
create table public.later_notes (id uuid, project_id uuid references public.projects, chart_id uuid references public.charts, body text, api_token_hash bytea, shout text generated always as (upper(body)) stored);
create table public.later_ledger (id uuid, workspace_id uuid references public.workspaces) partition by list (id);
create table public.later_ledger_1 partition of public.later_ledger default;
create table public.later_machine (id uuid, project_id uuid);
grant select (id, project_id, chart_id, body, shout) on public.later_notes to authenticated;
grant select on public.later_ledger to authenticated;
select results_eq($$select columns from private.backup_tables() where table_name = 'later_notes'$$, $$values ('{id,project_id,chart_id,body}'::text[])$$,
  'a new table is backed up by itself, without what is hidden');
select results_eq($$select table_name from private.backup_tables() where table_name like 'later\_%' order by 1$$, $$values ('later_ledger'), ('later_notes')$$,
  'one with partitions as one; one that people never read is not');
select ok((select n.place > c.place from private.backup_tables() n, private.backup_tables() c where n.table_name = 'later_notes' and c.table_name = 'charts'), 'at its place');

select is((select count(*) from private.backup_statements(gen_random_uuid())), (select count(*) from private.backup_tables()), 'a workspace without datasets has no other statements');
select tests.as_user(tests.make_user('ada@example.com'));
select throws_ok('select * from private.backup_statements(gen_random_uuid())', '42501', null, 'which nobody else is given');
select throws_ok('select * from private.backup_tables()', '42501', null, 'nor the list');
select * from finish();
rollback;
