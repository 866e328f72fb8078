begin;
select plan(1);
-- A new table of a project either emits events, or is named here with the reason.
create temp table silent (name text primary key, reason text);
insert into silent select unnest(array['chat_sessions', 'chat_participants', 'chat_messages', 'workspace_folders', 'workspace_items', 'notifications', 'user_secrets']), 'somebody''s own';
insert into silent select unnest(array['api_connections', 'oauth2_connections', 'oauth2_tokens', 'social_connections', 'ingest_tokens', 'workflow_webhooks', 'workspace_invitations']), 'a way in or out, which is audited';
insert into silent select unnest(array['dashboard_tabs', 'chart_placements', 'widgets', 'artifact_files', 'chart_versions', 'workflow_versions']), 'told with what it is a part of';
insert into silent select unnest(array['sync_rejections', 'workflow_step_runs']), 'told with its run';
insert into silent select unnest(array['dashboard_templates', 'dashboard_template_slots']), 'a pattern, of which nothing comes before somebody uses it';
insert into silent select unnest(array['events', 'audit_logs', 'analytics_events', 'usage_analytics', 'token_usage', 'lead_score_changes', 'email_messages', 'email_events', 'email_suppressions']), 'a ledger itself';
insert into silent values ('lead_scoring_rules', 'made with each project; leads tell what follows from them');
insert into silent select unnest(array['data_cache', 'project_stats']), 'derived';
select bag_eq(
  $$select c.relname::text from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attname = 'project_id' and not a.attisdropped$$,
  $$select distinct tgrelid::regclass::text from pg_trigger where tgfoid = 'private.emit_row_events()'::regprocedure union all select name from silent$$,
  'every table of a project tells what happens, or has a reason not to'
);
select * from finish();
rollback;
