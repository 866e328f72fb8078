/** Which page of docs/data-model shows which table. Every table of `public` is in one of them. */
export const sections: Record<string, readonly string[]> = {
  identity: [
    ...['users', 'user_profiles', 'workspaces', 'workspace_users', 'workspace_invitations', 'teams', 'user_team_memberships'],
    ...['projects', 'project_users'],
  ],
  connections: [
    ...['connector_schemas', 'api_connections', 'oauth2_connections', 'oauth2_tokens', 'social_connections', 'user_secrets'],
    ...['connectors', 'datasets', 'sync_runs', 'sync_rejections', 'data_cache', 'ingest_tokens'],
  ],
  dashboards: [
    ...['dashboard_templates', 'dashboard_template_slots', 'dashboards', 'dashboard_tabs', 'charts', 'chart_placements', 'widgets'],
    ...['dashboard_versions', 'chart_versions', 'sharing_links', 'workspace_folders', 'workspace_items'],
  ],
  workflows: [
    ...['events', 'workflows', 'workflow_versions', 'workflow_executions', 'workflow_step_runs', 'workflow_webhooks'],
    ...['webhook_deliveries', 'dead_letters', 'notifications', 'alerts'],
  ],
  ai: [
    ...['llm_models', 'agents', 'custom_commands', 'chat_sessions', 'chat_participants', 'chat_messages', 'artifacts', 'artifact_files'],
    ...['project_requirements', 'technical_architecture', 'ui_design', 'project_context'],
  ],
  marketing: [
    ...['campaigns', 'leads', 'lead_scoring_rules', 'lead_score_changes', 'segments', 'content', 'email_campaigns', 'email_messages'],
    ...['email_events', 'email_suppressions', 'analytics_events'],
  ],
  billing: [
    ...['workspace_subscriptions', 'token_purchases', 'token_usage', 'workspace_stats', 'project_stats', 'audit_logs', 'usage_analytics'],
  ],
  storage: [],
  upkeep: [],
}
