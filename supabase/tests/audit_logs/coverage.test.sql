begin;
select plan(4);
-- A new table is either audited, or named here with the reason.
create temp table unaudited (name text primary key, reason text);
insert into unaudited select unnest(array['audit_logs', 'events', 'analytics_events', 'usage_analytics', 'token_usage', 'lead_score_changes', 'email_messages', 'email_events']), 'a ledger itself';
insert into unaudited select unnest(array['chart_versions', 'dashboard_versions', 'workflow_versions']), 'the history itself';
insert into unaudited select unnest(array['sync_runs', 'sync_rejections', 'workflow_executions', 'workflow_step_runs', 'webhook_deliveries', 'dead_letters']), 'the work of machines';
insert into unaudited select unnest(array['data_cache', 'project_stats', 'workspace_stats']), 'derived';
insert into unaudited select unnest(array['connector_schemas', 'llm_models']), 'a catalogue';
insert into unaudited select unnest(array['user_profiles', 'chat_sessions', 'chat_participants', 'chat_messages', 'workspace_folders', 'workspace_items', 'notifications']), 'for its person alone';
select bag_eq(
  $$select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')$$,
  $$select name from private.audited_tables union all select name from unaudited$$, 'every table is audited or has a reason not to be'
);
select is_empty(
  $$select t.name from private.audited_tables t
    where (select count(*) from pg_trigger g where g.tgrelid = format('public.%I', t.name)::regclass and g.tgname in ('audit_inserts', 'audit_updates', 'audit_deletes') and g.tgenabled = 'O') <> 3$$, 'in all three ways'
);
select is_empty(
  $$select a.name, b.name from private.audited_tables a join private.audited_tables b on a.is_restorable and b.is_restorable and a.position > b.position
    where exists (select from pg_constraint k where k.contype = 'f' and k.conrelid = format('public.%I', b.name)::regclass and k.confrelid = format('public.%I', a.name)::regclass)
      is true and a.name <> b.name$$, 'parents are listed before children'
);
select is_empty(
  $$select t.name, a.attname from private.audited_tables t join pg_attribute a on a.attrelid = format('public.%I', t.name)::regclass and a.attnum > 0
    where a.atttypid in ('json'::regtype, 'xml'::regtype, 'point'::regtype, 'polygon'::regtype)$$, 'every column can be compared with what it was'
);
select * from finish();
rollback;
