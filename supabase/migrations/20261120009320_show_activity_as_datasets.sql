-- Inputs, outputs and logs of runs stay out: they are looked at run by run, not charted.
create view data.system_workflow_runs as
select
  x.project_id, x.created_at as _row, x.id as _row_id,
  x.id::text as id, x.workflow_id::text as workflow_id, w.name as workflow, x.workflow_version, x.trigger_type, x.status, x.error_message,
  x.parent_execution_id::text as parent_execution_id, x.duration_ms, x.created_at, x.started_at, x.completed_at
from public.workflow_executions x
join public.workflows w on w.id = x.workflow_id;

select private.add_system_stream(
  'workflow_runs', 'viewer', 'Runs of workflows, with how they ended and how long they took.',
  'id text key', 'workflow_id text key', 'workflow text dimension', 'workflow_version integer dimension', 'trigger_type text dimension',
  'status text dimension', 'error_message text dimension', 'parent_execution_id text key', 'duration_ms integer measure',
  'created_at timestamp time', 'started_at timestamp time', 'completed_at timestamp time'
);

create view data.system_step_runs as
select
  s.project_id, s.created_at as _row, s.id as _row_id,
  s.id::text as id, s.execution_id::text as workflow_run_id, x.workflow_id::text as workflow_id, w.name as workflow, s.step_id, s.iteration,
  s.attempt, s.status, s.error ->> 'code' as error_code, s.error ->> 'message' as error_message,
  extract(epoch from s.finished_at - s.started_at) * 1000 as duration_ms, s.created_at, s.started_at, s.finished_at
from public.workflow_step_runs s
join public.workflow_executions x on x.id = s.execution_id
join public.workflows w on w.id = x.workflow_id;

select private.add_system_stream(
  'step_runs', 'viewer', 'Every attempt at a step of a workflow.',
  'id text key', 'workflow_run_id text key', 'workflow_id text key', 'workflow text dimension', 'step_id text dimension', 'iteration integer dimension',
  'attempt integer measure', 'status text dimension', 'error_code text dimension', 'error_message text dimension', 'duration_ms number measure',
  'created_at timestamp time', 'started_at timestamp time', 'finished_at timestamp time'
);

create view data.system_events as
select
  e.project_id, e.occurred_at as _row, e.id as _row_id,
  e.id, e.type, e.subject_type, e.subject_id::text as subject_id, e.actor_id::text as actor_id, e.data, e.causation_id::text as causation_id, e.occurred_at
from public.events e;

select private.add_system_stream(
  'events', 'viewer', 'What happened in the project: made, changed, synced, failed.',
  'id integer key', 'type text dimension', 'subject_type text dimension', 'subject_id text key', 'actor_id text key', 'data json dimension',
  'causation_id text key', 'occurred_at timestamp time'
);

create view data.system_token_usage as
select
  u.project_id, u.created_at as _row, u.id as _row_id,
  u.id::text as id, u.chat_session_id::text as chat_session_id, u.created_by::text as user_id, u.usage_type, u.tokens_used, u.input_tokens,
  u.output_tokens, u.cached_tokens, u.created_at
from public.token_usage u;

select private.add_system_stream(
  'token_usage', 'manager', 'Tokens spent on models. For managers.',
  'id text key', 'chat_session_id text key', 'user_id text key', 'usage_type text dimension', 'tokens_used integer measure',
  'input_tokens integer measure', 'output_tokens integer measure', 'cached_tokens integer measure', 'created_at timestamp time'
);
