-- The one list of what is audited, parents before children. Not in it: ledgers, versions and runs, which are records themselves; caches,
-- counts and catalogues; and what its person alone may see (profile, chats, folders, notifications), which a log that managers read would tell.

-- Who may do what, and keys. Nothing of it is brought back: somebody must decide it anew.
select private.audit_table('users', array[
  'email', 'phone', 'confirmed_at', 'email_confirmed_at', 'last_sign_in_at', 'raw_app_meta_data', 'raw_user_meta_data', 'profile'
], false);
select private.audit_table('workspaces', '{}', false);
select private.audit_table('workspace_users', '{}', false);
select private.audit_table('teams', '{}', false);
select private.audit_table('user_team_memberships', '{}', false);
select private.audit_table('projects', '{}', false);
select private.audit_table('project_users', '{}', false);
select private.audit_table('workspace_invitations', '{}', false);
select private.audit_table('workspace_subscriptions', array['base_tokens_used', 'additional_tokens'], false);
select private.audit_table('token_purchases', '{}', false);
select private.audit_table('oauth2_tokens', array['expires_at'], false);
select private.audit_table('social_connections', array['expires_at'], false);
select private.audit_table('user_secrets', array['secret_name'], false);
select private.audit_table('ingest_tokens', array['last_used_at'], false);
select private.audit_table('sharing_links', array['last_accessed_at', 'access_count'], false);
select private.audit_table('workflow_webhooks', array['last_received_at'], false);
-- Its rows go with it.
select private.audit_table('datasets', array['version', 'row_count', 'refreshed_at', 'cursor_state'], false);

select private.audit_table('api_connections');
select private.audit_table('oauth2_connections');
select private.audit_table('connectors', array['status', 'next_sync_at', 'announced_at', 'last_sync_at', 'last_error']);
select private.audit_table('dashboard_templates');
select private.audit_table('dashboard_template_slots');
select private.audit_table('charts', array['revision', 'updated_by']);
select private.audit_table('dashboards', array['revision', 'updated_by', 'view_count', 'last_viewed_at']);
select private.audit_table('dashboard_tabs');
select private.audit_table('chart_placements');
select private.audit_table('widgets', array['last_updated_at']);
select private.audit_table('workflows', array['version', 'execution_count', 'last_executed_at', 'next_run_at', 'announced_for']);
select private.audit_table('alerts', array['last_evaluated_at', 'last_state']);
select private.audit_table('agents');
select private.audit_table('custom_commands');
select private.audit_table('artifacts', array['version', 'progress']);
select private.audit_table('artifact_files');
select private.audit_table('project_requirements', array['version', 'updated_by']);
select private.audit_table('technical_architecture', array['version', 'updated_by']);
select private.audit_table('ui_design', array['version', 'updated_by']);
select private.audit_table('project_context', array['version', 'updated_by']);
select private.audit_table('campaigns');
select private.audit_table('leads', array['score']);
select private.audit_table('lead_scoring_rules');
select private.audit_table('segments', array['member_count', 'refreshed_at']);
select private.audit_table('content', array['announced_for']);
select private.audit_table('email_campaigns', array['metrics', 'announced_for']);
select private.audit_table('email_suppressions');
