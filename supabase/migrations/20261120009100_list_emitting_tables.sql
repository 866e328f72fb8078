-- The one list of what emits events. Every viewer reads them, and they stay when the row goes: what belongs to people rather than to the project
-- (chats, folders, notifications, secrets) is not here, nor what viewers do not read (connections, invitations, tokens, webhooks) and the project's own
-- settings, which are audited; and columns with personal data are only named, never shown. A test names every table that is not here, and why.
select private.emit_changes_of('public.project_users', 'member', '{user_id,role}', array['updated:role'], 'added', 'removed');
select private.emit_changes_of('public.connectors', 'connector', '{name,type,status}',
  array['failed:status=error', 'synced:last_sync_at',
    'updated:name,description,config,api_connection_id,oauth2_connection_id,is_enabled,sync_frequency']);
select private.emit_changes_of('public.datasets', 'dataset', '{name,version,row_count}',
  array['changed:version', 'updated:name,description,columns,ttl_seconds'], except_for => 'kind=system');
select private.emit_changes_of('public.sync_runs', 'run', '{dataset_id,status,error_code}',
  array['failed:status=failed', 'succeeded:status=succeeded', 'cancelled:status=cancelled'], null, null);
select private.emit_changes_of('public.charts', 'chart', '{title,chart_type}',
  array['updated:title,description,chart_type,spec,dataset_id,data_query,tags']);
select private.emit_changes_of('public.dashboards', 'dashboard', '{title,revision}',
  array['updated:title,description,theme,config,layout,tags,archived_at,revision']);
select private.emit_changes_of('public.dashboard_versions', 'dashboard_version', '{dashboard_id,version_number,status}',
  array['published:status=published', 'rejected:status=rejected']);
-- What anybody outside may now open is everybody's business.
select private.emit_changes_of('public.sharing_links', 'sharing_link', '{resource_type,resource_id}', array['revoked:revoked_at'], 'created', null);
select private.emit_changes_of('public.workflows', 'workflow', '{name,status,version}',
  array['updated:name,description,trigger_config,steps,config,status,tags']);
select private.emit_changes_of('public.workflow_executions', 'execution', '{workflow_id,trigger_type,status}',
  array['completed:status=completed', 'failed:status=failed', 'cancelled:status=cancelled', 'waiting:status=waiting'], null, null);
select private.emit_changes_of('public.alerts', 'alert', '{name,status,last_state}',
  array['triggered:last_state=firing', 'resolved:last_state=ok', 'failed:last_state=error',
    'updated:name,dataset_id,chart_id,data_query,condition,channels,status,muted_until']);
select private.emit_changes_of('public.artifacts', 'artifact', '{name,type,status,version}',
  array['ready:status=ready', 'failed:status=failed', 'updated:name,description,data,tags,status']);
select private.emit_changes_of('public.agents', 'agent', '{name}',
  array['updated:name,description,instructions,capabilities,model_id,is_public,settings']);
select private.emit_changes_of('public.custom_commands', 'command', '{name}',
  array['updated:name,description,command_pattern,handler_config,is_public']);
select private.emit_changes_of('public.project_requirements', 'requirement', '{title,status,version}', array['updated:title,content,status']);
select private.emit_changes_of('public.technical_architecture', 'architecture', '{title,status,version}',
  array['updated:title,content,apis_used,data_schemas,security_requirements,status']);
select private.emit_changes_of('public.ui_design', 'design', '{title,status,version}',
  array['updated:title,content,color_palette,ui_framework,components,status']);
select private.emit_changes_of('public.project_context', 'context', '{title,context_type,version}', array['updated:title,context_type,content,metadata']);
select private.emit_changes_of('public.campaigns', 'campaign', '{name,type,status}',
  array['updated:name,type,status,description,config,starts_at,ends_at']);
select private.emit_changes_of('public.leads', 'lead', '{status,source,score}',
  array['converted:status=converted', 'unsubscribed:unsubscribed_at',
    'updated:email,first_name,last_name,company,phone,status,source,tags,custom_fields,owner_id', 'scored:score']);
select private.emit_changes_of('public.segments', 'segment', '{name,member_count}', array['updated:name,definition']);
select private.emit_changes_of('public.content', 'content', '{title,content_type,status}',
  array['published:status=published', 'failed:status=failed',
    'updated:campaign_id,title,content_type,content,metadata,status,scheduled_at,social_connection_id']);
select private.emit_changes_of('public.email_campaigns', 'email_campaign', '{subject,status}',
  array['sent:status=sent', 'failed:status=failed', 'updated:campaign_id,subject,content,template_id,recipient_list,variants,send_at,status']);
-- Work that was given up is waited for by somebody. The queue of events itself is left out: its dead letters would make more of them, without end.
select private.emit_changes_of('public.dead_letters', 'dead_letter', '{queue,attempts}', array['redriven:redriven_at'], 'added', null, 'queue=events');
