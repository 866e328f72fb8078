-- Made by `npm run db:types` from the migrations, to be read and compared; not to be run.

-- extension btree_gin
create extension btree_gin with schema extensions;

-- extension pg_cron
create extension pg_cron with schema pg_catalog;

-- extension pg_net
create extension pg_net with schema extensions;

-- extension pg_trgm
create extension pg_trgm with schema extensions;

-- extension pgcrypto
create extension pgcrypto with schema extensions;

-- extension pgmq
create extension pgmq with schema pgmq;

-- extension plpgsql
create extension plpgsql with schema pg_catalog;

-- extension supabase_vault
create extension supabase_vault with schema vault;

-- extension uuid-ossp
create extension "uuid-ossp" with schema extensions;

-- schema data
create schema data;
comment on schema data is 'The typed tables of datasets. Never exposed; read through query_dataset.';

-- schema pgmq
grant usage on schema pgmq to pg_monitor;
grant usage on schema pgmq to service_role;

-- schema private
create schema private;
grant usage on schema private to anon;
grant usage on schema private to authenticated;
grant usage on schema private to service_role;
comment on schema private is 'Helpers. Never exposed through the API; policies and public functions call them.';

-- schema public
create schema public;
grant usage on schema public to anon;
grant usage on schema public to authenticated;
grant usage on schema public to public;
grant usage on schema public to service_role;
comment on schema public is 'standard public schema';

-- default privileges postgres
alter default privileges for role postgres in schema pgmq grant select on sequences to pg_monitor;
alter default privileges for role postgres in schema pgmq grant select on tables to pg_monitor;
alter default privileges for role postgres in schema public grant delete, insert, maintain, references, select, trigger, truncate, update on tables to service_role;
alter default privileges for role postgres in schema public grant execute on functions to service_role;
alter default privileges for role postgres in schema public grant select, update, usage on sequences to service_role;

-- table auth.users
CREATE TRIGGER orrery_user_deleted AFTER DELETE ON auth.users FOR EACH ROW EXECUTE FUNCTION private.handle_auth_user_deleted();
CREATE TRIGGER orrery_user_inserted AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION private.handle_auth_user_inserted();
CREATE TRIGGER orrery_user_updated AFTER UPDATE ON auth.users FOR EACH ROW EXECUTE FUNCTION private.handle_auth_user_updated();

-- table pgmq.a_connector_sync
grant all on table pgmq.a_connector_sync to service_role;
grant select on table pgmq.a_connector_sync to pg_monitor;

-- table pgmq.a_events
grant all on table pgmq.a_events to service_role;
grant select on table pgmq.a_events to pg_monitor;

-- table pgmq.a_maintenance
grant all on table pgmq.a_maintenance to service_role;
grant select on table pgmq.a_maintenance to pg_monitor;

-- table pgmq.q_connector_sync
CREATE TRIGGER wake_worker AFTER INSERT ON pgmq.q_connector_sync FOR EACH STATEMENT EXECUTE FUNCTION private.wake_worker_of_queue('connector_sync');
grant all on table pgmq.q_connector_sync to service_role;
grant select on table pgmq.q_connector_sync to pg_monitor;

-- table pgmq.q_events
CREATE TRIGGER wake_worker AFTER INSERT ON pgmq.q_events FOR EACH STATEMENT EXECUTE FUNCTION private.wake_worker_of_queue('events');
grant all on table pgmq.q_events to service_role;
grant select on table pgmq.q_events to pg_monitor;

-- table pgmq.q_maintenance
CREATE TRIGGER wake_worker AFTER INSERT ON pgmq.q_maintenance FOR EACH STATEMENT EXECUTE FUNCTION private.wake_worker_of_queue('maintenance');
grant all on table pgmq.q_maintenance to service_role;
grant select on table pgmq.q_maintenance to pg_monitor;

-- table private.analytics_events_yyyymm
create table private.analytics_events_yyyymm (a partition for each month);

-- table private.audit_logs_yyyymm
create table private.audit_logs_yyyymm (a partition for each month);

-- table private.audited_tables
create table private.audited_tables (
  name text not null,
  "position" integer not null generated always as identity,
  is_restorable boolean not null
);
alter table private.audited_tables add constraint audited_tables_pkey PRIMARY KEY (name);
comment on table private.audited_tables is 'What is audited, parents before children. is_restorable: whether restore_record makes a deleted row again.';

-- table private.broadcast_sequences
create table private.broadcast_sequences (
  topic text not null,
  last bigint not null
) with (fillfactor=50);
alter table private.broadcast_sequences add constraint broadcast_sequences_pkey PRIMARY KEY (topic);

-- table private.broadcasts
create unlogged table private.broadcasts (
  id bigint not null generated always as identity,
  topic text,
  event text,
  payload jsonb
);
alter table private.broadcasts add constraint broadcasts_pkey PRIMARY KEY (id);
CREATE CONSTRAINT TRIGGER send_broadcast AFTER INSERT ON private.broadcasts DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION private.send_broadcast();

-- table private.deleted_projects
create table private.deleted_projects (
  id uuid not null,
  workspace_id uuid not null,
  deleted_at timestamp with time zone not null default now()
);
alter table private.deleted_projects add constraint deleted_projects_pkey PRIMARY KEY (id);
comment on table private.deleted_projects is 'Where projects were: the records of what goes with them are written when they are gone.';

-- table private.emit_failures
create table private.emit_failures (
  id bigint not null generated always as identity,
  occurred_at timestamp with time zone not null default now(),
  source text not null,
  code text not null,
  message text not null,
  event jsonb not null,
  attempts integer not null default 0,
  retry_at timestamp with time zone not null default now()
);
alter table private.emit_failures add constraint emit_failures_pkey PRIMARY KEY (id);
CREATE INDEX emit_failures_retry_at_id_idx ON private.emit_failures USING btree (retry_at, id);
comment on column private.emit_failures.attempts is 'How often repairing it has failed; code and message are those of the last time.';
comment on column private.emit_failures.event is 'The row of events that is missing, without its id.';
comment on table private.emit_failures is 'Events that could not be written, while what they tell of was; repair_emit_failures writes them later. Empty unless something is wrong.';

-- table private.events_yyyymm
create table private.events_yyyymm (a partition for each month);

-- table private.ingest_keys
create table private.ingest_keys (
  dataset_id uuid not null,
  idempotency_key text not null,
  result jsonb not null,
  created_at timestamp with time zone not null default now()
);
alter table private.ingest_keys add constraint ingest_keys_dataset_id_fkey FOREIGN KEY (dataset_id) REFERENCES public.datasets(id) ON DELETE CASCADE;
alter table private.ingest_keys add constraint ingest_keys_pkey PRIMARY KEY (dataset_id, idempotency_key);
CREATE INDEX ingest_keys_created_at_idx ON private.ingest_keys USING btree (created_at);
comment on table private.ingest_keys is 'Answers already given to append_rows under an idempotency key, kept for a day.';

-- table private.ingest_rates
create unlogged table private.ingest_rates (
  token_id uuid not null,
  began_at timestamp with time zone not null,
  requests integer not null
);
alter table private.ingest_rates add constraint ingest_rates_pkey PRIMARY KEY (token_id);
alter table private.ingest_rates add constraint ingest_rates_token_id_fkey FOREIGN KEY (token_id) REFERENCES public.ingest_tokens(id) ON DELETE CASCADE;
comment on table private.ingest_rates is 'Requests of each token in its current ten seconds. Lost in a crash, which does no harm.';

-- table private.message_counts
create table private.message_counts (
  id bigint not null generated always as identity,
  workspace_id uuid,
  project_id uuid,
  queue text not null,
  minute timestamp with time zone not null,
  done integer not null default 0,
  retried integer not null default 0,
  died integer not null default 0
);
alter table private.message_counts add constraint a_minute_is_counted_once UNIQUE NULLS NOT DISTINCT (workspace_id, minute, queue, project_id);
alter table private.message_counts add constraint message_counts_pkey PRIMARY KEY (id);
comment on table private.message_counts is 'How many messages of a project came to which end in a minute. Of those that name no project the workspace is known, or nothing. Kept for a day.';

-- table private.sharing_attempts
create unlogged table private.sharing_attempts (
  id bigint not null generated always as identity,
  subject bytea not null,
  at timestamp with time zone not null default now()
);
alter table private.sharing_attempts add constraint sharing_attempts_pkey PRIMARY KEY (id);
CREATE INDEX sharing_attempts_subject_at_idx ON private.sharing_attempts USING btree (subject, at);
comment on table private.sharing_attempts is 'Requests of each address and each token in the last minutes, and failed ones. Lost in a crash, which does no harm.';

-- table private.status_transitions
create table private.status_transitions (
  source regclass not null,
  old_status text not null,
  new_status text not null
);
alter table private.status_transitions add constraint status_transitions_pkey PRIMARY KEY (source, old_status, new_status);
comment on table private.status_transitions is 'Which status may follow which, for tables with the trigger check_transition. An execution or step that is over stays so: another try is another row.';

-- table private.system_streams
create table private.system_streams (
  stream text not null,
  minimum_role text not null,
  description text not null,
  columns jsonb not null
);
alter table private.system_streams add constraint a_role_is_known CHECK ((minimum_role = ANY (ARRAY['viewer'::text, 'contributor'::text, 'manager'::text, 'owner'::text])));
alter table private.system_streams add constraint a_stream_is_a_short_word CHECK ((stream ~ '^[a-z][a-z0-9_]{0,39}$'::text));
alter table private.system_streams add constraint system_streams_pkey PRIMARY KEY (stream);
comment on table private.system_streams is 'What system datasets there are. Each is a view data.system_<stream> with project_id, _row and _row_id (the order of its rows) and the columns; minimum_role is that of the table it shows.';

-- table private.tables_to_drop
create table private.tables_to_drop (
  name text not null
);
alter table private.tables_to_drop add constraint tables_to_drop_pkey PRIMARY KEY (name);
comment on table private.tables_to_drop is 'Tables of datasets that are gone. Nobody can ask for their rows any more.';

-- table private.token_reservations
create table private.token_reservations (
  id uuid not null default gen_random_uuid(),
  workspace_id uuid not null,
  project_id uuid,
  key text not null,
  tokens bigint not null,
  status text not null default 'open'::text,
  user_id uuid,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone not null default now()
);
alter table private.token_reservations add constraint a_key_is_short CHECK (((length(key) >= 1) AND (length(key) <= 200)));
alter table private.token_reservations add constraint a_reservation_has_a_known_status CHECK ((status = ANY (ARRAY['open'::text, 'settled'::text, 'released'::text])));
alter table private.token_reservations add constraint a_reservation_is_of_tokens CHECK (((tokens >= 1) AND (tokens <= 1000000000)));
alter table private.token_reservations add constraint token_reservations_pkey PRIMARY KEY (id);
alter table private.token_reservations add constraint token_reservations_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE SET NULL;
alter table private.token_reservations add constraint token_reservations_project_id_key_key UNIQUE (project_id, key);
alter table private.token_reservations add constraint token_reservations_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE SET NULL;
alter table private.token_reservations add constraint token_reservations_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;
CREATE INDEX token_reservations_expires_at_idx ON private.token_reservations USING btree (expires_at);
CREATE INDEX token_reservations_user_id_idx ON private.token_reservations USING btree (user_id);
CREATE INDEX token_reservations_workspace_id_expires_at_idx ON private.token_reservations USING btree (workspace_id, expires_at) WHERE (status = 'open'::text);
CREATE INDEX token_reservations_workspace_id_idx ON private.token_reservations USING btree (workspace_id);
comment on table private.token_reservations is 'Tokens held back for model calls under way. An open one counts until expires_at.';

-- table private.upkeep
create table private.upkeep (
  name text not null,
  cron text not null,
  command text not null,
  next_run_at timestamp with time zone not null,
  last_run_at timestamp with time zone
);
alter table private.upkeep add constraint upkeep_pkey PRIMARY KEY (name);
comment on table private.upkeep is 'What is done once in a while, and when it is due (UTC). cron only asks whether it is: it catches up on nothing, and a machine that sleeps at night would never do it. $1 in a command is the time it was due.';

-- table private.usage_analytics_yyyymm
create table private.usage_analytics_yyyymm (a partition for each month);

-- table private.worker_leases
create table private.worker_leases (
  holder uuid not null,
  queue text not null,
  expires_at timestamp with time zone not null,
  is_reading boolean not null default true
) with (fillfactor=50);
alter table private.worker_leases add constraint worker_leases_pkey PRIMARY KEY (holder);
alter table private.worker_leases add constraint worker_leases_queue_fkey FOREIGN KEY (queue) REFERENCES private.worker_slots(queue) ON DELETE CASCADE;
CREATE INDEX worker_leases_queue_idx ON private.worker_leases USING btree (queue);
grant delete, insert, select, update on table private.worker_leases to service_role;
comment on column private.worker_leases.is_reading is 'It will soon look by itself for what comes. One that has no room, or waits to be called, will not.';
comment on table private.worker_leases is 'Workers at work. A worker that is gone gives its slot back when its lease expires.';

-- table private.worker_slots
create table private.worker_slots (
  queue text not null,
  slots integer not null
);
alter table private.worker_slots add constraint a_queue_has_a_plain_name CHECK ((queue ~ '^[a-z][a-z0-9_]*$'::text));
alter table private.worker_slots add constraint a_queue_has_a_worker CHECK (((slots >= 1) AND (slots <= 100)));
alter table private.worker_slots add constraint worker_slots_pkey PRIMARY KEY (queue);
alter table private.worker_slots add constraint worker_slots_queue_fkey FOREIGN KEY (queue) REFERENCES pgmq.meta(queue_name) ON DELETE CASCADE;
grant select, update on table private.worker_slots to service_role;
comment on table private.worker_slots is 'How many workers may consume a queue at a time.';

-- table private.workspace_domains
create table private.workspace_domains (
  domain text not null,
  workspace_id uuid not null
);
alter table private.workspace_domains add constraint workspace_domains_pkey PRIMARY KEY (domain);
alter table private.workspace_domains add constraint workspace_domains_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;
CREATE INDEX workspace_domains_workspace_id_idx ON private.workspace_domains USING btree (workspace_id);
comment on table private.workspace_domains is 'Which workspace a mail domain belongs to: company_email_domains of the workspaces that are not deleted, kept by a trigger.';

-- table public.agents
create table public.agents (
  id uuid not null default gen_random_uuid(),
  project_id uuid,
  is_system boolean not null default false,
  name text not null,
  description text,
  instructions text not null default ''::text,
  capabilities jsonb not null default '{}'::jsonb,
  model_id uuid,
  is_public boolean not null default false,
  settings jsonb not null default '{}'::jsonb,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.agents add constraint a_built_in_agent_belongs_to_no_project CHECK ((is_system = (project_id IS NULL)));
alter table public.agents add constraint agents_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.agents add constraint agents_model_id_fkey FOREIGN KEY (model_id) REFERENCES public.llm_models(id) ON DELETE SET NULL;
alter table public.agents add constraint agents_pkey PRIMARY KEY (id);
alter table public.agents add constraint agents_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.agents add constraint agents_project_id_name_key UNIQUE NULLS NOT DISTINCT (project_id, name);
alter table public.agents add constraint an_agent_has_a_name CHECK (((btrim(name) <> ''::text) AND (length(name) <= 100)));
alter table public.agents add constraint capabilities_and_settings_are_objects CHECK (((jsonb_typeof(capabilities) = 'object'::text) AND (jsonb_typeof(settings) = 'object'::text) AND ((pg_column_size(capabilities) + pg_column_size(settings)) <= 131072)));
alter table public.agents add constraint instructions_are_of_readable_length CHECK ((length(instructions) <= 50000));
CREATE INDEX agents_created_by_idx ON public.agents USING btree (created_by);
CREATE INDEX agents_model_id_idx ON public.agents USING btree (model_id);
CREATE INDEX agents_project_id_created_at_idx ON public.agents USING btree (project_id, created_at DESC);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.agents REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.agents REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.agents REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'updated_at');
CREATE TRIGGER emit_deletes AFTER DELETE ON public.agents REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('agent', 'select r.project_id, r.id, ''deleted''::text as verb, null::text[] as changed, jsonb_build_object(''name'', r.name) as details from old_rows r where true', 'true', 'deleted');
CREATE TRIGGER emit_inserts AFTER INSERT ON public.agents REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('agent', 'select r.project_id, r.id, ''created''::text as verb, null::text[] as changed, jsonb_build_object(''name'', r.name) as details from new_rows r where true', 'true', 'created');
CREATE TRIGGER emit_updates AFTER UPDATE ON public.agents REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('agent', 'select * from (
      select r.project_id, r.id, case when (r.name is distinct from o.name or r.description is distinct from o.description or r.instructions is distinct from o.instructions or r.capabilities is distinct from o.capabilities or r.model_id is distinct from o.model_id or r.is_public is distinct from o.is_public or r.settings is distinct from o.settings) then ''updated'' end as verb, array_remove(array[case when r.name is distinct from o.name then ''name'' end, case when r.description is distinct from o.description then ''description'' end, case when r.instructions is distinct from o.instructions then ''instructions'' end, case when r.capabilities is distinct from o.capabilities then ''capabilities'' end, case when r.model_id is distinct from o.model_id then ''model_id'' end, case when r.is_public is distinct from o.is_public then ''is_public'' end, case when r.settings is distinct from o.settings then ''settings'' end], null) as changed, jsonb_build_object(''name'', r.name) as details
      from new_rows r join old_rows o on o.id = r.id where true
    ) x where verb is not null', 'true', 'updated');
CREATE TRIGGER set_created_by BEFORE INSERT ON public.agents FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.agents FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.agents enable row level security;
create policy "Contributors delete agents" on public.agents for delete to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors edit agents" on public.agents for update to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)))
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors make agents" on public.agents for insert to authenticated
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Viewers read agents, and everybody the built-in ones" on public.agents for select to authenticated
  using ((project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids))) OR ((project_id IS NULL) AND (( SELECT private.user_id() AS user_id) IS NOT NULL)));
grant all on table public.agents to service_role;
grant delete, select on table public.agents to authenticated;
grant insert (id, project_id, name, description, instructions, capabilities, model_id, settings) on public.agents to authenticated;
grant update (name, description, instructions, capabilities, model_id, settings) on public.agents to authenticated;
comment on table public.agents is 'Who answers in a chat: instructions, and the tools it may use. Built-in agents belong to no project.';

-- table public.alerts
create table public.alerts (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  dataset_id uuid not null,
  chart_id uuid,
  name text not null,
  data_query jsonb not null default '{}'::jsonb,
  condition jsonb not null,
  channels jsonb not null default '[]'::jsonb,
  status text not null default 'active'::text,
  last_evaluated_at timestamp with time zone,
  last_state text,
  muted_until timestamp with time zone,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.alerts add constraint a_condition_is_known CHECK (((jsonb_typeof(condition) = 'object'::text) AND (pg_column_size(condition) <= 16384) AND (COALESCE((condition ->> 'type'::text), ''::text) = ANY (ARRAY['threshold'::text, 'change'::text, 'no_data'::text]))));
alter table public.alerts add constraint a_query_is_an_object CHECK (((jsonb_typeof(data_query) = 'object'::text) AND (pg_column_size(data_query) <= 262144)));
alter table public.alerts add constraint alerts_chart_id_project_id_fkey FOREIGN KEY (chart_id, project_id) REFERENCES public.charts(id, project_id) ON DELETE SET NULL (chart_id);
alter table public.alerts add constraint alerts_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.alerts add constraint alerts_dataset_id_project_id_fkey FOREIGN KEY (dataset_id, project_id) REFERENCES public.datasets(id, project_id) ON DELETE CASCADE;
alter table public.alerts add constraint alerts_pkey PRIMARY KEY (id);
alter table public.alerts add constraint alerts_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.alerts add constraint an_alert_has_a_known_state CHECK ((last_state = ANY (ARRAY['ok'::text, 'firing'::text, 'no_data'::text, 'error'::text])));
alter table public.alerts add constraint an_alert_has_a_known_status CHECK ((status = ANY (ARRAY['active'::text, 'paused'::text, 'archived'::text])));
alter table public.alerts add constraint an_alert_has_a_name CHECK (((btrim(name) <> ''::text) AND (length(name) <= 200)));
alter table public.alerts add constraint channels_are_at_most_20 CHECK (
CASE
    WHEN (jsonb_typeof(channels) = 'array'::text) THEN ((jsonb_array_length(channels) <= 20) AND (pg_column_size(channels) <= 16384))
    ELSE false
END);
CREATE INDEX alerts_chart_id_project_id_idx ON public.alerts USING btree (chart_id, project_id);
CREATE INDEX alerts_created_by_idx ON public.alerts USING btree (created_by);
CREATE INDEX alerts_dataset_id_project_id_idx ON public.alerts USING btree (dataset_id, project_id);
CREATE INDEX alerts_project_id_updated_at_idx ON public.alerts USING btree (project_id, updated_at DESC);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.alerts REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.alerts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'last_evaluated_at', 'last_state', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.alerts REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'last_evaluated_at', 'last_state', 'updated_at');
CREATE TRIGGER emit_deletes AFTER DELETE ON public.alerts REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('alert', 'select r.project_id, r.id, ''deleted''::text as verb, null::text[] as changed, jsonb_build_object(''name'', r.name, ''status'', r.status, ''last_state'', r.last_state) as details from old_rows r where true', 'true', 'deleted');
CREATE TRIGGER emit_inserts AFTER INSERT ON public.alerts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('alert', 'select r.project_id, r.id, ''created''::text as verb, null::text[] as changed, jsonb_build_object(''name'', r.name, ''status'', r.status, ''last_state'', r.last_state) as details from new_rows r where true', 'true', 'created');
CREATE TRIGGER emit_updates AFTER UPDATE ON public.alerts REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('alert', 'select * from (
      select r.project_id, r.id, case when (r.last_state is distinct from o.last_state) and r.last_state = ''firing'' then ''triggered'' when (r.last_state is distinct from o.last_state) and r.last_state = ''ok'' then ''resolved'' when (r.last_state is distinct from o.last_state) and r.last_state = ''error'' then ''failed'' when (r.name is distinct from o.name or r.dataset_id is distinct from o.dataset_id or r.chart_id is distinct from o.chart_id or r.data_query is distinct from o.data_query or r.condition is distinct from o.condition or r.channels is distinct from o.channels or r.status is distinct from o.status or r.muted_until is distinct from o.muted_until) then ''updated'' end as verb, array_remove(array[case when r.last_state is distinct from o.last_state then ''last_state'' end, case when r.name is distinct from o.name then ''name'' end, case when r.dataset_id is distinct from o.dataset_id then ''dataset_id'' end, case when r.chart_id is distinct from o.chart_id then ''chart_id'' end, case when r.data_query is distinct from o.data_query then ''data_query'' end, case when r.condition is distinct from o.condition then ''condition'' end, case when r.channels is distinct from o.channels then ''channels'' end, case when r.status is distinct from o.status then ''status'' end, case when r.muted_until is distinct from o.muted_until then ''muted_until'' end], null) as changed, jsonb_build_object(''name'', r.name, ''status'', r.status, ''last_state'', r.last_state) as details
      from new_rows r join old_rows o on o.id = r.id where true
    ) x where verb is not null', 'true', 'triggered', 'resolved', 'failed', 'updated');
CREATE TRIGGER set_created_by BEFORE INSERT ON public.alerts FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.alerts FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.alerts enable row level security;
create policy "Contributors delete alerts" on public.alerts for delete to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors edit alerts" on public.alerts for update to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)))
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors make alerts" on public.alerts for insert to authenticated
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Viewers read alerts" on public.alerts for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.alerts to service_role;
grant delete, select on table public.alerts to authenticated;
grant insert (id, project_id, dataset_id, chart_id, name, data_query, condition, channels, status, muted_until) on public.alerts to authenticated;
grant update (dataset_id, chart_id, name, data_query, condition, channels, status, muted_until) on public.alerts to authenticated;
comment on table public.alerts is 'Conditions on the answer of a query, and who is told when they begin to hold.';

-- table public.analytics_events
create table public.analytics_events (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  user_id uuid,
  lead_id uuid,
  event_type text not null,
  event_name text not null,
  properties jsonb not null default '{}'::jsonb,
  occurred_at timestamp with time zone not null default now(),
  session_id text,
  user_agent text,
  ip_address inet,
  created_at timestamp with time zone not null default now()
) partition by RANGE (occurred_at);
alter table public.analytics_events add constraint a_session_has_a_short_id CHECK ((length(session_id) <= 200));
alter table public.analytics_events add constraint an_event_has_a_name CHECK (((btrim(event_name) <> ''::text) AND (length(event_name) <= 200)));
alter table public.analytics_events add constraint an_event_has_a_type CHECK ((event_type ~ '^[a-z][a-z0-9_.-]{0,99}$'::text));
alter table public.analytics_events add constraint analytics_events_lead_id_project_id_fkey FOREIGN KEY (lead_id, project_id) REFERENCES public.leads(id, project_id) ON DELETE SET NULL (lead_id);
alter table public.analytics_events add constraint analytics_events_pkey PRIMARY KEY (id, occurred_at);
alter table public.analytics_events add constraint analytics_events_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.analytics_events add constraint analytics_events_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.analytics_events add constraint properties_are_an_object CHECK (((jsonb_typeof(properties) = 'object'::text) AND (pg_column_size(properties) <= 32768)));
CREATE INDEX analytics_events_lead_id_project_id_occurred_at_idx ON ONLY public.analytics_events USING btree (lead_id, project_id, occurred_at DESC);
CREATE INDEX analytics_events_project_id_occurred_at_idx ON ONLY public.analytics_events USING btree (project_id, occurred_at DESC);
CREATE INDEX analytics_events_user_id_idx ON ONLY public.analytics_events USING btree (user_id);
CREATE TRIGGER refuse_change BEFORE UPDATE ON public.analytics_events FOR EACH ROW EXECUTE FUNCTION private.keep_analytics();
CREATE TRIGGER refuse_delete BEFORE DELETE ON public.analytics_events FOR EACH ROW EXECUTE FUNCTION private.refuse_ledger_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.analytics_events FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_ledger_change();
CREATE TRIGGER sign_event BEFORE INSERT ON public.analytics_events FOR EACH ROW EXECUTE FUNCTION private.sign_analytics_event();
alter table public.analytics_events enable row level security;
create policy "Contributors record analytics" on public.analytics_events for insert to authenticated
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Viewers read analytics" on public.analytics_events for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant insert, maintain, references, select, trigger on table public.analytics_events to service_role;
grant select on table public.analytics_events to authenticated;
grant insert (project_id, lead_id, event_type, event_name, properties, occurred_at, session_id) on public.analytics_events to authenticated;
comment on table public.analytics_events is 'What leads and users did on a project''s pages, by month, append-only. Who asked, and from where, is set by a trigger.';

-- table public.api_connections
create table public.api_connections (
  id uuid not null default gen_random_uuid(),
  workspace_id uuid,
  project_id uuid,
  name text not null,
  description text,
  api_type text not null default 'rest'::text,
  endpoint_url text not null,
  auth_type text not null default 'none'::text,
  secret_id uuid,
  has_secret boolean not null generated always as ((secret_id IS NOT NULL)) stored,
  custom_headers jsonb not null default '{}'::jsonb,
  http_method text not null default 'GET'::text,
  request_body_template jsonb,
  response_path text,
  response_schema jsonb,
  pagination jsonb not null default '{}'::jsonb,
  is_active boolean not null default true,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.api_connections add constraint a_body_is_small CHECK ((pg_column_size(request_body_template) <= 65536));
alter table public.api_connections add constraint a_connection_belongs_to_a_workspace_or_a_project CHECK ((num_nonnulls(workspace_id, project_id) = 1));
alter table public.api_connections add constraint a_connection_has_a_name CHECK (((btrim(name) <> ''::text) AND (length(name) <= 200)));
alter table public.api_connections add constraint a_description_is_short CHECK ((length(description) <= 2000));
alter table public.api_connections add constraint a_response_path_is_short CHECK ((length(response_path) <= 500));
alter table public.api_connections add constraint a_response_schema_is_an_object CHECK (((jsonb_typeof(response_schema) = 'object'::text) AND (pg_column_size(response_schema) <= 262144)));
alter table public.api_connections add constraint an_api_type_is_a_short_word CHECK ((api_type ~ '^[a-z][a-z0-9_-]{0,39}$'::text));
alter table public.api_connections add constraint an_auth_type_is_known CHECK ((auth_type = ANY (ARRAY['bearer'::text, 'basic'::text, 'api_key'::text, 'none'::text])));
alter table public.api_connections add constraint an_endpoint_is_a_web_address CHECK (private.is_web_address(endpoint_url));
alter table public.api_connections add constraint an_http_method_is_known CHECK ((http_method = ANY (ARRAY['GET'::text, 'POST'::text, 'PUT'::text, 'DELETE'::text, 'PATCH'::text])));
alter table public.api_connections add constraint api_connections_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.api_connections add constraint api_connections_pkey PRIMARY KEY (id);
alter table public.api_connections add constraint api_connections_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.api_connections add constraint api_connections_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;
alter table public.api_connections add constraint custom_headers_are_an_object CHECK (((jsonb_typeof(custom_headers) = 'object'::text) AND (pg_column_size(custom_headers) <= 16384)));
alter table public.api_connections add constraint pagination_is_an_object CHECK (((jsonb_typeof(pagination) = 'object'::text) AND (pg_column_size(pagination) <= 8192)));
CREATE INDEX api_connections_created_by_idx ON public.api_connections USING btree (created_by);
CREATE INDEX api_connections_project_id_created_at_idx ON public.api_connections USING btree (project_id, created_at DESC);
CREATE INDEX api_connections_workspace_id_created_at_idx ON public.api_connections USING btree (workspace_id, created_at DESC);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.api_connections REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project', 'has_secret');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.api_connections REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'updated_at', 'has_secret');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.api_connections REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'updated_at', 'has_secret');
CREATE TRIGGER forget_secrets AFTER DELETE OR UPDATE OF secret_id, endpoint_url, auth_type ON public.api_connections FOR EACH ROW EXECUTE FUNCTION private.forget_secrets('secret_id');
CREATE TRIGGER guard_connection BEFORE INSERT OR UPDATE OF endpoint_url, auth_type, custom_headers ON public.api_connections FOR EACH ROW EXECUTE FUNCTION private.guard_api_connection();
CREATE TRIGGER keep_home BEFORE UPDATE OF workspace_id, project_id ON public.api_connections FOR EACH ROW EXECUTE FUNCTION private.keep_home();
CREATE TRIGGER keep_own_secrets BEFORE INSERT OR UPDATE OF secret_id ON public.api_connections FOR EACH ROW EXECUTE FUNCTION private.keep_own_secrets('secret_id');
CREATE TRIGGER set_created_by BEFORE INSERT ON public.api_connections FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.api_connections FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.api_connections enable row level security;
create policy "Contributors and workspace members read API connections" on public.api_connections for select to authenticated
  using ((project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids))) OR (workspace_id = ANY (ARRAY( SELECT private.workspace_ids('project_creator'::text) AS workspace_ids))));
create policy "Managers and workspace admins delete API connections" on public.api_connections for delete to authenticated
  using ((project_id = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids))) OR (workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))));
create policy "Managers and workspace admins edit API connections" on public.api_connections for update to authenticated
  using ((project_id = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids))) OR (workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))))
  with check ((project_id = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids))) OR (workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))));
create policy "Managers and workspace admins make API connections" on public.api_connections for insert to authenticated
  with check ((project_id = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids))) OR (workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))));
grant all on table public.api_connections to service_role;
grant delete on table public.api_connections to authenticated;
grant insert (id, workspace_id, project_id, name, description, api_type, endpoint_url, auth_type, custom_headers, http_method, request_body_template, response_path, response_schema, pagination, is_active) on public.api_connections to authenticated;
grant select (id, workspace_id, project_id, name, description, api_type, endpoint_url, auth_type, has_secret, custom_headers, http_method, request_body_template, response_path, response_schema, pagination, is_active, created_by, created_at, updated_at) on public.api_connections to authenticated;
grant update (name, description, api_type, endpoint_url, auth_type, custom_headers, http_method, request_body_template, response_path, response_schema, pagination, is_active) on public.api_connections to authenticated;
comment on table public.api_connections is 'An HTTP API with its secret, of a workspace (for all its projects) or of one project. Pointing endpoint_url to another origin or changing auth_type removes the secret: else whoever edits the row could have it sent to a host of their own.';

-- table public.artifact_files
create table public.artifact_files (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  artifact_id uuid not null,
  file_name text not null,
  file_type text,
  mime_type text,
  file_size bigint,
  file_path text,
  storage_path text not null,
  is_main_file boolean not null default false,
  metadata jsonb not null default '{}'::jsonb,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.artifact_files add constraint a_file_has_a_name CHECK (((btrim(file_name) <> ''::text) AND (length(file_name) <= 255) AND (file_name !~ '[/\\\x01-\x1f]'::text)));
alter table public.artifact_files add constraint a_file_has_a_short_type CHECK ((length(file_type) <= 100));
alter table public.artifact_files add constraint a_file_has_a_size CHECK ((file_size >= 0));
alter table public.artifact_files add constraint a_file_lies_in_the_folder_of_its_project CHECK ((starts_with(storage_path, (project_id || '/'::text)) AND ((length(storage_path) >= 38) AND (length(storage_path) <= 1024)) AND (storage_path !~ '((^|/)\.\.?(/|$)|//|\\|[\x01-\x1f])'::text)));
alter table public.artifact_files add constraint a_mime_type_has_two_parts CHECK ((mime_type ~ '^[A-Za-z0-9.+-]{1,80}/[A-Za-z0-9.+-]{1,80}$'::text));
alter table public.artifact_files add constraint a_path_stays_in_its_artifact CHECK ((((length(file_path) >= 1) AND (length(file_path) <= 500)) AND (file_path !~ '(^/|(^|/)\.\.?(/|$)|\\|[\x01-\x1f])'::text)));
alter table public.artifact_files add constraint artifact_files_artifact_id_file_path_key UNIQUE (artifact_id, file_path);
alter table public.artifact_files add constraint artifact_files_artifact_id_project_id_fkey FOREIGN KEY (artifact_id, project_id) REFERENCES public.artifacts(id, project_id) ON DELETE CASCADE;
alter table public.artifact_files add constraint artifact_files_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.artifact_files add constraint artifact_files_pkey PRIMARY KEY (id);
alter table public.artifact_files add constraint artifact_files_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.artifact_files add constraint metadata_is_an_object CHECK (((jsonb_typeof(metadata) = 'object'::text) AND (pg_column_size(metadata) <= 65536)));
CREATE INDEX artifact_files_artifact_id_project_id_idx ON public.artifact_files USING btree (artifact_id, project_id);
CREATE INDEX artifact_files_created_by_idx ON public.artifact_files USING btree (created_by);
CREATE INDEX artifact_files_project_id_created_at_idx ON public.artifact_files USING btree (project_id, created_at DESC);
CREATE UNIQUE INDEX an_artifact_has_one_main_file ON public.artifact_files USING btree (artifact_id) WHERE is_main_file;
CREATE TRIGGER audit_deletes AFTER DELETE ON public.artifact_files REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.artifact_files REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.artifact_files REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'updated_at');
CREATE TRIGGER set_created_by BEFORE INSERT ON public.artifact_files FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.artifact_files FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.artifact_files enable row level security;
create policy "Contributors add files to artifacts" on public.artifact_files for insert to authenticated
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors edit the files of artifacts" on public.artifact_files for update to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)))
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors remove the files of artifacts" on public.artifact_files for delete to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Viewers read the files of artifacts" on public.artifact_files for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.artifact_files to service_role;
grant delete, select on table public.artifact_files to authenticated;
grant insert (id, project_id, artifact_id, file_name, file_type, mime_type, file_size, file_path, storage_path, is_main_file, metadata) on public.artifact_files to authenticated;
grant update (file_name, is_main_file, metadata) on public.artifact_files to authenticated;
comment on table public.artifact_files is 'Files of an artifact: file_path is where it is within it, storage_path where it is in the bucket artifact-files.';

-- table public.artifacts
create table public.artifacts (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  chat_session_id uuid,
  chat_message_id uuid,
  parent_id uuid,
  name text not null,
  description text,
  type text not null,
  data jsonb not null default '{}'::jsonb,
  status text not null default 'pending'::text,
  progress integer not null default 0,
  version integer not null default 1,
  is_public boolean not null default false,
  tags text[] not null default '{}'::text[],
  metadata jsonb not null default '{}'::jsonb,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.artifacts add constraint a_version_has_one_next_version UNIQUE (parent_id, project_id);
alter table public.artifacts add constraint a_version_with_a_next_one_stays FOREIGN KEY (parent_id, project_id) REFERENCES public.artifacts(id, project_id);
alter table public.artifacts add constraint an_artifact_has_a_known_status CHECK ((status = ANY (ARRAY['pending'::text, 'generating'::text, 'ready'::text, 'failed'::text, 'archived'::text])));
alter table public.artifacts add constraint an_artifact_has_a_known_type CHECK ((type = ANY (ARRAY['dashboard'::text, 'chart'::text, 'report'::text, 'workflow'::text, 'widget'::text, 'document'::text, 'code'::text, 'dataset'::text, 'email'::text])));
alter table public.artifacts add constraint an_artifact_has_a_name CHECK (((btrim(name) <> ''::text) AND (length(name) <= 200)));
alter table public.artifacts add constraint an_artifact_has_few_tags CHECK ((cardinality(tags) <= 50));
alter table public.artifacts add constraint artifacts_chat_message_id_project_id_fkey FOREIGN KEY (chat_message_id, project_id) REFERENCES public.chat_messages(id, project_id) ON DELETE SET NULL (chat_message_id);
alter table public.artifacts add constraint artifacts_chat_session_id_project_id_fkey FOREIGN KEY (chat_session_id, project_id) REFERENCES public.chat_sessions(id, project_id) ON DELETE SET NULL (chat_session_id);
alter table public.artifacts add constraint artifacts_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.artifacts add constraint artifacts_id_project_id_key UNIQUE (id, project_id);
alter table public.artifacts add constraint artifacts_pkey PRIMARY KEY (id);
alter table public.artifacts add constraint artifacts_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.artifacts add constraint data_is_an_object CHECK (((jsonb_typeof(data) = 'object'::text) AND (pg_column_size(data) <= 5242880)));
alter table public.artifacts add constraint metadata_is_an_object CHECK (((jsonb_typeof(metadata) = 'object'::text) AND (pg_column_size(metadata) <= 65536)));
alter table public.artifacts add constraint progress_is_in_percent CHECK (((progress >= 0) AND (progress <= 100)));
alter table public.artifacts add constraint versions_count_from_one CHECK (((version >= 1) AND ((version = 1) = (parent_id IS NULL))));
CREATE INDEX artifacts_chat_message_id_project_id_idx ON public.artifacts USING btree (chat_message_id, project_id);
CREATE INDEX artifacts_chat_session_id_project_id_idx ON public.artifacts USING btree (chat_session_id, project_id);
CREATE INDEX artifacts_created_by_idx ON public.artifacts USING btree (created_by);
CREATE INDEX artifacts_project_id_created_at_idx ON public.artifacts USING btree (project_id, created_at DESC);
CREATE INDEX search_artifacts ON public.artifacts USING gin (project_id, private.search_vector(name, description, tags), name extensions.gin_trgm_ops);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.artifacts REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.artifacts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'version', 'progress', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.artifacts REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'version', 'progress', 'updated_at');
CREATE TRIGGER check_transition BEFORE UPDATE OF status ON public.artifacts FOR EACH ROW WHEN ((new.status <> old.status)) EXECUTE FUNCTION private.check_status_transition();
CREATE TRIGGER emit_deletes AFTER DELETE ON public.artifacts REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('artifact', 'select r.project_id, r.id, ''deleted''::text as verb, null::text[] as changed, jsonb_build_object(''name'', r.name, ''type'', r.type, ''status'', r.status, ''version'', r.version) as details from old_rows r where true', 'true', 'deleted');
CREATE TRIGGER emit_inserts AFTER INSERT ON public.artifacts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('artifact', 'select r.project_id, r.id, ''created''::text as verb, null::text[] as changed, jsonb_build_object(''name'', r.name, ''type'', r.type, ''status'', r.status, ''version'', r.version) as details from new_rows r where true', 'true', 'created');
CREATE TRIGGER emit_updates AFTER UPDATE ON public.artifacts REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('artifact', 'select * from (
      select r.project_id, r.id, case when (r.status is distinct from o.status) and r.status = ''ready'' then ''ready'' when (r.status is distinct from o.status) and r.status = ''failed'' then ''failed'' when (r.name is distinct from o.name or r.description is distinct from o.description or r.data is distinct from o.data or r.tags is distinct from o.tags or r.status is distinct from o.status) then ''updated'' end as verb, array_remove(array[case when r.status is distinct from o.status then ''status'' end, case when r.name is distinct from o.name then ''name'' end, case when r.description is distinct from o.description then ''description'' end, case when r.data is distinct from o.data then ''data'' end, case when r.tags is distinct from o.tags then ''tags'' end], null) as changed, jsonb_build_object(''name'', r.name, ''type'', r.type, ''status'', r.status, ''version'', r.version) as details
      from new_rows r join old_rows o on o.id = r.id where true
    ) x where verb is not null', 'true', 'ready', 'failed', 'updated');
CREATE TRIGGER number_version BEFORE INSERT ON public.artifacts FOR EACH ROW EXECUTE FUNCTION private.number_version();
CREATE TRIGGER ready_is_finished BEFORE INSERT OR UPDATE ON public.artifacts FOR EACH ROW WHEN ((new.status = 'ready'::text)) EXECUTE FUNCTION private.finish_progress();
CREATE TRIGGER set_created_by BEFORE INSERT ON public.artifacts FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.artifacts FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.artifacts enable row level security;
create policy "Contributors delete artifacts" on public.artifacts for delete to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors edit artifacts" on public.artifacts for update to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)))
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors make artifacts, in chats they take part in" on public.artifacts for insert to authenticated
  with check ((project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids))) AND ((chat_session_id IS NULL) OR (chat_session_id = ANY (ARRAY( SELECT private.chat_ids() AS chat_ids)))));
create policy "Viewers read artifacts" on public.artifacts for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.artifacts to service_role;
grant delete, select on table public.artifacts to authenticated;
grant insert (id, project_id, chat_session_id, parent_id, name, description, type, data, tags, metadata) on public.artifacts to authenticated;
grant update (name, description, data, status, tags, metadata) on public.artifacts to authenticated;
comment on table public.artifacts is 'What chats, people and workflows make. Versions are a chain: parent_id is the one before, and each has at most one next.';

-- table public.audit_logs
create table public.audit_logs (
  id uuid not null default gen_random_uuid(),
  workspace_id uuid,
  project_id uuid,
  user_id uuid,
  action text not null,
  resource_type text not null,
  resource_id uuid,
  old_values jsonb,
  new_values jsonb,
  ip_address inet,
  user_agent text,
  metadata jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default now()
) partition by RANGE (created_at);
alter table public.audit_logs add constraint an_action_is_known CHECK ((action = ANY (ARRAY['insert'::text, 'update'::text, 'delete'::text])));
alter table public.audit_logs add constraint audit_logs_pkey PRIMARY KEY (id, created_at);
alter table public.audit_logs add constraint metadata_is_an_object CHECK ((jsonb_typeof(metadata) = 'object'::text));
CREATE INDEX audit_logs_project_id_created_at_idx ON ONLY public.audit_logs USING btree (project_id, created_at DESC);
CREATE INDEX audit_logs_resource_id_created_at_idx ON ONLY public.audit_logs USING btree (resource_id, created_at DESC);
CREATE INDEX audit_logs_workspace_id_created_at_idx ON ONLY public.audit_logs USING btree (workspace_id, created_at DESC);
CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON public.audit_logs FOR EACH ROW EXECUTE FUNCTION private.refuse_audit_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.audit_logs FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_audit_change();
alter table public.audit_logs enable row level security;
create policy "Managers and workspace admins read the audit log" on public.audit_logs for select to authenticated
  using ((project_id = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids))) OR (workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))));
grant maintain, references, select, trigger on table public.audit_logs to service_role;
grant select on table public.audit_logs to authenticated;
comment on column public.audit_logs.old_values is 'The whole row for a delete, the changed columns for an update; secrets are replaced by "[redacted]".';
comment on column public.audit_logs.resource_id is 'Null where one record stands for many new rows of a statement: metadata then holds their ids and count.';
comment on column public.audit_logs.resource_type is 'The table.';
comment on column public.audit_logs.user_id is 'Null for what the platform did: metadata.actor then says service or system.';
comment on column public.audit_logs.workspace_id is 'Like the other ids not a foreign key: the record outlives what it is about.';
comment on table public.audit_logs is 'Who changed what, when and from where. Append-only for everybody; kept for seven years.';

-- table public.campaigns
create table public.campaigns (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  name text not null,
  type text not null,
  status text not null default 'draft'::text,
  description text,
  config jsonb not null default '{}'::jsonb,
  starts_at timestamp with time zone,
  ends_at timestamp with time zone,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.campaigns add constraint a_campaign_ends_after_it_starts CHECK ((ends_at > starts_at));
alter table public.campaigns add constraint a_campaign_has_a_known_status CHECK ((status = ANY (ARRAY['draft'::text, 'active'::text, 'paused'::text, 'completed'::text])));
alter table public.campaigns add constraint a_campaign_has_a_known_type CHECK ((type = ANY (ARRAY['email'::text, 'social'::text, 'content'::text, 'mixed'::text])));
alter table public.campaigns add constraint a_campaign_has_a_name CHECK (((btrim(name) <> ''::text) AND (length(name) <= 200)));
alter table public.campaigns add constraint campaigns_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.campaigns add constraint campaigns_id_project_id_key UNIQUE (id, project_id);
alter table public.campaigns add constraint campaigns_pkey PRIMARY KEY (id);
alter table public.campaigns add constraint campaigns_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.campaigns add constraint config_is_an_object CHECK (((jsonb_typeof(config) = 'object'::text) AND (pg_column_size(config) <= 131072)));
CREATE INDEX campaigns_created_by_idx ON public.campaigns USING btree (created_by);
CREATE INDEX campaigns_project_id_created_at_idx ON public.campaigns USING btree (project_id, created_at DESC);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.campaigns REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.campaigns REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.campaigns REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'updated_at');
CREATE TRIGGER emit_deletes AFTER DELETE ON public.campaigns REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('campaign', 'select r.project_id, r.id, ''deleted''::text as verb, null::text[] as changed, jsonb_build_object(''name'', r.name, ''type'', r.type, ''status'', r.status) as details from old_rows r where true', 'true', 'deleted');
CREATE TRIGGER emit_inserts AFTER INSERT ON public.campaigns REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('campaign', 'select r.project_id, r.id, ''created''::text as verb, null::text[] as changed, jsonb_build_object(''name'', r.name, ''type'', r.type, ''status'', r.status) as details from new_rows r where true', 'true', 'created');
CREATE TRIGGER emit_updates AFTER UPDATE ON public.campaigns REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('campaign', 'select * from (
      select r.project_id, r.id, case when (r.name is distinct from o.name or r.type is distinct from o.type or r.status is distinct from o.status or r.description is distinct from o.description or r.config is distinct from o.config or r.starts_at is distinct from o.starts_at or r.ends_at is distinct from o.ends_at) then ''updated'' end as verb, array_remove(array[case when r.name is distinct from o.name then ''name'' end, case when r.type is distinct from o.type then ''type'' end, case when r.status is distinct from o.status then ''status'' end, case when r.description is distinct from o.description then ''description'' end, case when r.config is distinct from o.config then ''config'' end, case when r.starts_at is distinct from o.starts_at then ''starts_at'' end, case when r.ends_at is distinct from o.ends_at then ''ends_at'' end], null) as changed, jsonb_build_object(''name'', r.name, ''type'', r.type, ''status'', r.status) as details
      from new_rows r join old_rows o on o.id = r.id where true
    ) x where verb is not null', 'true', 'updated');
CREATE TRIGGER set_created_by BEFORE INSERT ON public.campaigns FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.campaigns FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.campaigns enable row level security;
create policy "Contributors delete campaigns" on public.campaigns for delete to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors edit campaigns" on public.campaigns for update to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)))
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors make campaigns" on public.campaigns for insert to authenticated
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Viewers read campaigns" on public.campaigns for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.campaigns to service_role;
grant delete, select on table public.campaigns to authenticated;
grant insert (id, project_id, name, type, status, description, config, starts_at, ends_at) on public.campaigns to authenticated;
grant update (name, type, status, description, config, starts_at, ends_at) on public.campaigns to authenticated;
comment on table public.campaigns is 'What belongs together in marketing: e-mails, posts and articles with one aim and period.';

-- table public.chart_placements
create table public.chart_placements (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  dashboard_tab_id uuid not null,
  chart_id uuid not null,
  template_slot_id uuid,
  customizations jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.chart_placements add constraint chart_placements_chart_id_project_id_fkey FOREIGN KEY (chart_id, project_id) REFERENCES public.charts(id, project_id);
alter table public.chart_placements add constraint chart_placements_dashboard_tab_id_project_id_fkey FOREIGN KEY (dashboard_tab_id, project_id) REFERENCES public.dashboard_tabs(id, project_id) ON DELETE CASCADE;
alter table public.chart_placements add constraint chart_placements_dashboard_tab_id_template_slot_id_key UNIQUE (dashboard_tab_id, template_slot_id);
alter table public.chart_placements add constraint chart_placements_pkey PRIMARY KEY (id);
alter table public.chart_placements add constraint chart_placements_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.chart_placements add constraint chart_placements_template_slot_id_fkey FOREIGN KEY (template_slot_id) REFERENCES public.dashboard_template_slots(id);
alter table public.chart_placements add constraint customizations_are_an_object CHECK (((jsonb_typeof(customizations) = 'object'::text) AND (pg_column_size(customizations) <= 65536)));
CREATE INDEX chart_placements_chart_id_project_id_idx ON public.chart_placements USING btree (chart_id, project_id);
CREATE INDEX chart_placements_dashboard_tab_id_project_id_idx ON public.chart_placements USING btree (dashboard_tab_id, project_id);
CREATE INDEX chart_placements_project_id_idx ON public.chart_placements USING btree (project_id);
CREATE INDEX chart_placements_template_slot_id_idx ON public.chart_placements USING btree (template_slot_id);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.chart_placements REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.chart_placements REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.chart_placements REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'updated_at');
CREATE TRIGGER count_deleted AFTER DELETE ON public.chart_placements REFERENCING OLD TABLE AS changed FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['authenticated'::name, 'service_role'::name]))) EXECUTE FUNCTION private.count_placement_edit();
CREATE TRIGGER count_inserted AFTER INSERT ON public.chart_placements REFERENCING NEW TABLE AS changed FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['authenticated'::name, 'service_role'::name]))) EXECUTE FUNCTION private.count_placement_edit();
CREATE TRIGGER count_updated AFTER UPDATE ON public.chart_placements REFERENCING NEW TABLE AS changed FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['authenticated'::name, 'service_role'::name]))) EXECUTE FUNCTION private.count_placement_edit();
CREATE TRIGGER fit_placement AFTER INSERT OR UPDATE OF dashboard_tab_id, chart_id, template_slot_id ON public.chart_placements FOR EACH ROW EXECUTE FUNCTION private.fit_placement();
CREATE TRIGGER limit_charts AFTER INSERT OR UPDATE OF dashboard_tab_id ON public.chart_placements FOR EACH ROW EXECUTE FUNCTION private.limit_charts_per_tab();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.chart_placements FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
CREATE TRIGGER wait_for_dashboard BEFORE INSERT ON public.chart_placements FOR EACH ROW EXECUTE FUNCTION private.wait_for_dashboard();
alter table public.chart_placements enable row level security;
create policy "Contributors move placements" on public.chart_placements for update to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)))
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors place charts" on public.chart_placements for insert to authenticated
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors remove placements" on public.chart_placements for delete to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Viewers read placements" on public.chart_placements for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.chart_placements to service_role;
grant delete, select on table public.chart_placements to authenticated;
grant insert (id, project_id, dashboard_tab_id, chart_id, template_slot_id, customizations) on public.chart_placements to authenticated;
grant update (chart_id, template_slot_id, customizations) on public.chart_placements to authenticated;
comment on table public.chart_placements is 'A chart in a slot of its tab''s template.';

-- table public.chart_versions
create table public.chart_versions (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  chart_id uuid not null,
  version_number integer not null,
  title text not null,
  description text,
  chart_type text not null,
  spec jsonb not null,
  data_source_config jsonb not null,
  change_summary text,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.chart_versions add constraint a_data_source_is_an_object CHECK ((jsonb_typeof(data_source_config) = 'object'::text));
alter table public.chart_versions add constraint a_summary_is_short CHECK ((length(change_summary) <= 1000));
alter table public.chart_versions add constraint chart_versions_chart_id_project_id_fkey FOREIGN KEY (chart_id, project_id) REFERENCES public.charts(id, project_id) ON DELETE CASCADE;
alter table public.chart_versions add constraint chart_versions_chart_id_version_number_key UNIQUE (chart_id, version_number);
alter table public.chart_versions add constraint chart_versions_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.chart_versions add constraint chart_versions_pkey PRIMARY KEY (id);
alter table public.chart_versions add constraint chart_versions_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.chart_versions add constraint versions_count_from_one CHECK ((version_number >= 1));
CREATE INDEX chart_versions_chart_id_project_id_idx ON public.chart_versions USING btree (chart_id, project_id);
CREATE INDEX chart_versions_created_by_idx ON public.chart_versions USING btree (created_by);
CREATE INDEX chart_versions_project_id_created_at_idx ON public.chart_versions USING btree (project_id, created_at DESC);
CREATE TRIGGER set_created_by BEFORE INSERT ON public.chart_versions FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.chart_versions FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.chart_versions enable row level security;
create policy "Viewers read versions of charts" on public.chart_versions for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.chart_versions to service_role;
grant select on table public.chart_versions to authenticated;
comment on table public.chart_versions is 'What a chart was after each edit; the newest is what it is. data_source_config is {dataset_id, data_query}.';

-- table public.charts
create table public.charts (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  title text not null,
  description text,
  chart_type text not null,
  spec jsonb not null default '{}'::jsonb,
  dataset_id uuid,
  data_query jsonb not null default '{}'::jsonb,
  is_public boolean not null default false,
  tags text[] not null default '{}'::text[],
  revision bigint not null default 1,
  created_by uuid,
  updated_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.charts add constraint a_chart_has_a_title CHECK (((btrim(title) <> ''::text) AND (length(title) <= 200)));
alter table public.charts add constraint a_chart_has_a_type CHECK ((chart_type ~ '^[a-z][a-z0-9_-]{0,39}$'::text));
alter table public.charts add constraint a_query_is_an_object CHECK (((jsonb_typeof(data_query) = 'object'::text) AND (pg_column_size(data_query) <= 262144)));
alter table public.charts add constraint a_spec_is_an_object CHECK (((jsonb_typeof(spec) = 'object'::text) AND (pg_column_size(spec) <= 1048576)));
alter table public.charts add constraint charts_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.charts add constraint charts_dataset_id_project_id_fkey FOREIGN KEY (dataset_id, project_id) REFERENCES public.datasets(id, project_id) ON DELETE SET NULL (dataset_id);
alter table public.charts add constraint charts_id_project_id_key UNIQUE (id, project_id);
alter table public.charts add constraint charts_pkey PRIMARY KEY (id);
alter table public.charts add constraint charts_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.charts add constraint charts_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.charts add constraint texts_of_a_chart_are_short CHECK (((length(description) <= 10000) AND (pg_column_size(tags) <= 16384)));
CREATE INDEX charts_created_by_idx ON public.charts USING btree (created_by);
CREATE INDEX charts_dataset_id_project_id_idx ON public.charts USING btree (dataset_id, project_id);
CREATE INDEX charts_project_id_updated_at_idx ON public.charts USING btree (project_id, updated_at DESC);
CREATE INDEX charts_updated_by_idx ON public.charts USING btree (updated_by);
CREATE INDEX search_charts ON public.charts USING gin (project_id, private.search_vector(title, description, tags), title extensions.gin_trgm_ops);
CREATE TRIGGER advance_revision BEFORE UPDATE OF title, description, chart_type, spec, dataset_id, data_query, tags, revision ON public.charts FOR EACH ROW EXECUTE FUNCTION private.advance_revision();
CREATE TRIGGER audit_deletes AFTER DELETE ON public.charts REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.charts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'revision', 'updated_by', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.charts REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'revision', 'updated_by', 'updated_at');
CREATE TRIGGER emit_deletes AFTER DELETE ON public.charts REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('chart', 'select r.project_id, r.id, ''deleted''::text as verb, null::text[] as changed, jsonb_build_object(''title'', r.title, ''chart_type'', r.chart_type) as details from old_rows r where true', 'true', 'deleted');
CREATE TRIGGER emit_inserts AFTER INSERT ON public.charts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('chart', 'select r.project_id, r.id, ''created''::text as verb, null::text[] as changed, jsonb_build_object(''title'', r.title, ''chart_type'', r.chart_type) as details from new_rows r where true', 'true', 'created');
CREATE TRIGGER emit_updates AFTER UPDATE ON public.charts REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('chart', 'select * from (
      select r.project_id, r.id, case when (r.title is distinct from o.title or r.description is distinct from o.description or r.chart_type is distinct from o.chart_type or r.spec is distinct from o.spec or r.dataset_id is distinct from o.dataset_id or r.data_query is distinct from o.data_query or r.tags is distinct from o.tags) then ''updated'' end as verb, array_remove(array[case when r.title is distinct from o.title then ''title'' end, case when r.description is distinct from o.description then ''description'' end, case when r.chart_type is distinct from o.chart_type then ''chart_type'' end, case when r.spec is distinct from o.spec then ''spec'' end, case when r.dataset_id is distinct from o.dataset_id then ''dataset_id'' end, case when r.data_query is distinct from o.data_query then ''data_query'' end, case when r.tags is distinct from o.tags then ''tags'' end], null) as changed, jsonb_build_object(''title'', r.title, ''chart_type'', r.chart_type) as details
      from new_rows r join old_rows o on o.id = r.id where true
    ) x where verb is not null', 'true', 'updated');
CREATE TRIGGER keep_first_version AFTER INSERT ON public.charts FOR EACH ROW EXECUTE FUNCTION private.keep_chart_version();
CREATE TRIGGER keep_placements_fitting BEFORE UPDATE OF chart_type ON public.charts FOR EACH ROW WHEN ((new.chart_type <> old.chart_type)) EXECUTE FUNCTION private.keep_placements_fitting();
CREATE TRIGGER keep_version AFTER UPDATE ON public.charts FOR EACH ROW WHEN (((((((new.title IS DISTINCT FROM old.title) OR (new.description IS DISTINCT FROM old.description)) OR (new.chart_type IS DISTINCT FROM old.chart_type)) OR (new.spec IS DISTINCT FROM old.spec)) OR (new.dataset_id IS DISTINCT FROM old.dataset_id)) OR (new.data_query IS DISTINCT FROM old.data_query))) EXECUTE FUNCTION private.keep_chart_version();
CREATE TRIGGER refuse_if_placed BEFORE DELETE ON public.charts FOR EACH ROW EXECUTE FUNCTION private.refuse_to_delete_placed_chart();
CREATE TRIGGER set_created_by BEFORE INSERT ON public.charts FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER touch_updated_at BEFORE UPDATE OF title, description, chart_type, spec, dataset_id, data_query, tags, revision ON public.charts FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.charts enable row level security;
create policy "Contributors delete charts" on public.charts for delete to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors edit charts" on public.charts for update to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)))
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors make charts" on public.charts for insert to authenticated
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Viewers read charts" on public.charts for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.charts to service_role;
grant delete, select on table public.charts to authenticated;
grant insert (id, project_id, title, description, chart_type, spec, dataset_id, data_query, tags) on public.charts to authenticated;
grant update (title, description, chart_type, spec, dataset_id, data_query, tags, revision) on public.charts to authenticated;
comment on table public.charts is 'A chart: a Vega-Lite spec without data, and the query that fills it. One row wherever it is placed.';

-- table public.chat_messages
create table public.chat_messages (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  chat_session_id uuid not null,
  message_type text not null default 'user'::text,
  agent_type text,
  agent_id uuid,
  llm_model_id uuid,
  parent_message_id uuid,
  content jsonb not null default '[]'::jsonb,
  text text not null generated always as (private.message_text(content)) stored,
  search tsvector not null generated always as (to_tsvector('simple'::regconfig, "left"(private.message_text(content), 200000))) stored,
  output_routing jsonb,
  created_items jsonb not null default '[]'::jsonb,
  status text not null default 'complete'::text,
  metadata jsonb not null default '{}'::jsonb,
  created_by uuid,
  created_at timestamp with time zone not null default clock_timestamp(),
  updated_at timestamp with time zone not null default now()
);
alter table public.chat_messages add constraint a_message_has_a_known_status CHECK ((status = ANY (ARRAY['queued'::text, 'streaming'::text, 'complete'::text, 'failed'::text, 'cancelled'::text])));
alter table public.chat_messages add constraint a_message_has_a_known_type CHECK ((message_type = ANY (ARRAY['user'::text, 'assistant'::text, 'system'::text, 'tool'::text])));
alter table public.chat_messages add constraint chat_messages_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES public.agents(id) ON DELETE SET NULL;
alter table public.chat_messages add constraint chat_messages_chat_session_id_project_id_fkey FOREIGN KEY (chat_session_id, project_id) REFERENCES public.chat_sessions(id, project_id) ON DELETE CASCADE;
alter table public.chat_messages add constraint chat_messages_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.chat_messages add constraint chat_messages_id_chat_session_id_key UNIQUE (id, chat_session_id);
alter table public.chat_messages add constraint chat_messages_id_project_id_key UNIQUE (id, project_id);
alter table public.chat_messages add constraint chat_messages_llm_model_id_fkey FOREIGN KEY (llm_model_id) REFERENCES public.llm_models(id) ON DELETE SET NULL;
alter table public.chat_messages add constraint chat_messages_parent_message_id_chat_session_id_fkey FOREIGN KEY (parent_message_id, chat_session_id) REFERENCES public.chat_messages(id, chat_session_id) ON DELETE SET NULL (parent_message_id);
alter table public.chat_messages add constraint chat_messages_pkey PRIMARY KEY (id);
alter table public.chat_messages add constraint chat_messages_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.chat_messages add constraint content_is_an_array_of_parts CHECK (private.is_message_content(content));
alter table public.chat_messages add constraint created_items_are_an_array CHECK ((jsonb_typeof(created_items) = 'array'::text));
alter table public.chat_messages add constraint metadata_is_an_object CHECK ((jsonb_typeof(metadata) = 'object'::text));
alter table public.chat_messages add constraint people_call_no_tools CHECK (((message_type <> 'user'::text) OR (NOT jsonb_path_exists(content, '$[*]?(@."type" == "tool_call" || @."type" == "tool_result")'::jsonpath))));
alter table public.chat_messages add constraint people_say_something CHECK (((message_type <> 'user'::text) OR (content <> '[]'::jsonb)));
alter table public.chat_messages add constraint routing_is_an_object CHECK (((jsonb_typeof(output_routing) = 'object'::text) AND (pg_column_size(output_routing) <= 16384)));
CREATE INDEX chat_messages_agent_id_idx ON public.chat_messages USING btree (agent_id);
CREATE INDEX chat_messages_chat_session_id_project_id_created_at_idx ON public.chat_messages USING btree (chat_session_id, project_id, created_at DESC);
CREATE INDEX chat_messages_created_by_idx ON public.chat_messages USING btree (created_by);
CREATE INDEX chat_messages_llm_model_id_idx ON public.chat_messages USING btree (llm_model_id);
CREATE INDEX chat_messages_parent_message_id_chat_session_id_idx ON public.chat_messages USING btree (parent_message_id, chat_session_id);
CREATE INDEX chat_messages_project_id_created_at_idx ON public.chat_messages USING btree (project_id, created_at DESC);
CREATE INDEX search_chat_messages ON public.chat_messages USING gin (project_id, search);
CREATE TRIGGER check_agent AFTER INSERT OR UPDATE OF agent_id ON public.chat_messages FOR EACH ROW WHEN ((new.agent_id IS NOT NULL)) EXECUTE FUNCTION private.check_message_agent();
CREATE TRIGGER count_messages AFTER INSERT OR DELETE ON public.chat_messages FOR EACH ROW EXECUTE FUNCTION private.count_chat_messages();
CREATE TRIGGER set_created_by BEFORE INSERT ON public.chat_messages FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER tell_message_changed AFTER UPDATE ON public.chat_messages FOR EACH ROW WHEN (((new.status <> old.status) OR (new.content <> old.content))) EXECUTE FUNCTION private.tell_message_changed();
CREATE TRIGGER tell_message_made AFTER INSERT ON public.chat_messages FOR EACH ROW EXECUTE FUNCTION private.tell_message_changed();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.chat_messages FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.chat_messages enable row level security;
create policy "Participants read messages" on public.chat_messages for select to authenticated
  using ((project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids))) AND (chat_session_id = ANY (ARRAY( SELECT private.chat_ids() AS chat_ids))));
create policy "Participants write messages" on public.chat_messages for insert to authenticated
  with check ((project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids))) AND (chat_session_id = ANY (ARRAY( SELECT private.chat_ids() AS chat_ids))));
grant all on table public.chat_messages to service_role;
grant select on table public.chat_messages to authenticated;
grant insert (id, project_id, chat_session_id, agent_id, llm_model_id, parent_message_id, content, output_routing) on public.chat_messages to authenticated;
comment on table public.chat_messages is 'What was said in a chat. People write user messages; answers, and what tools gave, are written by the service role.';

-- table public.chat_participants
create table public.chat_participants (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  chat_session_id uuid not null,
  user_id uuid not null,
  joined_at timestamp with time zone not null default now(),
  last_read_at timestamp with time zone,
  is_active boolean not null default true,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.chat_participants add constraint chat_participants_chat_session_id_project_id_fkey FOREIGN KEY (chat_session_id, project_id) REFERENCES public.chat_sessions(id, project_id) ON DELETE CASCADE;
alter table public.chat_participants add constraint chat_participants_chat_session_id_user_id_key UNIQUE (chat_session_id, user_id);
alter table public.chat_participants add constraint chat_participants_pkey PRIMARY KEY (id);
alter table public.chat_participants add constraint chat_participants_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.chat_participants add constraint chat_participants_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
CREATE INDEX chat_participants_chat_session_id_project_id_idx ON public.chat_participants USING btree (chat_session_id, project_id);
CREATE INDEX chat_participants_project_id_idx ON public.chat_participants USING btree (project_id);
CREATE INDEX chat_participants_user_id_idx ON public.chat_participants USING btree (user_id);
CREATE TRIGGER check_participant AFTER INSERT ON public.chat_participants FOR EACH ROW EXECUTE FUNCTION private.check_participant();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.chat_participants FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.chat_participants enable row level security;
create policy "Everybody may leave, and who made a chat may remove others" on public.chat_participants for delete to authenticated
  using ((project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids))) AND ((user_id = ( SELECT private.user_id() AS user_id)) OR (EXISTS ( SELECT
   FROM public.chat_sessions s
  WHERE ((s.id = chat_participants.chat_session_id) AND (s.created_by = ( SELECT private.user_id() AS user_id)))))));
create policy "Participants add others" on public.chat_participants for insert to authenticated
  with check ((project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids))) AND (chat_session_id = ANY (ARRAY( SELECT private.chat_ids() AS chat_ids))));
create policy "Participants read who is in their chats" on public.chat_participants for select to authenticated
  using ((project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids))) AND (chat_session_id = ANY (ARRAY( SELECT private.chat_ids() AS chat_ids))));
create policy "People note what they have read" on public.chat_participants for update to authenticated
  using ((project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids))) AND (user_id = ( SELECT private.user_id() AS user_id)))
  with check ((project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids))) AND (user_id = ( SELECT private.user_id() AS user_id)));
grant all on table public.chat_participants to service_role;
grant delete, select on table public.chat_participants to authenticated;
grant insert (id, project_id, chat_session_id, user_id) on public.chat_participants to authenticated;
grant update (last_read_at) on public.chat_participants to authenticated;
comment on table public.chat_participants is 'Who is in a chat, and up to when each has read it.';

-- table public.chat_sessions
create table public.chat_sessions (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  title text not null default 'New chat'::text,
  description text,
  context_type text not null default 'global'::text,
  context_id uuid,
  context jsonb not null default '{}'::jsonb,
  model_config jsonb not null default '{}'::jsonb,
  settings jsonb not null default '{}'::jsonb,
  is_active boolean not null default true,
  is_archived boolean not null default false,
  message_count integer not null default 0,
  last_message_at timestamp with time zone,
  updated_by uuid,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.chat_sessions add constraint a_chat_about_something_names_it CHECK (((context_type = ANY (ARRAY['global'::text, 'workspace'::text])) OR (context_id IS NOT NULL)));
alter table public.chat_sessions add constraint a_chat_has_a_title CHECK (((btrim(title) <> ''::text) AND (length(title) <= 200)));
alter table public.chat_sessions add constraint a_chat_is_about_something_known CHECK ((context_type = ANY (ARRAY['global'::text, 'workspace'::text, 'dashboard'::text, 'chart'::text, 'dataset'::text])));
alter table public.chat_sessions add constraint chat_sessions_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.chat_sessions add constraint chat_sessions_id_project_id_key UNIQUE (id, project_id);
alter table public.chat_sessions add constraint chat_sessions_pkey PRIMARY KEY (id);
alter table public.chat_sessions add constraint chat_sessions_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.chat_sessions add constraint chat_sessions_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.chat_sessions add constraint context_and_settings_are_objects CHECK (((jsonb_typeof(context) = 'object'::text) AND (jsonb_typeof(model_config) = 'object'::text) AND (jsonb_typeof(settings) = 'object'::text) AND (((pg_column_size(context) + pg_column_size(model_config)) + pg_column_size(settings)) <= 262144)));
CREATE INDEX chat_sessions_created_by_idx ON public.chat_sessions USING btree (created_by);
CREATE INDEX chat_sessions_project_id_last_message_at_idx ON public.chat_sessions USING btree (project_id, last_message_at DESC);
CREATE INDEX chat_sessions_updated_by_idx ON public.chat_sessions USING btree (updated_by);
CREATE TRIGGER make_first_participant AFTER INSERT ON public.chat_sessions FOR EACH ROW WHEN ((new.created_by IS NOT NULL)) EXECUTE FUNCTION private.make_first_participant();
CREATE TRIGGER set_created_by BEFORE INSERT ON public.chat_sessions FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER set_updated_by BEFORE UPDATE OF title, description, context_type, context_id, context, model_config, settings, is_active, is_archived ON public.chat_sessions FOR EACH ROW EXECUTE FUNCTION private.set_updated_by();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.chat_sessions FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.chat_sessions enable row level security;
create policy "Contributors make chats" on public.chat_sessions for insert to authenticated
  with check ((project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids))) AND (created_by = ( SELECT private.user_id() AS user_id)));
create policy "Participants edit their chats" on public.chat_sessions for update to authenticated
  using ((project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids))) AND (id = ANY (ARRAY( SELECT private.chat_ids() AS chat_ids))))
  with check ((project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids))) AND (id = ANY (ARRAY( SELECT private.chat_ids() AS chat_ids))));
create policy "Participants read their chats" on public.chat_sessions for select to authenticated
  using ((project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids))) AND ((id = ANY (ARRAY( SELECT private.chat_ids() AS chat_ids))) OR (created_by = ( SELECT private.user_id() AS user_id))));
create policy "People delete the chats they made" on public.chat_sessions for delete to authenticated
  using ((project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids))) AND (created_by = ( SELECT private.user_id() AS user_id)));
grant all on table public.chat_sessions to service_role;
grant delete, select on table public.chat_sessions to authenticated;
grant insert (id, project_id, title, description, context_type, context_id, context, model_config, settings) on public.chat_sessions to authenticated;
grant update (title, description, context_type, context_id, context, model_config, settings, is_active, is_archived) on public.chat_sessions to authenticated;
comment on table public.chat_sessions is 'Chats of a project, each private to its participants. message_count and last_message_at are kept by a trigger.';

-- table public.connector_schemas
create table public.connector_schemas (
  id uuid not null default gen_random_uuid(),
  connector_type text not null,
  display_name text not null,
  category text not null,
  schema_version integer not null default 1,
  config_schema jsonb not null,
  credential_schema jsonb not null,
  data_schema jsonb not null,
  auth_type text not null,
  auth_config jsonb not null default '{}'::jsonb,
  rate_limits jsonb not null default '{}'::jsonb,
  streams jsonb not null default '[]'::jsonb,
  is_active boolean not null default true,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.connector_schemas add constraint a_category_is_known CHECK ((category = ANY (ARRAY['file'::text, 'api'::text, 'database'::text, 'spreadsheet'::text, 'social'::text, 'crm'::text, 'payments'::text, 'development'::text])));
alter table public.connector_schemas add constraint a_type_is_a_short_word CHECK ((connector_type ~ '^[a-z][a-z0-9_]{0,39}$'::text));
alter table public.connector_schemas add constraint an_auth_type_is_known CHECK ((auth_type = ANY (ARRAY['oauth2'::text, 'api_key'::text, 'basic'::text, 'bearer'::text, 'none'::text])));
alter table public.connector_schemas add constraint auth_config_and_rate_limits_are_objects CHECK (((jsonb_typeof(auth_config) = 'object'::text) AND (jsonb_typeof(rate_limits) = 'object'::text)));
alter table public.connector_schemas add constraint connector_schemas_connector_type_key UNIQUE (connector_type);
alter table public.connector_schemas add constraint connector_schemas_pkey PRIMARY KEY (id);
alter table public.connector_schemas add constraint schemas_are_objects CHECK (((jsonb_typeof(config_schema) = 'object'::text) AND (jsonb_typeof(credential_schema) = 'object'::text) AND (jsonb_typeof(data_schema) = 'object'::text)));
alter table public.connector_schemas add constraint streams_are_an_array CHECK ((jsonb_typeof(streams) = 'array'::text));
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.connector_schemas FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.connector_schemas enable row level security;
create policy "Everybody reads the catalogue" on public.connector_schemas for select to authenticated
  using (( SELECT private.user_id() AS user_id) IS NOT NULL);
grant all on table public.connector_schemas to service_role;
grant select on table public.connector_schemas to authenticated;
comment on column public.connector_schemas.config_schema is 'Of connectors.config. x-destination marks what decides where credentials are sent: changing it removes them.';
comment on column public.connector_schemas.data_schema is 'A record of each stream, under $defs by the stream''s name.';
comment on table public.connector_schemas is 'The catalogue of connector types, written by migrations: JSON Schemas (2020-12) that forms are made from, how to sign in, and what can be read.';

-- table public.connectors
create table public.connectors (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  name text not null,
  type text not null,
  description text,
  config jsonb not null default '{}'::jsonb,
  api_connection_id uuid,
  oauth2_connection_id uuid,
  secret_id uuid,
  has_credentials boolean not null generated always as ((secret_id IS NOT NULL)) stored,
  encryption_key_id uuid,
  status text not null default 'pending'::text,
  is_enabled boolean not null default true,
  sync_frequency integer,
  next_sync_at timestamp with time zone,
  announced_at timestamp with time zone,
  last_sync_at timestamp with time zone,
  last_error text,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.connectors add constraint a_config_is_an_object CHECK (((jsonb_typeof(config) = 'object'::text) AND (pg_column_size(config) <= 65536)));
alter table public.connectors add constraint a_connector_has_a_known_status CHECK ((status = ANY (ARRAY['active'::text, 'inactive'::text, 'error'::text, 'pending'::text])));
alter table public.connectors add constraint a_connector_has_a_name CHECK (((btrim(name) <> ''::text) AND (length(name) <= 200)));
alter table public.connectors add constraint a_connector_syncs_at_most_once_a_minute CHECK ((sync_frequency >= 60));
alter table public.connectors add constraint a_description_is_short CHECK ((length(description) <= 2000));
alter table public.connectors add constraint connectors_api_connection_id_fkey FOREIGN KEY (api_connection_id) REFERENCES public.api_connections(id) ON DELETE SET NULL;
alter table public.connectors add constraint connectors_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.connectors add constraint connectors_id_project_id_key UNIQUE (id, project_id);
alter table public.connectors add constraint connectors_oauth2_connection_id_fkey FOREIGN KEY (oauth2_connection_id) REFERENCES public.oauth2_connections(id) ON DELETE SET NULL;
alter table public.connectors add constraint connectors_pkey PRIMARY KEY (id);
alter table public.connectors add constraint connectors_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.connectors add constraint connectors_project_id_name_key UNIQUE (project_id, name);
alter table public.connectors add constraint connectors_type_fkey FOREIGN KEY (type) REFERENCES public.connector_schemas(connector_type);
CREATE INDEX connectors_api_connection_id_idx ON public.connectors USING btree (api_connection_id);
CREATE INDEX connectors_created_by_idx ON public.connectors USING btree (created_by);
CREATE INDEX connectors_due ON public.connectors USING btree (next_sync_at) WHERE (next_sync_at IS NOT NULL);
CREATE INDEX connectors_oauth2_connection_id_idx ON public.connectors USING btree (oauth2_connection_id);
CREATE INDEX connectors_project_id_created_at_idx ON public.connectors USING btree (project_id, created_at DESC);
CREATE INDEX connectors_type_idx ON public.connectors USING btree (type);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.connectors REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project', 'has_credentials');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.connectors REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'status', 'next_sync_at', 'announced_at', 'last_sync_at', 'last_error', 'updated_at', 'has_credentials');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.connectors REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'status', 'next_sync_at', 'announced_at', 'last_sync_at', 'last_error', 'updated_at', 'has_credentials');
CREATE TRIGGER check_config BEFORE INSERT OR UPDATE OF type, config ON public.connectors FOR EACH ROW EXECUTE FUNCTION private.check_connector_config();
CREATE TRIGGER check_connections BEFORE INSERT OR UPDATE OF project_id, type, api_connection_id, oauth2_connection_id ON public.connectors FOR EACH ROW EXECUTE FUNCTION private.check_connector_connections();
CREATE TRIGGER emit_deletes AFTER DELETE ON public.connectors REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('connector', 'select r.project_id, r.id, ''deleted''::text as verb, null::text[] as changed, jsonb_build_object(''name'', r.name, ''type'', r.type, ''status'', r.status) as details from old_rows r where true', 'true', 'deleted');
CREATE TRIGGER emit_inserts AFTER INSERT ON public.connectors REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('connector', 'select r.project_id, r.id, ''created''::text as verb, null::text[] as changed, jsonb_build_object(''name'', r.name, ''type'', r.type, ''status'', r.status) as details from new_rows r where true', 'true', 'created');
CREATE TRIGGER emit_updates AFTER UPDATE ON public.connectors REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('connector', 'select * from (
      select r.project_id, r.id, case when (r.status is distinct from o.status) and r.status = ''error'' then ''failed'' when (r.last_sync_at is distinct from o.last_sync_at) then ''synced'' when (r.name is distinct from o.name or r.description is distinct from o.description or r.config is distinct from o.config or r.api_connection_id is distinct from o.api_connection_id or r.oauth2_connection_id is distinct from o.oauth2_connection_id or r.is_enabled is distinct from o.is_enabled or r.sync_frequency is distinct from o.sync_frequency) then ''updated'' end as verb, array_remove(array[case when r.status is distinct from o.status then ''status'' end, case when r.last_sync_at is distinct from o.last_sync_at then ''last_sync_at'' end, case when r.name is distinct from o.name then ''name'' end, case when r.description is distinct from o.description then ''description'' end, case when r.config is distinct from o.config then ''config'' end, case when r.api_connection_id is distinct from o.api_connection_id then ''api_connection_id'' end, case when r.oauth2_connection_id is distinct from o.oauth2_connection_id then ''oauth2_connection_id'' end, case when r.is_enabled is distinct from o.is_enabled then ''is_enabled'' end, case when r.sync_frequency is distinct from o.sync_frequency then ''sync_frequency'' end], null) as changed, jsonb_build_object(''name'', r.name, ''type'', r.type, ''status'', r.status) as details
      from new_rows r join old_rows o on o.id = r.id where true
    ) x where verb is not null', 'true', 'failed', 'synced', 'updated');
CREATE TRIGGER forget_secrets AFTER DELETE OR UPDATE OF secret_id, type, config ON public.connectors FOR EACH ROW EXECUTE FUNCTION private.forget_secrets('secret_id');
CREATE TRIGGER keep_own_secrets BEFORE INSERT OR UPDATE OF secret_id ON public.connectors FOR EACH ROW EXECUTE FUNCTION private.keep_own_secrets('secret_id');
CREATE TRIGGER schedule_next_sync BEFORE INSERT OR UPDATE OF is_enabled, status, sync_frequency, last_sync_at, announced_at ON public.connectors FOR EACH ROW EXECUTE FUNCTION private.schedule_next_sync();
CREATE TRIGGER set_created_by BEFORE INSERT ON public.connectors FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.connectors FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.connectors enable row level security;
create policy "Managers delete connectors" on public.connectors for delete to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids)));
create policy "Managers edit connectors" on public.connectors for update to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids)))
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids)));
create policy "Managers make connectors" on public.connectors for insert to authenticated
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids)));
create policy "Viewers read connectors" on public.connectors for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.connectors to service_role;
grant delete on table public.connectors to authenticated;
grant insert (id, project_id, name, type, description, config, api_connection_id, oauth2_connection_id, is_enabled, sync_frequency) on public.connectors to authenticated;
grant select (id, project_id, name, type, description, config, api_connection_id, oauth2_connection_id, has_credentials, status, is_enabled, sync_frequency, next_sync_at, announced_at, last_sync_at, last_error, created_by, created_at, updated_at) on public.connectors to authenticated;
grant update (name, description, config, api_connection_id, oauth2_connection_id, is_enabled, sync_frequency) on public.connectors to authenticated;
comment on column public.connectors.announced_at is 'When it was last announced as due.';
comment on column public.connectors.encryption_key_id is 'The key of the secret where Vault has several. Vault 0.3 has one, so it is null.';
comment on column public.connectors.sync_frequency is 'Seconds between syncs; null: by hand.';
comment on table public.connectors is 'A source that datasets are filled from. Its credentials are set by set_connector_credentials and removed when its config points to another host.';

-- table public.content
create table public.content (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  campaign_id uuid,
  title text not null,
  content_type text not null,
  content text not null default ''::text,
  metadata jsonb not null default '{}'::jsonb,
  status text not null default 'draft'::text,
  scheduled_at timestamp with time zone,
  announced_for timestamp with time zone,
  published_at timestamp with time zone,
  social_connection_id uuid,
  external_url text,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  due_at timestamp with time zone generated always as (
CASE
    WHEN ((status = 'scheduled'::text) AND (announced_for IS DISTINCT FROM scheduled_at)) THEN scheduled_at
    ELSE NULL::timestamp with time zone
END) stored
);
alter table public.content add constraint content_campaign_id_project_id_fkey FOREIGN KEY (campaign_id, project_id) REFERENCES public.campaigns(id, project_id) ON DELETE SET NULL (campaign_id);
alter table public.content add constraint content_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.content add constraint content_has_a_known_status CHECK ((status = ANY (ARRAY['draft'::text, 'scheduled'::text, 'published'::text, 'failed'::text, 'archived'::text])));
alter table public.content add constraint content_has_a_known_type CHECK ((content_type = ANY (ARRAY['blog_post'::text, 'social_post'::text, 'email'::text, 'ad_copy'::text])));
alter table public.content add constraint content_has_a_title CHECK (((btrim(title) <> ''::text) AND (length(title) <= 300)));
alter table public.content add constraint content_id_project_id_key UNIQUE (id, project_id);
alter table public.content add constraint content_is_of_readable_length CHECK ((length(content) <= 500000));
alter table public.content add constraint content_pkey PRIMARY KEY (id);
alter table public.content add constraint content_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.content add constraint content_social_connection_id_project_id_fkey FOREIGN KEY (social_connection_id, project_id) REFERENCES public.social_connections(id, project_id) ON DELETE SET NULL (social_connection_id);
alter table public.content add constraint metadata_is_an_object CHECK (((jsonb_typeof(metadata) = 'object'::text) AND (pg_column_size(metadata) <= 131072)));
alter table public.content add constraint published_content_says_since_when CHECK (((status <> 'published'::text) OR (published_at IS NOT NULL)));
alter table public.content add constraint scheduled_content_has_a_time CHECK (((status <> 'scheduled'::text) OR (scheduled_at IS NOT NULL)));
CREATE INDEX content_campaign_id_project_id_idx ON public.content USING btree (campaign_id, project_id);
CREATE INDEX content_created_by_idx ON public.content USING btree (created_by);
CREATE INDEX content_due ON public.content USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX content_project_id_created_at_idx ON public.content USING btree (project_id, created_at DESC);
CREATE INDEX content_social_connection_id_project_id_idx ON public.content USING btree (social_connection_id, project_id);
CREATE INDEX search_content ON public.content USING gin (project_id, private.search_vector(title, content), title extensions.gin_trgm_ops);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.content REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project', 'due_at');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.content REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'announced_for', 'updated_at', 'due_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.content REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'announced_for', 'updated_at', 'due_at');
CREATE TRIGGER check_transition BEFORE UPDATE OF status ON public.content FOR EACH ROW WHEN ((new.status <> old.status)) EXECUTE FUNCTION private.check_status_transition();
CREATE TRIGGER emit_deletes AFTER DELETE ON public.content REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('content', 'select r.project_id, r.id, ''deleted''::text as verb, null::text[] as changed, jsonb_build_object(''title'', r.title, ''content_type'', r.content_type, ''status'', r.status) as details from old_rows r where true', 'true', 'deleted');
CREATE TRIGGER emit_inserts AFTER INSERT ON public.content REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('content', 'select r.project_id, r.id, ''created''::text as verb, null::text[] as changed, jsonb_build_object(''title'', r.title, ''content_type'', r.content_type, ''status'', r.status) as details from new_rows r where true', 'true', 'created');
CREATE TRIGGER emit_updates AFTER UPDATE ON public.content REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('content', 'select * from (
      select r.project_id, r.id, case when (r.status is distinct from o.status) and r.status = ''published'' then ''published'' when (r.status is distinct from o.status) and r.status = ''failed'' then ''failed'' when (r.campaign_id is distinct from o.campaign_id or r.title is distinct from o.title or r.content_type is distinct from o.content_type or r.content is distinct from o.content or r.metadata is distinct from o.metadata or r.status is distinct from o.status or r.scheduled_at is distinct from o.scheduled_at or r.social_connection_id is distinct from o.social_connection_id) then ''updated'' end as verb, array_remove(array[case when r.status is distinct from o.status then ''status'' end, case when r.campaign_id is distinct from o.campaign_id then ''campaign_id'' end, case when r.title is distinct from o.title then ''title'' end, case when r.content_type is distinct from o.content_type then ''content_type'' end, case when r.content is distinct from o.content then ''content'' end, case when r.metadata is distinct from o.metadata then ''metadata'' end, case when r.scheduled_at is distinct from o.scheduled_at then ''scheduled_at'' end, case when r.social_connection_id is distinct from o.social_connection_id then ''social_connection_id'' end], null) as changed, jsonb_build_object(''title'', r.title, ''content_type'', r.content_type, ''status'', r.status) as details
      from new_rows r join old_rows o on o.id = r.id where true
    ) x where verb is not null', 'true', 'published', 'failed', 'updated');
CREATE TRIGGER note_publishing BEFORE INSERT OR UPDATE ON public.content FOR EACH ROW WHEN ((new.status = 'published'::text)) EXECUTE FUNCTION private.note_publishing();
CREATE TRIGGER schedule_anew BEFORE UPDATE OF status ON public.content FOR EACH ROW WHEN (((new.status = 'scheduled'::text) AND (old.status <> 'scheduled'::text) AND (new.announced_for = new.scheduled_at))) EXECUTE FUNCTION private.schedule_anew('scheduled_at');
CREATE TRIGGER set_created_by BEFORE INSERT ON public.content FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.content FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.content enable row level security;
create policy "Contributors delete content" on public.content for delete to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors edit content" on public.content for update to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)))
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors make content" on public.content for insert to authenticated
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Viewers read content" on public.content for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.content to service_role;
grant delete, select on table public.content to authenticated;
grant insert (id, project_id, campaign_id, title, content_type, content, metadata, status, scheduled_at, social_connection_id) on public.content to authenticated;
grant update (campaign_id, title, content_type, content, metadata, status, scheduled_at, social_connection_id) on public.content to authenticated;
comment on column public.content.announced_for is 'The scheduled_at that was announced as due. Another time is due again.';
comment on column public.content.due_at is 'When it is to be announced; null when it is not.';
comment on table public.content is 'Posts, articles, e-mails and advertisements, from draft to published.';

-- table public.custom_commands
create table public.custom_commands (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  name text not null,
  description text,
  command_pattern text not null,
  handler_config jsonb not null default '{}'::jsonb,
  is_public boolean not null default false,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.custom_commands add constraint a_command_has_a_name CHECK (((btrim(name) <> ''::text) AND (length(name) <= 100)));
alter table public.custom_commands add constraint a_handler_is_an_object CHECK (((jsonb_typeof(handler_config) = 'object'::text) AND (pg_column_size(handler_config) <= 131072)));
alter table public.custom_commands add constraint a_pattern_is_not_blank CHECK (((btrim(command_pattern) <> ''::text) AND (length(command_pattern) <= 500)));
alter table public.custom_commands add constraint custom_commands_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.custom_commands add constraint custom_commands_pkey PRIMARY KEY (id);
alter table public.custom_commands add constraint custom_commands_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.custom_commands add constraint custom_commands_project_id_name_key UNIQUE (project_id, name);
CREATE INDEX custom_commands_created_by_idx ON public.custom_commands USING btree (created_by);
CREATE INDEX custom_commands_project_id_created_at_idx ON public.custom_commands USING btree (project_id, created_at DESC);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.custom_commands REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.custom_commands REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.custom_commands REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'updated_at');
CREATE TRIGGER emit_deletes AFTER DELETE ON public.custom_commands REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('command', 'select r.project_id, r.id, ''deleted''::text as verb, null::text[] as changed, jsonb_build_object(''name'', r.name) as details from old_rows r where true', 'true', 'deleted');
CREATE TRIGGER emit_inserts AFTER INSERT ON public.custom_commands REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('command', 'select r.project_id, r.id, ''created''::text as verb, null::text[] as changed, jsonb_build_object(''name'', r.name) as details from new_rows r where true', 'true', 'created');
CREATE TRIGGER emit_updates AFTER UPDATE ON public.custom_commands REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('command', 'select * from (
      select r.project_id, r.id, case when (r.name is distinct from o.name or r.description is distinct from o.description or r.command_pattern is distinct from o.command_pattern or r.handler_config is distinct from o.handler_config or r.is_public is distinct from o.is_public) then ''updated'' end as verb, array_remove(array[case when r.name is distinct from o.name then ''name'' end, case when r.description is distinct from o.description then ''description'' end, case when r.command_pattern is distinct from o.command_pattern then ''command_pattern'' end, case when r.handler_config is distinct from o.handler_config then ''handler_config'' end, case when r.is_public is distinct from o.is_public then ''is_public'' end], null) as changed, jsonb_build_object(''name'', r.name) as details
      from new_rows r join old_rows o on o.id = r.id where true
    ) x where verb is not null', 'true', 'updated');
CREATE TRIGGER set_created_by BEFORE INSERT ON public.custom_commands FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.custom_commands FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.custom_commands enable row level security;
create policy "Contributors delete commands" on public.custom_commands for delete to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors edit commands" on public.custom_commands for update to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)))
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors make commands" on public.custom_commands for insert to authenticated
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Viewers read commands" on public.custom_commands for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.custom_commands to service_role;
grant delete, select on table public.custom_commands to authenticated;
grant insert (id, project_id, name, description, command_pattern, handler_config) on public.custom_commands to authenticated;
grant update (name, description, command_pattern, handler_config) on public.custom_commands to authenticated;
comment on table public.custom_commands is 'Shortcuts of a project''s chats. command_pattern is matched by an engine of linear time, never by the database.';

-- table public.dashboard_tabs
create table public.dashboard_tabs (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  dashboard_id uuid not null,
  title text not null,
  description text,
  template_id uuid,
  "position" integer not null,
  settings jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.dashboard_tabs add constraint a_tab_has_a_place CHECK (("position" >= 0));
alter table public.dashboard_tabs add constraint a_tab_has_a_title CHECK (((btrim(title) <> ''::text) AND (length(title) <= 100)));
alter table public.dashboard_tabs add constraint dashboard_tabs_dashboard_id_position_key UNIQUE (dashboard_id, "position") DEFERRABLE;
alter table public.dashboard_tabs add constraint dashboard_tabs_dashboard_id_project_id_fkey FOREIGN KEY (dashboard_id, project_id) REFERENCES public.dashboards(id, project_id) ON DELETE CASCADE;
alter table public.dashboard_tabs add constraint dashboard_tabs_id_dashboard_id_key UNIQUE (id, dashboard_id);
alter table public.dashboard_tabs add constraint dashboard_tabs_id_project_id_key UNIQUE (id, project_id);
alter table public.dashboard_tabs add constraint dashboard_tabs_pkey PRIMARY KEY (id);
alter table public.dashboard_tabs add constraint dashboard_tabs_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.dashboard_tabs add constraint dashboard_tabs_template_id_fkey FOREIGN KEY (template_id) REFERENCES public.dashboard_templates(id);
alter table public.dashboard_tabs add constraint settings_are_an_object CHECK (((jsonb_typeof(settings) = 'object'::text) AND (pg_column_size(settings) <= 65536)));
alter table public.dashboard_tabs add constraint texts_of_a_tab_are_short CHECK ((length(description) <= 10000));
CREATE INDEX dashboard_tabs_dashboard_id_project_id_idx ON public.dashboard_tabs USING btree (dashboard_id, project_id);
CREATE INDEX dashboard_tabs_project_id_idx ON public.dashboard_tabs USING btree (project_id);
CREATE INDEX dashboard_tabs_template_id_idx ON public.dashboard_tabs USING btree (template_id);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.dashboard_tabs REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.dashboard_tabs REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.dashboard_tabs REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'updated_at');
CREATE TRIGGER check_template BEFORE INSERT OR UPDATE OF template_id ON public.dashboard_tabs FOR EACH ROW EXECUTE FUNCTION private.check_template();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.dashboard_tabs FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.dashboard_tabs enable row level security;
create policy "Viewers read tabs" on public.dashboard_tabs for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.dashboard_tabs to service_role;
grant select on table public.dashboard_tabs to authenticated;
comment on table public.dashboard_tabs is 'Tabs of a dashboard. One with a template has its slots, in which charts are placed; widgets lie freely on any.';

-- table public.dashboard_template_slots
create table public.dashboard_template_slots (
  id uuid not null default gen_random_uuid(),
  project_id uuid,
  template_id uuid not null,
  slot_key text not null,
  position_config jsonb not null,
  slot_type text not null,
  constraints jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.dashboard_template_slots add constraint a_slot_has_a_known_type CHECK ((slot_type = ANY (ARRAY['chart'::text, 'text'::text, 'metric'::text, 'table'::text])));
alter table public.dashboard_template_slots add constraint a_slot_key_is_a_short_word CHECK ((slot_key ~ '^[a-z][a-z0-9_]{0,39}$'::text));
alter table public.dashboard_template_slots add constraint a_slot_lies_on_the_grid CHECK (private.lies_on_grid(position_config));
alter table public.dashboard_template_slots add constraint allowed_chart_types_are_a_list CHECK ((jsonb_typeof((constraints -> 'chart_types'::text)) = 'array'::text));
alter table public.dashboard_template_slots add constraint constraints_are_an_object CHECK (((jsonb_typeof(constraints) = 'object'::text) AND (pg_column_size(constraints) <= 16384)));
alter table public.dashboard_template_slots add constraint dashboard_template_slots_pkey PRIMARY KEY (id);
alter table public.dashboard_template_slots add constraint dashboard_template_slots_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.dashboard_template_slots add constraint dashboard_template_slots_template_id_fkey FOREIGN KEY (template_id) REFERENCES public.dashboard_templates(id) ON DELETE CASCADE;
alter table public.dashboard_template_slots add constraint dashboard_template_slots_template_id_slot_key_key UNIQUE (template_id, slot_key);
CREATE INDEX dashboard_template_slots_project_id_idx ON public.dashboard_template_slots USING btree (project_id);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.dashboard_template_slots REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.dashboard_template_slots REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.dashboard_template_slots REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'updated_at');
CREATE TRIGGER belong_to_template BEFORE INSERT OR UPDATE OF project_id, template_id ON public.dashboard_template_slots FOR EACH ROW EXECUTE FUNCTION private.belong_to_template();
CREATE TRIGGER keep_placements_fitting BEFORE UPDATE OF slot_type, constraints ON public.dashboard_template_slots FOR EACH ROW EXECUTE FUNCTION private.keep_placements_fitting();
CREATE TRIGGER keep_system_template BEFORE INSERT OR DELETE OR UPDATE ON public.dashboard_template_slots FOR EACH ROW EXECUTE FUNCTION private.keep_system_template();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.dashboard_template_slots FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.dashboard_template_slots enable row level security;
create policy "Contributors delete slots" on public.dashboard_template_slots for delete to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors edit slots" on public.dashboard_template_slots for update to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)))
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors make slots" on public.dashboard_template_slots for insert to authenticated
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Viewers read slots, everybody those of the system" on public.dashboard_template_slots for select to authenticated
  using ((project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids))) OR ((project_id IS NULL) AND (( SELECT private.user_id() AS user_id) IS NOT NULL)));
grant all on table public.dashboard_template_slots to service_role;
grant delete, select on table public.dashboard_template_slots to authenticated;
grant insert (id, project_id, template_id, slot_key, position_config, slot_type, constraints) on public.dashboard_template_slots to authenticated;
grant update (slot_key, position_config, slot_type, constraints) on public.dashboard_template_slots to authenticated;
comment on table public.dashboard_template_slots is 'Places of a template. constraints.chart_types limits what a slot for charts takes; without it any chart.';

-- table public.dashboard_templates
create table public.dashboard_templates (
  id uuid not null default gen_random_uuid(),
  project_id uuid,
  name text not null,
  description text,
  layout_config jsonb not null default '{}'::jsonb,
  preview_image_url text,
  is_system_template boolean not null default false,
  category text,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.dashboard_templates add constraint a_category_is_short CHECK ((length(category) <= 100));
alter table public.dashboard_templates add constraint a_layout_is_an_object CHECK (((jsonb_typeof(layout_config) = 'object'::text) AND (pg_column_size(layout_config) <= 65536)));
alter table public.dashboard_templates add constraint a_preview_is_a_web_address CHECK (((preview_image_url ~ '^https://'::text) AND (length(preview_image_url) <= 2000)));
alter table public.dashboard_templates add constraint a_system_template_belongs_to_no_project CHECK ((is_system_template = (project_id IS NULL)));
alter table public.dashboard_templates add constraint a_template_has_a_name CHECK (((btrim(name) <> ''::text) AND (length(name) <= 200)));
alter table public.dashboard_templates add constraint dashboard_templates_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.dashboard_templates add constraint dashboard_templates_id_project_id_key UNIQUE (id, project_id);
alter table public.dashboard_templates add constraint dashboard_templates_pkey PRIMARY KEY (id);
alter table public.dashboard_templates add constraint dashboard_templates_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
CREATE INDEX dashboard_templates_created_by_idx ON public.dashboard_templates USING btree (created_by);
CREATE INDEX dashboard_templates_project_id_name_idx ON public.dashboard_templates USING btree (project_id, name);
CREATE UNIQUE INDEX a_system_template_has_a_name_of_its_own ON public.dashboard_templates USING btree (name) WHERE is_system_template;
CREATE TRIGGER audit_deletes AFTER DELETE ON public.dashboard_templates REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.dashboard_templates REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.dashboard_templates REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'updated_at');
CREATE TRIGGER keep_system_template BEFORE INSERT OR DELETE OR UPDATE ON public.dashboard_templates FOR EACH ROW EXECUTE FUNCTION private.keep_system_template();
CREATE TRIGGER refuse_if_used BEFORE DELETE ON public.dashboard_templates FOR EACH ROW EXECUTE FUNCTION private.refuse_to_delete_used_template();
CREATE TRIGGER set_created_by BEFORE INSERT ON public.dashboard_templates FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.dashboard_templates FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.dashboard_templates enable row level security;
create policy "Contributors delete templates" on public.dashboard_templates for delete to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors edit templates" on public.dashboard_templates for update to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)))
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors make templates" on public.dashboard_templates for insert to authenticated
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Viewers read templates, everybody those of the system" on public.dashboard_templates for select to authenticated
  using ((project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids))) OR ((project_id IS NULL) AND (( SELECT private.user_id() AS user_id) IS NOT NULL)));
grant all on table public.dashboard_templates to service_role;
grant delete, select on table public.dashboard_templates to authenticated;
grant insert (id, project_id, name, description, layout_config, preview_image_url, category) on public.dashboard_templates to authenticated;
grant update (name, description, layout_config, preview_image_url, category) on public.dashboard_templates to authenticated;
comment on table public.dashboard_templates is 'Layouts that tabs of dashboards are made from. Those of the system belong to no project and are read by everybody.';

-- table public.dashboard_versions
create table public.dashboard_versions (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  dashboard_id uuid not null,
  version_number integer not null,
  snapshot jsonb not null,
  change_summary text,
  status text not null default 'published'::text,
  base_version integer,
  created_by uuid,
  reviewed_by uuid,
  reviewed_at timestamp with time zone,
  review_note text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.dashboard_versions add constraint a_proposal_says_what_it_is_based_on CHECK (((status = 'published'::text) OR (base_version IS NOT NULL)));
alter table public.dashboard_versions add constraint a_snapshot_is_an_object CHECK (((jsonb_typeof(snapshot) = 'object'::text) AND (pg_column_size(snapshot) <= 8388608)));
alter table public.dashboard_versions add constraint a_summary_is_short CHECK (((length(change_summary) <= 1000) AND (length(review_note) <= 1000)));
alter table public.dashboard_versions add constraint a_version_has_a_known_status CHECK ((status = ANY (ARRAY['published'::text, 'proposed'::text, 'rejected'::text])));
alter table public.dashboard_versions add constraint a_version_is_based_on_an_earlier_one CHECK ((base_version < version_number));
alter table public.dashboard_versions add constraint dashboard_versions_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.dashboard_versions add constraint dashboard_versions_dashboard_id_base_version_fkey FOREIGN KEY (dashboard_id, base_version) REFERENCES public.dashboard_versions(dashboard_id, version_number);
alter table public.dashboard_versions add constraint dashboard_versions_dashboard_id_project_id_fkey FOREIGN KEY (dashboard_id, project_id) REFERENCES public.dashboards(id, project_id) ON DELETE CASCADE;
alter table public.dashboard_versions add constraint dashboard_versions_dashboard_id_version_number_key UNIQUE (dashboard_id, version_number);
alter table public.dashboard_versions add constraint dashboard_versions_pkey PRIMARY KEY (id);
alter table public.dashboard_versions add constraint dashboard_versions_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.dashboard_versions add constraint dashboard_versions_reviewed_by_fkey FOREIGN KEY (reviewed_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.dashboard_versions add constraint versions_count_from_one CHECK ((version_number >= 1));
CREATE INDEX dashboard_versions_created_by_idx ON public.dashboard_versions USING btree (created_by);
CREATE INDEX dashboard_versions_dashboard_id_base_version_idx ON public.dashboard_versions USING btree (dashboard_id, base_version);
CREATE INDEX dashboard_versions_dashboard_id_project_id_idx ON public.dashboard_versions USING btree (dashboard_id, project_id);
CREATE INDEX dashboard_versions_project_id_created_at_idx ON public.dashboard_versions USING btree (project_id, created_at DESC);
CREATE INDEX dashboard_versions_reviewed_by_idx ON public.dashboard_versions USING btree (reviewed_by);
CREATE TRIGGER emit_deletes AFTER DELETE ON public.dashboard_versions REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('dashboard_version', 'select r.project_id, r.id, ''deleted''::text as verb, null::text[] as changed, jsonb_build_object(''dashboard_id'', r.dashboard_id, ''version_number'', r.version_number, ''status'', r.status) as details from old_rows r where true', 'true', 'deleted');
CREATE TRIGGER emit_inserts AFTER INSERT ON public.dashboard_versions REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('dashboard_version', 'select r.project_id, r.id, ''created''::text as verb, null::text[] as changed, jsonb_build_object(''dashboard_id'', r.dashboard_id, ''version_number'', r.version_number, ''status'', r.status) as details from new_rows r where true', 'true', 'created');
CREATE TRIGGER emit_updates AFTER UPDATE ON public.dashboard_versions REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('dashboard_version', 'select * from (
      select r.project_id, r.id, case when (r.status is distinct from o.status) and r.status = ''published'' then ''published'' when (r.status is distinct from o.status) and r.status = ''rejected'' then ''rejected'' end as verb, array_remove(array[case when r.status is distinct from o.status then ''status'' end], null) as changed, jsonb_build_object(''dashboard_id'', r.dashboard_id, ''version_number'', r.version_number, ''status'', r.status) as details
      from new_rows r join old_rows o on o.id = r.id where true
    ) x where verb is not null', 'true', 'published', 'rejected');
CREATE TRIGGER set_created_by BEFORE INSERT ON public.dashboard_versions FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.dashboard_versions FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.dashboard_versions enable row level security;
create policy "Viewers read versions of dashboards" on public.dashboard_versions for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.dashboard_versions to service_role;
grant select on table public.dashboard_versions to authenticated;
comment on table public.dashboard_versions is 'Whole dashboards as they were, or as somebody proposes; snapshot is a DashboardSnapshot of shared/dashboard.ts.';

-- table public.dashboards
create table public.dashboards (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  title text not null,
  description text,
  template_id uuid,
  theme jsonb not null default '{}'::jsonb,
  config jsonb not null default '{}'::jsonb,
  layout jsonb not null default '{}'::jsonb,
  is_public boolean not null default false,
  is_template boolean not null default false,
  template_category text,
  tags text[] not null default '{}'::text[],
  view_count bigint not null default 0,
  last_viewed_at timestamp with time zone,
  revision bigint not null default 1,
  archived_at timestamp with time zone,
  created_by uuid,
  updated_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.dashboards add constraint a_dashboard_has_a_title CHECK (((btrim(title) <> ''::text) AND (length(title) <= 200)));
alter table public.dashboards add constraint dashboards_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.dashboards add constraint dashboards_id_project_id_key UNIQUE (id, project_id);
alter table public.dashboards add constraint dashboards_pkey PRIMARY KEY (id);
alter table public.dashboards add constraint dashboards_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.dashboards add constraint dashboards_template_id_fkey FOREIGN KEY (template_id) REFERENCES public.dashboard_templates(id);
alter table public.dashboards add constraint dashboards_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.dashboards add constraint texts_of_a_dashboard_are_short CHECK (((length(description) <= 10000) AND (length(template_category) <= 100) AND (pg_column_size(tags) <= 16384)));
alter table public.dashboards add constraint theme_config_and_layout_are_objects CHECK (((jsonb_typeof(theme) = 'object'::text) AND (jsonb_typeof(config) = 'object'::text) AND (jsonb_typeof(layout) = 'object'::text)));
alter table public.dashboards add constraint theme_config_and_layout_are_small CHECK (((pg_column_size(theme) <= 65536) AND (pg_column_size(config) <= 262144) AND (pg_column_size(layout) <= 262144)));
CREATE INDEX dashboards_created_by_idx ON public.dashboards USING btree (created_by);
CREATE INDEX dashboards_project_id_updated_at_idx ON public.dashboards USING btree (project_id, updated_at DESC);
CREATE INDEX dashboards_template_id_idx ON public.dashboards USING btree (template_id);
CREATE INDEX dashboards_updated_by_idx ON public.dashboards USING btree (updated_by);
CREATE INDEX search_dashboards ON public.dashboards USING gin (project_id, private.search_vector(title, description, tags), title extensions.gin_trgm_ops);
CREATE TRIGGER advance_revision BEFORE UPDATE OF title, description, template_id, theme, config, layout, tags, is_template, template_category, archived_at, revision ON public.dashboards FOR EACH ROW EXECUTE FUNCTION private.advance_revision();
CREATE TRIGGER audit_deletes AFTER DELETE ON public.dashboards REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.dashboards REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'revision', 'updated_by', 'view_count', 'last_viewed_at', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.dashboards REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'revision', 'updated_by', 'view_count', 'last_viewed_at', 'updated_at');
CREATE TRIGGER check_template BEFORE INSERT OR UPDATE OF template_id ON public.dashboards FOR EACH ROW EXECUTE FUNCTION private.check_template();
CREATE TRIGGER emit_deletes AFTER DELETE ON public.dashboards REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('dashboard', 'select r.project_id, r.id, ''deleted''::text as verb, null::text[] as changed, jsonb_build_object(''title'', r.title, ''revision'', r.revision) as details from old_rows r where true', 'true', 'deleted');
CREATE TRIGGER emit_inserts AFTER INSERT ON public.dashboards REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('dashboard', 'select r.project_id, r.id, ''created''::text as verb, null::text[] as changed, jsonb_build_object(''title'', r.title, ''revision'', r.revision) as details from new_rows r where true', 'true', 'created');
CREATE TRIGGER emit_updates AFTER UPDATE ON public.dashboards REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('dashboard', 'select * from (
      select r.project_id, r.id, case when (r.title is distinct from o.title or r.description is distinct from o.description or r.theme is distinct from o.theme or r.config is distinct from o.config or r.layout is distinct from o.layout or r.tags is distinct from o.tags or r.archived_at is distinct from o.archived_at or r.revision is distinct from o.revision) then ''updated'' end as verb, array_remove(array[case when r.title is distinct from o.title then ''title'' end, case when r.description is distinct from o.description then ''description'' end, case when r.theme is distinct from o.theme then ''theme'' end, case when r.config is distinct from o.config then ''config'' end, case when r.layout is distinct from o.layout then ''layout'' end, case when r.tags is distinct from o.tags then ''tags'' end, case when r.archived_at is distinct from o.archived_at then ''archived_at'' end, case when r.revision is distinct from o.revision then ''revision'' end], null) as changed, jsonb_build_object(''title'', r.title, ''revision'', r.revision) as details
      from new_rows r join old_rows o on o.id = r.id where true
    ) x where verb is not null', 'true', 'updated');
CREATE TRIGGER make_first_tab AFTER INSERT ON public.dashboards FOR EACH ROW WHEN ((COALESCE(current_setting('orrery.restored_from'::text, true), ''::text) = ''::text)) EXECUTE FUNCTION private.make_first_tab();
CREATE TRIGGER set_created_by BEFORE INSERT ON public.dashboards FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER tell_dashboard_changed AFTER UPDATE ON public.dashboards FOR EACH ROW WHEN ((new.revision <> old.revision)) EXECUTE FUNCTION private.tell_dashboard_changed();
CREATE TRIGGER touch_updated_at BEFORE UPDATE OF title, description, template_id, theme, config, layout, tags, is_template, template_category, archived_at, revision ON public.dashboards FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.dashboards enable row level security;
create policy "Contributors delete dashboards" on public.dashboards for delete to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors edit dashboards" on public.dashboards for update to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)))
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors make dashboards" on public.dashboards for insert to authenticated
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Viewers read dashboards" on public.dashboards for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.dashboards to service_role;
grant delete, select on table public.dashboards to authenticated;
grant insert (id, project_id, title, description, theme, config, layout, tags) on public.dashboards to authenticated;
grant update (title, description, theme, config, layout, is_template, template_category, tags, revision, archived_at) on public.dashboards to authenticated;
comment on table public.dashboards is 'A dashboard. is_template marks one to start others from; is_public is true while a sharing link opens it, and only those set it.';

-- table public.data_cache
create table public.data_cache (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  connector_id uuid,
  dataset_id uuid not null,
  cache_key text not null,
  query_hash text not null,
  data jsonb not null,
  dataset_version bigint not null,
  expires_at timestamp with time zone not null,
  size_bytes bigint not null,
  hit_count bigint not null default 0,
  last_accessed_at timestamp with time zone not null default now(),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.data_cache add constraint data_cache_connector_id_project_id_fkey FOREIGN KEY (connector_id, project_id) REFERENCES public.connectors(id, project_id) ON DELETE CASCADE;
alter table public.data_cache add constraint data_cache_dataset_id_cache_key_key UNIQUE (dataset_id, cache_key);
alter table public.data_cache add constraint data_cache_dataset_id_project_id_fkey FOREIGN KEY (dataset_id, project_id) REFERENCES public.datasets(id, project_id) ON DELETE CASCADE;
alter table public.data_cache add constraint data_cache_pkey PRIMARY KEY (id);
alter table public.data_cache add constraint data_cache_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
CREATE INDEX data_cache_connector_id_project_id_idx ON public.data_cache USING btree (connector_id, project_id);
CREATE INDEX data_cache_dataset_id_project_id_idx ON public.data_cache USING btree (dataset_id, project_id);
CREATE INDEX data_cache_expires_at_idx ON public.data_cache USING btree (expires_at);
CREATE INDEX data_cache_project_id_idx ON public.data_cache USING btree (project_id);
alter table public.data_cache enable row level security;
grant all on table public.data_cache to service_role;
comment on table public.data_cache is 'Answers of query_dataset, valid for one version of the dataset. No API role reads it directly.';

-- table public.datasets
create table public.datasets (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  connector_id uuid,
  name text not null,
  description text,
  kind text not null default 'upload'::text,
  stream text,
  columns jsonb not null,
  primary_key text[] not null default '{}'::text[],
  cursor_field text,
  sync_mode text not null default 'append'::text,
  cursor_state jsonb,
  table_name text generated always as (('d_'::text || translate((id)::text, '-'::text, ''::text))) stored,
  row_count bigint not null default 0,
  version bigint not null default 0,
  refreshed_at timestamp with time zone,
  ttl_seconds integer,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.datasets add constraint a_cache_lives_for_some_time CHECK (((ttl_seconds >= 1) AND (ttl_seconds <= 86400)));
alter table public.datasets add constraint a_dataset_has_a_known_kind CHECK ((kind = ANY (ARRAY['synced'::text, 'upload'::text, 'live'::text, 'system'::text])));
alter table public.datasets add constraint a_dataset_has_a_known_sync_mode CHECK ((sync_mode = ANY (ARRAY['full_refresh'::text, 'append'::text, 'dedup'::text])));
alter table public.datasets add constraint a_dataset_has_a_name CHECK (((btrim(name) <> ''::text) AND (length(name) <= 200)));
alter table public.datasets add constraint a_system_dataset_has_a_stream CHECK (((kind <> 'system'::text) OR (stream IS NOT NULL)));
alter table public.datasets add constraint columns_are_an_array CHECK ((jsonb_typeof(columns) = 'array'::text));
alter table public.datasets add constraint datasets_connector_id_project_id_fkey FOREIGN KEY (connector_id, project_id) REFERENCES public.connectors(id, project_id) ON DELETE SET NULL (connector_id);
alter table public.datasets add constraint datasets_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.datasets add constraint datasets_id_project_id_key UNIQUE (id, project_id);
alter table public.datasets add constraint datasets_pkey PRIMARY KEY (id);
alter table public.datasets add constraint datasets_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.datasets add constraint datasets_project_id_name_key UNIQUE (project_id, name);
alter table public.datasets add constraint names_beginning_with_orrery_are_those_of_system_datasets CHECK (((kind = 'system'::text) = starts_with(name, 'orrery.'::text)));
CREATE INDEX datasets_connector_id_project_id_idx ON public.datasets USING btree (connector_id, project_id);
CREATE INDEX datasets_created_by_idx ON public.datasets USING btree (created_by);
CREATE INDEX search_datasets ON public.datasets USING gin (project_id, private.search_vector(name, description), name extensions.gin_trgm_ops);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.datasets REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project', 'version', 'row_count', 'refreshed_at', 'cursor_state', 'table_name');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.datasets REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'version', 'row_count', 'refreshed_at', 'cursor_state', 'updated_at', 'table_name');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.datasets REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'version', 'row_count', 'refreshed_at', 'cursor_state', 'updated_at', 'table_name');
CREATE TRIGGER emit_deletes AFTER DELETE ON public.datasets REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('dataset', 'select r.project_id, r.id, ''deleted''::text as verb, null::text[] as changed, jsonb_build_object(''name'', r.name, ''version'', r.version, ''row_count'', r.row_count) as details from old_rows r where r.kind is distinct from ''system''', 'r.kind is distinct from ''system''', 'deleted');
CREATE TRIGGER emit_inserts AFTER INSERT ON public.datasets REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('dataset', 'select r.project_id, r.id, ''created''::text as verb, null::text[] as changed, jsonb_build_object(''name'', r.name, ''version'', r.version, ''row_count'', r.row_count) as details from new_rows r where r.kind is distinct from ''system''', 'r.kind is distinct from ''system''', 'created');
CREATE TRIGGER emit_updates AFTER UPDATE ON public.datasets REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('dataset', 'select * from (
      select r.project_id, r.id, case when (r.version is distinct from o.version) then ''changed'' when (r.name is distinct from o.name or r.description is distinct from o.description or r.columns is distinct from o.columns or r.ttl_seconds is distinct from o.ttl_seconds) then ''updated'' end as verb, array_remove(array[case when r.version is distinct from o.version then ''version'' end, case when r.name is distinct from o.name then ''name'' end, case when r.description is distinct from o.description then ''description'' end, case when r.columns is distinct from o.columns then ''columns'' end, case when r.ttl_seconds is distinct from o.ttl_seconds then ''ttl_seconds'' end], null) as changed, jsonb_build_object(''name'', r.name, ''version'', r.version, ''row_count'', r.row_count) as details
      from new_rows r join old_rows o on o.id = r.id where r.kind is distinct from ''system''
    ) x where verb is not null', 'r.kind is distinct from ''system''', 'changed', 'updated');
CREATE TRIGGER forget_dataset_table AFTER DELETE ON public.datasets FOR EACH ROW WHEN ((old.kind <> 'system'::text)) EXECUTE FUNCTION private.forget_dataset_table();
CREATE TRIGGER keep_system_datasets BEFORE UPDATE OF name, description ON public.datasets FOR EACH ROW WHEN (((old.kind = 'system'::text) AND ((new.name IS DISTINCT FROM old.name) OR (new.description IS DISTINCT FROM old.description)))) EXECUTE FUNCTION private.keep_system_datasets();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.datasets FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.datasets enable row level security;
create policy "Contributors delete datasets, but not those of the system" on public.datasets for delete to authenticated
  using ((kind <> 'system'::text) AND (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids))));
create policy "Contributors edit datasets" on public.datasets for update to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)))
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Viewers read datasets" on public.datasets for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.datasets to service_role;
grant delete, select on table public.datasets to authenticated;
grant update (name, description, ttl_seconds) on public.datasets to authenticated;
comment on table public.datasets is 'Typed tables people chart. The rows are in data.<table_name>; version grows with every change of them. Those of kind system show what Orrery itself keeps of the project, live, without version and row count.';

-- table public.dead_letters
create table public.dead_letters (
  id uuid not null default gen_random_uuid(),
  workspace_id uuid,
  project_id uuid,
  queue text not null,
  message jsonb not null,
  error jsonb not null default '{}'::jsonb,
  attempts integer not null default 0,
  idempotency_key text not null,
  failed_at timestamp with time zone not null default now(),
  redriven_at timestamp with time zone,
  redriven_by uuid,
  discarded_at timestamp with time zone,
  discarded_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.dead_letters add constraint a_letter_is_redriven_or_discarded CHECK (((redriven_at IS NULL) OR (discarded_at IS NULL)));
alter table public.dead_letters add constraint an_error_is_an_object CHECK ((jsonb_typeof(error) = 'object'::text));
alter table public.dead_letters add constraint dead_letters_discarded_by_fkey FOREIGN KEY (discarded_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.dead_letters add constraint dead_letters_pkey PRIMARY KEY (id);
alter table public.dead_letters add constraint dead_letters_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.dead_letters add constraint dead_letters_redriven_by_fkey FOREIGN KEY (redriven_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.dead_letters add constraint dead_letters_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;
CREATE INDEX dead_letters_discarded_by_idx ON public.dead_letters USING btree (discarded_by);
CREATE INDEX dead_letters_project_id_failed_at_idx ON public.dead_letters USING btree (project_id, failed_at DESC);
CREATE INDEX dead_letters_redriven_by_idx ON public.dead_letters USING btree (redriven_by);
CREATE INDEX dead_letters_workspace_id_failed_at_idx ON public.dead_letters USING btree (workspace_id, failed_at DESC);
CREATE INDEX open_dead_letters ON public.dead_letters USING btree (workspace_id, queue) WHERE ((redriven_at IS NULL) AND (discarded_at IS NULL));
CREATE TRIGGER emit_inserts AFTER INSERT ON public.dead_letters REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('dead_letter', 'select r.project_id, r.id, ''added''::text as verb, null::text[] as changed, jsonb_build_object(''queue'', r.queue, ''attempts'', r.attempts) as details from new_rows r where r.queue is distinct from ''events''', 'r.queue is distinct from ''events''', 'added');
CREATE TRIGGER emit_updates AFTER UPDATE ON public.dead_letters REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('dead_letter', 'select * from (
      select r.project_id, r.id, case when (r.redriven_at is distinct from o.redriven_at) then ''redriven'' end as verb, array_remove(array[case when r.redriven_at is distinct from o.redriven_at then ''redriven_at'' end], null) as changed, jsonb_build_object(''queue'', r.queue, ''attempts'', r.attempts) as details
      from new_rows r join old_rows o on o.id = r.id where r.queue is distinct from ''events''
    ) x where verb is not null', 'r.queue is distinct from ''events''', 'redriven');
CREATE TRIGGER tell_deleted AFTER DELETE ON public.dead_letters REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION private.tell_dead_letters_changed();
CREATE TRIGGER tell_inserted AFTER INSERT ON public.dead_letters REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION private.tell_dead_letters_changed();
CREATE TRIGGER tell_updated AFTER UPDATE ON public.dead_letters REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION private.tell_dead_letters_changed();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.dead_letters FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.dead_letters enable row level security;
create policy "Viewers read the dead letters of projects, admins those of work" on public.dead_letters for select to authenticated
  using ((project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids))) OR ((project_id IS NULL) AND (workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids)))) OR ( SELECT private.is_super_user() AS is_super_user));
grant all on table public.dead_letters to service_role;
grant select on table public.dead_letters to authenticated;
comment on column public.dead_letters.idempotency_key is 'Under which the message''s effects outside are known. Sent again, it keeps it, so that an effect that was had is not had twice.';
comment on table public.dead_letters is 'Messages that failed for good, with the reason.';

-- table public.email_campaigns
create table public.email_campaigns (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  campaign_id uuid,
  subject text not null,
  content text not null default ''::text,
  template_id uuid,
  recipient_list jsonb not null default '{}'::jsonb,
  variants jsonb not null default '[]'::jsonb,
  send_at timestamp with time zone,
  announced_for timestamp with time zone,
  status text not null default 'draft'::text,
  metrics jsonb not null default '{}'::jsonb,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  due_at timestamp with time zone generated always as (
CASE
    WHEN ((status = 'scheduled'::text) AND (announced_for IS DISTINCT FROM send_at)) THEN send_at
    ELSE NULL::timestamp with time zone
END) stored
);
alter table public.email_campaigns add constraint a_scheduled_email_campaign_has_a_time CHECK (((status <> 'scheduled'::text) OR (send_at IS NOT NULL)));
alter table public.email_campaigns add constraint an_email_campaign_has_a_known_status CHECK ((status = ANY (ARRAY['draft'::text, 'scheduled'::text, 'sending'::text, 'paused'::text, 'sent'::text, 'failed'::text])));
alter table public.email_campaigns add constraint an_email_has_a_subject CHECK (((btrim(subject) <> ''::text) AND (length(subject) <= 300) AND (subject !~ '[\x01-\x1f]'::text)));
alter table public.email_campaigns add constraint an_email_is_of_readable_length CHECK ((length(content) <= 500000));
alter table public.email_campaigns add constraint email_campaigns_campaign_id_project_id_fkey FOREIGN KEY (campaign_id, project_id) REFERENCES public.campaigns(id, project_id) ON DELETE SET NULL (campaign_id);
alter table public.email_campaigns add constraint email_campaigns_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.email_campaigns add constraint email_campaigns_id_project_id_key UNIQUE (id, project_id);
alter table public.email_campaigns add constraint email_campaigns_pkey PRIMARY KEY (id);
alter table public.email_campaigns add constraint email_campaigns_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.email_campaigns add constraint email_campaigns_template_id_project_id_fkey FOREIGN KEY (template_id, project_id) REFERENCES public.content(id, project_id) ON DELETE SET NULL (template_id);
alter table public.email_campaigns add constraint metrics_are_an_object CHECK ((jsonb_typeof(metrics) = 'object'::text));
alter table public.email_campaigns add constraint recipients_are_an_object CHECK (((jsonb_typeof(recipient_list) = 'object'::text) AND (pg_column_size(recipient_list) <= 1048576)));
alter table public.email_campaigns add constraint variants_are_an_array CHECK (((jsonb_typeof(variants) = 'array'::text) AND (pg_column_size(variants) <= 1048576)));
CREATE INDEX email_campaigns_campaign_id_project_id_idx ON public.email_campaigns USING btree (campaign_id, project_id);
CREATE INDEX email_campaigns_created_by_idx ON public.email_campaigns USING btree (created_by);
CREATE INDEX email_campaigns_due ON public.email_campaigns USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX email_campaigns_project_id_created_at_idx ON public.email_campaigns USING btree (project_id, created_at DESC);
CREATE INDEX email_campaigns_template_id_project_id_idx ON public.email_campaigns USING btree (template_id, project_id);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.email_campaigns REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project', 'due_at');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.email_campaigns REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'metrics', 'announced_for', 'updated_at', 'due_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.email_campaigns REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'metrics', 'announced_for', 'updated_at', 'due_at');
CREATE TRIGGER check_transition BEFORE UPDATE OF status ON public.email_campaigns FOR EACH ROW WHEN ((new.status <> old.status)) EXECUTE FUNCTION private.check_status_transition();
CREATE TRIGGER emit_deletes AFTER DELETE ON public.email_campaigns REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('email_campaign', 'select r.project_id, r.id, ''deleted''::text as verb, null::text[] as changed, jsonb_build_object(''subject'', r.subject, ''status'', r.status) as details from old_rows r where true', 'true', 'deleted');
CREATE TRIGGER emit_inserts AFTER INSERT ON public.email_campaigns REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('email_campaign', 'select r.project_id, r.id, ''created''::text as verb, null::text[] as changed, jsonb_build_object(''subject'', r.subject, ''status'', r.status) as details from new_rows r where true', 'true', 'created');
CREATE TRIGGER emit_updates AFTER UPDATE ON public.email_campaigns REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('email_campaign', 'select * from (
      select r.project_id, r.id, case when (r.status is distinct from o.status) and r.status = ''sent'' then ''sent'' when (r.status is distinct from o.status) and r.status = ''failed'' then ''failed'' when (r.campaign_id is distinct from o.campaign_id or r.subject is distinct from o.subject or r.content is distinct from o.content or r.template_id is distinct from o.template_id or r.recipient_list is distinct from o.recipient_list or r.variants is distinct from o.variants or r.send_at is distinct from o.send_at or r.status is distinct from o.status) then ''updated'' end as verb, array_remove(array[case when r.status is distinct from o.status then ''status'' end, case when r.campaign_id is distinct from o.campaign_id then ''campaign_id'' end, case when r.subject is distinct from o.subject then ''subject'' end, case when r.content is distinct from o.content then ''content'' end, case when r.template_id is distinct from o.template_id then ''template_id'' end, case when r.recipient_list is distinct from o.recipient_list then ''recipient_list'' end, case when r.variants is distinct from o.variants then ''variants'' end, case when r.send_at is distinct from o.send_at then ''send_at'' end], null) as changed, jsonb_build_object(''subject'', r.subject, ''status'', r.status) as details
      from new_rows r join old_rows o on o.id = r.id where true
    ) x where verb is not null', 'true', 'sent', 'failed', 'updated');
CREATE TRIGGER guard_email_campaign BEFORE UPDATE ON public.email_campaigns FOR EACH ROW EXECUTE FUNCTION private.guard_email_campaign();
CREATE TRIGGER keep_begun BEFORE DELETE ON public.email_campaigns FOR EACH ROW EXECUTE FUNCTION private.keep_begun_campaign();
CREATE TRIGGER schedule_anew BEFORE UPDATE OF status ON public.email_campaigns FOR EACH ROW WHEN (((new.status = 'scheduled'::text) AND (old.status <> 'scheduled'::text) AND (new.announced_for = new.send_at))) EXECUTE FUNCTION private.schedule_anew('send_at');
CREATE TRIGGER set_created_by BEFORE INSERT ON public.email_campaigns FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.email_campaigns FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.email_campaigns enable row level security;
create policy "Contributors delete e-mail campaigns" on public.email_campaigns for delete to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors edit e-mail campaigns" on public.email_campaigns for update to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)))
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors plan e-mail campaigns" on public.email_campaigns for insert to authenticated
  with check ((project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids))) AND (status = ANY (ARRAY['draft'::text, 'scheduled'::text])));
create policy "Viewers read e-mail campaigns" on public.email_campaigns for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.email_campaigns to service_role;
grant delete, select on table public.email_campaigns to authenticated;
grant insert (id, project_id, campaign_id, subject, content, template_id, recipient_list, variants, send_at, status) on public.email_campaigns to authenticated;
grant update (campaign_id, subject, content, template_id, recipient_list, variants, send_at, status) on public.email_campaigns to authenticated;
comment on column public.email_campaigns.announced_for is 'The send_at that was announced as due. Another time is due again.';
comment on column public.email_campaigns.due_at is 'When it is to be announced; null when it is not.';
comment on table public.email_campaigns is 'One e-mail to many leads. template_id is content of the type email; metrics are kept from email_messages and email_events.';

-- table public.email_events
create table public.email_events (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  email_message_id uuid not null,
  type text not null,
  url text,
  occurred_at timestamp with time zone not null default now(),
  is_machine boolean not null default false,
  external_id text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.email_events add constraint a_url_is_not_endless CHECK ((length(url) <= 2000));
alter table public.email_events add constraint an_email_event_has_a_known_type CHECK ((type = ANY (ARRAY['delivered'::text, 'open'::text, 'click'::text, 'bounce'::text, 'complaint'::text, 'unsubscribe'::text])));
alter table public.email_events add constraint email_events_email_message_id_project_id_fkey FOREIGN KEY (email_message_id, project_id) REFERENCES public.email_messages(id, project_id) ON DELETE CASCADE;
alter table public.email_events add constraint email_events_external_id_key UNIQUE (external_id);
alter table public.email_events add constraint email_events_pkey PRIMARY KEY (id);
alter table public.email_events add constraint email_events_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
CREATE INDEX email_events_email_message_id_project_id_type_idx ON public.email_events USING btree (email_message_id, project_id, type);
CREATE INDEX email_events_project_id_occurred_at_idx ON public.email_events USING btree (project_id, occurred_at DESC);
CREATE TRIGGER apply_events AFTER INSERT ON public.email_events REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.apply_email_events();
CREATE TRIGGER count_events AFTER INSERT ON public.email_events REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.count_email_events();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.email_events FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.email_events enable row level security;
create policy "Viewers read what became of messages" on public.email_events for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.email_events to service_role;
grant select on table public.email_events to authenticated;
comment on table public.email_events is 'What became of a message. is_machine: a mail scanner or proxy did it, not a person.';

-- table public.email_messages
create table public.email_messages (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  email_campaign_id uuid not null,
  lead_id uuid,
  to_address text,
  variant text,
  status text not null default 'queued'::text,
  provider_message_id text,
  error text,
  attempts integer not null default 0,
  sent_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.email_messages add constraint a_message_has_a_known_status CHECK ((status = ANY (ARRAY['queued'::text, 'sending'::text, 'sent'::text, 'bounced'::text, 'complained'::text, 'failed'::text, 'suppressed'::text])));
alter table public.email_messages add constraint a_message_to_a_lead_has_an_address CHECK (((lead_id IS NULL) OR (to_address IS NOT NULL)));
alter table public.email_messages add constraint a_sent_message_says_when CHECK (((status <> 'sent'::text) OR (sent_at IS NOT NULL)));
alter table public.email_messages add constraint attempts_are_counted CHECK ((attempts >= 0));
alter table public.email_messages add constraint email_messages_email_campaign_id_lead_id_key UNIQUE (email_campaign_id, lead_id);
alter table public.email_messages add constraint email_messages_email_campaign_id_project_id_fkey FOREIGN KEY (email_campaign_id, project_id) REFERENCES public.email_campaigns(id, project_id) ON DELETE CASCADE;
alter table public.email_messages add constraint email_messages_id_project_id_key UNIQUE (id, project_id);
alter table public.email_messages add constraint email_messages_lead_id_project_id_fkey FOREIGN KEY (lead_id, project_id) REFERENCES public.leads(id, project_id) ON DELETE SET NULL (lead_id);
alter table public.email_messages add constraint email_messages_pkey PRIMARY KEY (id);
alter table public.email_messages add constraint email_messages_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
CREATE INDEX email_messages_email_campaign_id_project_id_status_idx ON public.email_messages USING btree (email_campaign_id, project_id, status);
CREATE INDEX email_messages_lead_id_project_id_idx ON public.email_messages USING btree (lead_id, project_id);
CREATE INDEX email_messages_project_id_created_at_idx ON public.email_messages USING btree (project_id, created_at DESC);
CREATE INDEX email_messages_provider_message_id_idx ON public.email_messages USING btree (provider_message_id) WHERE (provider_message_id IS NOT NULL);
CREATE TRIGGER check_transition BEFORE UPDATE OF status ON public.email_messages FOR EACH ROW WHEN ((new.status <> old.status)) EXECUTE FUNCTION private.check_status_transition();
CREATE TRIGGER count_deleted AFTER DELETE ON public.email_messages REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.count_email_messages();
CREATE TRIGGER count_inserted AFTER INSERT ON public.email_messages REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.count_email_messages();
CREATE TRIGGER count_updated AFTER UPDATE ON public.email_messages REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.count_email_messages();
CREATE TRIGGER prepare_message BEFORE INSERT OR UPDATE ON public.email_messages FOR EACH ROW EXECUTE FUNCTION private.prepare_email_message();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.email_messages FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.email_messages enable row level security;
create policy "Viewers read the ledger" on public.email_messages for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.email_messages to service_role;
grant select on table public.email_messages to authenticated;
comment on table public.email_messages is 'The ledger: one row per campaign and lead. A deleted lead leaves its row, without the address.';

-- table public.email_suppressions
create table public.email_suppressions (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  address text not null,
  reason text,
  source text not null default 'manual'::text,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.email_suppressions add constraint a_reason_is_short CHECK ((length(reason) <= 500));
alter table public.email_suppressions add constraint a_suppression_has_a_known_source CHECK ((source = ANY (ARRAY['manual'::text, 'bounce'::text, 'complaint'::text, 'unsubscribe'::text, 'import'::text])));
alter table public.email_suppressions add constraint an_address_looks_like_one CHECK (((length(address) <= 320) AND (address ~ '^[^@[:space:]]+@[^@[:space:]]+$'::text) AND (address = lower(address))));
alter table public.email_suppressions add constraint email_suppressions_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.email_suppressions add constraint email_suppressions_pkey PRIMARY KEY (id);
alter table public.email_suppressions add constraint email_suppressions_project_id_address_key UNIQUE (project_id, address);
alter table public.email_suppressions add constraint email_suppressions_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
CREATE INDEX email_suppressions_created_by_idx ON public.email_suppressions USING btree (created_by);
CREATE INDEX email_suppressions_project_id_created_at_idx ON public.email_suppressions USING btree (project_id, created_at DESC);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.email_suppressions REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.email_suppressions REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.email_suppressions REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'updated_at');
CREATE TRIGGER lower_address BEFORE INSERT OR UPDATE ON public.email_suppressions FOR EACH ROW EXECUTE FUNCTION private.lower_address();
CREATE TRIGGER set_created_by BEFORE INSERT ON public.email_suppressions FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.email_suppressions FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.email_suppressions enable row level security;
create policy "Contributors suppress addresses" on public.email_suppressions for insert to authenticated
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Managers allow addresses again" on public.email_suppressions for delete to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids)));
create policy "Viewers read suppressed addresses" on public.email_suppressions for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.email_suppressions to service_role;
grant delete, select on table public.email_suppressions to authenticated;
grant insert (id, project_id, address, reason) on public.email_suppressions to authenticated;
comment on table public.email_suppressions is 'Addresses a project never writes to.';

-- table public.events
create table public.events (
  id bigint not null generated always as identity,
  occurred_at timestamp with time zone not null default now(),
  project_id uuid not null,
  type text not null,
  subject_type text not null,
  subject_id uuid,
  actor_id uuid,
  data jsonb not null default '{}'::jsonb,
  causation_id uuid
) partition by RANGE (occurred_at);
alter table public.events add constraint a_type_is_a_subject_and_a_verb CHECK ((type ~ '^[a-z][a-z_]{0,39}\.[a-z][a-z_]{0,39}$'::text));
alter table public.events add constraint data_is_a_small_object CHECK (((jsonb_typeof(data) = 'object'::text) AND (pg_column_size(data) <= 65536)));
alter table public.events add constraint events_pkey PRIMARY KEY (id, occurred_at);
alter table public.events add constraint events_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
CREATE INDEX events_project_id_occurred_at_id_idx ON ONLY public.events USING btree (project_id, occurred_at DESC, id DESC);
CREATE INDEX events_project_id_subject_type_occurred_at_id_idx ON ONLY public.events USING btree (project_id, subject_type, occurred_at DESC, id DESC);
CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON public.events FOR EACH ROW EXECUTE FUNCTION private.refuse_ledger_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.events FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_ledger_change();
alter table public.events enable row level security;
create policy "Viewers read events" on public.events for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant maintain, references, select, trigger on table public.events to service_role;
grant select on table public.events to authenticated;
comment on column public.events.actor_id is 'Who asked, a row of users; null for what the platform did by itself. Not a foreign key: what happened stays as it was.';
comment on column public.events.causation_id is 'The execution or run in whose course it happened.';
comment on column public.events.subject_id is 'Null where one event stands for many rows of one statement: data then holds their ids and count.';
comment on table public.events is 'What happened in a project: its activity feed, and what workflows start from. Append-only. Ids, names, states and names of changed columns; never contents or secrets.';

-- table public.ingest_tokens
create table public.ingest_tokens (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  dataset_id uuid not null,
  name text not null,
  token_hash bytea not null,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.ingest_tokens add constraint a_token_has_a_name CHECK (((btrim(name) <> ''::text) AND (length(name) <= 200)));
alter table public.ingest_tokens add constraint a_token_is_kept_as_sha256 CHECK ((octet_length(token_hash) = 32));
alter table public.ingest_tokens add constraint ingest_tokens_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.ingest_tokens add constraint ingest_tokens_dataset_id_project_id_fkey FOREIGN KEY (dataset_id, project_id) REFERENCES public.datasets(id, project_id) ON DELETE CASCADE;
alter table public.ingest_tokens add constraint ingest_tokens_pkey PRIMARY KEY (id);
alter table public.ingest_tokens add constraint ingest_tokens_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.ingest_tokens add constraint ingest_tokens_token_hash_key UNIQUE (token_hash);
CREATE INDEX ingest_tokens_created_by_idx ON public.ingest_tokens USING btree (created_by);
CREATE INDEX ingest_tokens_dataset_id_project_id_idx ON public.ingest_tokens USING btree (dataset_id, project_id);
CREATE INDEX ingest_tokens_project_id_idx ON public.ingest_tokens USING btree (project_id);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.ingest_tokens REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project', 'last_used_at');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.ingest_tokens REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'last_used_at', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.ingest_tokens REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'last_used_at', 'updated_at');
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.ingest_tokens FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.ingest_tokens enable row level security;
create policy "Managers read ingest tokens" on public.ingest_tokens for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids)));
grant all on table public.ingest_tokens to service_role;
grant select (id, project_id, dataset_id, name, last_used_at, revoked_at, created_by, created_at, updated_at) on public.ingest_tokens to authenticated;
comment on table public.ingest_tokens is 'Keys with which rows can be posted to one dataset. Only the hash is kept.';

-- table public.lead_score_changes
create table public.lead_score_changes (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  lead_id uuid not null,
  rule_id uuid,
  points integer not null,
  reason text not null,
  occurred_at timestamp with time zone not null default now(),
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.lead_score_changes add constraint a_change_gives_or_takes_points CHECK (((points <> 0) AND ((points >= '-1000000'::integer) AND (points <= 1000000))));
alter table public.lead_score_changes add constraint a_change_has_a_reason CHECK (((btrim(reason) <> ''::text) AND (length(reason) <= 500)));
alter table public.lead_score_changes add constraint lead_score_changes_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.lead_score_changes add constraint lead_score_changes_lead_id_project_id_fkey FOREIGN KEY (lead_id, project_id) REFERENCES public.leads(id, project_id) ON DELETE CASCADE;
alter table public.lead_score_changes add constraint lead_score_changes_pkey PRIMARY KEY (id);
alter table public.lead_score_changes add constraint lead_score_changes_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.lead_score_changes add constraint lead_score_changes_rule_id_project_id_fkey FOREIGN KEY (rule_id, project_id) REFERENCES public.lead_scoring_rules(id, project_id) ON DELETE SET NULL (rule_id);
CREATE INDEX lead_score_changes_created_by_idx ON public.lead_score_changes USING btree (created_by);
CREATE INDEX lead_score_changes_lead_id_project_id_occurred_at_idx ON public.lead_score_changes USING btree (lead_id, project_id, occurred_at DESC);
CREATE INDEX lead_score_changes_project_id_occurred_at_idx ON public.lead_score_changes USING btree (project_id, occurred_at DESC);
CREATE INDEX lead_score_changes_rule_id_project_id_lead_id_idx ON public.lead_score_changes USING btree (rule_id, project_id, lead_id);
CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON public.lead_score_changes FOR EACH ROW EXECUTE FUNCTION private.keep_score_ledger();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.lead_score_changes FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_ledger_change();
CREATE TRIGGER set_created_by BEFORE INSERT ON public.lead_score_changes FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER sum_score AFTER INSERT ON public.lead_score_changes REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.sum_score();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.lead_score_changes FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.lead_score_changes enable row level security;
create policy "Contributors give points" on public.lead_score_changes for insert to authenticated
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Viewers read how scores came about" on public.lead_score_changes for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant insert, maintain, references, select, trigger on table public.lead_score_changes to service_role;
grant select on table public.lead_score_changes to authenticated;
grant insert (id, project_id, lead_id, points, reason) on public.lead_score_changes to authenticated;
comment on table public.lead_score_changes is 'The ledger of scores, append-only: the score of a lead is the sum of its points.';

-- table public.lead_scoring_rules
create table public.lead_scoring_rules (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  name text not null,
  condition jsonb not null,
  points integer not null,
  is_active boolean not null default true,
  max_times integer default 1,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.lead_scoring_rules add constraint a_condition_is_a_field_with_a_value CHECK (private.is_lead_condition(condition));
alter table public.lead_scoring_rules add constraint a_rule_applies_some_times CHECK ((max_times >= 1));
alter table public.lead_scoring_rules add constraint a_rule_gives_or_takes_points CHECK (((points <> 0) AND ((points >= '-10000'::integer) AND (points <= 10000))));
alter table public.lead_scoring_rules add constraint a_rule_has_a_name CHECK (((btrim(name) <> ''::text) AND (length(name) <= 200)));
alter table public.lead_scoring_rules add constraint lead_scoring_rules_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.lead_scoring_rules add constraint lead_scoring_rules_id_project_id_key UNIQUE (id, project_id);
alter table public.lead_scoring_rules add constraint lead_scoring_rules_pkey PRIMARY KEY (id);
alter table public.lead_scoring_rules add constraint lead_scoring_rules_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.lead_scoring_rules add constraint lead_scoring_rules_project_id_name_key UNIQUE (project_id, name);
CREATE INDEX lead_scoring_rules_created_by_idx ON public.lead_scoring_rules USING btree (created_by);
CREATE INDEX lead_scoring_rules_project_id_created_at_idx ON public.lead_scoring_rules USING btree (project_id, created_at DESC);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.lead_scoring_rules REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.lead_scoring_rules REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.lead_scoring_rules REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'updated_at');
CREATE TRIGGER set_created_by BEFORE INSERT ON public.lead_scoring_rules FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.lead_scoring_rules FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.lead_scoring_rules enable row level security;
create policy "Contributors delete scoring rules" on public.lead_scoring_rules for delete to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors edit scoring rules" on public.lead_scoring_rules for update to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)))
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors make scoring rules" on public.lead_scoring_rules for insert to authenticated
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Viewers read scoring rules" on public.lead_scoring_rules for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.lead_scoring_rules to service_role;
grant delete, select on table public.lead_scoring_rules to authenticated;
grant insert (id, project_id, name, condition, points, is_active, max_times) on public.lead_scoring_rules to authenticated;
grant update (name, condition, points, is_active, max_times) on public.lead_scoring_rules to authenticated;
comment on table public.lead_scoring_rules is 'What gives a lead points: each time the condition comes true, max_times at most (null: without limit).';

-- table public.leads
create table public.leads (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  email text not null,
  first_name text,
  last_name text,
  company text,
  phone text,
  score bigint not null default 0,
  status text not null default 'new'::text,
  source text,
  tags text[] not null default '{}'::text[],
  custom_fields jsonb not null default '{}'::jsonb,
  unsubscribed_at timestamp with time zone,
  owner_id uuid,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.leads add constraint a_lead_has_a_known_status CHECK ((status = ANY (ARRAY['new'::text, 'qualified'::text, 'contacted'::text, 'converted'::text, 'lost'::text])));
alter table public.leads add constraint a_lead_has_few_tags CHECK ((cardinality(tags) <= 50));
alter table public.leads add constraint an_address_looks_like_one CHECK (((length(email) <= 320) AND (email ~ '^[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:].]+$'::text) AND (email = lower(email))));
alter table public.leads add constraint company_phone_and_source_are_short CHECK (((length(company) <= 200) AND (length(phone) <= 50) AND (length(source) <= 200)));
alter table public.leads add constraint custom_fields_are_an_object CHECK (((jsonb_typeof(custom_fields) = 'object'::text) AND (pg_column_size(custom_fields) <= 65536)));
alter table public.leads add constraint leads_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.leads add constraint leads_id_project_id_key UNIQUE (id, project_id);
alter table public.leads add constraint leads_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.leads add constraint leads_pkey PRIMARY KEY (id);
alter table public.leads add constraint leads_project_id_email_key UNIQUE (project_id, email);
alter table public.leads add constraint leads_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.leads add constraint names_are_short CHECK (((length(first_name) <= 200) AND (length(last_name) <= 200)));
CREATE INDEX leads_created_by_idx ON public.leads USING btree (created_by);
CREATE INDEX leads_owner_id_idx ON public.leads USING btree (owner_id);
CREATE INDEX leads_project_id_created_at_idx ON public.leads USING btree (project_id, created_at DESC);
CREATE INDEX leads_project_id_score_idx ON public.leads USING btree (project_id, score DESC);
CREATE INDEX search_leads ON public.leads USING gin (project_id, private.search_vector(((((((email || ' '::text) || COALESCE(first_name, ''::text)) || ' '::text) || COALESCE(last_name, ''::text)) || ' '::text) || COALESCE(company, ''::text)), NULL::text, tags), (((((((email || ' '::text) || COALESCE(first_name, ''::text)) || ' '::text) || COALESCE(last_name, ''::text)) || ' '::text) || COALESCE(company, ''::text))) extensions.gin_trgm_ops);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.leads REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.leads REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'score', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.leads REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'score', 'updated_at');
CREATE TRIGGER check_owner AFTER UPDATE ON public.leads FOR EACH ROW WHEN (((new.owner_id IS NOT NULL) AND (new.owner_id IS DISTINCT FROM old.owner_id))) EXECUTE FUNCTION private.check_lead_owner();
CREATE TRIGGER check_owner_of_new AFTER INSERT ON public.leads FOR EACH ROW WHEN ((new.owner_id IS NOT NULL)) EXECUTE FUNCTION private.check_lead_owner();
CREATE TRIGGER emit_deletes AFTER DELETE ON public.leads REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('lead', 'select r.project_id, r.id, ''deleted''::text as verb, null::text[] as changed, jsonb_build_object(''status'', r.status, ''source'', r.source, ''score'', r.score) as details from old_rows r where true', 'true', 'deleted');
CREATE TRIGGER emit_inserts AFTER INSERT ON public.leads REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('lead', 'select r.project_id, r.id, ''created''::text as verb, null::text[] as changed, jsonb_build_object(''status'', r.status, ''source'', r.source, ''score'', r.score) as details from new_rows r where true', 'true', 'created');
CREATE TRIGGER emit_updates AFTER UPDATE ON public.leads REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('lead', 'select * from (
      select r.project_id, r.id, case when (r.status is distinct from o.status) and r.status = ''converted'' then ''converted'' when (r.unsubscribed_at is distinct from o.unsubscribed_at) then ''unsubscribed'' when (r.email is distinct from o.email or r.first_name is distinct from o.first_name or r.last_name is distinct from o.last_name or r.company is distinct from o.company or r.phone is distinct from o.phone or r.status is distinct from o.status or r.source is distinct from o.source or r.tags is distinct from o.tags or r.custom_fields is distinct from o.custom_fields or r.owner_id is distinct from o.owner_id) then ''updated'' when (r.score is distinct from o.score) then ''scored'' end as verb, array_remove(array[case when r.status is distinct from o.status then ''status'' end, case when r.unsubscribed_at is distinct from o.unsubscribed_at then ''unsubscribed_at'' end, case when r.email is distinct from o.email then ''email'' end, case when r.first_name is distinct from o.first_name then ''first_name'' end, case when r.last_name is distinct from o.last_name then ''last_name'' end, case when r.company is distinct from o.company then ''company'' end, case when r.phone is distinct from o.phone then ''phone'' end, case when r.source is distinct from o.source then ''source'' end, case when r.tags is distinct from o.tags then ''tags'' end, case when r.custom_fields is distinct from o.custom_fields then ''custom_fields'' end, case when r.owner_id is distinct from o.owner_id then ''owner_id'' end, case when r.score is distinct from o.score then ''score'' end], null) as changed, jsonb_build_object(''status'', r.status, ''source'', r.source, ''score'', r.score) as details
      from new_rows r join old_rows o on o.id = r.id where true
    ) x where verb is not null', 'true', 'converted', 'unsubscribed', 'updated', 'scored');
CREATE TRIGGER prepare_lead BEFORE INSERT OR UPDATE ON public.leads FOR EACH ROW EXECUTE FUNCTION private.prepare_lead();
CREATE TRIGGER score_changed_leads AFTER UPDATE ON public.leads REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.score_changed_leads();
CREATE TRIGGER score_new_leads AFTER INSERT ON public.leads REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.score_new_leads();
CREATE TRIGGER set_created_by BEFORE INSERT ON public.leads FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.leads FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.leads enable row level security;
create policy "Contributors delete leads" on public.leads for delete to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors edit leads" on public.leads for update to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)))
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors make leads" on public.leads for insert to authenticated
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Viewers read leads" on public.leads for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.leads to service_role;
grant delete, select on table public.leads to authenticated;
grant insert (id, project_id, email, first_name, last_name, company, phone, status, source, tags, custom_fields, unsubscribed_at, owner_id) on public.leads to authenticated;
grant update (project_id, email, first_name, last_name, company, phone, status, source, tags, custom_fields, unsubscribed_at, owner_id) on public.leads to authenticated;
comment on table public.leads is 'People a project wants to win. score is the sum of lead_score_changes, kept by a trigger.';

-- table public.llm_models
create table public.llm_models (
  id uuid not null default gen_random_uuid(),
  provider text not null,
  model_id text not null,
  display_name text not null,
  description text,
  is_active boolean not null default true,
  capabilities jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.llm_models add constraint a_model_has_a_name CHECK (((btrim(display_name) <> ''::text) AND (length(display_name) <= 200)));
alter table public.llm_models add constraint a_model_has_a_provider_and_an_id CHECK (((btrim(provider) <> ''::text) AND (btrim(model_id) <> ''::text)));
alter table public.llm_models add constraint capabilities_are_an_object CHECK ((jsonb_typeof(capabilities) = 'object'::text));
alter table public.llm_models add constraint llm_models_pkey PRIMARY KEY (id);
alter table public.llm_models add constraint llm_models_provider_model_id_key UNIQUE (provider, model_id);
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.llm_models FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.llm_models enable row level security;
create policy "Everybody reads models" on public.llm_models for select to authenticated
  using (( SELECT private.user_id() AS user_id) IS NOT NULL);
grant all on table public.llm_models to service_role;
grant select on table public.llm_models to authenticated;
comment on table public.llm_models is 'Catalogue of language models. capabilities: context window, longest answer, what it can do, prices. Written by migrations and the service role.';

-- table public.notifications
create table public.notifications (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  user_id uuid not null,
  kind text not null,
  title text not null,
  body text,
  link text,
  read_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.notifications add constraint a_body_is_short CHECK ((length(body) <= 2000));
alter table public.notifications add constraint a_kind_is_a_word CHECK ((kind ~ '^[a-z][a-z_.]{0,79}$'::text));
alter table public.notifications add constraint a_link_stays_in_the_app CHECK (((link ~ '^/([^/\\]|$)'::text) AND (link !~ '[[:cntrl:]]'::text) AND (length(link) <= 500)));
alter table public.notifications add constraint a_notification_has_a_title CHECK (((btrim(title) <> ''::text) AND (length(title) <= 200)));
alter table public.notifications add constraint notifications_pkey PRIMARY KEY (id);
alter table public.notifications add constraint notifications_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.notifications add constraint notifications_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
CREATE INDEX notifications_project_id_idx ON public.notifications USING btree (project_id);
CREATE INDEX notifications_user_id_created_at_idx ON public.notifications USING btree (user_id, created_at DESC);
CREATE INDEX unread_notifications ON public.notifications USING btree (user_id) WHERE (read_at IS NULL);
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.notifications FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.notifications enable row level security;
create policy "People delete what they are told" on public.notifications for delete to authenticated
  using ((user_id = ( SELECT private.user_id() AS user_id)) AND (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids))));
create policy "People mark what they have read" on public.notifications for update to authenticated
  using ((user_id = ( SELECT private.user_id() AS user_id)) AND (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids))))
  with check ((user_id = ( SELECT private.user_id() AS user_id)) AND (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids))));
create policy "People read what they are told" on public.notifications for select to authenticated
  using ((user_id = ( SELECT private.user_id() AS user_id)) AND (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids))));
grant all on table public.notifications to service_role;
grant delete, select on table public.notifications to authenticated;
grant update (read_at) on public.notifications to authenticated;
comment on table public.notifications is 'What a person is told. Seen by that person alone, as long as they are in the project.';

-- table public.oauth2_connections
create table public.oauth2_connections (
  id uuid not null default gen_random_uuid(),
  workspace_id uuid,
  project_id uuid,
  provider text not null,
  provider_config jsonb not null default '{}'::jsonb,
  client_id text not null,
  client_secret_id uuid,
  has_client_secret boolean not null generated always as ((client_secret_id IS NOT NULL)) stored,
  redirect_uri text not null,
  scopes text[] not null default '{}'::text[],
  additional_params jsonb not null default '{}'::jsonb,
  is_active boolean not null default true,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.oauth2_connections add constraint a_client_id_is_not_blank CHECK (((btrim(client_id) <> ''::text) AND (length(client_id) <= 500)));
alter table public.oauth2_connections add constraint a_connection_belongs_to_a_workspace_or_a_project CHECK ((num_nonnulls(workspace_id, project_id) = 1));
alter table public.oauth2_connections add constraint a_provider_config_is_an_object CHECK (((jsonb_typeof(provider_config) = 'object'::text) AND (pg_column_size(provider_config) <= 8192)));
alter table public.oauth2_connections add constraint a_provider_is_a_short_word CHECK ((provider ~ '^[a-z][a-z0-9_-]{0,39}$'::text));
alter table public.oauth2_connections add constraint a_redirect_uri_is_a_web_address CHECK (private.is_web_address(redirect_uri));
alter table public.oauth2_connections add constraint additional_params_are_an_object CHECK (((jsonb_typeof(additional_params) = 'object'::text) AND (pg_column_size(additional_params) <= 8192)));
alter table public.oauth2_connections add constraint oauth2_connections_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.oauth2_connections add constraint oauth2_connections_id_project_id_key UNIQUE (id, project_id);
alter table public.oauth2_connections add constraint oauth2_connections_id_workspace_id_key UNIQUE (id, workspace_id);
alter table public.oauth2_connections add constraint oauth2_connections_pkey PRIMARY KEY (id);
alter table public.oauth2_connections add constraint oauth2_connections_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.oauth2_connections add constraint oauth2_connections_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;
alter table public.oauth2_connections add constraint scopes_are_few CHECK (((cardinality(scopes) <= 100) AND (length(array_to_string(scopes, ' '::text)) <= 4000)));
CREATE INDEX oauth2_connections_created_by_idx ON public.oauth2_connections USING btree (created_by);
CREATE INDEX oauth2_connections_project_id_created_at_idx ON public.oauth2_connections USING btree (project_id, created_at DESC);
CREATE INDEX oauth2_connections_workspace_id_created_at_idx ON public.oauth2_connections USING btree (workspace_id, created_at DESC);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.oauth2_connections REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project', 'has_client_secret');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.oauth2_connections REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'updated_at', 'has_client_secret');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.oauth2_connections REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'updated_at', 'has_client_secret');
CREATE TRIGGER forget_secrets AFTER DELETE OR UPDATE OF client_secret_id, provider, provider_config, client_id ON public.oauth2_connections FOR EACH ROW EXECUTE FUNCTION private.forget_secrets('client_secret_id');
CREATE TRIGGER guard_connection BEFORE INSERT OR UPDATE OF provider, provider_config, client_id, additional_params ON public.oauth2_connections FOR EACH ROW EXECUTE FUNCTION private.guard_oauth2_connection();
CREATE TRIGGER keep_home BEFORE UPDATE OF workspace_id, project_id ON public.oauth2_connections FOR EACH ROW EXECUTE FUNCTION private.keep_home();
CREATE TRIGGER keep_own_secrets BEFORE INSERT OR UPDATE OF client_secret_id ON public.oauth2_connections FOR EACH ROW EXECUTE FUNCTION private.keep_own_secrets('client_secret_id');
CREATE TRIGGER set_created_by BEFORE INSERT ON public.oauth2_connections FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.oauth2_connections FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.oauth2_connections enable row level security;
create policy "Contributors and workspace members read OAuth connections" on public.oauth2_connections for select to authenticated
  using ((project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids))) OR (workspace_id = ANY (ARRAY( SELECT private.workspace_ids('project_creator'::text) AS workspace_ids))));
create policy "Managers and workspace admins delete OAuth connections" on public.oauth2_connections for delete to authenticated
  using ((project_id = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids))) OR (workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))));
create policy "Managers and workspace admins edit OAuth connections" on public.oauth2_connections for update to authenticated
  using ((project_id = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids))) OR (workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))))
  with check ((project_id = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids))) OR (workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))));
create policy "Managers and workspace admins make OAuth connections" on public.oauth2_connections for insert to authenticated
  with check ((project_id = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids))) OR (workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))));
grant all on table public.oauth2_connections to service_role;
grant delete on table public.oauth2_connections to authenticated;
grant insert (id, workspace_id, project_id, provider, provider_config, client_id, redirect_uri, scopes, additional_params, is_active) on public.oauth2_connections to authenticated;
grant select (id, workspace_id, project_id, provider, provider_config, client_id, has_client_secret, redirect_uri, scopes, additional_params, is_active, created_by, created_at, updated_at) on public.oauth2_connections to authenticated;
grant update (provider_config, client_id, redirect_uri, scopes, additional_params, is_active) on public.oauth2_connections to authenticated;
comment on table public.oauth2_connections is 'An application registered with an OAuth 2 provider, of a workspace or of one project. Another client_id or other URLs in provider_config remove the client secret and the tokens.';

-- table public.oauth2_tokens
create table public.oauth2_tokens (
  id uuid not null default gen_random_uuid(),
  workspace_id uuid,
  project_id uuid,
  connection_id uuid not null,
  access_token_id uuid,
  refresh_token_id uuid,
  token_type text not null default 'bearer'::text,
  expires_at timestamp with time zone,
  scope text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.oauth2_tokens add constraint oauth2_tokens_connection_id_project_id_fkey FOREIGN KEY (connection_id, project_id) REFERENCES public.oauth2_connections(id, project_id) ON DELETE CASCADE;
alter table public.oauth2_tokens add constraint oauth2_tokens_connection_id_workspace_id_fkey FOREIGN KEY (connection_id, workspace_id) REFERENCES public.oauth2_connections(id, workspace_id) ON DELETE CASCADE;
alter table public.oauth2_tokens add constraint oauth2_tokens_pkey PRIMARY KEY (id);
alter table public.oauth2_tokens add constraint oauth2_tokens_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.oauth2_tokens add constraint oauth2_tokens_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;
alter table public.oauth2_tokens add constraint tokens_belong_to_a_workspace_or_a_project CHECK ((num_nonnulls(workspace_id, project_id) = 1));
CREATE INDEX oauth2_tokens_connection_id_project_id_idx ON public.oauth2_tokens USING btree (connection_id, project_id);
CREATE INDEX oauth2_tokens_connection_id_workspace_id_idx ON public.oauth2_tokens USING btree (connection_id, workspace_id);
CREATE INDEX oauth2_tokens_project_id_idx ON public.oauth2_tokens USING btree (project_id);
CREATE INDEX oauth2_tokens_workspace_id_idx ON public.oauth2_tokens USING btree (workspace_id);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.oauth2_tokens REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project', 'expires_at');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.oauth2_tokens REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'expires_at', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.oauth2_tokens REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'expires_at', 'updated_at');
CREATE TRIGGER forget_secrets AFTER DELETE OR UPDATE OF access_token_id, refresh_token_id ON public.oauth2_tokens FOR EACH ROW EXECUTE FUNCTION private.forget_secrets('access_token_id', 'refresh_token_id');
CREATE TRIGGER keep_own_secrets BEFORE INSERT OR UPDATE OF access_token_id, refresh_token_id ON public.oauth2_tokens FOR EACH ROW EXECUTE FUNCTION private.keep_own_secrets('access_token_id', 'refresh_token_id');
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.oauth2_tokens FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.oauth2_tokens enable row level security;
create policy "Managers and workspace admins delete tokens" on public.oauth2_tokens for delete to authenticated
  using ((project_id = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids))) OR (workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))));
create policy "Managers and workspace admins read tokens" on public.oauth2_tokens for select to authenticated
  using ((project_id = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids))) OR (workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))));
grant all on table public.oauth2_tokens to service_role;
grant delete on table public.oauth2_tokens to authenticated;
grant select (id, workspace_id, project_id, connection_id, token_type, expires_at, scope, created_at, updated_at) on public.oauth2_tokens to authenticated;
comment on table public.oauth2_tokens is 'That a connection is signed in, and until when. Written by store_oauth2_tokens; the tokens are in Vault.';

-- table public.project_context
create table public.project_context (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  context_type text not null,
  title text not null,
  content jsonb not null default '{}'::jsonb,
  metadata jsonb not null default '{}'::jsonb,
  version integer not null default 1,
  updated_by uuid,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.project_context add constraint a_document_has_a_title CHECK (((btrim(title) <> ''::text) AND (length(title) <= 200)));
alter table public.project_context add constraint content_and_metadata_are_objects CHECK (((jsonb_typeof(content) = 'object'::text) AND (jsonb_typeof(metadata) = 'object'::text) AND ((pg_column_size(content) + pg_column_size(metadata)) <= 1048576)));
alter table public.project_context add constraint context_has_a_known_type CHECK ((context_type = ANY (ARRAY['search'::text, 'data'::text, 'quality'::text])));
alter table public.project_context add constraint project_context_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.project_context add constraint project_context_pkey PRIMARY KEY (id);
alter table public.project_context add constraint project_context_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.project_context add constraint project_context_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES public.users(id) ON DELETE SET NULL;
CREATE INDEX project_context_created_by_idx ON public.project_context USING btree (created_by);
CREATE INDEX project_context_project_id_updated_at_idx ON public.project_context USING btree (project_id, updated_at DESC);
CREATE INDEX project_context_updated_by_idx ON public.project_context USING btree (updated_by);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.project_context REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.project_context REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'version', 'updated_by', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.project_context REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'version', 'updated_by', 'updated_at');
CREATE TRIGGER count_edit BEFORE UPDATE OF context_type, title, content, metadata ON public.project_context FOR EACH ROW WHEN ((new.* IS DISTINCT FROM old.*)) EXECUTE FUNCTION private.count_edit();
CREATE TRIGGER emit_deletes AFTER DELETE ON public.project_context REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('context', 'select r.project_id, r.id, ''deleted''::text as verb, null::text[] as changed, jsonb_build_object(''title'', r.title, ''context_type'', r.context_type, ''version'', r.version) as details from old_rows r where true', 'true', 'deleted');
CREATE TRIGGER emit_inserts AFTER INSERT ON public.project_context REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('context', 'select r.project_id, r.id, ''created''::text as verb, null::text[] as changed, jsonb_build_object(''title'', r.title, ''context_type'', r.context_type, ''version'', r.version) as details from new_rows r where true', 'true', 'created');
CREATE TRIGGER emit_updates AFTER UPDATE ON public.project_context REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('context', 'select * from (
      select r.project_id, r.id, case when (r.title is distinct from o.title or r.context_type is distinct from o.context_type or r.content is distinct from o.content or r.metadata is distinct from o.metadata) then ''updated'' end as verb, array_remove(array[case when r.title is distinct from o.title then ''title'' end, case when r.context_type is distinct from o.context_type then ''context_type'' end, case when r.content is distinct from o.content then ''content'' end, case when r.metadata is distinct from o.metadata then ''metadata'' end], null) as changed, jsonb_build_object(''title'', r.title, ''context_type'', r.context_type, ''version'', r.version) as details
      from new_rows r join old_rows o on o.id = r.id where true
    ) x where verb is not null', 'true', 'updated');
CREATE TRIGGER set_created_by BEFORE INSERT ON public.project_context FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER set_updated_by BEFORE INSERT OR UPDATE ON public.project_context FOR EACH ROW EXECUTE FUNCTION private.set_updated_by();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.project_context FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.project_context enable row level security;
create policy "Contributors delete the context" on public.project_context for delete to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors edit the context" on public.project_context for update to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)))
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors write the context" on public.project_context for insert to authenticated
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Viewers read the context" on public.project_context for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.project_context to service_role;
grant delete, select on table public.project_context to authenticated;
grant insert (id, project_id, context_type, title, content, metadata) on public.project_context to authenticated;
grant update (context_type, title, content, metadata) on public.project_context to authenticated;
comment on table public.project_context is 'What agents found out about a project: by searching, in its data, about its quality. version counts its edits.';

-- table public.project_requirements
create table public.project_requirements (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  title text not null,
  content jsonb not null default '{}'::jsonb,
  version integer not null default 1,
  status text not null default 'draft'::text,
  updated_by uuid,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.project_requirements add constraint a_document_has_a_known_status CHECK ((status = ANY (ARRAY['draft'::text, 'review'::text, 'approved'::text, 'archived'::text])));
alter table public.project_requirements add constraint a_document_has_a_title CHECK (((btrim(title) <> ''::text) AND (length(title) <= 200)));
alter table public.project_requirements add constraint content_is_an_object CHECK (((jsonb_typeof(content) = 'object'::text) AND (pg_column_size(content) <= 1048576)));
alter table public.project_requirements add constraint project_requirements_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.project_requirements add constraint project_requirements_pkey PRIMARY KEY (id);
alter table public.project_requirements add constraint project_requirements_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.project_requirements add constraint project_requirements_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES public.users(id) ON DELETE SET NULL;
CREATE INDEX project_requirements_created_by_idx ON public.project_requirements USING btree (created_by);
CREATE INDEX project_requirements_project_id_updated_at_idx ON public.project_requirements USING btree (project_id, updated_at DESC);
CREATE INDEX project_requirements_updated_by_idx ON public.project_requirements USING btree (updated_by);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.project_requirements REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.project_requirements REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'version', 'updated_by', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.project_requirements REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'version', 'updated_by', 'updated_at');
CREATE TRIGGER count_edit BEFORE UPDATE OF title, content, status ON public.project_requirements FOR EACH ROW WHEN ((new.* IS DISTINCT FROM old.*)) EXECUTE FUNCTION private.count_edit();
CREATE TRIGGER emit_deletes AFTER DELETE ON public.project_requirements REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('requirement', 'select r.project_id, r.id, ''deleted''::text as verb, null::text[] as changed, jsonb_build_object(''title'', r.title, ''status'', r.status, ''version'', r.version) as details from old_rows r where true', 'true', 'deleted');
CREATE TRIGGER emit_inserts AFTER INSERT ON public.project_requirements REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('requirement', 'select r.project_id, r.id, ''created''::text as verb, null::text[] as changed, jsonb_build_object(''title'', r.title, ''status'', r.status, ''version'', r.version) as details from new_rows r where true', 'true', 'created');
CREATE TRIGGER emit_updates AFTER UPDATE ON public.project_requirements REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('requirement', 'select * from (
      select r.project_id, r.id, case when (r.title is distinct from o.title or r.content is distinct from o.content or r.status is distinct from o.status) then ''updated'' end as verb, array_remove(array[case when r.title is distinct from o.title then ''title'' end, case when r.content is distinct from o.content then ''content'' end, case when r.status is distinct from o.status then ''status'' end], null) as changed, jsonb_build_object(''title'', r.title, ''status'', r.status, ''version'', r.version) as details
      from new_rows r join old_rows o on o.id = r.id where true
    ) x where verb is not null', 'true', 'updated');
CREATE TRIGGER set_created_by BEFORE INSERT ON public.project_requirements FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER set_updated_by BEFORE INSERT OR UPDATE ON public.project_requirements FOR EACH ROW EXECUTE FUNCTION private.set_updated_by();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.project_requirements FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.project_requirements enable row level security;
create policy "Contributors delete requirements" on public.project_requirements for delete to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors edit requirements" on public.project_requirements for update to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)))
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors write requirements" on public.project_requirements for insert to authenticated
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Viewers read requirements" on public.project_requirements for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.project_requirements to service_role;
grant delete, select on table public.project_requirements to authenticated;
grant insert (id, project_id, title, content, status) on public.project_requirements to authenticated;
grant update (title, content, status) on public.project_requirements to authenticated;
comment on table public.project_requirements is 'What a project is to do, written by people and agents together. version counts its edits.';

-- table public.project_stats
create table public.project_stats (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  stats_date date not null,
  total_users bigint not null default 0,
  total_chats bigint not null default 0,
  total_artifacts bigint not null default 0,
  total_files bigint not null default 0,
  total_tokens_used bigint not null default 0,
  tokens_remaining bigint not null default 0,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.project_stats add constraint project_stats_pkey PRIMARY KEY (id);
alter table public.project_stats add constraint project_stats_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.project_stats add constraint project_stats_project_id_stats_date_key UNIQUE (project_id, stats_date);
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.project_stats FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.project_stats enable row level security;
create policy "Viewers read the stats of their projects" on public.project_stats for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.project_stats to service_role;
grant select on table public.project_stats to authenticated;
comment on table public.project_stats is 'A project at the end of each day (UTC). tokens_remaining are those of its workspace.';

-- table public.project_users
create table public.project_users (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  user_id uuid not null,
  role text not null,
  invited_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.project_users add constraint a_member_has_a_known_role CHECK ((role = ANY (ARRAY['owner'::text, 'manager'::text, 'contributor'::text, 'viewer'::text])));
alter table public.project_users add constraint project_users_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.project_users add constraint project_users_pkey PRIMARY KEY (id);
alter table public.project_users add constraint project_users_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.project_users add constraint project_users_project_id_user_id_key UNIQUE (project_id, user_id);
alter table public.project_users add constraint project_users_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
CREATE INDEX project_users_invited_by_idx ON public.project_users USING btree (invited_by);
CREATE INDEX project_users_user_id_idx ON public.project_users USING btree (user_id);
CREATE TRIGGER activate_member AFTER INSERT ON public.project_users FOR EACH ROW EXECUTE FUNCTION private.activate_member();
CREATE TRIGGER audit_deletes AFTER DELETE ON public.project_users REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.project_users REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.project_users REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'updated_at');
CREATE TRIGGER emit_deletes AFTER DELETE ON public.project_users REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('member', 'select r.project_id, r.id, ''removed''::text as verb, null::text[] as changed, jsonb_build_object(''user_id'', r.user_id, ''role'', r.role) as details from old_rows r where true', 'true', 'removed');
CREATE TRIGGER emit_inserts AFTER INSERT ON public.project_users REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('member', 'select r.project_id, r.id, ''added''::text as verb, null::text[] as changed, jsonb_build_object(''user_id'', r.user_id, ''role'', r.role) as details from new_rows r where true', 'true', 'added');
CREATE TRIGGER emit_updates AFTER UPDATE ON public.project_users REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('member', 'select * from (
      select r.project_id, r.id, case when (r.role is distinct from o.role) then ''updated'' end as verb, array_remove(array[case when r.role is distinct from o.role then ''role'' end], null) as changed, jsonb_build_object(''user_id'', r.user_id, ''role'', r.role) as details
      from new_rows r join old_rows o on o.id = r.id where true
    ) x where verb is not null', 'true', 'updated');
CREATE TRIGGER guard_1_own BEFORE INSERT OR UPDATE ON public.project_users FOR EACH ROW EXECUTE FUNCTION private.refuse_own_membership();
CREATE TRIGGER guard_2_owner BEFORE INSERT OR DELETE OR UPDATE ON public.project_users FOR EACH ROW EXECUTE FUNCTION private.guard_owner_role();
CREATE TRIGGER keep_last_owner AFTER DELETE OR UPDATE ON public.project_users FOR EACH ROW EXECUTE FUNCTION private.keep_last_owner();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.project_users FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
CREATE TRIGGER withdraw_invitations AFTER DELETE OR UPDATE OF role ON public.project_users FOR EACH ROW EXECUTE FUNCTION private.withdraw_invitations();
alter table public.project_users enable row level security;
create policy "Managers add members" on public.project_users for insert to authenticated
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids)));
create policy "Managers change members" on public.project_users for update to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids)))
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids)));
create policy "Managers remove members, and everybody may leave" on public.project_users for delete to authenticated
  using ((project_id = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids))) OR (user_id = ( SELECT private.user_id() AS user_id)));
create policy "Viewers read who is in their projects" on public.project_users for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.project_users to service_role;
grant delete, select on table public.project_users to authenticated;
grant insert (id, project_id, user_id, role) on public.project_users to authenticated;
grant update (role) on public.project_users to authenticated;
comment on table public.project_users is 'Who was added to a project, and as what. Workspace, team and personal ownership give roles besides.';

-- table public.projects
create table public.projects (
  id uuid not null default gen_random_uuid(),
  workspace_id uuid not null,
  name text not null,
  description text,
  logo_url text,
  color_palette jsonb not null default '{}'::jsonb,
  settings jsonb not null default '{}'::jsonb,
  is_active boolean not null default true,
  deleted_at timestamp with time zone,
  owner_user_id uuid,
  owner_team_id uuid,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.projects add constraint a_description_is_short CHECK ((length(description) <= 10000));
alter table public.projects add constraint a_logo_is_an_address CHECK ((length(logo_url) <= 2000));
alter table public.projects add constraint a_palette_is_an_object CHECK (((jsonb_typeof(color_palette) = 'object'::text) AND (pg_column_size(color_palette) <= 16384)));
alter table public.projects add constraint a_project_has_a_name CHECK (((btrim(name) <> ''::text) AND (length(name) <= 200)));
alter table public.projects add constraint a_project_has_one_kind_of_owner CHECK (((owner_user_id IS NULL) OR (owner_team_id IS NULL)));
alter table public.projects add constraint projects_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.projects add constraint projects_owner_team_id_workspace_id_fkey FOREIGN KEY (owner_team_id, workspace_id) REFERENCES public.teams(id, workspace_id);
alter table public.projects add constraint projects_owner_user_id_fkey FOREIGN KEY (owner_user_id) REFERENCES public.users(id) ON DELETE RESTRICT;
alter table public.projects add constraint projects_pkey PRIMARY KEY (id);
alter table public.projects add constraint projects_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;
alter table public.projects add constraint settings_are_an_object CHECK (((jsonb_typeof(settings) = 'object'::text) AND ((deleted_at IS NOT NULL) OR (pg_column_size(settings) <= 65536))));
CREATE INDEX projects_created_by_idx ON public.projects USING btree (created_by);
CREATE INDEX projects_workspace_id_idx ON public.projects USING btree (workspace_id);
CREATE UNIQUE INDEX a_team_has_one_space ON public.projects USING btree (owner_team_id, workspace_id) WHERE (owner_team_id IS NOT NULL);
CREATE UNIQUE INDEX a_user_has_one_personal_project ON public.projects USING btree (owner_user_id) WHERE (owner_user_id IS NOT NULL);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.projects REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.projects REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.projects REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('', 'updated_at');
CREATE TRIGGER make_default_scoring_rules AFTER INSERT ON public.projects FOR EACH ROW EXECUTE FUNCTION private.make_default_scoring_rules();
CREATE TRIGGER make_first_owner AFTER INSERT ON public.projects FOR EACH ROW EXECUTE FUNCTION private.make_first_owner();
CREATE TRIGGER make_system_datasets AFTER INSERT ON public.projects FOR EACH ROW EXECUTE FUNCTION private.make_system_datasets();
CREATE TRIGGER remember_deleted_project BEFORE DELETE ON public.projects FOR EACH ROW EXECUTE FUNCTION private.remember_deleted_project();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.projects FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.projects enable row level security;
create policy "Managers edit their projects" on public.projects for update to authenticated
  using (id = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids)))
  with check (id = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids)));
create policy "Owners delete shared projects" on public.projects for delete to authenticated
  using ((owner_user_id IS NULL) AND (owner_team_id IS NULL) AND (id = ANY (ARRAY( SELECT private.project_ids('owner'::text) AS project_ids))));
create policy "Viewers read their projects" on public.projects for select to authenticated
  using (id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.projects to service_role;
grant delete, select on table public.projects to authenticated;
grant update (name, description, logo_url, color_palette, settings, is_active) on public.projects to authenticated;
comment on table public.projects is 'The container of everything a user makes and the wall between tenants: personal (owner_user_id), team space (owner_team_id) or shared.';

-- table public.segments
create table public.segments (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  name text not null,
  definition jsonb not null default '{"and": []}'::jsonb,
  member_count integer not null default 0,
  refreshed_at timestamp with time zone,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.segments add constraint a_definition_is_an_object CHECK (((jsonb_typeof(definition) = 'object'::text) AND (pg_column_size(definition) <= 131072)));
alter table public.segments add constraint a_segment_has_a_name CHECK (((btrim(name) <> ''::text) AND (length(name) <= 200)));
alter table public.segments add constraint segments_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.segments add constraint segments_id_project_id_key UNIQUE (id, project_id);
alter table public.segments add constraint segments_pkey PRIMARY KEY (id);
alter table public.segments add constraint segments_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.segments add constraint segments_project_id_name_key UNIQUE (project_id, name);
CREATE INDEX segments_created_by_idx ON public.segments USING btree (created_by);
CREATE INDEX segments_project_id_created_at_idx ON public.segments USING btree (project_id, created_at DESC);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.segments REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.segments REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'member_count', 'refreshed_at', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.segments REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'member_count', 'refreshed_at', 'updated_at');
CREATE TRIGGER check_changed_definition BEFORE UPDATE ON public.segments FOR EACH ROW WHEN ((new.definition <> old.definition)) EXECUTE FUNCTION private.check_segment();
CREATE TRIGGER check_definition BEFORE INSERT ON public.segments FOR EACH ROW EXECUTE FUNCTION private.check_segment();
CREATE TRIGGER emit_deletes AFTER DELETE ON public.segments REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('segment', 'select r.project_id, r.id, ''deleted''::text as verb, null::text[] as changed, jsonb_build_object(''name'', r.name, ''member_count'', r.member_count) as details from old_rows r where true', 'true', 'deleted');
CREATE TRIGGER emit_inserts AFTER INSERT ON public.segments REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('segment', 'select r.project_id, r.id, ''created''::text as verb, null::text[] as changed, jsonb_build_object(''name'', r.name, ''member_count'', r.member_count) as details from new_rows r where true', 'true', 'created');
CREATE TRIGGER emit_updates AFTER UPDATE ON public.segments REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('segment', 'select * from (
      select r.project_id, r.id, case when (r.name is distinct from o.name or r.definition is distinct from o.definition) then ''updated'' end as verb, array_remove(array[case when r.name is distinct from o.name then ''name'' end, case when r.definition is distinct from o.definition then ''definition'' end], null) as changed, jsonb_build_object(''name'', r.name, ''member_count'', r.member_count) as details
      from new_rows r join old_rows o on o.id = r.id where true
    ) x where verb is not null', 'true', 'updated');
CREATE TRIGGER set_created_by BEFORE INSERT ON public.segments FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.segments FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.segments enable row level security;
create policy "Contributors delete segments" on public.segments for delete to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors edit segments" on public.segments for update to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)))
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors make segments" on public.segments for insert to authenticated
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Viewers read segments" on public.segments for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.segments to service_role;
grant delete, select on table public.segments to authenticated;
grant insert (id, project_id, name, definition) on public.segments to authenticated;
grant update (name, definition) on public.segments to authenticated;
comment on table public.segments is 'Groups of leads: definition is the filter tree of query documents, over the columns of leads.';

-- table public.sharing_links
create table public.sharing_links (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  resource_type text not null,
  resource_id uuid not null,
  dashboard_id uuid generated always as (
CASE
    WHEN (resource_type = 'dashboard'::text) THEN resource_id
    ELSE NULL::uuid
END) stored,
  chart_id uuid generated always as (
CASE
    WHEN (resource_type = 'chart'::text) THEN resource_id
    ELSE NULL::uuid
END) stored,
  template_id uuid generated always as (
CASE
    WHEN (resource_type = 'template'::text) THEN resource_id
    ELSE NULL::uuid
END) stored,
  token_hash bytea not null,
  permissions jsonb not null default '{"view": true, "export": false, "filter": false}'::jsonb,
  password_hash text,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  last_accessed_at timestamp with time zone,
  access_count bigint not null default 0,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.sharing_links add constraint a_link_opens_a_known_kind CHECK ((resource_type = ANY (ARRAY['dashboard'::text, 'chart'::text, 'template'::text])));
alter table public.sharing_links add constraint a_password_is_kept_as_bcrypt CHECK ((password_hash ~ '^\$2[aby]\$'::text));
alter table public.sharing_links add constraint a_token_is_kept_as_sha256 CHECK ((octet_length(token_hash) = 32));
alter table public.sharing_links add constraint permissions_are_an_object CHECK ((jsonb_typeof(permissions) = 'object'::text));
alter table public.sharing_links add constraint sharing_links_chart_id_project_id_fkey FOREIGN KEY (chart_id, project_id) REFERENCES public.charts(id, project_id) ON DELETE CASCADE;
alter table public.sharing_links add constraint sharing_links_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.sharing_links add constraint sharing_links_dashboard_id_project_id_fkey FOREIGN KEY (dashboard_id, project_id) REFERENCES public.dashboards(id, project_id) ON DELETE CASCADE;
alter table public.sharing_links add constraint sharing_links_pkey PRIMARY KEY (id);
alter table public.sharing_links add constraint sharing_links_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.sharing_links add constraint sharing_links_template_id_project_id_fkey FOREIGN KEY (template_id, project_id) REFERENCES public.dashboard_templates(id, project_id) ON DELETE CASCADE;
alter table public.sharing_links add constraint sharing_links_token_hash_key UNIQUE (token_hash);
CREATE INDEX sharing_links_chart_id_project_id_idx ON public.sharing_links USING btree (chart_id, project_id);
CREATE INDEX sharing_links_created_by_idx ON public.sharing_links USING btree (created_by);
CREATE INDEX sharing_links_dashboard_id_project_id_idx ON public.sharing_links USING btree (dashboard_id, project_id);
CREATE INDEX sharing_links_project_id_created_at_idx ON public.sharing_links USING btree (project_id, created_at DESC);
CREATE INDEX sharing_links_template_id_project_id_idx ON public.sharing_links USING btree (template_id, project_id);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.sharing_links REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project', 'last_accessed_at', 'access_count', 'dashboard_id', 'chart_id', 'template_id');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.sharing_links REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'last_accessed_at', 'access_count', 'updated_at', 'dashboard_id', 'chart_id', 'template_id');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.sharing_links REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'last_accessed_at', 'access_count', 'updated_at', 'dashboard_id', 'chart_id', 'template_id');
CREATE TRIGGER emit_inserts AFTER INSERT ON public.sharing_links REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('sharing_link', 'select r.project_id, r.id, ''created''::text as verb, null::text[] as changed, jsonb_build_object(''resource_type'', r.resource_type, ''resource_id'', r.resource_id) as details from new_rows r where true', 'true', 'created');
CREATE TRIGGER emit_updates AFTER UPDATE ON public.sharing_links REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('sharing_link', 'select * from (
      select r.project_id, r.id, case when (r.revoked_at is distinct from o.revoked_at) then ''revoked'' end as verb, array_remove(array[case when r.revoked_at is distinct from o.revoked_at then ''revoked_at'' end], null) as changed, jsonb_build_object(''resource_type'', r.resource_type, ''resource_id'', r.resource_id) as details
      from new_rows r join old_rows o on o.id = r.id where true
    ) x where verb is not null', 'true', 'revoked');
CREATE TRIGGER keep_public AFTER INSERT OR DELETE OR UPDATE OF revoked_at, expires_at ON public.sharing_links FOR EACH ROW EXECUTE FUNCTION private.keep_public();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.sharing_links FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.sharing_links enable row level security;
create policy "Contributors read sharing links" on public.sharing_links for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
grant all on table public.sharing_links to service_role;
grant select (id, project_id, resource_type, resource_id, dashboard_id, chart_id, template_id, permissions, expires_at, revoked_at, last_accessed_at, access_count, created_by, created_at, updated_at) on public.sharing_links to authenticated;
comment on table public.sharing_links is 'Addresses that open one dashboard, chart or template to whoever has them. Only hashes of token and password are kept.';

-- table public.social_connections
create table public.social_connections (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  user_id uuid not null,
  platform text not null,
  platform_user_id text not null,
  username text,
  access_token_id uuid,
  refresh_token_id uuid,
  expires_at timestamp with time zone,
  is_active boolean not null default true,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.social_connections add constraint a_platform_is_known CHECK ((platform = ANY (ARRAY['twitter'::text, 'facebook'::text, 'instagram'::text, 'linkedin'::text])));
alter table public.social_connections add constraint a_username_is_short CHECK ((length(username) <= 200));
alter table public.social_connections add constraint an_account_has_an_id CHECK (((btrim(platform_user_id) <> ''::text) AND (length(platform_user_id) <= 200)));
alter table public.social_connections add constraint social_connections_id_project_id_key UNIQUE (id, project_id);
alter table public.social_connections add constraint social_connections_pkey PRIMARY KEY (id);
alter table public.social_connections add constraint social_connections_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.social_connections add constraint social_connections_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
alter table public.social_connections add constraint social_connections_user_id_project_id_platform_key UNIQUE (user_id, project_id, platform);
CREATE INDEX social_connections_project_id_created_at_idx ON public.social_connections USING btree (project_id, created_at DESC);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.social_connections REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project', 'expires_at');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.social_connections REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'expires_at', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.social_connections REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'expires_at', 'updated_at');
CREATE TRIGGER forget_secrets AFTER DELETE OR UPDATE OF access_token_id, refresh_token_id ON public.social_connections FOR EACH ROW EXECUTE FUNCTION private.forget_secrets('access_token_id', 'refresh_token_id');
CREATE TRIGGER keep_own_secrets BEFORE INSERT OR UPDATE OF access_token_id, refresh_token_id ON public.social_connections FOR EACH ROW EXECUTE FUNCTION private.keep_own_secrets('access_token_id', 'refresh_token_id');
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.social_connections FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.social_connections enable row level security;
create policy "Contributors delete their social connections, managers all" on public.social_connections for delete to authenticated
  using ((project_id = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids))) OR ((user_id = ( SELECT private.user_id() AS user_id)) AND (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)))));
create policy "Contributors edit their social connections, managers all" on public.social_connections for update to authenticated
  using ((project_id = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids))) OR ((user_id = ( SELECT private.user_id() AS user_id)) AND (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)))))
  with check ((project_id = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids))) OR ((user_id = ( SELECT private.user_id() AS user_id)) AND (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)))));
create policy "Viewers read social connections" on public.social_connections for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.social_connections to service_role;
grant delete on table public.social_connections to authenticated;
grant select (id, project_id, user_id, platform, platform_user_id, username, expires_at, is_active, created_at, updated_at) on public.social_connections to authenticated;
grant update (is_active) on public.social_connections to authenticated;
comment on table public.social_connections is 'An account of a social network that its owner lets a project publish with. Written by store_social_connection.';

-- table public.sync_rejections
create table public.sync_rejections (
  id bigint not null generated always as identity,
  project_id uuid not null,
  sync_run_id uuid not null,
  line_number bigint not null,
  reason text not null,
  record text,
  created_at timestamp with time zone not null default now()
);
alter table public.sync_rejections add constraint sync_rejections_pkey PRIMARY KEY (id);
alter table public.sync_rejections add constraint sync_rejections_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.sync_rejections add constraint sync_rejections_sync_run_id_project_id_fkey FOREIGN KEY (sync_run_id, project_id) REFERENCES public.sync_runs(id, project_id) ON DELETE CASCADE;
CREATE INDEX sync_rejections_project_id_idx ON public.sync_rejections USING btree (project_id);
CREATE INDEX sync_rejections_sync_run_id_project_id_line_number_idx ON public.sync_rejections USING btree (sync_run_id, project_id, line_number);
alter table public.sync_rejections enable row level security;
create policy "Viewers read rejections" on public.sync_rejections for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.sync_rejections to service_role;
grant select on table public.sync_rejections to authenticated;
comment on table public.sync_rejections is 'Records of a run that did not fit, with the reason; the first 10,000 are kept.';

-- table public.sync_runs
create table public.sync_runs (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  connector_id uuid,
  dataset_id uuid,
  trigger text not null,
  status text not null default 'queued'::text,
  attempt integer not null default 0,
  rows_read bigint not null default 0,
  rows_written bigint not null default 0,
  rows_rejected bigint not null default 0,
  bytes_read bigint not null default 0,
  cursor_before jsonb,
  cursor_after jsonb,
  options jsonb not null default '{}'::jsonb,
  message_id bigint,
  error_code text,
  error_message text,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.sync_runs add constraint a_run_ends_after_it_starts CHECK ((finished_at >= started_at));
alter table public.sync_runs add constraint a_run_has_a_known_status CHECK ((status = ANY (ARRAY['queued'::text, 'running'::text, 'succeeded'::text, 'failed'::text, 'cancelled'::text])));
alter table public.sync_runs add constraint a_run_has_a_known_trigger CHECK ((trigger = ANY (ARRAY['schedule'::text, 'manual'::text, 'webhook'::text, 'backfill'::text, 'upload'::text])));
alter table public.sync_runs add constraint options_are_an_object CHECK ((jsonb_typeof(options) = 'object'::text));
alter table public.sync_runs add constraint sync_runs_connector_id_project_id_fkey FOREIGN KEY (connector_id, project_id) REFERENCES public.connectors(id, project_id) ON DELETE SET NULL (connector_id);
alter table public.sync_runs add constraint sync_runs_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.sync_runs add constraint sync_runs_dataset_id_project_id_fkey FOREIGN KEY (dataset_id, project_id) REFERENCES public.datasets(id, project_id) ON DELETE CASCADE;
alter table public.sync_runs add constraint sync_runs_id_project_id_key UNIQUE (id, project_id);
alter table public.sync_runs add constraint sync_runs_pkey PRIMARY KEY (id);
alter table public.sync_runs add constraint sync_runs_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
CREATE INDEX connectors_under_way ON public.sync_runs USING btree (connector_id) WHERE (status = ANY (ARRAY['queued'::text, 'running'::text]));
CREATE INDEX runs_under_way ON public.sync_runs USING btree (updated_at) WHERE (status = ANY (ARRAY['queued'::text, 'running'::text]));
CREATE INDEX sync_runs_connector_id_project_id_idx ON public.sync_runs USING btree (connector_id, project_id);
CREATE INDEX sync_runs_created_by_idx ON public.sync_runs USING btree (created_by);
CREATE INDEX sync_runs_dataset_id_project_id_idx ON public.sync_runs USING btree (dataset_id, project_id);
CREATE INDEX sync_runs_project_id_created_at_idx ON public.sync_runs USING btree (project_id, created_at DESC);
CREATE TRIGGER emit_updates AFTER UPDATE ON public.sync_runs REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('run', 'select * from (
      select r.project_id, r.id, case when (r.status is distinct from o.status) and r.status = ''failed'' then ''failed'' when (r.status is distinct from o.status) and r.status = ''succeeded'' then ''succeeded'' when (r.status is distinct from o.status) and r.status = ''cancelled'' then ''cancelled'' end as verb, array_remove(array[case when r.status is distinct from o.status then ''status'' end], null) as changed, jsonb_build_object(''dataset_id'', r.dataset_id, ''status'', r.status, ''error_code'', r.error_code) as details
      from new_rows r join old_rows o on o.id = r.id where true
    ) x where verb is not null', 'true', 'failed', 'succeeded', 'cancelled');
CREATE TRIGGER tell_run_changed AFTER INSERT OR UPDATE ON public.sync_runs FOR EACH ROW EXECUTE FUNCTION private.tell_run_changed();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.sync_runs FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.sync_runs enable row level security;
create policy "Viewers read runs" on public.sync_runs for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.sync_runs to service_role;
grant select on table public.sync_runs to authenticated;
comment on table public.sync_runs is 'One attempt series to fill a dataset. options is what the load was asked for, with the path of the file.';

-- table public.teams
create table public.teams (
  id uuid not null default gen_random_uuid(),
  workspace_id uuid not null,
  name text not null,
  description text,
  avatar_url text,
  settings jsonb not null default '{}'::jsonb,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.teams add constraint a_description_is_short CHECK ((length(description) <= 10000));
alter table public.teams add constraint a_team_has_a_name CHECK (((btrim(name) <> ''::text) AND (length(name) <= 200)));
alter table public.teams add constraint an_avatar_is_an_address CHECK ((length(avatar_url) <= 2000));
alter table public.teams add constraint settings_are_an_object CHECK (((jsonb_typeof(settings) = 'object'::text) AND (pg_column_size(settings) <= 65536)));
alter table public.teams add constraint teams_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.teams add constraint teams_id_workspace_id_key UNIQUE (id, workspace_id);
alter table public.teams add constraint teams_pkey PRIMARY KEY (id);
alter table public.teams add constraint teams_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;
CREATE INDEX teams_created_by_idx ON public.teams USING btree (created_by);
CREATE INDEX teams_workspace_id_idx ON public.teams USING btree (workspace_id);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.teams REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.teams REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.teams REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('', 'updated_at');
CREATE TRIGGER make_team_space AFTER INSERT ON public.teams FOR EACH ROW EXECUTE FUNCTION private.make_team_space();
CREATE TRIGGER set_created_by BEFORE INSERT ON public.teams FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.teams FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.teams enable row level security;
create policy "Members read their teams" on public.teams for select to authenticated
  using ((id = ANY (ARRAY( SELECT private.team_ids('viewer'::text) AS team_ids))) OR (workspace_id = ANY (ARRAY( SELECT private.workspace_ids('project_creator'::text) AS workspace_ids))));
create policy "Team admins edit teams" on public.teams for update to authenticated
  using (id = ANY (ARRAY( SELECT private.team_ids('admin'::text) AS team_ids)))
  with check (id = ANY (ARRAY( SELECT private.team_ids('admin'::text) AS team_ids)));
create policy "Workspace admins make teams" on public.teams for insert to authenticated
  with check (workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids)));
grant all on table public.teams to service_role;
grant select on table public.teams to authenticated;
grant insert (id, workspace_id, name, description, avatar_url) on public.teams to authenticated;
grant update (name, description, avatar_url, settings) on public.teams to authenticated;
comment on table public.teams is 'People of a workspace who share a project, the team space.';

-- table public.technical_architecture
create table public.technical_architecture (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  title text not null,
  content jsonb not null default '{}'::jsonb,
  apis_used jsonb not null default '[]'::jsonb,
  data_schemas jsonb not null default '[]'::jsonb,
  security_requirements jsonb not null default '[]'::jsonb,
  version integer not null default 1,
  status text not null default 'draft'::text,
  updated_by uuid,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.technical_architecture add constraint a_document_has_a_known_status CHECK ((status = ANY (ARRAY['draft'::text, 'review'::text, 'approved'::text, 'archived'::text])));
alter table public.technical_architecture add constraint a_document_has_a_title CHECK (((btrim(title) <> ''::text) AND (length(title) <= 200)));
alter table public.technical_architecture add constraint apis_schemas_and_requirements_are_arrays CHECK (((jsonb_typeof(apis_used) = 'array'::text) AND (jsonb_typeof(data_schemas) = 'array'::text) AND (jsonb_typeof(security_requirements) = 'array'::text) AND (((pg_column_size(apis_used) + pg_column_size(data_schemas)) + pg_column_size(security_requirements)) <= 1048576)));
alter table public.technical_architecture add constraint content_is_an_object CHECK (((jsonb_typeof(content) = 'object'::text) AND (pg_column_size(content) <= 1048576)));
alter table public.technical_architecture add constraint technical_architecture_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.technical_architecture add constraint technical_architecture_pkey PRIMARY KEY (id);
alter table public.technical_architecture add constraint technical_architecture_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.technical_architecture add constraint technical_architecture_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES public.users(id) ON DELETE SET NULL;
CREATE INDEX technical_architecture_created_by_idx ON public.technical_architecture USING btree (created_by);
CREATE INDEX technical_architecture_project_id_updated_at_idx ON public.technical_architecture USING btree (project_id, updated_at DESC);
CREATE INDEX technical_architecture_updated_by_idx ON public.technical_architecture USING btree (updated_by);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.technical_architecture REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.technical_architecture REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'version', 'updated_by', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.technical_architecture REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'version', 'updated_by', 'updated_at');
CREATE TRIGGER count_edit BEFORE UPDATE OF title, content, status, apis_used, data_schemas, security_requirements ON public.technical_architecture FOR EACH ROW WHEN ((new.* IS DISTINCT FROM old.*)) EXECUTE FUNCTION private.count_edit();
CREATE TRIGGER emit_deletes AFTER DELETE ON public.technical_architecture REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('architecture', 'select r.project_id, r.id, ''deleted''::text as verb, null::text[] as changed, jsonb_build_object(''title'', r.title, ''status'', r.status, ''version'', r.version) as details from old_rows r where true', 'true', 'deleted');
CREATE TRIGGER emit_inserts AFTER INSERT ON public.technical_architecture REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('architecture', 'select r.project_id, r.id, ''created''::text as verb, null::text[] as changed, jsonb_build_object(''title'', r.title, ''status'', r.status, ''version'', r.version) as details from new_rows r where true', 'true', 'created');
CREATE TRIGGER emit_updates AFTER UPDATE ON public.technical_architecture REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('architecture', 'select * from (
      select r.project_id, r.id, case when (r.title is distinct from o.title or r.content is distinct from o.content or r.apis_used is distinct from o.apis_used or r.data_schemas is distinct from o.data_schemas or r.security_requirements is distinct from o.security_requirements or r.status is distinct from o.status) then ''updated'' end as verb, array_remove(array[case when r.title is distinct from o.title then ''title'' end, case when r.content is distinct from o.content then ''content'' end, case when r.apis_used is distinct from o.apis_used then ''apis_used'' end, case when r.data_schemas is distinct from o.data_schemas then ''data_schemas'' end, case when r.security_requirements is distinct from o.security_requirements then ''security_requirements'' end, case when r.status is distinct from o.status then ''status'' end], null) as changed, jsonb_build_object(''title'', r.title, ''status'', r.status, ''version'', r.version) as details
      from new_rows r join old_rows o on o.id = r.id where true
    ) x where verb is not null', 'true', 'updated');
CREATE TRIGGER set_created_by BEFORE INSERT ON public.technical_architecture FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER set_updated_by BEFORE INSERT OR UPDATE ON public.technical_architecture FOR EACH ROW EXECUTE FUNCTION private.set_updated_by();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.technical_architecture FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.technical_architecture enable row level security;
create policy "Contributors delete the architecture" on public.technical_architecture for delete to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors edit the architecture" on public.technical_architecture for update to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)))
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors write the architecture" on public.technical_architecture for insert to authenticated
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Viewers read the architecture" on public.technical_architecture for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.technical_architecture to service_role;
grant delete, select on table public.technical_architecture to authenticated;
grant insert (id, project_id, title, content, apis_used, data_schemas, security_requirements, status) on public.technical_architecture to authenticated;
grant update (title, content, apis_used, data_schemas, security_requirements, status) on public.technical_architecture to authenticated;
comment on table public.technical_architecture is 'How a project is built: interfaces, data and what keeps it safe. version counts its edits.';

-- table public.token_purchases
create table public.token_purchases (
  id uuid not null default gen_random_uuid(),
  workspace_id uuid not null,
  stripe_payment_intent_id text not null,
  token_amount bigint not null,
  price_paid numeric(10,2) not null,
  status text not null default 'pending'::text,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.token_purchases add constraint a_price_is_not_negative CHECK ((price_paid >= (0)::numeric));
alter table public.token_purchases add constraint a_purchase_has_a_known_status CHECK ((status = ANY (ARRAY['pending'::text, 'completed'::text, 'failed'::text])));
alter table public.token_purchases add constraint a_purchase_is_of_tokens CHECK ((token_amount > 0));
alter table public.token_purchases add constraint token_purchases_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.token_purchases add constraint token_purchases_pkey PRIMARY KEY (id);
alter table public.token_purchases add constraint token_purchases_stripe_payment_intent_id_key UNIQUE (stripe_payment_intent_id);
alter table public.token_purchases add constraint token_purchases_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;
CREATE INDEX token_purchases_created_by_idx ON public.token_purchases USING btree (created_by);
CREATE INDEX token_purchases_workspace_id_created_at_idx ON public.token_purchases USING btree (workspace_id, created_at DESC);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.token_purchases REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.token_purchases REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.token_purchases REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('', 'updated_at');
CREATE TRIGGER credit_inserted AFTER INSERT ON public.token_purchases FOR EACH ROW WHEN ((new.status = 'completed'::text)) EXECUTE FUNCTION private.credit_purchase();
CREATE TRIGGER credit_updated AFTER UPDATE ON public.token_purchases FOR EACH ROW WHEN (((new.status = 'completed'::text) AND (old.status <> 'completed'::text))) EXECUTE FUNCTION private.credit_purchase();
CREATE TRIGGER guard_purchase BEFORE DELETE OR UPDATE ON public.token_purchases FOR EACH ROW EXECUTE FUNCTION private.guard_purchase();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.token_purchases FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.token_purchases enable row level security;
create policy "Admins read purchases" on public.token_purchases for select to authenticated
  using (workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids)));
grant all on table public.token_purchases to service_role;
grant select on table public.token_purchases to authenticated;
comment on table public.token_purchases is 'Tokens bought on top of the plan. When a purchase is completed its tokens are added to the subscription, once; then it does not change.';

-- table public.token_usage
create table public.token_usage (
  id uuid not null default gen_random_uuid(),
  workspace_id uuid not null,
  project_id uuid,
  chat_session_id uuid,
  chat_message_id uuid,
  tokens_used bigint not null generated always as ((input_tokens + output_tokens)) stored,
  input_tokens bigint not null,
  output_tokens bigint not null,
  cached_tokens bigint not null default 0,
  usage_type text not null,
  created_by uuid,
  created_at timestamp with time zone not null default now()
);
alter table public.token_usage add constraint token_usage_chat_message_id_key UNIQUE (chat_message_id);
alter table public.token_usage add constraint token_usage_chat_message_id_project_id_fkey FOREIGN KEY (chat_message_id, project_id) REFERENCES public.chat_messages(id, project_id) ON DELETE SET NULL (chat_message_id);
alter table public.token_usage add constraint token_usage_chat_session_id_project_id_fkey FOREIGN KEY (chat_session_id, project_id) REFERENCES public.chat_sessions(id, project_id) ON DELETE SET NULL (chat_session_id);
alter table public.token_usage add constraint token_usage_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.token_usage add constraint token_usage_pkey PRIMARY KEY (id);
alter table public.token_usage add constraint token_usage_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE SET NULL;
alter table public.token_usage add constraint token_usage_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;
alter table public.token_usage add constraint tokens_are_not_negative CHECK (((input_tokens >= 0) AND (output_tokens >= 0) AND ((cached_tokens >= 0) AND (cached_tokens <= input_tokens))));
alter table public.token_usage add constraint usage_has_a_known_type CHECK ((usage_type = ANY (ARRAY['chat'::text, 'artifact_generation'::text, 'search'::text, 'workflow'::text])));
CREATE INDEX token_usage_chat_message_id_project_id_idx ON public.token_usage USING btree (chat_message_id, project_id);
CREATE INDEX token_usage_chat_session_id_project_id_idx ON public.token_usage USING btree (chat_session_id, project_id);
CREATE INDEX token_usage_created_by_idx ON public.token_usage USING btree (created_by);
CREATE INDEX token_usage_project_id_created_at_idx ON public.token_usage USING btree (project_id, created_at DESC);
CREATE INDEX token_usage_workspace_id_created_at_idx ON public.token_usage USING btree (workspace_id, created_at DESC);
CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON public.token_usage FOR EACH ROW EXECUTE FUNCTION private.refuse_usage_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.token_usage FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_usage_change();
alter table public.token_usage enable row level security;
create policy "Managers read the usage of their projects" on public.token_usage for select to authenticated
  using ((project_id = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids))) OR (workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))));
grant maintain, references, select, trigger on table public.token_usage to service_role;
grant select on table public.token_usage to authenticated;
comment on table public.token_usage is 'The ledger of tokens, append-only: one row per settled reservation, whose id it has. cached_tokens are those of input_tokens that came from a cache. It outlives projects and chats, without their ids.';

-- table public.ui_design
create table public.ui_design (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  title text not null,
  content jsonb not null default '{}'::jsonb,
  color_palette jsonb not null default '{}'::jsonb,
  ui_framework text,
  components jsonb not null default '[]'::jsonb,
  version integer not null default 1,
  status text not null default 'draft'::text,
  updated_by uuid,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.ui_design add constraint a_document_has_a_known_status CHECK ((status = ANY (ARRAY['draft'::text, 'review'::text, 'approved'::text, 'archived'::text])));
alter table public.ui_design add constraint a_document_has_a_title CHECK (((btrim(title) <> ''::text) AND (length(title) <= 200)));
alter table public.ui_design add constraint a_framework_has_a_short_name CHECK ((length(ui_framework) <= 100));
alter table public.ui_design add constraint a_palette_is_an_object CHECK (((jsonb_typeof(color_palette) = 'object'::text) AND (pg_column_size(color_palette) <= 16384)));
alter table public.ui_design add constraint components_are_an_array CHECK (((jsonb_typeof(components) = 'array'::text) AND (pg_column_size(components) <= 1048576)));
alter table public.ui_design add constraint content_is_an_object CHECK (((jsonb_typeof(content) = 'object'::text) AND (pg_column_size(content) <= 1048576)));
alter table public.ui_design add constraint ui_design_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.ui_design add constraint ui_design_pkey PRIMARY KEY (id);
alter table public.ui_design add constraint ui_design_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.ui_design add constraint ui_design_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES public.users(id) ON DELETE SET NULL;
CREATE INDEX ui_design_created_by_idx ON public.ui_design USING btree (created_by);
CREATE INDEX ui_design_project_id_updated_at_idx ON public.ui_design USING btree (project_id, updated_at DESC);
CREATE INDEX ui_design_updated_by_idx ON public.ui_design USING btree (updated_by);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.ui_design REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.ui_design REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'version', 'updated_by', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.ui_design REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'version', 'updated_by', 'updated_at');
CREATE TRIGGER count_edit BEFORE UPDATE OF title, content, status, color_palette, ui_framework, components ON public.ui_design FOR EACH ROW WHEN ((new.* IS DISTINCT FROM old.*)) EXECUTE FUNCTION private.count_edit();
CREATE TRIGGER emit_deletes AFTER DELETE ON public.ui_design REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('design', 'select r.project_id, r.id, ''deleted''::text as verb, null::text[] as changed, jsonb_build_object(''title'', r.title, ''status'', r.status, ''version'', r.version) as details from old_rows r where true', 'true', 'deleted');
CREATE TRIGGER emit_inserts AFTER INSERT ON public.ui_design REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('design', 'select r.project_id, r.id, ''created''::text as verb, null::text[] as changed, jsonb_build_object(''title'', r.title, ''status'', r.status, ''version'', r.version) as details from new_rows r where true', 'true', 'created');
CREATE TRIGGER emit_updates AFTER UPDATE ON public.ui_design REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('design', 'select * from (
      select r.project_id, r.id, case when (r.title is distinct from o.title or r.content is distinct from o.content or r.color_palette is distinct from o.color_palette or r.ui_framework is distinct from o.ui_framework or r.components is distinct from o.components or r.status is distinct from o.status) then ''updated'' end as verb, array_remove(array[case when r.title is distinct from o.title then ''title'' end, case when r.content is distinct from o.content then ''content'' end, case when r.color_palette is distinct from o.color_palette then ''color_palette'' end, case when r.ui_framework is distinct from o.ui_framework then ''ui_framework'' end, case when r.components is distinct from o.components then ''components'' end, case when r.status is distinct from o.status then ''status'' end], null) as changed, jsonb_build_object(''title'', r.title, ''status'', r.status, ''version'', r.version) as details
      from new_rows r join old_rows o on o.id = r.id where true
    ) x where verb is not null', 'true', 'updated');
CREATE TRIGGER set_created_by BEFORE INSERT ON public.ui_design FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER set_updated_by BEFORE INSERT OR UPDATE ON public.ui_design FOR EACH ROW EXECUTE FUNCTION private.set_updated_by();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.ui_design FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.ui_design enable row level security;
create policy "Contributors delete the design" on public.ui_design for delete to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors edit the design" on public.ui_design for update to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)))
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors write the design" on public.ui_design for insert to authenticated
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Viewers read the design" on public.ui_design for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.ui_design to service_role;
grant delete, select on table public.ui_design to authenticated;
grant insert (id, project_id, title, content, color_palette, ui_framework, components, status) on public.ui_design to authenticated;
grant update (title, content, color_palette, ui_framework, components, status) on public.ui_design to authenticated;
comment on table public.ui_design is 'How a project looks: colours, framework, components. version counts its edits.';

-- table public.usage_analytics
create table public.usage_analytics (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  user_id uuid,
  event_type text not null,
  event_data jsonb not null default '{}'::jsonb,
  session_id text,
  ip_address inet,
  user_agent text,
  referrer text,
  created_at timestamp with time zone not null default now()
) partition by RANGE (created_at);
alter table public.usage_analytics add constraint a_referrer_is_short CHECK ((length(referrer) <= 2000));
alter table public.usage_analytics add constraint a_session_has_a_short_id CHECK ((length(session_id) <= 200));
alter table public.usage_analytics add constraint an_event_has_a_type CHECK ((event_type ~ '^[a-z][a-z0-9_.-]{0,99}$'::text));
alter table public.usage_analytics add constraint event_data_is_a_small_object CHECK (((jsonb_typeof(event_data) = 'object'::text) AND (pg_column_size(event_data) <= 16384)));
alter table public.usage_analytics add constraint usage_analytics_pkey PRIMARY KEY (id, created_at);
alter table public.usage_analytics add constraint usage_analytics_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
CREATE INDEX usage_analytics_project_id_created_at_idx ON ONLY public.usage_analytics USING btree (project_id, created_at DESC);
CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON public.usage_analytics FOR EACH ROW EXECUTE FUNCTION private.refuse_ledger_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.usage_analytics FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_ledger_change();
CREATE TRIGGER sign_usage_event BEFORE INSERT ON public.usage_analytics FOR EACH ROW EXECUTE FUNCTION private.sign_usage_event();
alter table public.usage_analytics enable row level security;
create policy "Managers read how their projects are used" on public.usage_analytics for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids)));
create policy "Viewers tell what they do" on public.usage_analytics for insert to authenticated
  with check ((project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids))) AND (user_id = ( SELECT private.user_id() AS user_id)));
grant insert, maintain, references, select, trigger on table public.usage_analytics to service_role;
grant select on table public.usage_analytics to authenticated;
grant insert (project_id, event_type, event_data, session_id, referrer) on public.usage_analytics to authenticated;
comment on column public.usage_analytics.user_id is 'Not a foreign key: what happened stays as it was.';
comment on table public.usage_analytics is 'What people do in the app, as the app tells it. Append-only.';

-- table public.user_profiles
create table public.user_profiles (
  id uuid not null,
  display_name text not null,
  full_name text,
  avatar_url text,
  timezone text not null default 'UTC'::text,
  preferences jsonb not null default '{}'::jsonb,
  settings jsonb not null default '{}'::jsonb,
  workspace_settings jsonb not null default '{}'::jsonb,
  onboarding_completed boolean not null default false,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.user_profiles add constraint a_display_name_is_not_blank CHECK (((btrim(display_name) <> ''::text) AND (length(display_name) <= 200)));
alter table public.user_profiles add constraint a_full_name_is_short CHECK ((length(full_name) <= 200));
alter table public.user_profiles add constraint a_time_zone_is_real CHECK (private.is_time_zone(timezone));
alter table public.user_profiles add constraint an_avatar_is_an_address CHECK ((length(avatar_url) <= 2000));
alter table public.user_profiles add constraint preferences_are_an_object CHECK (((jsonb_typeof(preferences) = 'object'::text) AND (pg_column_size(preferences) <= 65536)));
alter table public.user_profiles add constraint settings_are_an_object CHECK (((jsonb_typeof(settings) = 'object'::text) AND (pg_column_size(settings) <= 65536)));
alter table public.user_profiles add constraint user_profiles_id_fkey FOREIGN KEY (id) REFERENCES public.users(id) ON DELETE CASCADE;
alter table public.user_profiles add constraint user_profiles_pkey PRIMARY KEY (id);
alter table public.user_profiles add constraint workspace_settings_are_an_object CHECK (((jsonb_typeof(workspace_settings) = 'object'::text) AND (pg_column_size(workspace_settings) <= 65536)));
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.user_profiles FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.user_profiles enable row level security;
create policy "People edit their own profile" on public.user_profiles for update to authenticated
  using (id = ( SELECT private.user_id() AS user_id))
  with check (id = ( SELECT private.user_id() AS user_id));
create policy "People read the profiles of those they work with" on public.user_profiles for select to authenticated
  using ((id = ANY (ARRAY( SELECT private.peer_ids() AS peer_ids))) OR ( SELECT private.is_super_user() AS is_super_user));
grant all on table public.user_profiles to service_role;
grant select on table public.user_profiles to authenticated;
grant update (display_name, full_name, avatar_url, timezone, preferences, settings, workspace_settings, onboarding_completed) on public.user_profiles to authenticated;
comment on table public.user_profiles is 'What a person says about themselves, and their preferences.';

-- table public.user_secrets
create table public.user_secrets (
  id uuid not null default gen_random_uuid(),
  user_id uuid not null,
  project_id uuid,
  secret_name text not null,
  secret_id uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.user_secrets add constraint a_secret_has_a_name CHECK (((btrim(secret_name) <> ''::text) AND (length(secret_name) <= 200)));
alter table public.user_secrets add constraint user_secrets_pkey PRIMARY KEY (id);
alter table public.user_secrets add constraint user_secrets_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.user_secrets add constraint user_secrets_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
alter table public.user_secrets add constraint user_secrets_user_id_project_id_secret_name_key UNIQUE NULLS NOT DISTINCT (user_id, project_id, secret_name);
CREATE INDEX user_secrets_project_id_idx ON public.user_secrets USING btree (project_id);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.user_secrets REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project', 'secret_name');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.user_secrets REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'secret_name', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.user_secrets REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'secret_name', 'updated_at');
CREATE TRIGGER forget_secrets AFTER DELETE OR UPDATE OF secret_id ON public.user_secrets FOR EACH ROW EXECUTE FUNCTION private.forget_secrets('secret_id');
CREATE TRIGGER keep_own_secrets BEFORE INSERT OR UPDATE OF secret_id ON public.user_secrets FOR EACH ROW EXECUTE FUNCTION private.keep_own_secrets('secret_id');
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.user_secrets FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.user_secrets enable row level security;
create policy "People delete their secrets" on public.user_secrets for delete to authenticated
  using ((user_id = ( SELECT private.user_id() AS user_id)) AND ((project_id IS NULL) OR (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)))));
create policy "People read which secrets they have" on public.user_secrets for select to authenticated
  using ((user_id = ( SELECT private.user_id() AS user_id)) AND ((project_id IS NULL) OR (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)))));
grant all on table public.user_secrets to service_role;
grant delete on table public.user_secrets to authenticated;
grant select (id, user_id, project_id, secret_name, created_at, updated_at) on public.user_secrets to authenticated;
comment on table public.user_secrets is 'Secrets of a person, for everywhere or for one project. Written by set_user_secret.';

-- table public.user_team_memberships
create table public.user_team_memberships (
  id uuid not null default gen_random_uuid(),
  user_id uuid not null,
  team_id uuid not null,
  role text not null default 'viewer'::text,
  joined_at timestamp with time zone not null default now(),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.user_team_memberships add constraint a_member_has_a_known_role CHECK ((role = ANY (ARRAY['admin'::text, 'editor'::text, 'viewer'::text])));
alter table public.user_team_memberships add constraint user_team_memberships_pkey PRIMARY KEY (id);
alter table public.user_team_memberships add constraint user_team_memberships_team_id_fkey FOREIGN KEY (team_id) REFERENCES public.teams(id) ON DELETE CASCADE;
alter table public.user_team_memberships add constraint user_team_memberships_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
alter table public.user_team_memberships add constraint user_team_memberships_user_id_team_id_key UNIQUE (user_id, team_id);
CREATE INDEX user_team_memberships_team_id_idx ON public.user_team_memberships USING btree (team_id);
CREATE TRIGGER activate_member AFTER INSERT ON public.user_team_memberships FOR EACH ROW EXECUTE FUNCTION private.activate_member();
CREATE TRIGGER audit_deletes AFTER DELETE ON public.user_team_memberships REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.user_team_memberships REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.user_team_memberships REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('', 'updated_at');
CREATE TRIGGER guard_1_own BEFORE INSERT OR UPDATE ON public.user_team_memberships FOR EACH ROW EXECUTE FUNCTION private.refuse_own_membership();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.user_team_memberships FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
CREATE TRIGGER withdraw_invitations AFTER DELETE OR UPDATE OF role ON public.user_team_memberships FOR EACH ROW EXECUTE FUNCTION private.withdraw_invitations();
alter table public.user_team_memberships enable row level security;
create policy "Members read who is in their teams" on public.user_team_memberships for select to authenticated
  using (team_id = ANY (ARRAY( SELECT private.team_ids('viewer'::text) AS team_ids)));
create policy "Team admins add members" on public.user_team_memberships for insert to authenticated
  with check (team_id = ANY (ARRAY( SELECT private.team_ids('admin'::text) AS team_ids)));
create policy "Team admins change members" on public.user_team_memberships for update to authenticated
  using (team_id = ANY (ARRAY( SELECT private.team_ids('admin'::text) AS team_ids)))
  with check (team_id = ANY (ARRAY( SELECT private.team_ids('admin'::text) AS team_ids)));
create policy "Team admins remove members, and everybody may leave" on public.user_team_memberships for delete to authenticated
  using ((team_id = ANY (ARRAY( SELECT private.team_ids('admin'::text) AS team_ids))) OR (user_id = ( SELECT private.user_id() AS user_id)));
grant all on table public.user_team_memberships to service_role;
grant delete, select on table public.user_team_memberships to authenticated;
grant insert (id, user_id, team_id, role) on public.user_team_memberships to authenticated;
grant update (role) on public.user_team_memberships to authenticated;
comment on table public.user_team_memberships is 'Who is in a team: in its space an admin is a manager, an editor a contributor.';

-- table public.users
create table public.users (
  id uuid not null,
  email text,
  phone text,
  confirmed_at timestamp with time zone,
  email_confirmed_at timestamp with time zone,
  last_sign_in_at timestamp with time zone,
  raw_app_meta_data jsonb not null default '{}'::jsonb,
  raw_user_meta_data jsonb not null default '{}'::jsonb,
  profile jsonb not null default '{}'::jsonb,
  status text not null default 'waitlist'::text,
  is_super_user boolean not null default false,
  deleted_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.users add constraint a_profile_is_an_object CHECK (((jsonb_typeof(profile) = 'object'::text) AND (pg_column_size(profile) <= 65536)));
alter table public.users add constraint a_user_has_a_known_status CHECK ((status = ANY (ARRAY['invited'::text, 'waitlist'::text, 'active'::text, 'inactive'::text, 'banned'::text, 'archived'::text])));
alter table public.users add constraint users_email_key UNIQUE (email);
alter table public.users add constraint users_phone_key UNIQUE (phone);
alter table public.users add constraint users_pkey PRIMARY KEY (id);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.users REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('', 'email', 'phone', 'confirmed_at', 'email_confirmed_at', 'last_sign_in_at', 'raw_app_meta_data', 'raw_user_meta_data', 'profile');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.users REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('', 'email', 'phone', 'confirmed_at', 'email_confirmed_at', 'last_sign_in_at', 'raw_app_meta_data', 'raw_user_meta_data', 'profile', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.users REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('', 'email', 'phone', 'confirmed_at', 'email_confirmed_at', 'last_sign_in_at', 'raw_app_meta_data', 'raw_user_meta_data', 'profile', 'updated_at');
CREATE TRIGGER forget_person AFTER UPDATE OF status ON public.users FOR EACH ROW WHEN (((new.status = 'archived'::text) AND (old.status <> 'archived'::text))) EXECUTE FUNCTION private.forget_person();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.users FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
CREATE TRIGGER withdraw_invitations AFTER UPDATE OF status ON public.users FOR EACH ROW WHEN (((new.status = ANY (ARRAY['inactive'::text, 'banned'::text, 'archived'::text])) AND (old.status <> new.status))) EXECUTE FUNCTION private.withdraw_invitations_of_closed_account();
alter table public.users enable row level security;
create policy "People edit their own account" on public.users for update to authenticated
  using (id = ( SELECT private.user_id() AS user_id))
  with check (id = ( SELECT private.user_id() AS user_id));
create policy "People read their own account, super users all" on public.users for select to authenticated
  using ((id = ( SELECT private.user_id() AS user_id)) OR ( SELECT private.is_super_user() AS is_super_user));
grant all on table public.users to service_role;
grant select on table public.users to authenticated;
grant update (profile) on public.users to authenticated;
comment on table public.users is 'Mirror of auth.users, kept by triggers. The row outlives the account, without its personal data, so that what was made keeps its maker.';

-- table public.webhook_deliveries
create table public.webhook_deliveries (
  id uuid not null default gen_random_uuid(),
  source text not null,
  external_id text not null,
  received_at timestamp with time zone not null default now(),
  headers jsonb not null default '{}'::jsonb,
  body_hash bytea not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.webhook_deliveries add constraint a_body_is_kept_as_sha256 CHECK ((octet_length(body_hash) = 32));
alter table public.webhook_deliveries add constraint a_delivery_has_an_id CHECK (((btrim(external_id) <> ''::text) AND (length(external_id) <= 500)));
alter table public.webhook_deliveries add constraint a_source_has_a_name CHECK (((btrim(source) <> ''::text) AND (length(source) <= 100)));
alter table public.webhook_deliveries add constraint headers_hold_no_secrets CHECK (((jsonb_typeof(headers) = 'object'::text) AND (pg_column_size(headers) <= 16384) AND (NOT (headers ?| ARRAY['authorization'::text, 'proxy-authorization'::text, 'cookie'::text, 'apikey'::text, 'x-api-key'::text]))));
alter table public.webhook_deliveries add constraint webhook_deliveries_pkey PRIMARY KEY (id);
alter table public.webhook_deliveries add constraint webhook_deliveries_source_external_id_key UNIQUE (source, external_id);
CREATE INDEX webhook_deliveries_received_at_idx ON public.webhook_deliveries USING btree (received_at);
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.webhook_deliveries FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.webhook_deliveries enable row level security;
grant all on table public.webhook_deliveries to service_role;
comment on table public.webhook_deliveries is 'What came in from outside, by the sender''s own id: who inserts the row takes the delivery, and takes it once. Header names in lower case.';

-- table public.widgets
create table public.widgets (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  dashboard_id uuid not null,
  dashboard_tab_id uuid not null,
  connector_id uuid,
  chart_id uuid,
  name text not null default ''::text,
  type text not null,
  config jsonb not null default '{}'::jsonb,
  data_query jsonb,
  position_x integer not null default 0,
  position_y integer not null default 0,
  width integer not null default 4,
  height integer not null default 6,
  min_width integer,
  min_height integer,
  is_resizable boolean not null default true,
  is_draggable boolean not null default true,
  refresh_interval integer,
  last_updated_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.widgets add constraint a_widget_has_a_known_type CHECK ((type = ANY (ARRAY['chart'::text, 'table'::text, 'metric'::text, 'text'::text, 'image'::text])));
alter table public.widgets add constraint a_widget_is_refreshed_at_most_every_ten_seconds CHECK ((refresh_interval >= 10));
alter table public.widgets add constraint a_widget_lies_on_the_grid CHECK ((((position_x >= 0) AND (position_x <= 11)) AND ((position_y >= 0) AND (position_y <= 10000)) AND ((width >= 1) AND (width <= 12)) AND ((height >= 1) AND (height <= 200))));
alter table public.widgets add constraint a_widget_name_is_short CHECK ((length(name) <= 200));
alter table public.widgets add constraint a_widget_query_is_an_object CHECK (((jsonb_typeof(data_query) = 'object'::text) AND (pg_column_size(data_query) <= 262144)));
alter table public.widgets add constraint config_is_an_object CHECK (((jsonb_typeof(config) = 'object'::text) AND (pg_column_size(config) <= 262144)));
alter table public.widgets add constraint widgets_chart_id_project_id_fkey FOREIGN KEY (chart_id, project_id) REFERENCES public.charts(id, project_id);
alter table public.widgets add constraint widgets_connector_id_project_id_fkey FOREIGN KEY (connector_id, project_id) REFERENCES public.connectors(id, project_id) ON DELETE SET NULL (connector_id);
alter table public.widgets add constraint widgets_dashboard_id_project_id_fkey FOREIGN KEY (dashboard_id, project_id) REFERENCES public.dashboards(id, project_id) ON DELETE CASCADE;
alter table public.widgets add constraint widgets_dashboard_tab_id_dashboard_id_fkey FOREIGN KEY (dashboard_tab_id, dashboard_id) REFERENCES public.dashboard_tabs(id, dashboard_id) ON DELETE CASCADE;
alter table public.widgets add constraint widgets_pkey PRIMARY KEY (id);
alter table public.widgets add constraint widgets_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
CREATE INDEX widgets_chart_id_project_id_idx ON public.widgets USING btree (chart_id, project_id);
CREATE INDEX widgets_connector_id_project_id_idx ON public.widgets USING btree (connector_id, project_id);
CREATE INDEX widgets_dashboard_id_project_id_idx ON public.widgets USING btree (dashboard_id, project_id);
CREATE INDEX widgets_dashboard_tab_id_dashboard_id_idx ON public.widgets USING btree (dashboard_tab_id, dashboard_id);
CREATE INDEX widgets_project_id_idx ON public.widgets USING btree (project_id);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.widgets REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.widgets REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'last_updated_at', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.widgets REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'last_updated_at', 'updated_at');
CREATE TRIGGER limit_charts AFTER INSERT OR UPDATE OF dashboard_tab_id, type ON public.widgets FOR EACH ROW WHEN ((new.type = 'chart'::text)) EXECUTE FUNCTION private.limit_charts_per_tab();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.widgets FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.widgets enable row level security;
create policy "Viewers read widgets" on public.widgets for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.widgets to service_role;
grant select on table public.widgets to authenticated;
comment on table public.widgets is 'What lies on a tab: a chart, text or image, on the grid of 12 columns. refresh_interval is in seconds.';

-- table public.workflow_executions
create table public.workflow_executions (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  workflow_id uuid not null,
  workflow_version integer not null,
  trigger_type text not null,
  trigger_data jsonb not null default '{}'::jsonb,
  execution_context jsonb not null default '{}'::jsonb,
  current_step integer not null default 0,
  step_results jsonb not null default '{}'::jsonb,
  status text not null default 'pending'::text,
  error_message text,
  dedupe_key text,
  parent_execution_id uuid,
  started_at timestamp with time zone,
  completed_at timestamp with time zone,
  duration_ms bigint generated always as (((EXTRACT(epoch FROM (completed_at - started_at)) * (1000)::numeric))::bigint) stored,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.workflow_executions add constraint a_current_step_is_a_place CHECK ((current_step >= 0));
alter table public.workflow_executions add constraint a_dedupe_key_is_short CHECK (((length(dedupe_key) >= 1) AND (length(dedupe_key) <= 200)));
alter table public.workflow_executions add constraint an_execution_ends_after_it_starts CHECK ((completed_at >= started_at));
alter table public.workflow_executions add constraint an_execution_has_a_known_status CHECK ((status = ANY (ARRAY['pending'::text, 'running'::text, 'waiting'::text, 'completed'::text, 'failed'::text, 'cancelled'::text])));
alter table public.workflow_executions add constraint an_execution_has_a_known_trigger CHECK ((trigger_type = ANY (ARRAY['manual'::text, 'schedule'::text, 'event'::text, 'webhook'::text, 'alert'::text, 'workflow'::text])));
alter table public.workflow_executions add constraint an_execution_is_no_child_of_itself CHECK ((parent_execution_id <> id));
alter table public.workflow_executions add constraint an_execution_that_is_over_has_an_end CHECK (((completed_at IS NOT NULL) = (status = ANY (ARRAY['completed'::text, 'failed'::text, 'cancelled'::text]))));
alter table public.workflow_executions add constraint data_context_and_results_are_objects CHECK (((jsonb_typeof(trigger_data) = 'object'::text) AND (jsonb_typeof(execution_context) = 'object'::text) AND (jsonb_typeof(step_results) = 'object'::text)));
alter table public.workflow_executions add constraint workflow_executions_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.workflow_executions add constraint workflow_executions_id_project_id_key UNIQUE (id, project_id);
alter table public.workflow_executions add constraint workflow_executions_parent_execution_id_project_id_fkey FOREIGN KEY (parent_execution_id, project_id) REFERENCES public.workflow_executions(id, project_id) ON DELETE SET NULL (parent_execution_id);
alter table public.workflow_executions add constraint workflow_executions_pkey PRIMARY KEY (id);
alter table public.workflow_executions add constraint workflow_executions_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.workflow_executions add constraint workflow_executions_workflow_id_dedupe_key_key UNIQUE (workflow_id, dedupe_key);
alter table public.workflow_executions add constraint workflow_executions_workflow_id_project_id_fkey FOREIGN KEY (workflow_id, project_id) REFERENCES public.workflows(id, project_id) ON DELETE CASCADE;
alter table public.workflow_executions add constraint workflow_executions_workflow_id_workflow_version_fkey FOREIGN KEY (workflow_id, workflow_version) REFERENCES public.workflow_versions(workflow_id, version) ON DELETE CASCADE;
CREATE INDEX executions_under_way ON public.workflow_executions USING btree (updated_at) WHERE (status = ANY (ARRAY['pending'::text, 'running'::text, 'waiting'::text]));
CREATE INDEX workflow_executions_created_by_idx ON public.workflow_executions USING btree (created_by);
CREATE INDEX workflow_executions_parent_execution_id_project_id_idx ON public.workflow_executions USING btree (parent_execution_id, project_id);
CREATE INDEX workflow_executions_project_id_created_at_idx ON public.workflow_executions USING btree (project_id, created_at DESC);
CREATE INDEX workflow_executions_workflow_id_project_id_created_at_idx ON public.workflow_executions USING btree (workflow_id, project_id, created_at DESC);
CREATE INDEX workflow_executions_workflow_id_workflow_version_idx ON public.workflow_executions USING btree (workflow_id, workflow_version);
CREATE TRIGGER check_transition BEFORE UPDATE OF status ON public.workflow_executions FOR EACH ROW WHEN ((new.status <> old.status)) EXECUTE FUNCTION private.check_status_transition();
CREATE TRIGGER emit_updates AFTER UPDATE ON public.workflow_executions REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('execution', 'select * from (
      select r.project_id, r.id, case when (r.status is distinct from o.status) and r.status = ''completed'' then ''completed'' when (r.status is distinct from o.status) and r.status = ''failed'' then ''failed'' when (r.status is distinct from o.status) and r.status = ''cancelled'' then ''cancelled'' when (r.status is distinct from o.status) and r.status = ''waiting'' then ''waiting'' end as verb, array_remove(array[case when r.status is distinct from o.status then ''status'' end], null) as changed, jsonb_build_object(''workflow_id'', r.workflow_id, ''trigger_type'', r.trigger_type, ''status'', r.status) as details
      from new_rows r join old_rows o on o.id = r.id where true
    ) x where verb is not null', 'true', 'completed', 'failed', 'cancelled', 'waiting');
CREATE TRIGGER set_created_by BEFORE INSERT ON public.workflow_executions FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.workflow_executions FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.workflow_executions enable row level security;
create policy "Viewers read executions" on public.workflow_executions for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.workflow_executions to service_role;
grant select on table public.workflow_executions to authenticated;
comment on table public.workflow_executions is 'Runs of workflows. dedupe_key names what started one, so that a trigger told twice starts it once.';

-- table public.workflow_step_runs
create table public.workflow_step_runs (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  execution_id uuid not null,
  step_id text not null,
  iteration integer not null default 0,
  attempt integer not null default 1,
  status text not null default 'queued'::text,
  input jsonb not null default '{}'::jsonb,
  output jsonb,
  error jsonb,
  logs jsonb not null default '[]'::jsonb,
  idempotency_key text,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.workflow_step_runs add constraint a_step_has_an_id CHECK ((step_id ~ '^[a-z][a-z0-9_]{0,63}$'::text));
alter table public.workflow_step_runs add constraint a_step_run_ends_after_it_starts CHECK ((finished_at >= started_at));
alter table public.workflow_step_runs add constraint a_step_run_has_a_known_status CHECK ((status = ANY (ARRAY['queued'::text, 'running'::text, 'waiting'::text, 'succeeded'::text, 'failed'::text, 'skipped'::text, 'cancelled'::text])));
alter table public.workflow_step_runs add constraint a_step_run_that_is_over_has_an_end CHECK (((finished_at IS NOT NULL) = (status = ANY (ARRAY['succeeded'::text, 'failed'::text, 'skipped'::text, 'cancelled'::text]))));
alter table public.workflow_step_runs add constraint an_error_is_an_object CHECK ((jsonb_typeof(error) = 'object'::text));
alter table public.workflow_step_runs add constraint iterations_and_attempts_are_counted CHECK (((iteration >= 0) AND (attempt >= 1)));
alter table public.workflow_step_runs add constraint logs_are_an_array CHECK ((jsonb_typeof(logs) = 'array'::text));
alter table public.workflow_step_runs add constraint workflow_step_runs_execution_id_project_id_fkey FOREIGN KEY (execution_id, project_id) REFERENCES public.workflow_executions(id, project_id) ON DELETE CASCADE;
alter table public.workflow_step_runs add constraint workflow_step_runs_execution_id_step_id_iteration_attempt_key UNIQUE (execution_id, step_id, iteration, attempt);
alter table public.workflow_step_runs add constraint workflow_step_runs_pkey PRIMARY KEY (id);
alter table public.workflow_step_runs add constraint workflow_step_runs_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
CREATE INDEX workflow_step_runs_execution_id_project_id_created_at_idx ON public.workflow_step_runs USING btree (execution_id, project_id, created_at);
CREATE INDEX workflow_step_runs_project_id_created_at_idx ON public.workflow_step_runs USING btree (project_id, created_at DESC);
CREATE TRIGGER check_transition BEFORE UPDATE OF status ON public.workflow_step_runs FOR EACH ROW WHEN ((new.status <> old.status)) EXECUTE FUNCTION private.check_status_transition();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.workflow_step_runs FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.workflow_step_runs enable row level security;
create policy "Viewers read step runs" on public.workflow_step_runs for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.workflow_step_runs to service_role;
grant select on table public.workflow_step_runs to authenticated;
comment on table public.workflow_step_runs is 'Each attempt of each step: iteration counts the rounds of a foreach, attempt the tries. Tries of one round share their idempotency_key.';

-- table public.workflow_versions
create table public.workflow_versions (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  workflow_id uuid not null,
  version integer not null,
  trigger_config jsonb not null,
  steps jsonb not null,
  config jsonb not null,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.workflow_versions add constraint workflow_versions_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.workflow_versions add constraint workflow_versions_pkey PRIMARY KEY (id);
alter table public.workflow_versions add constraint workflow_versions_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.workflow_versions add constraint workflow_versions_workflow_id_project_id_fkey FOREIGN KEY (workflow_id, project_id) REFERENCES public.workflows(id, project_id) ON DELETE CASCADE;
alter table public.workflow_versions add constraint workflow_versions_workflow_id_version_key UNIQUE (workflow_id, version);
CREATE INDEX workflow_versions_created_by_idx ON public.workflow_versions USING btree (created_by);
CREATE INDEX workflow_versions_project_id_idx ON public.workflow_versions USING btree (project_id);
CREATE INDEX workflow_versions_workflow_id_project_id_idx ON public.workflow_versions USING btree (workflow_id, project_id);
CREATE TRIGGER set_created_by BEFORE INSERT ON public.workflow_versions FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.workflow_versions FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.workflow_versions enable row level security;
create policy "Viewers read versions of workflows" on public.workflow_versions for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)));
grant all on table public.workflow_versions to service_role;
grant select on table public.workflow_versions to authenticated;
comment on table public.workflow_versions is 'What a workflow was at each version, so that an execution can tell what it ran.';

-- table public.workflow_webhooks
create table public.workflow_webhooks (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  workflow_id uuid not null,
  token_hash bytea not null,
  signing_secret_id uuid,
  is_active boolean not null default true,
  last_received_at timestamp with time zone,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.workflow_webhooks add constraint a_token_is_kept_as_sha256 CHECK ((octet_length(token_hash) = 32));
alter table public.workflow_webhooks add constraint an_active_webhook_has_a_signing_secret CHECK (((signing_secret_id IS NOT NULL) OR (NOT is_active)));
alter table public.workflow_webhooks add constraint workflow_webhooks_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.workflow_webhooks add constraint workflow_webhooks_pkey PRIMARY KEY (id);
alter table public.workflow_webhooks add constraint workflow_webhooks_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.workflow_webhooks add constraint workflow_webhooks_token_hash_key UNIQUE (token_hash);
alter table public.workflow_webhooks add constraint workflow_webhooks_workflow_id_project_id_fkey FOREIGN KEY (workflow_id, project_id) REFERENCES public.workflows(id, project_id) ON DELETE CASCADE;
CREATE INDEX workflow_webhooks_created_by_idx ON public.workflow_webhooks USING btree (created_by);
CREATE INDEX workflow_webhooks_project_id_created_at_idx ON public.workflow_webhooks USING btree (project_id, created_at DESC);
CREATE INDEX workflow_webhooks_workflow_id_project_id_idx ON public.workflow_webhooks USING btree (workflow_id, project_id);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.workflow_webhooks REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project', 'last_received_at');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.workflow_webhooks REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'last_received_at', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.workflow_webhooks REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'last_received_at', 'updated_at');
CREATE TRIGGER forget_revoked_secret AFTER UPDATE OF signing_secret_id ON public.workflow_webhooks FOR EACH ROW WHEN ((old.signing_secret_id IS DISTINCT FROM new.signing_secret_id)) EXECUTE FUNCTION private.forget_signing_secret();
CREATE TRIGGER forget_signing_secret AFTER DELETE ON public.workflow_webhooks FOR EACH ROW WHEN ((old.signing_secret_id IS NOT NULL)) EXECUTE FUNCTION private.forget_signing_secret();
CREATE TRIGGER set_created_by BEFORE INSERT ON public.workflow_webhooks FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.workflow_webhooks FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.workflow_webhooks enable row level security;
create policy "Managers read webhooks" on public.workflow_webhooks for select to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids)));
grant all on table public.workflow_webhooks to service_role;
grant select (id, project_id, workflow_id, is_active, last_received_at, created_by, created_at, updated_at) on public.workflow_webhooks to authenticated;
comment on table public.workflow_webhooks is 'Addresses that start a workflow. Only the hash of the token is kept, and the signing secret in Vault.';

-- table public.workflows
create table public.workflows (
  id uuid not null default gen_random_uuid(),
  project_id uuid,
  name text not null,
  description text,
  trigger_config jsonb not null default '{"type": "manual"}'::jsonb,
  steps jsonb not null default '[]'::jsonb,
  config jsonb not null default '{}'::jsonb,
  status text not null default 'draft'::text,
  version integer not null default 1,
  is_template boolean not null default false,
  template_category text,
  tags text[] not null default '{}'::text[],
  execution_count bigint not null default 0,
  last_executed_at timestamp with time zone,
  next_run_at timestamp with time zone,
  announced_for timestamp with time zone,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.workflows add constraint a_schedule_has_a_cron_expression CHECK ((((trigger_config ->> 'type'::text) <> 'schedule'::text) OR ((length(COALESCE((trigger_config ->> 'cron'::text), ''::text)) >= 6) AND (length(COALESCE((trigger_config ->> 'cron'::text), ''::text)) <= 100))));
alter table public.workflows add constraint a_trigger_is_known CHECK (((jsonb_typeof(trigger_config) = 'object'::text) AND (pg_column_size(trigger_config) <= 65536) AND (COALESCE((trigger_config ->> 'type'::text), ''::text) = ANY (ARRAY['manual'::text, 'schedule'::text, 'event'::text, 'webhook'::text, 'alert'::text]))));
alter table public.workflows add constraint a_workflow_has_a_known_status CHECK ((status = ANY (ARRAY['draft'::text, 'active'::text, 'paused'::text, 'archived'::text])));
alter table public.workflows add constraint a_workflow_has_a_name CHECK (((btrim(name) <> ''::text) AND (length(name) <= 200)));
alter table public.workflows add constraint config_is_an_object CHECK (((jsonb_typeof(config) = 'object'::text) AND (pg_column_size(config) <= 65536)));
alter table public.workflows add constraint only_system_templates_belong_to_no_project CHECK (((project_id IS NOT NULL) OR (is_template AND (status = 'draft'::text))));
alter table public.workflows add constraint steps_are_at_most_100 CHECK (
CASE
    WHEN (jsonb_typeof(steps) = 'array'::text) THEN ((jsonb_array_length(steps) <= 100) AND (pg_column_size(steps) <= 524288))
    ELSE false
END);
alter table public.workflows add constraint workflows_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.workflows add constraint workflows_id_project_id_key UNIQUE (id, project_id);
alter table public.workflows add constraint workflows_pkey PRIMARY KEY (id);
alter table public.workflows add constraint workflows_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
CREATE INDEX active_workflows_of_an_event ON public.workflows USING btree (project_id, ((trigger_config ->> 'event'::text))) WHERE ((status = 'active'::text) AND ((trigger_config ->> 'type'::text) = 'event'::text));
CREATE INDEX search_workflows ON public.workflows USING gin (project_id, private.search_vector(name, description, tags), name extensions.gin_trgm_ops);
CREATE INDEX workflows_created_by_idx ON public.workflows USING btree (created_by);
CREATE INDEX workflows_due ON public.workflows USING btree (next_run_at) WHERE ((status = 'active'::text) AND (next_run_at IS NOT NULL));
CREATE INDEX workflows_project_id_updated_at_idx ON public.workflows USING btree (project_id, updated_at DESC);
CREATE TRIGGER advance_version BEFORE INSERT OR UPDATE ON public.workflows FOR EACH ROW EXECUTE FUNCTION private.advance_workflow_version();
CREATE TRIGGER audit_deletes AFTER DELETE ON public.workflows REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.workflows REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'version', 'execution_count', 'last_executed_at', 'next_run_at', 'announced_for', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.workflows REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'version', 'execution_count', 'last_executed_at', 'next_run_at', 'announced_for', 'updated_at');
CREATE TRIGGER emit_deletes AFTER DELETE ON public.workflows REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('workflow', 'select r.project_id, r.id, ''deleted''::text as verb, null::text[] as changed, jsonb_build_object(''name'', r.name, ''status'', r.status, ''version'', r.version) as details from old_rows r where true', 'true', 'deleted');
CREATE TRIGGER emit_inserts AFTER INSERT ON public.workflows REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('workflow', 'select r.project_id, r.id, ''created''::text as verb, null::text[] as changed, jsonb_build_object(''name'', r.name, ''status'', r.status, ''version'', r.version) as details from new_rows r where true', 'true', 'created');
CREATE TRIGGER emit_updates AFTER UPDATE ON public.workflows REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.emit_row_events('workflow', 'select * from (
      select r.project_id, r.id, case when (r.name is distinct from o.name or r.description is distinct from o.description or r.trigger_config is distinct from o.trigger_config or r.steps is distinct from o.steps or r.config is distinct from o.config or r.status is distinct from o.status or r.tags is distinct from o.tags) then ''updated'' end as verb, array_remove(array[case when r.name is distinct from o.name then ''name'' end, case when r.description is distinct from o.description then ''description'' end, case when r.trigger_config is distinct from o.trigger_config then ''trigger_config'' end, case when r.steps is distinct from o.steps then ''steps'' end, case when r.config is distinct from o.config then ''config'' end, case when r.status is distinct from o.status then ''status'' end, case when r.tags is distinct from o.tags then ''tags'' end], null) as changed, jsonb_build_object(''name'', r.name, ''status'', r.status, ''version'', r.version) as details
      from new_rows r join old_rows o on o.id = r.id where true
    ) x where verb is not null', 'true', 'updated');
CREATE TRIGGER keep_first_version AFTER INSERT ON public.workflows FOR EACH ROW WHEN ((new.project_id IS NOT NULL)) EXECUTE FUNCTION private.keep_workflow_version();
CREATE TRIGGER keep_version AFTER UPDATE ON public.workflows FOR EACH ROW WHEN (((new.project_id IS NOT NULL) AND (new.version <> old.version))) EXECUTE FUNCTION private.keep_workflow_version();
CREATE TRIGGER schedule_next_run BEFORE INSERT OR UPDATE OF status, trigger_config ON public.workflows FOR EACH ROW EXECUTE FUNCTION private.schedule_next_run();
CREATE TRIGGER set_created_by BEFORE INSERT ON public.workflows FOR EACH ROW EXECUTE FUNCTION private.set_created_by();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.workflows FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.workflows enable row level security;
create policy "Contributors delete workflows" on public.workflows for delete to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors edit workflows" on public.workflows for update to authenticated
  using (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)))
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Contributors make workflows" on public.workflows for insert to authenticated
  with check (project_id = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)));
create policy "Viewers read workflows, everybody the system's templates" on public.workflows for select to authenticated
  using ((project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids))) OR ((project_id IS NULL) AND (( SELECT private.user_id() AS user_id) IS NOT NULL)));
grant all on table public.workflows to service_role;
grant delete, select on table public.workflows to authenticated;
grant insert (id, project_id, name, description, trigger_config, steps, config, status, tags) on public.workflows to authenticated;
grant update (name, description, trigger_config, steps, config, status, is_template, template_category, tags) on public.workflows to authenticated;
comment on column public.workflows.announced_for is 'The latest time of its schedule that was announced as due, or passed over.';
comment on table public.workflows is 'Automations: a trigger and the steps it starts. Those of no project are the templates everybody may copy.';

-- table public.workspace_folders
create table public.workspace_folders (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  user_id uuid not null,
  name text not null,
  parent_folder_id uuid,
  path text not null default ''::text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.workspace_folders add constraint a_folder_name_is_one_step_of_a_path CHECK (((btrim(name) <> ''::text) AND (length(name) <= 80) AND (name !~ '[/\x01-\x1f]'::text) AND (name <> ALL (ARRAY['.'::text, '..'::text]))));
alter table public.workspace_folders add constraint workspace_folders_id_project_id_key UNIQUE (id, project_id);
alter table public.workspace_folders add constraint workspace_folders_id_project_id_user_id_key UNIQUE (id, project_id, user_id);
alter table public.workspace_folders add constraint workspace_folders_parent_folder_id_project_id_user_id_fkey FOREIGN KEY (parent_folder_id, project_id, user_id) REFERENCES public.workspace_folders(id, project_id, user_id) ON DELETE CASCADE;
alter table public.workspace_folders add constraint workspace_folders_pkey PRIMARY KEY (id);
alter table public.workspace_folders add constraint workspace_folders_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.workspace_folders add constraint workspace_folders_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
alter table public.workspace_folders add constraint workspace_folders_user_id_project_id_path_key UNIQUE (user_id, project_id, path);
CREATE INDEX workspace_folders_parent_folder_id_project_id_user_id_idx ON public.workspace_folders USING btree (parent_folder_id, project_id, user_id);
CREATE INDEX workspace_folders_project_id_idx ON public.workspace_folders USING btree (project_id);
CREATE TRIGGER lock_folders BEFORE INSERT OR DELETE OR UPDATE ON public.workspace_folders FOR EACH STATEMENT EXECUTE FUNCTION private.lock_folders();
CREATE TRIGGER move_subfolders AFTER UPDATE ON public.workspace_folders FOR EACH ROW WHEN ((new.path <> old.path)) EXECUTE FUNCTION private.move_subfolders();
CREATE TRIGGER set_user_id BEFORE INSERT ON public.workspace_folders FOR EACH ROW EXECUTE FUNCTION private.set_user_id();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.workspace_folders FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
CREATE TRIGGER update_path BEFORE INSERT OR UPDATE ON public.workspace_folders FOR EACH ROW EXECUTE FUNCTION private.keep_folder_path();
alter table public.workspace_folders enable row level security;
create policy "Members delete their own folders" on public.workspace_folders for delete to authenticated
  using ((user_id = ( SELECT private.user_id() AS user_id)) AND (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids))));
create policy "Members make folders of their own" on public.workspace_folders for insert to authenticated
  with check ((user_id = ( SELECT private.user_id() AS user_id)) AND (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids))));
create policy "Members read their own folders" on public.workspace_folders for select to authenticated
  using ((user_id = ( SELECT private.user_id() AS user_id)) AND (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids))));
create policy "Members rename and move their own folders" on public.workspace_folders for update to authenticated
  using ((user_id = ( SELECT private.user_id() AS user_id)) AND (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids))))
  with check ((user_id = ( SELECT private.user_id() AS user_id)) AND (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids))));
grant all on table public.workspace_folders to service_role;
grant delete, select on table public.workspace_folders to authenticated;
grant insert (id, project_id, name, parent_folder_id) on public.workspace_folders to authenticated;
grant update (name, parent_folder_id) on public.workspace_folders to authenticated;
comment on table public.workspace_folders is 'A person''s folders in a project. path is /name/name…, at most eight deep, and kept by a trigger.';

-- table public.workspace_invitations
create table public.workspace_invitations (
  id uuid not null default gen_random_uuid(),
  workspace_id uuid,
  project_id uuid,
  email text not null,
  role text not null,
  token_hash bytea not null,
  invited_by uuid,
  expires_at timestamp with time zone not null default (now() + '7 days'::interval),
  accepted_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.workspace_invitations add constraint a_token_is_kept_as_sha256 CHECK ((octet_length(token_hash) = 32));
alter table public.workspace_invitations add constraint an_address_is_written_in_lower_case CHECK (((email = lower((email COLLATE "C"))) AND (email ~ '^[^\s@]+@[^\s@]+$'::text) AND (length(email) <= 320)));
alter table public.workspace_invitations add constraint an_invitation_expires_after_it_is_made CHECK ((expires_at > created_at));
alter table public.workspace_invitations add constraint an_invitation_has_a_role_of_its_target CHECK (
CASE
    WHEN (project_id IS NULL) THEN (role = ANY (ARRAY['owner'::text, 'admin'::text, 'project_creator'::text]))
    ELSE (role = ANY (ARRAY['owner'::text, 'manager'::text, 'contributor'::text, 'viewer'::text]))
END);
alter table public.workspace_invitations add constraint an_invitation_is_to_a_workspace_or_a_project CHECK ((num_nonnulls(workspace_id, project_id) = 1));
alter table public.workspace_invitations add constraint workspace_invitations_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.workspace_invitations add constraint workspace_invitations_pkey PRIMARY KEY (id);
alter table public.workspace_invitations add constraint workspace_invitations_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.workspace_invitations add constraint workspace_invitations_token_hash_key UNIQUE (token_hash);
alter table public.workspace_invitations add constraint workspace_invitations_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;
CREATE INDEX workspace_invitations_email_idx ON public.workspace_invitations USING btree (email) WHERE (accepted_at IS NULL);
CREATE INDEX workspace_invitations_invited_by_idx ON public.workspace_invitations USING btree (invited_by);
CREATE INDEX workspace_invitations_project_id_created_at_idx ON public.workspace_invitations USING btree (project_id, created_at DESC);
CREATE INDEX workspace_invitations_workspace_id_created_at_idx ON public.workspace_invitations USING btree (workspace_id, created_at DESC);
CREATE UNIQUE INDEX an_address_has_one_open_invitation_to_each ON public.workspace_invitations USING btree (COALESCE(project_id, workspace_id), email) WHERE (accepted_at IS NULL);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.workspace_invitations REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('project');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.workspace_invitations REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('project', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.workspace_invitations REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('project', 'updated_at');
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.workspace_invitations FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.workspace_invitations enable row level security;
create policy "Admins and managers read invitations" on public.workspace_invitations for select to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))) OR (project_id = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids))));
create policy "Admins and managers revoke invitations" on public.workspace_invitations for delete to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))) OR (project_id = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids))));
grant all on table public.workspace_invitations to service_role;
grant delete on table public.workspace_invitations to authenticated;
grant select (id, workspace_id, project_id, email, role, invited_by, expires_at, accepted_at, created_at, updated_at) on public.workspace_invitations to authenticated;
comment on table public.workspace_invitations is 'Invitations of an address to a workspace or to one project. Open until accepted_at or expires_at; only the hash of the token is kept.';

-- table public.workspace_items
create table public.workspace_items (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  user_id uuid not null,
  folder_id uuid,
  item_type text not null,
  title text not null,
  content jsonb not null default '{}'::jsonb,
  reference_id uuid,
  tags text[] not null default '{}'::text[],
  is_favorite boolean not null default false,
  created_from_message_id uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.workspace_items add constraint an_item_has_a_known_type CHECK ((item_type = ANY (ARRAY['chart'::text, 'template'::text, 'dataset'::text, 'note'::text, 'file'::text, 'analysis'::text, 'artifact'::text])));
alter table public.workspace_items add constraint an_item_has_a_title CHECK (((btrim(title) <> ''::text) AND (length(title) <= 200)));
alter table public.workspace_items add constraint content_is_an_object CHECK (((jsonb_typeof(content) = 'object'::text) AND (pg_column_size(content) <= 1048576)));
alter table public.workspace_items add constraint tags_are_short CHECK ((pg_column_size(tags) <= 16384));
alter table public.workspace_items add constraint workspace_items_created_from_message_id_project_id_fkey FOREIGN KEY (created_from_message_id, project_id) REFERENCES public.chat_messages(id, project_id) ON DELETE SET NULL (created_from_message_id);
alter table public.workspace_items add constraint workspace_items_folder_id_project_id_user_id_fkey FOREIGN KEY (folder_id, project_id, user_id) REFERENCES public.workspace_folders(id, project_id, user_id) ON DELETE SET NULL (folder_id);
alter table public.workspace_items add constraint workspace_items_id_project_id_key UNIQUE (id, project_id);
alter table public.workspace_items add constraint workspace_items_pkey PRIMARY KEY (id);
alter table public.workspace_items add constraint workspace_items_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
alter table public.workspace_items add constraint workspace_items_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
CREATE INDEX workspace_items_created_from_message_id_project_id_idx ON public.workspace_items USING btree (created_from_message_id, project_id);
CREATE INDEX workspace_items_folder_id_project_id_user_id_idx ON public.workspace_items USING btree (folder_id, project_id, user_id);
CREATE INDEX workspace_items_project_id_idx ON public.workspace_items USING btree (project_id);
CREATE INDEX workspace_items_user_id_project_id_created_at_idx ON public.workspace_items USING btree (user_id, project_id, created_at DESC);
CREATE TRIGGER set_user_id BEFORE INSERT ON public.workspace_items FOR EACH ROW EXECUTE FUNCTION private.set_user_id();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.workspace_items FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.workspace_items enable row level security;
create policy "Members edit what they keep" on public.workspace_items for update to authenticated
  using ((user_id = ( SELECT private.user_id() AS user_id)) AND (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids))))
  with check ((user_id = ( SELECT private.user_id() AS user_id)) AND (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids))));
create policy "Members keep things" on public.workspace_items for insert to authenticated
  with check ((user_id = ( SELECT private.user_id() AS user_id)) AND (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids))));
create policy "Members read what they keep" on public.workspace_items for select to authenticated
  using ((user_id = ( SELECT private.user_id() AS user_id)) AND (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids))));
create policy "Members throw away what they keep" on public.workspace_items for delete to authenticated
  using ((user_id = ( SELECT private.user_id() AS user_id)) AND (project_id = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids))));
grant all on table public.workspace_items to service_role;
grant delete, select on table public.workspace_items to authenticated;
grant insert (id, project_id, folder_id, item_type, title, content, reference_id, tags, is_favorite, created_from_message_id) on public.workspace_items to authenticated;
grant update (folder_id, title, content, tags, is_favorite) on public.workspace_items to authenticated;
comment on table public.workspace_items is 'What a person keeps: a note, or a pointer (reference_id) to a chart, template, dataset … with what was worth keeping of it.';

-- table public.workspace_stats
create table public.workspace_stats (
  id uuid not null default gen_random_uuid(),
  workspace_id uuid not null,
  stats_date date not null,
  total_projects bigint not null default 0,
  total_users bigint not null default 0,
  total_chats bigint not null default 0,
  total_artifacts bigint not null default 0,
  total_files bigint not null default 0,
  total_tokens_used bigint not null default 0,
  tokens_remaining bigint not null default 0,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.workspace_stats add constraint workspace_stats_pkey PRIMARY KEY (id);
alter table public.workspace_stats add constraint workspace_stats_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;
alter table public.workspace_stats add constraint workspace_stats_workspace_id_stats_date_key UNIQUE (workspace_id, stats_date);
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.workspace_stats FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.workspace_stats enable row level security;
create policy "Admins read the stats of their workspaces" on public.workspace_stats for select to authenticated
  using (workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids)));
grant all on table public.workspace_stats to service_role;
grant select on table public.workspace_stats to authenticated;
comment on table public.workspace_stats is 'A workspace at the end of each day (UTC): what it has, what it used since its beginning, and the tokens left.';

-- table public.workspace_subscriptions
create table public.workspace_subscriptions (
  id uuid not null default gen_random_uuid(),
  workspace_id uuid not null,
  stripe_customer_id text,
  stripe_subscription_id text,
  plan_type text not null default 'free'::text,
  base_token_limit bigint not null default 1000000,
  base_tokens_used bigint not null default 0,
  additional_tokens bigint not null default 0,
  status text not null default 'active'::text,
  current_period_start timestamp with time zone not null default now(),
  current_period_end timestamp with time zone not null default (now() + '1 mon'::interval),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.workspace_subscriptions add constraint a_period_ends_after_it_starts CHECK ((current_period_end > current_period_start));
alter table public.workspace_subscriptions add constraint a_plan_is_known CHECK ((plan_type = ANY (ARRAY['free'::text, 'hobby'::text, 'pro'::text, 'enterprise'::text])));
alter table public.workspace_subscriptions add constraint a_subscription_has_a_known_status CHECK ((status = ANY (ARRAY['active'::text, 'past_due'::text, 'canceled'::text, 'incomplete'::text])));
alter table public.workspace_subscriptions add constraint tokens_are_not_negative CHECK (((base_token_limit >= 0) AND (base_tokens_used >= 0) AND (additional_tokens >= 0)));
alter table public.workspace_subscriptions add constraint workspace_subscriptions_pkey PRIMARY KEY (id);
alter table public.workspace_subscriptions add constraint workspace_subscriptions_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;
alter table public.workspace_subscriptions add constraint workspace_subscriptions_workspace_id_key UNIQUE (workspace_id);
CREATE TRIGGER audit_deletes AFTER DELETE ON public.workspace_subscriptions REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('', 'base_tokens_used', 'additional_tokens');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.workspace_subscriptions REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('', 'base_tokens_used', 'additional_tokens', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.workspace_subscriptions REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('', 'base_tokens_used', 'additional_tokens', 'updated_at');
CREATE TRIGGER start_period BEFORE UPDATE OF current_period_start ON public.workspace_subscriptions FOR EACH ROW WHEN ((new.current_period_start <> old.current_period_start)) EXECUTE FUNCTION private.start_period();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.workspace_subscriptions FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.workspace_subscriptions enable row level security;
create policy "Admins read the subscription" on public.workspace_subscriptions for select to authenticated
  using (workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids)));
grant all on table public.workspace_subscriptions to service_role;
grant select on table public.workspace_subscriptions to authenticated;
comment on table public.workspace_subscriptions is 'What a workspace may use: base_token_limit in each period, of which base_tokens_used are used, and additional_tokens that were bought and stay.';

-- table public.workspace_users
create table public.workspace_users (
  id uuid not null default gen_random_uuid(),
  workspace_id uuid not null,
  user_id uuid not null,
  role text not null,
  invited_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.workspace_users add constraint a_member_has_a_known_role CHECK ((role = ANY (ARRAY['owner'::text, 'admin'::text, 'project_creator'::text])));
alter table public.workspace_users add constraint workspace_users_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.workspace_users add constraint workspace_users_pkey PRIMARY KEY (id);
alter table public.workspace_users add constraint workspace_users_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
alter table public.workspace_users add constraint workspace_users_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES public.workspaces(id) ON DELETE CASCADE;
alter table public.workspace_users add constraint workspace_users_workspace_id_user_id_key UNIQUE (workspace_id, user_id);
CREATE INDEX workspace_users_invited_by_idx ON public.workspace_users USING btree (invited_by);
CREATE INDEX workspace_users_user_id_idx ON public.workspace_users USING btree (user_id);
CREATE TRIGGER activate_member AFTER INSERT ON public.workspace_users FOR EACH ROW EXECUTE FUNCTION private.activate_member();
CREATE TRIGGER audit_deletes AFTER DELETE ON public.workspace_users REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.workspace_users REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.workspace_users REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('', 'updated_at');
CREATE TRIGGER guard_1_own BEFORE INSERT OR UPDATE ON public.workspace_users FOR EACH ROW EXECUTE FUNCTION private.refuse_own_membership();
CREATE TRIGGER guard_2_owner BEFORE INSERT OR DELETE OR UPDATE ON public.workspace_users FOR EACH ROW EXECUTE FUNCTION private.guard_owner_role();
CREATE TRIGGER keep_last_owner AFTER DELETE OR UPDATE ON public.workspace_users FOR EACH ROW EXECUTE FUNCTION private.keep_last_owner();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.workspace_users FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
CREATE TRIGGER withdraw_invitations AFTER DELETE OR UPDATE OF role ON public.workspace_users FOR EACH ROW EXECUTE FUNCTION private.withdraw_invitations();
alter table public.workspace_users enable row level security;
create policy "Admins add members" on public.workspace_users for insert to authenticated
  with check (workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids)));
create policy "Admins change members" on public.workspace_users for update to authenticated
  using (workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids)))
  with check (workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids)));
create policy "Admins remove members, and everybody may leave" on public.workspace_users for delete to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))) OR (user_id = ( SELECT private.user_id() AS user_id)));
create policy "Members read who is in their workspaces" on public.workspace_users for select to authenticated
  using (workspace_id = ANY (ARRAY( SELECT private.workspace_ids('project_creator'::text) AS workspace_ids)));
grant all on table public.workspace_users to service_role;
grant delete, select on table public.workspace_users to authenticated;
grant insert (id, workspace_id, user_id, role) on public.workspace_users to authenticated;
grant update (role) on public.workspace_users to authenticated;
comment on table public.workspace_users is 'Who is in a workspace. Owners and admins have its projects too, project creators only their own.';

-- table public.workspaces
create table public.workspaces (
  id uuid not null default gen_random_uuid(),
  name text not null,
  description text,
  company_name text,
  company_email_domains text[] not null default '{}'::text[],
  logo_url text,
  color_palette jsonb not null default '{}'::jsonb,
  settings jsonb not null default '{}'::jsonb,
  is_active boolean not null default true,
  deleted_at timestamp with time zone,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table public.workspaces add constraint a_company_name_is_short CHECK ((length(company_name) <= 200));
alter table public.workspaces add constraint a_description_is_short CHECK ((length(description) <= 10000));
alter table public.workspaces add constraint a_logo_is_an_address CHECK ((length(logo_url) <= 2000));
alter table public.workspaces add constraint a_palette_is_an_object CHECK (((jsonb_typeof(color_palette) = 'object'::text) AND (pg_column_size(color_palette) <= 16384)));
alter table public.workspaces add constraint a_star_stands_alone CHECK (((company_email_domains = '{*}'::text[]) OR ('*'::text <> ALL (company_email_domains))));
alter table public.workspaces add constraint a_workspace_has_a_name CHECK (((btrim(name) <> ''::text) AND (length(name) <= 200)));
alter table public.workspaces add constraint domains_are_lower_case CHECK ((lower((company_email_domains)::text) = (company_email_domains)::text));
alter table public.workspaces add constraint settings_are_an_object CHECK (((jsonb_typeof(settings) = 'object'::text) AND ((deleted_at IS NOT NULL) OR (pg_column_size(settings) <= 65536))));
alter table public.workspaces add constraint workspaces_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.workspaces add constraint workspaces_pkey PRIMARY KEY (id);
CREATE INDEX workspaces_created_by_idx ON public.workspaces USING btree (created_by);
CREATE UNIQUE INDEX there_is_one_global_workspace ON public.workspaces USING btree ((true)) WHERE (company_email_domains = '{*}'::text[]);
CREATE TRIGGER archive_projects AFTER UPDATE OF deleted_at ON public.workspaces FOR EACH ROW WHEN (((old.deleted_at IS NULL) <> (new.deleted_at IS NULL))) EXECUTE FUNCTION private.archive_projects_of_workspace();
CREATE TRIGGER audit_deletes AFTER DELETE ON public.workspaces REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_deletes('');
CREATE TRIGGER audit_inserts AFTER INSERT ON public.workspaces REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_inserts('', 'updated_at');
CREATE TRIGGER audit_updates AFTER UPDATE ON public.workspaces REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.audit_updates('', 'updated_at');
CREATE TRIGGER claim_domains AFTER INSERT OR UPDATE OF company_email_domains, deleted_at ON public.workspaces FOR EACH ROW EXECUTE FUNCTION private.claim_domains();
CREATE TRIGGER make_subscription AFTER INSERT ON public.workspaces FOR EACH ROW EXECUTE FUNCTION private.make_subscription();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.workspaces FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
alter table public.workspaces enable row level security;
create policy "Admins edit their workspaces" on public.workspaces for update to authenticated
  using (id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids)))
  with check (id = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids)));
create policy "Members read their workspaces" on public.workspaces for select to authenticated
  using (id = ANY (ARRAY( SELECT private.visible_workspace_ids() AS visible_workspace_ids)));
grant all on table public.workspaces to service_role;
grant select on table public.workspaces to authenticated;
grant update (name, description, company_name, logo_url, color_palette) on public.workspaces to authenticated;
comment on table public.workspaces is 'A company or group: its members make projects and teams in it. The global workspace, marked by *, holds the personal projects.';

-- table realtime.messages
create policy "Viewers show that they are there" on realtime.messages for insert to authenticated
  with check (((extension = 'presence'::text) OR ((extension = 'broadcast'::text) AND (( SELECT realtime.topic() AS topic) ~~ 'dashboard:%'::text))) AND ( SELECT private.can_join(( SELECT realtime.topic() AS topic)) AS can_join));
create policy "Whoever may join a topic listens to it" on realtime.messages for select to authenticated
  using ((extension = ANY (ARRAY['broadcast'::text, 'presence'::text])) AND ( SELECT private.can_join(( SELECT realtime.topic() AS topic)) AS can_join));

-- table storage.objects
create policy "Contributors add files to projects, admins to workspaces" on storage.objects for insert to authenticated
  with check (((bucket_id = ANY (ARRAY['uploads'::text, 'project-files'::text, 'artifact-files'::text])) AND (private.folder_id(name) = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)))) OR ((bucket_id = 'workspace-files'::text) AND (NOT private.is_backup(name)) AND (private.folder_id(name) = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids)))));
create policy "Contributors delete their files, managers and admins all" on storage.objects for delete to authenticated
  using (((bucket_id = ANY (ARRAY['uploads'::text, 'project-files'::text, 'artifact-files'::text])) AND ((private.folder_id(name) = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids))) OR ((owner_id = (( SELECT auth.uid() AS uid))::text) AND (private.folder_id(name) = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)))))) OR ((bucket_id = 'workspace-files'::text) AND (NOT private.is_backup(name)) AND (private.folder_id(name) = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids)))));
create policy "Contributors replace their files, managers and admins all" on storage.objects for update to authenticated
  using (((bucket_id = ANY (ARRAY['uploads'::text, 'project-files'::text, 'artifact-files'::text])) AND ((private.folder_id(name) = ANY (ARRAY( SELECT private.project_ids('manager'::text) AS project_ids))) OR ((owner_id = (( SELECT auth.uid() AS uid))::text) AND (private.folder_id(name) = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)))))) OR ((bucket_id = 'workspace-files'::text) AND (NOT private.is_backup(name)) AND (private.folder_id(name) = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids)))))
  with check ((private.folder_id(name) = private.folder_before(id)) AND (((bucket_id = ANY (ARRAY['uploads'::text, 'project-files'::text, 'artifact-files'::text])) AND (private.folder_id(name) = ANY (ARRAY( SELECT private.project_ids('contributor'::text) AS project_ids)))) OR ((bucket_id = 'workspace-files'::text) AND (NOT private.is_backup(name)) AND (private.folder_id(name) = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))))));
create policy "Members read files" on storage.objects for select to authenticated
  using (((bucket_id = ANY (ARRAY['uploads'::text, 'project-files'::text, 'artifact-files'::text])) AND (private.folder_id(name) = ANY (ARRAY( SELECT private.project_ids('viewer'::text) AS project_ids)))) OR ((bucket_id = 'workspace-files'::text) AND ((private.folder_id(name) = ANY (ARRAY( SELECT private.workspace_ids('admin'::text) AS workspace_ids))) OR ((NOT private.is_backup(name)) AND (private.folder_id(name) = ANY (ARRAY( SELECT private.workspace_ids('project_creator'::text) AS workspace_ids)))))));

-- view data.system_analytics_events
create view data.system_analytics_events as  SELECT project_id,
    occurred_at AS _row,
    id AS _row_id,
    (id)::text AS id,
    event_type,
    event_name,
    properties,
    (lead_id)::text AS lead_id,
    (user_id)::text AS user_id,
    session_id,
    occurred_at
   FROM public.analytics_events a;

-- view data.system_campaign_results
create view data.system_campaign_results as  SELECT m.project_id,
    m.created_at AS _row,
    m.id AS _row_id,
    (m.id)::text AS id,
    (m.email_campaign_id)::text AS email_campaign_id,
    e.subject,
    (e.campaign_id)::text AS campaign_id,
    c.name AS campaign,
    (m.lead_id)::text AS lead_id,
    m.variant,
    m.status,
    m.attempts,
    m.error,
    (EXISTS ( SELECT
           FROM public.email_events v
          WHERE ((v.email_message_id = m.id) AND (v.project_id = m.project_id) AND (v.type = 'delivered'::text)))) AS is_delivered,
    (EXISTS ( SELECT
           FROM public.email_events v
          WHERE ((v.email_message_id = m.id) AND (v.project_id = m.project_id) AND (v.type = 'open'::text) AND (NOT v.is_machine)))) AS is_opened,
    (EXISTS ( SELECT
           FROM public.email_events v
          WHERE ((v.email_message_id = m.id) AND (v.project_id = m.project_id) AND (v.type = 'click'::text) AND (NOT v.is_machine)))) AS is_clicked,
    (EXISTS ( SELECT
           FROM public.email_events v
          WHERE ((v.email_message_id = m.id) AND (v.project_id = m.project_id) AND (v.type = 'unsubscribe'::text)))) AS is_unsubscribed,
    m.sent_at,
    m.created_at
   FROM ((public.email_messages m
     JOIN public.email_campaigns e ON ((e.id = m.email_campaign_id)))
     LEFT JOIN public.campaigns c ON ((c.id = e.campaign_id)));

-- view data.system_email_events
create view data.system_email_events as  SELECT v.project_id,
    v.occurred_at AS _row,
    v.id AS _row_id,
    (v.id)::text AS id,
    (v.email_message_id)::text AS email_message_id,
    (m.email_campaign_id)::text AS email_campaign_id,
    e.subject,
    (m.lead_id)::text AS lead_id,
    m.variant,
    v.type,
    v.url,
    v.is_machine,
    v.occurred_at
   FROM ((public.email_events v
     JOIN public.email_messages m ON ((m.id = v.email_message_id)))
     JOIN public.email_campaigns e ON ((e.id = m.email_campaign_id)));

-- view data.system_events
create view data.system_events as  SELECT project_id,
    occurred_at AS _row,
    id AS _row_id,
    id,
    type,
    subject_type,
    (subject_id)::text AS subject_id,
    (actor_id)::text AS actor_id,
    data,
    (causation_id)::text AS causation_id,
    occurred_at
   FROM public.events e;

-- view data.system_lead_score_changes
create view data.system_lead_score_changes as  SELECT c.project_id,
    c.occurred_at AS _row,
    c.id AS _row_id,
    (c.id)::text AS id,
    (c.lead_id)::text AS lead_id,
    l.company,
    (c.rule_id)::text AS rule_id,
    r.name AS rule,
    c.points,
    c.reason,
    c.occurred_at
   FROM ((public.lead_score_changes c
     JOIN public.leads l ON ((l.id = c.lead_id)))
     LEFT JOIN public.lead_scoring_rules r ON ((r.id = c.rule_id)));

-- view data.system_leads
create view data.system_leads as  SELECT project_id,
    created_at AS _row,
    id AS _row_id,
    (id)::text AS id,
    email,
    first_name,
    last_name,
    company,
    score,
    status,
    source,
    to_jsonb(tags) AS tags,
    custom_fields,
    (unsubscribed_at IS NOT NULL) AS is_unsubscribed,
    (owner_id)::text AS owner_id,
    created_at,
    updated_at
   FROM public.leads l;

-- view data.system_step_runs
create view data.system_step_runs as  SELECT s.project_id,
    s.created_at AS _row,
    s.id AS _row_id,
    (s.id)::text AS id,
    (s.execution_id)::text AS workflow_run_id,
    (x.workflow_id)::text AS workflow_id,
    w.name AS workflow,
    s.step_id,
    s.iteration,
    s.attempt,
    s.status,
    (s.error ->> 'code'::text) AS error_code,
    (s.error ->> 'message'::text) AS error_message,
    (EXTRACT(epoch FROM (s.finished_at - s.started_at)) * (1000)::numeric) AS duration_ms,
    s.created_at,
    s.started_at,
    s.finished_at
   FROM ((public.workflow_step_runs s
     JOIN public.workflow_executions x ON ((x.id = s.execution_id)))
     JOIN public.workflows w ON ((w.id = x.workflow_id)));

-- view data.system_sync_runs
create view data.system_sync_runs as  SELECT r.project_id,
    r.created_at AS _row,
    r.id AS _row_id,
    (r.id)::text AS id,
    (r.connector_id)::text AS connector_id,
    c.name AS connector,
    (r.dataset_id)::text AS dataset_id,
    d.name AS dataset,
    r.trigger,
    r.status,
    r.attempt,
    r.rows_read,
    r.rows_written,
    r.rows_rejected,
    r.bytes_read,
    r.error_code,
    r.error_message,
    r.created_at,
    r.started_at,
    r.finished_at,
    EXTRACT(epoch FROM (r.finished_at - r.started_at)) AS duration_seconds
   FROM ((public.sync_runs r
     LEFT JOIN public.connectors c ON ((c.id = r.connector_id)))
     LEFT JOIN public.datasets d ON ((d.id = r.dataset_id)));

-- view data.system_token_usage
create view data.system_token_usage as  SELECT project_id,
    created_at AS _row,
    id AS _row_id,
    (id)::text AS id,
    (chat_session_id)::text AS chat_session_id,
    (created_by)::text AS user_id,
    usage_type,
    tokens_used,
    input_tokens,
    output_tokens,
    cached_tokens,
    created_at
   FROM public.token_usage u;

-- view data.system_workflow_runs
create view data.system_workflow_runs as  SELECT x.project_id,
    x.created_at AS _row,
    x.id AS _row_id,
    (x.id)::text AS id,
    (x.workflow_id)::text AS workflow_id,
    w.name AS workflow,
    x.workflow_version,
    x.trigger_type,
    x.status,
    x.error_message,
    (x.parent_execution_id)::text AS parent_execution_id,
    x.duration_ms,
    x.created_at,
    x.started_at,
    x.completed_at
   FROM (public.workflow_executions x
     JOIN public.workflows w ON ((w.id = x.workflow_id)));

-- view private.active_projects
create view private.active_projects as  SELECT p.id
   FROM (public.projects p
     JOIN public.workspaces w ON ((w.id = p.workspace_id)))
  WHERE (p.is_active AND (p.deleted_at IS NULL) AND w.is_active AND (w.deleted_at IS NULL));
comment on view private.active_projects is 'Projects in which things happen by themselves.';

-- view public.connector_health
create view public.connector_health with (security_invoker=true) as  SELECT id AS connector_id,
    project_id,
    name,
    type,
    status,
    is_enabled,
    sync_frequency,
    last_sync_at,
    next_sync_at,
    last_error,
        CASE
            WHEN (status = 'error'::text) THEN 'error'::text
            WHEN (last_sync_at IS NULL) THEN 'never_synced'::text
            WHEN (last_sync_at < (now() - ((2)::double precision * make_interval(secs => (sync_frequency)::double precision)))) THEN 'stale'::text
            ELSE 'healthy'::text
        END AS health
   FROM public.connectors c;
grant all on view public.connector_health to service_role;
grant select on view public.connector_health to authenticated;
comment on view public.connector_health is 'How each connector is doing: error, never_synced, stale (older than twice its own frequency) or healthy.';

-- view public.dashboard_summary
create view public.dashboard_summary with (security_invoker=true) as  SELECT id,
    project_id,
    title,
    description,
    template_id,
    tags,
    is_public,
    is_template,
    template_category,
    archived_at,
    revision,
    (( SELECT count(*) AS count
           FROM public.widgets w
          WHERE (w.dashboard_id = d.id)) + ( SELECT count(*) AS count
           FROM (public.chart_placements p
             JOIN public.dashboard_tabs t ON ((t.id = p.dashboard_tab_id)))
          WHERE (t.dashboard_id = d.id))) AS widget_count,
    ARRAY( SELECT w.type
           FROM public.widgets w
          WHERE (w.dashboard_id = d.id)
        UNION
         SELECT 'chart'::text
           FROM (public.chart_placements p
             JOIN public.dashboard_tabs t ON ((t.id = p.dashboard_tab_id)))
          WHERE (t.dashboard_id = d.id)
  ORDER BY 1) AS widget_types,
    ( SELECT count(*) AS count
           FROM ( SELECT w.chart_id
                   FROM public.widgets w
                  WHERE ((w.dashboard_id = d.id) AND (w.chart_id IS NOT NULL))
                UNION
                 SELECT p.chart_id
                   FROM (public.chart_placements p
                     JOIN public.dashboard_tabs t ON ((t.id = p.dashboard_tab_id)))
                  WHERE (t.dashboard_id = d.id)) placed) AS chart_count,
    ( SELECT count(*) AS count
           FROM ( SELECT COALESCE(w.connector_id, s.connector_id) AS id
                   FROM ((public.widgets w
                     LEFT JOIN public.charts c ON ((c.id = w.chart_id)))
                     LEFT JOIN public.datasets s ON ((s.id = c.dataset_id)))
                  WHERE (w.dashboard_id = d.id)
                UNION
                 SELECT s.connector_id
                   FROM (((public.chart_placements p
                     JOIN public.dashboard_tabs t ON ((t.id = p.dashboard_tab_id)))
                     JOIN public.charts c ON ((c.id = p.chart_id)))
                     JOIN public.datasets s ON ((s.id = c.dataset_id)))
                  WHERE (t.dashboard_id = d.id)) read
          WHERE (read.id IS NOT NULL)) AS connector_count,
    ( SELECT count(*) AS count
           FROM public.dashboard_tabs t
          WHERE (t.dashboard_id = d.id)) AS tab_count,
    ( SELECT count(*) AS count
           FROM public.dashboard_versions v
          WHERE ((v.dashboard_id = d.id) AND (v.status = 'proposed'::text))) AS proposal_count,
    ( SELECT max(v.version_number) AS max
           FROM public.dashboard_versions v
          WHERE ((v.dashboard_id = d.id) AND (v.status = 'published'::text))) AS version_number,
    view_count,
    last_viewed_at,
    created_by,
    created_at,
    COALESCE(updated_by, created_by) AS last_edited_by,
    updated_at AS last_edited_at
   FROM public.dashboards d;
grant all on view public.dashboard_summary to service_role;
grant select on view public.dashboard_summary to authenticated;
comment on view public.dashboard_summary is 'Dashboards with what is on them: widget_count and widget_types take placements in slots for chart widgets; connector_count is of what their data comes from.';

-- function private.accept_invitation(token text)
CREATE OR REPLACE FUNCTION private.accept_invitation(token text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  invitation public.workspace_invitations;
begin
  -- Of two who come with one token at once, the second waits here and then finds it used, replaced or revoked.
  select i.* into invitation from public.workspace_invitations i
  where i.token_hash = private.hash_token(accept_invitation.token) for update;
  if invitation.id is null or not exists (select from private.open_invitations() mine where mine.id = invitation.id) then
    perform private.raise_error(
      'PT404', 'There is no open invitation for you with this token',
      'Sign in with the address it was sent to, and confirm that address. If it is used or older than 7 days, ask for a new one.'
    );
  end if;
  if invitation.invited_by = (select auth.uid()) then
    perform private.raise_error('PT403', 'Nobody can change their own membership', 'Ask another owner or manager.');
  end if;
  update public.workspace_invitations set accepted_at = now() where id = invitation.id;
  perform private.join_by_invitation(invitation, (select auth.uid()));
  return jsonb_build_object(
    'workspace_id', coalesce(invitation.workspace_id, (select workspace_id from public.projects where id = invitation.project_id)),
    'project_id', invitation.project_id, 'role', invitation.role
  );
end
$function$;
grant execute on function private.accept_invitation(token text) to authenticated;
grant execute on function private.accept_invitation(token text) to service_role;

-- function private.acknowledge_messages(queue text, msg_ids bigint[], read_cts integer[])
CREATE OR REPLACE FUNCTION private.acknowledge_messages(queue text, msg_ids bigint[], read_cts integer[])
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
AS $function$
declare
  acknowledged int;
begin
  execute format(
    'delete from pgmq.%I m where m.msg_id = any ($1) and ((m.msg_id, m.read_ct) in (select * from unnest($1, $2))) is true', 'q_' || queue
  ) using msg_ids, read_cts;
  get diagnostics acknowledged = row_count;
  return acknowledged;
end
$function$;
grant execute on function private.acknowledge_messages(queue text, msg_ids bigint[], read_cts integer[]) to service_role;
comment on function private.acknowledge_messages(queue text, msg_ids bigint[], read_cts integer[]) is 'Takes finished messages off their queue. Answers how many still were the caller''s.';

-- function private.activate_member()
CREATE OR REPLACE FUNCTION private.activate_member()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update public.users set status = 'active' where id = new.user_id and status in ('waitlist', 'invited');
  return null;
end
$function$;
comment on function private.activate_member() is 'Who is added to a workspace, team or project need not wait any longer.';

-- function private.add_counts(metrics jsonb, added jsonb)
CREATE OR REPLACE FUNCTION private.add_counts(metrics jsonb, added jsonb)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select metrics || coalesce(jsonb_object_agg(key, coalesce((metrics ->> key)::bigint, 0) + value::bigint), '{}') from jsonb_each_text(added)
$function$;
comment on function private.add_counts(metrics jsonb, added jsonb) is 'Adds the numbers of one document to those of another.';

-- function private.add_dataset_columns(dataset_id uuid, added jsonb)
CREATE OR REPLACE FUNCTION private.add_dataset_columns(dataset_id uuid, added jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  dataset public.datasets;
begin
  dataset := private.lock_dataset(dataset_id);
  -- Rows there already have nothing in them.
  select jsonb_agg(value || '{"nullable": true}' order by ordinality) into added from jsonb_array_elements(added) with ordinality;
  perform private.check_columns(dataset.columns || added);
  execute (
    select format('alter table data.%I %s', dataset.table_name, string_agg('add column ' || private.column_definition(value), ', ' order by ordinality))
    from jsonb_array_elements(added) with ordinality
  );
  update public.datasets set columns = dataset.columns || added where id = dataset_id;
end
$function$;
comment on function private.add_dataset_columns(dataset_id uuid, added jsonb) is 'Widens a dataset and its table.';

-- function private.add_default_scoring_rules(project_id uuid)
CREATE OR REPLACE FUNCTION private.add_default_scoring_rules(project_id uuid)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  insert into public.lead_scoring_rules (project_id, name, condition, points)
  values
    (project_id, 'Has a company', '{"field": "company", "op": "is_not_null"}', 10),
    (project_id, 'Has a phone number', '{"field": "phone", "op": "is_not_null"}', 5)
  on conflict do nothing
$function$;

-- function private.add_system_stream(stream text, minimum_role text, description text, VARIADIC columns text[])
CREATE OR REPLACE FUNCTION private.add_system_stream(stream text, minimum_role text, description text, VARIADIC columns text[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  described jsonb := (
    select jsonb_agg(jsonb_build_object(
      'name', split_part(col, ' ', 1), 'type', split_part(col, ' ', 2), 'role', split_part(col, ' ', 3), 'nullable', true
    ) order by n)
    from unnest(columns) with ordinality named (col, n)
  );
begin
  perform private.check_columns(described);
  insert into private.system_streams as s values (stream, minimum_role, description, described)
  on conflict on constraint system_streams_pkey do update
  set minimum_role = excluded.minimum_role, description = excluded.description, columns = excluded.columns;
  insert into public.datasets (project_id, name, description, kind, stream, columns)
  select p.id, 'orrery.' || add_system_stream.stream, add_system_stream.description, 'system', add_system_stream.stream, described from public.projects p
  on conflict on constraint datasets_project_id_name_key do update set description = excluded.description, columns = excluded.columns;
end
$function$;
comment on function private.add_system_stream(stream text, minimum_role text, description text, VARIADIC columns text[]) is 'For migrations: shows a view as a dataset of every project. Columns as "name type role".';

-- function private.admit_user(account auth.users)
CREATE OR REPLACE FUNCTION private.admit_user(account auth.users)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  is_confirmed boolean := account.email_confirmed_at is not null;
  is_open boolean := (select settings ->> 'signup' = 'open' from public.workspaces where id = private.global_workspace_id());
begin
  if private.join_workspace_of_domain(account) then return; end if;
  -- invited_at is Auth's own invitation, by an operator; other invitations let somebody in when they are accepted.
  update public.users
  set status = case
    when is_open or (account.invited_at is not null and is_confirmed) then 'active'
    when account.invited_at is not null or exists (
      select from public.workspace_invitations i
      where is_confirmed and i.email = private.normal_address(account.email) and i.accepted_at is null and i.expires_at > now()
    ) then 'invited'
    else status
  end
  where id = account.id and status in ('waitlist', 'invited');
end
$function$;
comment on function private.admit_user(account auth.users) is 'Lets a new account in by the workspace of its confirmed domain, or else by the installation''s sign-up rule.';

-- function private.advance_revision()
CREATE OR REPLACE FUNCTION private.advance_revision()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if new.revision is distinct from old.revision then
    perform private.refuse_stale_edit(jsonb_object_agg(key, to_jsonb(old) -> key), jsonb_object_agg(key, value), to_jsonb(old))
    from jsonb_each(to_jsonb(new)) where value is distinct from to_jsonb(old) -> key and key <> 'revision';
  end if;
  new.revision := old.revision + 1;
  new.updated_by := private.user_id();
  return new;
end
$function$;
comment on function private.advance_revision() is 'An update names the revision it started from; a stale one is refused with both sides. Tables: revision, updated_by.';

-- function private.advance_workflow_version()
CREATE OR REPLACE FUNCTION private.advance_workflow_version()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if tg_op = 'INSERT' then
    new.version := 1;
  else
    new.version := old.version + ((new.trigger_config, new.steps, new.config) is distinct from (old.trigger_config, old.steps, old.config))::int;
  end if;
  return new;
end
$function$;
comment on function private.advance_workflow_version() is 'A change of trigger, steps or config is a new version. The lock of the row keeps numbers without gaps or doubles.';

-- function private.announce(project_id uuid, event text, payload jsonb)
CREATE OR REPLACE FUNCTION private.announce(project_id uuid, event text, payload jsonb)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select private.broadcast('project:' || project_id, event, payload)
$function$;
comment on function private.announce(project_id uuid, event text, payload jsonb) is 'Broadcasts an event to everybody who has the project open.';

-- function private.announce_due_connectors(max_rows integer, moment timestamp with time zone)
CREATE OR REPLACE FUNCTION private.announce_due_connectors(max_rows integer, moment timestamp with time zone)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  taken int;
  new_events public.events[];
begin
  with due as materialized (
    select c.id, c.next_sync_at + floor(extract(epoch from moment - c.next_sync_at) / c.sync_frequency) * make_interval(secs => c.sync_frequency) as latest,
      floor(extract(epoch from moment - c.next_sync_at) / c.sync_frequency)::bigint as earlier
    from (
      select d.id, d.next_sync_at, row_number() over (partition by d.project_id order by d.next_sync_at) as turn
      from public.connectors d join private.active_projects p on p.id = d.project_id
      where d.next_sync_at <= moment
        and not exists (select from public.sync_runs r where r.connector_id = d.id and r.status in ('queued', 'running'))
    ) queued
    join public.connectors c on c.id = queued.id
    where c.next_sync_at <= moment
    order by queued.turn, queued.next_sync_at limit max_rows
    for update of c skip locked
  ),
  announced as (
    update public.connectors c set announced_at = moment from due where c.id = due.id
    returning c.id, c.project_id, due.latest, least(due.earlier + private.is_late(due.latest, moment)::int, 1000)::int as missed
  )
  select count(*), array_agg(private.due_event(project_id, 'connector', id, latest, missed)) into taken, new_events from announced;
  perform private.write_events(new_events);
  return taken;
end
$function$;
comment on function private.announce_due_connectors(max_rows integer, moment timestamp with time zone) is 'Writes connector.due for connectors whose time to sync has come and that no run is about to; answers how many. The trigger schedule_next_sync says when they are due again.';

-- function private.announce_due_rows(source regclass, subject text, max_rows integer, moment timestamp with time zone)
CREATE OR REPLACE FUNCTION private.announce_due_rows(source regclass, subject text, max_rows integer, moment timestamp with time zone)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  taken int;
  new_events public.events[];
begin
  execute format($sql$
    with due as materialized (
      select c.id, c.due_at
      from (
        select d.id, d.due_at, row_number() over (partition by d.project_id order by d.due_at) as turn
        from %1$s d join private.active_projects p on p.id = d.project_id
        where d.due_at <= $2
      ) queued
      join %1$s c on c.id = queued.id
      where c.due_at <= $2
      order by queued.turn, queued.due_at limit $1
      for update of c skip locked
    ),
    announced as (
      update %1$s c set announced_for = due.due_at from due where c.id = due.id returning c.id, c.project_id, due.due_at
    )
    select count(*), array_agg(private.due_event(project_id, %2$L, id, due_at, private.is_late(due_at, $2)::int)) from announced
  $sql$, source, subject) into taken, new_events using max_rows, moment;
  perform private.write_events(new_events);
  return taken;
end
$function$;
comment on function private.announce_due_rows(source regclass, subject text, max_rows integer, moment timestamp with time zone) is 'Writes subject.due for rows of a table with due_at and announced_for whose time has come; answers how many.';

-- function private.announce_due_work(kind text, max_rows integer, moment timestamp with time zone)
CREATE OR REPLACE FUNCTION private.announce_due_work(kind text, max_rows integer DEFAULT 200, moment timestamp with time zone DEFAULT now())
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  until constant timestamptz := clock_timestamp() + interval '10 seconds';
  taken int;
  total int := 0;
begin
  -- What is left then has its turn in the next minute.
  loop
    case kind
      when 'workflows' then taken := private.announce_due_workflows(max_rows, moment);
      when 'connectors' then taken := private.announce_due_connectors(max_rows, moment);
      when 'content' then taken := private.announce_due_rows('public.content', 'content', max_rows, moment);
      when 'email_campaigns' then taken := private.announce_due_rows('public.email_campaigns', 'email_campaign', max_rows, moment);
    end case;
    total := total + taken;
    exit when taken < max_rows or clock_timestamp() > until;
  end loop;
  return total;
end
$function$;
comment on function private.announce_due_work(kind text, max_rows integer, moment timestamp with time zone) is 'Writes an event for each of the workflows, connectors, content or email_campaigns whose time has come, in batches; answers how many it took. Every minute, each kind by itself.';

-- function private.announce_due_workflows(max_rows integer, moment timestamp with time zone)
CREATE OR REPLACE FUNCTION private.announce_due_workflows(max_rows integer, moment timestamp with time zone)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  taken int;
  new_events public.events[];
begin
  with due as materialized (
    select w as workflow
    from (
      select d.id, d.next_run_at, row_number() over (partition by d.project_id order by d.next_run_at) as turn
      from public.workflows d join private.active_projects p on p.id = d.project_id
      where d.status = 'active' and d.next_run_at <= moment
    ) queued
    join public.workflows w on w.id = queued.id
    where w.status = 'active' and w.next_run_at <= moment
    order by queued.turn, queued.next_run_at limit max_rows
    for update of w skip locked
  ),
  passed as (
    update public.workflows w set next_run_at = t.next, announced_for = t.latest
    from due, private.pass_schedule(due.workflow, moment) t
    where w.id = (due.workflow).id
    returning w.id, w.project_id, t.latest, t.missed, w.config ->> 'missed_runs' = 'skip' and private.is_late(t.latest, moment) as is_skipped
  )
  select count(*), array_agg(private.due_event(project_id, 'workflow', id, latest, missed)) filter (where is_skipped is not true)
  into taken, new_events from passed;
  perform private.write_events(new_events);
  return taken;
end
$function$;
comment on function private.announce_due_workflows(max_rows integer, moment timestamp with time zone) is 'Writes workflow.due for workflows whose time has come, one for all times missed, none for those that skip them; answers how many it took.';

-- function private.answer_refusal(status integer)
CREATE OR REPLACE FUNCTION private.answer_refusal(status integer)
 RETURNS jsonb
 LANGUAGE sql
 SET search_path TO ''
AS $function$
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
$function$;
comment on function private.answer_refusal(status integer) is 'What somebody is answered whose link does not open: the same whatever the reason.';

-- function private.answer_shared_chart(chart public.charts, config jsonb, visitor_filter jsonb)
CREATE OR REPLACE FUNCTION private.answer_shared_chart(chart public.charts, config jsonb, visitor_filter jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  dataset public.datasets;
  query jsonb;
  hash text;
  answer jsonb;
  scope private.query_scope;
begin
  -- Contributors make links and charts, so a link shows nothing of the system that they could not read themselves.
  select * into strict dataset from public.datasets d
  where d.id = chart.dataset_id and not exists (
    select from private.system_streams s
    where d.kind = 'system' and s.stream = d.stream and private.role_rank(s.minimum_role) > private.role_rank('contributor')
  );
  query := private.shared_query(chart, dataset, config, visitor_filter);
  hash := encode(sha256(convert_to(query::text, 'UTF8')), 'hex');
  answer := private.read_cache(dataset, hash);
  if answer is null then
    dataset := private.hold_dataset(dataset);
    scope := private.compile_query(dataset, query);
    answer := jsonb_build_object('columns', scope.result, 'rows', private.run_query(scope));
    -- What visitors ask for is not kept: there is no end to it.
    if visitor_filter is null then perform private.write_cache(dataset, hash, answer); end if;
  end if;
  return jsonb_build_object('result', answer || jsonb_build_object('version', dataset.version));
exception when others then
  -- Its words would name columns and datasets.
  return jsonb_build_object('error', jsonb_build_object(
    'code', private.error_name(case when sqlstate in ('PT413', 'PT422') then sqlstate else 'PT422' end),
    'message', 'This chart has no data to show', 'hint', null
  ));
end
$function$;
comment on function private.answer_shared_chart(chart public.charts, config jsonb, visitor_filter jsonb) is '{result} or {error} for one chart of a link.';

-- function private.api_connection_secret(id uuid)
CREATE OR REPLACE FUNCTION private.api_connection_secret(id uuid)
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select private.read_secret(c.secret_id) from public.api_connections c where c.id = api_connection_secret.id
$function$;
grant execute on function private.api_connection_secret(id uuid) to service_role;
comment on function private.api_connection_secret(id uuid) is 'The secret of an API connection, for requests to the origin of its endpoint_url and nowhere else; null when there is none.';

-- function private.append_rows(dataset_id uuid, rows jsonb, idempotency_key text)
CREATE OR REPLACE FUNCTION private.append_rows(dataset_id uuid, rows jsonb, idempotency_key text)
 RETURNS jsonb
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select private.write_rows_once(private.find_dataset(dataset_id, 'contributor'), rows, idempotency_key)
$function$;
grant execute on function private.append_rows(dataset_id uuid, rows jsonb, idempotency_key text) to authenticated;
grant execute on function private.append_rows(dataset_id uuid, rows jsonb, idempotency_key text) to service_role;

-- function private.apply_email_events()
CREATE OR REPLACE FUNCTION private.apply_email_events()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- Scanners follow every link in an e-mail, the one to unsubscribe too.
  if not exists (select from new_rows where not is_machine and type in ('bounce', 'complaint', 'unsubscribe')) then return null; end if;
  update public.email_messages m set status = 'bounced'
  where m.status in ('sending', 'sent') and m.id in (select email_message_id from new_rows where type = 'bounce' and not is_machine);
  update public.email_messages m set status = 'complained'
  where m.status = 'sent' and m.id in (select email_message_id from new_rows where type = 'complaint' and not is_machine);
  insert into public.email_suppressions (project_id, address, reason, source)
  select e.project_id, m.to_address, format('Message %s', m.id), e.type
  from new_rows e join public.email_messages m on m.id = e.email_message_id
  where e.type in ('bounce', 'complaint', 'unsubscribe') and not e.is_machine and m.to_address is not null
  on conflict do nothing;
  update public.leads l set unsubscribed_at = asked.occurred_at
  from (
    select m.lead_id, min(e.occurred_at) as occurred_at
    from new_rows e join public.email_messages m on m.id = e.email_message_id
    where e.type = 'unsubscribe' and not e.is_machine group by 1
  ) asked
  where l.id = asked.lead_id and l.unsubscribed_at is null;
  return null;
end
$function$;
comment on function private.apply_email_events() is 'A bounce, complaint or unsubscribe suppresses the address, whatever becomes of the lead, which an unsubscribe marks as well.';

-- function private.apply_scoring_rules(leads jsonb[], befores jsonb[])
CREATE OR REPLACE FUNCTION private.apply_scoring_rules(leads jsonb[], befores jsonb[] DEFAULT NULL::jsonb[])
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  -- Callers hold the locks on the leads' rows, so nobody else counts or applies a rule to them meanwhile.
  insert into public.lead_score_changes (project_id, lead_id, rule_id, points, reason)
  select r.project_id, (lead ->> 'id')::uuid, r.id, r.points, r.name
  from unnest(leads, befores) as changed (lead, before)
  join public.lead_scoring_rules r on r.project_id = (lead ->> 'project_id')::uuid and r.is_active
  where case
      when before is null then private.meets_condition(lead, r.condition)
      -- What did not change has not come true; most leads end here.
      when lead -> split_part(r.condition ->> 'field', '.', 1) is not distinct from before -> split_part(r.condition ->> 'field', '.', 1) then false
      else private.meets_condition(lead, r.condition) and not private.meets_condition(before, r.condition)
    end
    and (
      -- A filter, so that no plan goes over all that the rule ever gave.
      select count(*) filter (where c.rule_id = r.id) from public.lead_score_changes c
      where c.lead_id = (lead ->> 'id')::uuid and c.project_id = r.project_id
    ) < case when before is null then 1 else coalesce(r.max_times, 2147483647) end
$function$;
comment on function private.apply_scoring_rules(leads jsonb[], befores jsonb[]) is 'Gives leads the points of each rule whose condition has come true since before; without befores, of those that hold and were never given.';

-- function private.apply_snapshot(dashboard public.dashboards, snapshot jsonb)
CREATE OR REPLACE FUNCTION private.apply_snapshot(dashboard public.dashboards, snapshot jsonb)
 RETURNS uuid[]
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  about constant jsonb := snapshot -> 'dashboard';
  changed uuid[];
begin
  -- Out of their slots first, so that charts may become of another type.
  delete from public.chart_placements p using public.dashboard_tabs t where t.id = p.dashboard_tab_id and t.dashboard_id = dashboard.id;
  changed := private.write_charts(dashboard, snapshot -> 'charts');
  perform private.write_tabs(dashboard, snapshot -> 'tabs');
  perform private.write_widgets(dashboard, snapshot -> 'tabs');
  perform private.write_placements(dashboard, snapshot -> 'tabs');
  update public.dashboards d set
    title = about ->> 'title', description = about ->> 'description',
    template_id = private.usable_template((about ->> 'template_id')::uuid, d.project_id),
    theme = coalesce(nullif(about -> 'theme', 'null'), '{}'), config = coalesce(nullif(about -> 'config', 'null'), '{}'),
    layout = coalesce(nullif(about -> 'layout', 'null'), '{}'),
    tags = array(select jsonb_array_elements_text(coalesce(nullif(about -> 'tags', 'null'), '[]')))
  where d.id = dashboard.id;
  return changed;
exception
  when cardinality_violation then
    perform private.raise_error('PT400', 'Two tabs, two widgets or two charts have one id');
  when unique_violation then
    perform private.raise_error('PT400', 'Two charts are in one slot, or a placement has the id of another');
  when foreign_key_violation then
    perform private.raise_error('PT400', 'A chart is placed that is not in this project', 'Put the chart in the document, or take it off its tab.');
end
$function$;
comment on function private.apply_snapshot(dashboard public.dashboards, snapshot jsonb) is 'Makes a dashboard, with everything on it and the charts themselves, what a document says. Returns the charts that changed.';

-- function private.approve_dashboard_version(version_id uuid)
CREATE OR REPLACE FUNCTION private.approve_dashboard_version(version_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  version public.dashboard_versions := private.review_version(version_id);
  newest constant public.dashboard_versions := private.newest_version(version.dashboard_id);
  dashboard constant public.dashboards := private.find_dashboard(version.dashboard_id, 'contributor');
  base jsonb;
  current jsonb;
  changed uuid[];
begin
  -- No chart that is written over changes between the look at it and the writing.
  perform from public.charts c where c.id in (select (value ->> 'id')::uuid from jsonb_array_elements(version.snapshot -> 'charts'))
  order by c.id for no key update;
  current := private.dashboard_snapshot(dashboard.id);
  select v.snapshot into base from public.dashboard_versions v
  where v.dashboard_id = dashboard.id and v.version_number = version.base_version;
  if newest.version_number <> version.base_version or base <> current
    or version.snapshot -> 'chart_revisions' <> private.chart_revisions(dashboard, version.snapshot)
  then
    perform private.raise_error('PT409', 'The dashboard, or a chart on it, has changed since this was proposed',
      'Propose it again from what is there now.', jsonb_build_object(
        'revision', dashboard.revision, 'updated_at', dashboard.updated_at, 'updated_by', coalesce(dashboard.updated_by, dashboard.created_by),
        'current', private.diff_snapshots(base, current), 'yours', private.diff_snapshots(base, version.snapshot)
      )::text);
  end if;
  changed := private.apply_snapshot(dashboard, version.snapshot);
  update public.dashboard_versions v
  set status = 'published', snapshot = private.dashboard_snapshot(dashboard.id), reviewed_by = private.user_id(), reviewed_at = now()
  where v.id = version_id
  returning * into version;
  return private.describe_outcome(version, changed);
end
$function$;
grant execute on function private.approve_dashboard_version(version_id uuid) to authenticated;
grant execute on function private.approve_dashboard_version(version_id uuid) to service_role;

-- function private.approve_user(user_id uuid)
CREATE OR REPLACE FUNCTION private.approve_user(user_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.require_operator();
  update public.users set status = 'active' where id = approve_user.user_id and status in ('waitlist', 'invited');
  if not found then
    perform private.raise_error('PT404', 'There is nobody waiting with this id');
  end if;
end
$function$;
grant execute on function private.approve_user(user_id uuid) to authenticated;
grant execute on function private.approve_user(user_id uuid) to service_role;

-- function private.archive_projects_of_workspace()
CREATE OR REPLACE FUNCTION private.archive_projects_of_workspace()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if new.deleted_at is null then
    update public.projects set deleted_at = null, settings = settings - 'archived_reason'
    where workspace_id = new.id and settings ->> 'archived_reason' = 'workspace_deleted';
  else
    update public.projects set deleted_at = new.deleted_at, settings = settings || '{"archived_reason": "workspace_deleted"}'
    where workspace_id = new.id and deleted_at is null;
  end if;
  return null;
end
$function$;
comment on function private.archive_projects_of_workspace() is 'The projects of a deleted workspace are deleted with it, and come back with it.';

-- function private.archive_user(user_id uuid)
CREATE OR REPLACE FUNCTION private.archive_user(user_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update public.projects
  set is_active = false, deleted_at = now(), settings = settings || '{"archived_reason": "owner_deleted"}'
  where owner_user_id = archive_user.user_id and deleted_at is null;
  update public.users
  set status = 'archived', deleted_at = now(), email = null, phone = null, profile = '{}',
    raw_app_meta_data = '{}', raw_user_meta_data = '{}', is_super_user = false
  where id = archive_user.user_id;
  update public.user_profiles
  set display_name = 'Deleted user', full_name = null, avatar_url = null, preferences = '{}', settings = '{}', workspace_settings = '{}'
  where id = archive_user.user_id;
end
$function$;
comment on function private.archive_user(user_id uuid) is 'Archives the personal project, and keeps of the person only that somebody was there.';

-- function private.attempt(call text)
CREATE OR REPLACE FUNCTION private.attempt(call text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  execute 'select private.' || call;
exception when others then
  raise warning 'private.% failed: %', call, sqlerrm;
end
$function$;
comment on function private.attempt(call text) is 'Calls a function of this schema. What fails in one keeps no other; it is tried again the next time.';

-- function private.audit_context(OUT user_id uuid, OUT ip_address inet, OUT user_agent text, OUT metadata jsonb)
CREATE OR REPLACE FUNCTION private.audit_context(OUT user_id uuid, OUT ip_address inet, OUT user_agent text, OUT metadata jsonb)
 RETURNS record
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  user_id := (select auth.uid());
  metadata := case
    when user_id is not null then '{}'
    else jsonb_build_object('actor', case auth.role() when 'service_role' then 'service' else 'system' end)
  end;
  if current_setting('orrery.restored_from', true) <> '' then
    metadata := metadata || jsonb_build_object('restored_from', current_setting('orrery.restored_from'));
  end if;
  select o.ip_address, o.user_agent into ip_address, user_agent from private.request_origin() o;
end
$function$;
comment on function private.audit_context(OUT user_id uuid, OUT ip_address inet, OUT user_agent text, OUT metadata jsonb) is 'Who writes, from where; metadata.actor says service or system when no person does.';

-- function private.audit_deletes()
CREATE OR REPLACE FUNCTION private.audit_deletes()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  context record;
begin
  if not exists (select from old_rows) then return null; end if;
  context := private.audit_context();
  insert into public.audit_logs (workspace_id, project_id, user_id, action, resource_type, resource_id, old_values, ip_address, user_agent, metadata)
  select coalesce(
      (gone ->> case tg_table_name when 'workspaces' then 'id' else 'workspace_id' end)::uuid,
      (select p.workspace_id from public.projects p where p.id = (gone ->> 'project_id')::uuid),
      (select p.workspace_id from private.deleted_projects p where p.id = (gone ->> 'project_id')::uuid),
      (select t.workspace_id from public.teams t where t.id = (gone ->> 'team_id')::uuid)
    ), (gone ->> case tg_table_name when 'projects' then 'id' else 'project_id' end)::uuid,
    context.user_id, 'delete', tg_table_name, (gone ->> 'id')::uuid, redacted, context.ip_address, context.user_agent,
    case when redacted <> gone then context.metadata || '{"redacted": true}' else context.metadata end
  from (
    select gone, case when gone::text ~* private.secret_pattern() then private.redact(gone) else gone end as redacted
    from (select to_jsonb(r) - tg_argv[1:] as gone from old_rows r offset 0) x
    offset 0
  ) c;
  return null;
end
$function$;
comment on function private.audit_deletes() is 'A record with the whole row for each that was deleted, from which restore_record makes it again.';

-- function private.audit_inserts()
CREATE OR REPLACE FUNCTION private.audit_inserts()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  context record;
  written bigint;
begin
  select count(*) into written from new_rows;
  if written = 0 then return null; end if;
  context := private.audit_context();
  if written > 20 and tg_argv[0] = 'project' then
    insert into public.audit_logs (workspace_id, project_id, user_id, action, resource_type, ip_address, user_agent, metadata)
    select p.workspace_id, c.project_id, context.user_id, 'insert', tg_table_name, context.ip_address, context.user_agent,
      context.metadata || jsonb_build_object('count', c.written, 'ids', c.ids)
    from (select r.project_id, count(*) as written, jsonb_agg(r.id) as ids from new_rows r group by r.project_id) c
    left join public.projects p on p.id = c.project_id;
    return null;
  end if;
  insert into public.audit_logs (workspace_id, project_id, user_id, action, resource_type, resource_id, new_values, ip_address, user_agent, metadata)
  select coalesce(
      (made ->> case tg_table_name when 'workspaces' then 'id' else 'workspace_id' end)::uuid,
      (select p.workspace_id from public.projects p where p.id = (made ->> 'project_id')::uuid),
      (select p.workspace_id from private.deleted_projects p where p.id = (made ->> 'project_id')::uuid),
      (select t.workspace_id from public.teams t where t.id = (made ->> 'team_id')::uuid)
    ), (made ->> case tg_table_name when 'projects' then 'id' else 'project_id' end)::uuid,
    context.user_id, 'insert', tg_table_name, (made ->> 'id')::uuid,
    case when made::text ~* private.secret_pattern() then private.redact(made - tg_argv[1:]) else made - tg_argv[1:] end,
    context.ip_address, context.user_agent, context.metadata
  from (select to_jsonb(r) as made from new_rows r offset 0) c;
  return null;
end
$function$;
comment on function private.audit_inserts() is 'A record per new row; more than 20 of a project are one record with their ids.';

-- function private.audit_table(name text, ignored text[], is_restorable boolean)
CREATE OR REPLACE FUNCTION private.audit_table(name text, ignored text[] DEFAULT '{}'::text[], is_restorable boolean DEFAULT true)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  source constant regclass := format('public.%I', name);
  columns constant text[] := array(
    select a.attname from pg_catalog.pg_attribute a where a.attrelid = source and a.attnum > 0 and not a.attisdropped
  );
  -- What is computed from other columns is no change by itself, and is computed again when a row is restored.
  computed constant text[] := array(select a.attname from pg_catalog.pg_attribute a where a.attrelid = source and a.attgenerated <> '');
  watched text;
  left_out text[];
begin
  if not ignored <@ columns then
    raise exception 'Cannot audit %: one of % is no column', name, ignored;
  end if;
  insert into private.audited_tables (name, is_restorable) values (name, is_restorable);
  for watched, left_out in
    values
      ('insert', ignored || array['updated_at']), ('update', ignored || array['updated_at']),
      ('delete', case when is_restorable then '{}' else ignored end)
  loop
    execute format(
      'create trigger audit_%1$ss after %1$s on %2$s referencing %3$s for each statement execute function private.audit_%1$ss(%4$s)',
      watched, source,
      case watched
        when 'insert' then 'new table as new_rows' when 'delete' then 'old table as old_rows' else 'old table as old_rows new table as new_rows'
      end,
      (
        select string_agg(quote_literal(argument), ', ')
        from unnest(array[case when 'project_id' = any (columns) then 'project' else '' end] || left_out || computed) argument
      )
    );
  end loop;
end
$function$;
comment on function private.audit_table(name text, ignored text[], is_restorable boolean) is 'Records what happens to a table. A change of ignored columns alone, such as counters, is none. Of what cannot be restored they are left out altogether.';

-- function private.audit_updates()
CREATE OR REPLACE FUNCTION private.audit_updates()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  context record;
  written bigint;
  changed text[];
begin
  select count(*) into written from new_rows;
  if written = 0 then return null; end if;
  context := private.audit_context();
  if written > 20 then
    execute private.changed_columns_query(tg_relid, tg_argv[1:]) into changed;
    if changed <> '{}' then
      execute private.audit_updates_query(tg_relid, changed)
        using tg_table_name, context.user_id, context.ip_address, context.user_agent, context.metadata;
    end if;
    return null;
  end if;
  insert into public.audit_logs (
    workspace_id, project_id, user_id, action, resource_type, resource_id, old_values, new_values, ip_address, user_agent, metadata
  )
  select coalesce(
      (now_is ->> case tg_table_name when 'workspaces' then 'id' else 'workspace_id' end)::uuid,
      (select p.workspace_id from public.projects p where p.id = (now_is ->> 'project_id')::uuid),
      (select p.workspace_id from private.deleted_projects p where p.id = (now_is ->> 'project_id')::uuid),
      (select t.workspace_id from public.teams t where t.id = (now_is ->> 'team_id')::uuid)
    ), (now_is ->> case tg_table_name when 'projects' then 'id' else 'project_id' end)::uuid,
    context.user_id, 'update', tg_table_name, c.id, private.redact(d.old_values), private.redact(d.new_values),
    context.ip_address, context.user_agent, context.metadata
  from (
    select coalesce(n.id, o.id) as id, to_jsonb(o) - tg_argv[1:] as was, to_jsonb(n) - tg_argv[1:] as now_is
    from old_rows o full join new_rows n on n.id = o.id
    offset 0
  ) c,
  lateral (
    select jsonb_object_agg(key, c.was -> key) as old_values, jsonb_object_agg(key, value) as new_values
    from jsonb_each(c.now_is)
    where value is distinct from c.was -> key
  ) d
  where c.was is distinct from c.now_is;
  return null;
end
$function$;
comment on function private.audit_updates() is 'A record with the changed columns for each row that changed.';

-- function private.audit_updates_query(source regclass, changed text[])
CREATE OR REPLACE FUNCTION private.audit_updates_query(source regclass, changed text[])
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select format(
    $sql$
      insert into public.audit_logs (
        workspace_id, project_id, user_id, action, resource_type, resource_id, old_values, new_values, ip_address, user_agent, metadata
      )
      select
        coalesce(c.workspace_id, p.workspace_id), c.project_id, $2, 'update', $1, c.id,
        case when c.is_secret then private.redact(d.old_values) else d.old_values end,
        case when c.is_secret then private.redact(d.new_values) else d.new_values end, $3, $4, $5
      from (
        select x.*, was::text ~* private.secret_pattern() or now_is::text ~* private.secret_pattern() as is_secret
        from (
          select
            coalesce(n.id, o.id) as id, %1$s as project_id, %2$s as workspace_id,
            jsonb_build_object(%3$s) as was, jsonb_build_object(%4$s) as now_is
          from old_rows o full join new_rows n on n.id = o.id
          offset 0
        ) x
        where was <> now_is
        offset 0
      ) c
      left join public.projects p on p.id = c.project_id,
      lateral (
        select jsonb_object_agg(key, c.was -> key) as old_values, jsonb_object_agg(key, value) as new_values
        from jsonb_each(c.now_is)
        where value is distinct from c.was -> key
      ) d
    $sql$,
    case when source = 'public.projects'::regclass then 'n.id' when 'project_id' = any (columns.all) then 'n.project_id' else 'null::uuid' end,
    case
      when source = 'public.workspaces'::regclass then 'n.id' when 'workspace_id' = any (columns.all) then 'n.workspace_id'
      when 'team_id' = any (columns.all) then '(select t.workspace_id from public.teams t where t.id = n.team_id)' else 'null::uuid'
    end,
    (select string_agg(format('%1$L, o.%1$I', col), ', ') from unnest(changed) col),
    (select string_agg(format('%1$L, n.%1$I', col), ', ') from unnest(changed) col)
  )
  from (
    select array_agg(a.attname::text) as all from pg_catalog.pg_attribute a where a.attrelid = source and a.attnum > 0 and not a.attisdropped
  ) columns
$function$;
comment on function private.audit_updates_query(source regclass, changed text[]) is 'The statement that records an update of many rows: $1 the table, then who, from where, and metadata.';

-- function private.backup_statements(workspace_id uuid)
CREATE OR REPLACE FUNCTION private.backup_statements(workspace_id uuid)
 RETURNS TABLE(statement text, dataset_id uuid)
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  with lines (place, head, query, made, dataset_id) as (
    select t.place, format('{"table": %s, "row": ', to_json(t.table_name)), format(
      'select %s from public.%I where %s',
      (select string_agg(format('%I', c), ', ' order by n) from unnest(t.columns) with ordinality x (c, n)),
      t.table_name, replace(t.condition, '$1', quote_literal(backup_statements.workspace_id))
    ), 'to_jsonb(r)', null::uuid
    from private.backup_tables() t
    union all
    select null, format('{"dataset": "%s", "row": ', d.id), format('select * from data.%I order by _row', d.table_name),
      'to_jsonb(r) - ''_row''', d.id
    from public.datasets d
    join public.projects p on p.id = d.project_id
    join pg_catalog.pg_class c on c.relname = d.table_name and c.relnamespace = 'data'::regnamespace
    where p.workspace_id = backup_statements.workspace_id
  )
  select format('select %L || (%s)::text || ''}'' from (%s) r', head, made, query), dataset_id
  from lines order by place, dataset_id
$function$;
grant execute on function private.backup_statements(workspace_id uuid) to service_role;
comment on function private.backup_statements(workspace_id uuid) is 'The queries whose lines make up the backup of a workspace: its tables, then the rows of its datasets.';

-- function private.backup_tables()
CREATE OR REPLACE FUNCTION private.backup_tables()
 RETURNS TABLE(place integer, table_name text, columns text[], condition text)
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  with recursive found as (
    select c.oid, c.relname::text as name,
      -- What the API never shows is no part of a backup: hashes, ids of secrets, and tables of the machinery.
      array_agg(a.attname::text order by a.attnum) filter (where has_column_privilege('authenticated', c.oid, a.attnum, 'select')) as columns,
      bool_or(a.attname = 'workspace_id') as has_workspace, bool_or(a.attname = 'project_id') as has_project
    from pg_catalog.pg_class c join pg_catalog.pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      -- Records that are kept for some time only, and what not even an admin sees: the chats and library of others.
      and c.relname not in ('events', 'audit_logs', 'analytics_events', 'usage_analytics', 'dead_letters', 'notifications', 'user_secrets')
      and c.relname not in ('chat_sessions', 'chat_participants', 'chat_messages', 'workspace_folders', 'workspace_items')
    group by c.oid, c.relname
  ),
  held as (
    select f.oid, f.name, f.columns, concat_ws(
      ' or ',
      case when f.name = 'workspaces' then 'id = $1' end,
      case when f.has_workspace then 'workspace_id = $1' end,
      case when f.has_project then 'project_id = any (array(select id from public.projects where workspace_id = $1))' end
    ) as condition
    from found f where f.columns is not null and (f.name = 'workspaces' or f.has_workspace or f.has_project)
  ),
  -- Memberships of teams have neither column, but a parent that has one.
  kept as (
    select * from held
    union all
    select f.oid, f.name, f.columns, string_agg(format('%I in (select id from public.%I where %s)', a.attname, h.name, h.condition), ' or ')
    from found f
    join pg_catalog.pg_constraint k on k.conrelid = f.oid and k.contype = 'f' and cardinality(k.conkey) = 1
    join held h on h.oid = k.confrelid
    join pg_catalog.pg_attribute a on a.attrelid = f.oid and a.attnum = k.conkey[1] and a.attnotnull
    where f.columns is not null and f.name <> 'workspaces' and not f.has_workspace and not f.has_project
    group by f.oid, f.name, f.columns
  ),
  depths (oid, depth) as (
    select oid, 0 from kept
    union
    select k.conrelid, d.depth + 1
    from depths d join pg_catalog.pg_constraint k on k.confrelid = d.oid and k.contype = 'f' and k.conrelid <> d.oid
    -- A circle of tables would have no order, and no end.
    where k.conrelid in (select oid from kept) and d.depth < 50
  )
  select row_number() over (order by max(d.depth), k.name)::int, k.name, k.columns, k.condition
  from kept k join depths d on d.oid = k.oid
  group by k.name, k.columns, k.condition
$function$;
grant execute on function private.backup_tables() to service_role;
comment on function private.backup_tables() is 'What a backup holds: the tables of projects and workspaces with what admins may read, in the order of their references. $1 is the workspace.';

-- function private.base_tokens_left(subscription public.workspace_subscriptions)
CREATE OR REPLACE FUNCTION private.base_tokens_left(subscription public.workspace_subscriptions)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case
    when subscription.status in ('active', 'past_due') then greatest(0, subscription.base_token_limit - subscription.base_tokens_used) else 0
  end
$function$;
comment on function private.base_tokens_left(subscription public.workspace_subscriptions) is 'What is left of the plan''s tokens in this period. Only additional tokens count once a subscription is canceled.';

-- function private.belong_to_template()
CREATE OR REPLACE FUNCTION private.belong_to_template()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if new.project_id is distinct from (select t.project_id from public.dashboard_templates t where t.id = new.template_id) then
    perform private.raise_error('PT404', 'There is no such template in this project');
  end if;
  return new;
end
$function$;
comment on function private.belong_to_template() is 'A slot belongs to the project of its template, or to none with it, which a foreign key with a null in it would not say.';

-- function private.bind_value(scope private.query_scope, value text, type text)
CREATE OR REPLACE FUNCTION private.bind_value(scope private.query_scope, value text, type text)
 RETURNS private.query_scope
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  n int := cardinality(scope.vals) + 1;
begin
  if n > 5000 then
    perform private.refuse_query('The query has more than 5,000 values', 'Ask in several queries.');
  end if;
  scope.vals[n] := value;
  scope.types[n] := type;
  -- Times come in arrays of their own: casting a text to them is not immutable, and would be done again for every row.
  scope.sql := case
    when scope.readable then format('$%s::%s', n, type)
    when type = 'timestamptz' then format('($2)[%s]', n)
    when type = 'date' then format('($3)[%s]', n)
    else format('($1)[%s]::%s', n, type)
  end;
  return scope;
end
$function$;
comment on function private.bind_value(scope private.query_scope, value text, type text) is 'Adds a value to those that are bound, and leaves its placeholder in sql.';

-- function private.broadcast(topic text, event text, payload jsonb)
CREATE OR REPLACE FUNCTION private.broadcast(topic text, event text, payload jsonb)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  insert into private.broadcasts (topic, event, payload) values (topic, event, payload)
$function$;
comment on function private.broadcast(topic text, event text, payload jsonb) is 'Broadcasts an event to everybody who listens on a private topic, when the transaction commits. The payload gets the key seq: the number of the broadcast on its topic, without gaps, or null, which means: read again.';

-- function private.bury_message(queue text, msg_id bigint, read_ct integer, error jsonb)
CREATE OR REPLACE FUNCTION private.bury_message(queue text, msg_id bigint, read_ct integer, error jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  buried record;
  project public.projects;
begin
  execute format(
    'delete from pgmq.%I where msg_id = $1 and read_ct = $2 returning msg_id, enqueued_at, message', 'q_' || queue
  ) into buried using msg_id, read_ct;
  if buried.msg_id is null then return false; end if;
  if jsonb_typeof(buried.message) = 'object' then buried.message := buried.message - array['retried', 'tried']; end if;
  select * into project from public.projects where id = private.to_uuid(buried.message ->> 'project_id');
  insert into public.dead_letters (workspace_id, project_id, queue, message, error, attempts, idempotency_key)
  values (
    coalesce(project.workspace_id, (select id from public.workspaces where id = private.to_uuid(buried.message ->> 'workspace_id'))),
    project.id, bury_message.queue, coalesce(buried.message, 'null'), coalesce(bury_message.error, '{}'), bury_message.read_ct,
    private.message_key(bury_message.queue, buried.msg_id, buried.enqueued_at, buried.message)
  );
  return true;
end
$function$;
grant execute on function private.bury_message(queue text, msg_id bigint, read_ct integer, error jsonb) to service_role;
comment on function private.bury_message(queue text, msg_id bigint, read_ct integer, error jsonb) is 'Moves a message that failed for good to dead_letters. False: somebody else has it.';

-- function private.calculate_lead_score(lead_id uuid)
CREATE OR REPLACE FUNCTION private.calculate_lead_score(lead_id uuid)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  lead public.leads;
  total bigint;
begin
  select * into lead from public.leads l where l.id = lead_id;
  if not found or not coalesce(private.can_access(lead.project_id, 'viewer'), false) then
    perform private.raise_error('PT404', 'There is no such lead, or you may not see it', 'It may have been deleted. Ask a member of its project.');
  end if;
  perform private.require_role(lead.project_id, 'contributor');
  select * into lead from public.leads l where l.id = lead_id for no key update;
  perform private.apply_scoring_rules(array[to_jsonb(lead)]);
  update public.leads l
  set score = coalesce((select sum(c.points) from public.lead_score_changes c where c.lead_id = l.id and c.project_id = l.project_id), 0)
  where l.id = lead.id
  returning l.score into total;
  return total;
end
$function$;
grant execute on function private.calculate_lead_score(lead_id uuid) to authenticated;
grant execute on function private.calculate_lead_score(lead_id uuid) to service_role;

-- function private.can_access(project_id uuid, minimum_role text)
CREATE OR REPLACE FUNCTION private.can_access(project_id uuid, minimum_role text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select (select auth.role()) = 'service_role' or can_access.project_id in (select private.project_ids(minimum_role))
$function$;
grant execute on function private.can_access(project_id uuid, minimum_role text) to service_role;
comment on function private.can_access(project_id uuid, minimum_role text) is 'For functions that act for a person: whether the role suffices in this project. The service role may always.';

-- function private.can_join(topic text)
CREATE OR REPLACE FUNCTION private.can_join(topic text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  kind text := split_part(topic, ':', 1);
  subject uuid;
begin
  if topic !~ '^(project|dashboard|chat|execution|workspace):[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then return false; end if;
  subject := split_part(topic, ':', 2);
  if kind = 'workspace' then return subject in (select private.workspace_ids('admin')); end if;
  if kind = 'dashboard' then
    subject := (select project_id from public.dashboards where id = subject);
  elsif kind = 'execution' then
    subject := (select project_id from public.workflow_executions where id = subject);
  elsif kind = 'chat' then
    subject := (select project_id from public.chat_sessions where id = subject and id in (select private.chat_ids()));
  end if;
  return coalesce(subject in (select private.project_ids('viewer')), false);
end
$function$;
grant execute on function private.can_join(topic text) to authenticated;
grant execute on function private.can_join(topic text) to service_role;
comment on function private.can_join(topic text) is 'Whether the one who asks may listen on a private topic: project:<id>, dashboard:<id> and execution:<id>, for viewers of the project, chat:<id>, for those of them who take part in it, and workspace:<id>, for admins of the workspace.';

-- function private.cancel_run(run_id uuid)
CREATE OR REPLACE FUNCTION private.cancel_run(run_id uuid)
 RETURNS public.sync_runs
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  run public.sync_runs := private.find_run(run_id, 'contributor');
begin
  if run.status not in ('queued', 'running') then
    perform private.raise_error('PT409', format('This run is over: it has %s', run.status));
  end if;
  update public.sync_runs set status = 'cancelled', finished_at = clock_timestamp() where id = run_id returning * into run;
  return run;
end
$function$;
grant execute on function private.cancel_run(run_id uuid) to authenticated;
grant execute on function private.cancel_run(run_id uuid) to service_role;

-- function private.cast_sql(expression text, type text, decimal_sign text)
CREATE OR REPLACE FUNCTION private.cast_sql(expression text, type text, decimal_sign text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case
    when type = 'text' then expression
    when type = 'number' and decimal_sign = ',' then
      format($sql$(case when %1$s ~ '^[+-]?(\d{1,3}(\.\d{3})+|\d*)(,\d+)?$' then translate(nullif(%1$s, ''), ',.', '.') else %1$s end)::numeric$sql$, expression)
    else format('nullif(%s, %L)::%s', expression, '', private.column_sql_type(type))
  end
$function$;
comment on function private.cast_sql(expression text, type text, decimal_sign text) is 'SQL that turns a text into a column''s type as fast as can be; it fails on what clean_sql could still save.';

-- function private.causation_id()
CREATE OR REPLACE FUNCTION private.causation_id()
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  cause constant text := current_setting('orrery.causation_id', true);
begin
  return case when cause ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then cause::uuid end;
end
$function$;
comment on function private.causation_id() is 'The execution or run in whose course this happens, as a worker says in orrery.causation_id.';

-- function private.changed_columns_query(source regclass, ignored text[])
CREATE OR REPLACE FUNCTION private.changed_columns_query(source regclass, ignored text[])
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select format(
    'select array_remove(array[%s], null) from old_rows o full join new_rows n on n.id = o.id',
    string_agg(format('case when bool_or(n.%1$I is distinct from o.%1$I) then %1$L end', a.attname), ', ')
  )
  from pg_catalog.pg_attribute a
  where a.attrelid = source and a.attnum > 0 and not a.attisdropped and a.attname <> all (ignored)
$function$;
comment on function private.changed_columns_query(source regclass, ignored text[]) is 'The statement that lists the columns an update changed in some row.';

-- function private.changed_rows_query(operation text, shown text[], condition text, verbs text[])
CREATE OR REPLACE FUNCTION private.changed_rows_query(operation text, shown text[], condition text, verbs text[])
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  verb text;
  rule text[];
  watched text[] := '{}';
  cases text := '';
  details constant text := (
    select coalesce(format('jsonb_build_object(%s)', string_agg(format('%L, r.%I', col, col), ', ')), '''{}''::jsonb') from unnest(shown) col
  );
begin
  if operation <> 'update' then
    return format(
      'select r.project_id, r.id, %L::text as verb, null::text[] as changed, %s as details from %s r where %s',
      verbs[1], details, case operation when 'insert' then 'new_rows' else 'old_rows' end, condition
    );
  end if;
  -- Of 'failed:status=error' and 'updated:name,config' the first that fits names the event.
  foreach verb in array verbs loop
    rule := regexp_match(verb, '^(\w+):([\w,]+)(?:=(\w+))?$');
    cases := cases || format(
      ' when (%s)%s then %L',
      (select string_agg(format('r.%I is distinct from o.%I', col, col), ' or ') from unnest(string_to_array(rule[2], ',')) col),
      case when rule[3] is null then '' else format(' and r.%I = %L', rule[2], rule[3]) end,
      rule[1]
    );
    watched := watched || array(select col from unnest(string_to_array(rule[2], ',')) col where col <> all (watched));
  end loop;
  return format(
    'select * from (
      select r.project_id, r.id, case%s end as verb, array_remove(array[%s], null) as changed, %s as details
      from new_rows r join old_rows o on o.id = r.id where %s
    ) x where verb is not null',
    cases, (select string_agg(format('case when r.%I is distinct from o.%I then %L end', col, col, col), ', ') from unnest(watched) col),
    details, condition
  );
end
$function$;
comment on function private.changed_rows_query(operation text, shown text[], condition text, verbs text[]) is 'The query that lists what a trigger''s statement changed: project_id, id, verb, changed, details.';

-- function private.chart_document(chart public.charts)
CREATE OR REPLACE FUNCTION private.chart_document(chart public.charts)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'id', chart.id, 'title', chart.title, 'description', chart.description, 'chart_type', chart.chart_type, 'spec', chart.spec,
    'dataset_id', chart.dataset_id, 'data_query', chart.data_query, 'tags', to_jsonb(chart.tags)
  )
$function$;

-- function private.chart_revisions(dashboard public.dashboards, snapshot jsonb)
CREATE OR REPLACE FUNCTION private.chart_revisions(dashboard public.dashboards, snapshot jsonb)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_object_agg(c.id, c.revision), '{}') from public.charts c
  where c.project_id = dashboard.project_id and c.id in (select (value ->> 'id')::uuid from jsonb_array_elements(snapshot -> 'charts'))
$function$;
comment on function private.chart_revisions(dashboard public.dashboards, snapshot jsonb) is 'Chart → revision of those a document would write over.';

-- function private.chat_ids()
CREATE OR REPLACE FUNCTION private.chat_ids()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 50
 SET search_path TO ''
AS $function$
  select chat_session_id from public.chat_participants where user_id = (select private.user_id()) and is_active
$function$;
grant execute on function private.chat_ids() to authenticated;
grant execute on function private.chat_ids() to service_role;
comment on function private.chat_ids() is 'Chats the one who asks takes part in. Policies ask for the role in the project as well, so that who loses the project loses its chats.';

-- function private.check_canvas(canvas jsonb)
CREATE OR REPLACE FUNCTION private.check_canvas(canvas jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  tab jsonb;
  problem text;
begin
  if jsonb_typeof(canvas -> 'tabs') is distinct from 'array' or jsonb_array_length(canvas -> 'tabs') not between 1 and 20 then
    perform private.raise_error('PT400', 'A dashboard has 1 to 20 tabs');
  end if;
  for tab in select value from jsonb_array_elements(canvas -> 'tabs') loop
    if not private.is_valid_input(coalesce(tab ->> 'id', ''), 'uuid') then
      perform private.raise_error('PT400', 'A tab has no id');
    end if;
    if length(btrim(coalesce(tab ->> 'title', ''))) not between 1 and 100 then
      perform private.raise_error('PT400', 'A tab has a title of 1 to 100 characters');
    end if;
    if jsonb_typeof(tab -> 'widgets') is distinct from 'array' or jsonb_array_length(tab -> 'widgets') > 60 then
      perform private.raise_error('PT400', format('Tab "%s" has more than 60 widgets', tab ->> 'title'), 'Move some to another tab.');
    end if;
    select private.widget_problem(value) into problem from jsonb_array_elements(tab -> 'widgets') where private.widget_problem(value) is not null limit 1;
    if problem is not null then
      perform private.raise_error('PT400', format('%s on tab "%s"', problem, tab ->> 'title'));
    end if;
  end loop;
end
$function$;
comment on function private.check_canvas(canvas jsonb) is 'Raises PT400 with the first thing that is wrong with a canvas.';

-- function private.check_columns(columns jsonb)
CREATE OR REPLACE FUNCTION private.check_columns(columns jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  problem text;
begin
  if jsonb_typeof(columns) is distinct from 'array' or jsonb_array_length(columns) not between 1 and 1000 then
    perform private.raise_error('PT400', 'A dataset has 1 to 1,000 columns', 'Leave out columns that are not needed.');
  end if;
  select private.column_problem(value) into problem from jsonb_array_elements(columns) where private.column_problem(value) is not null limit 1;
  if problem is not null then
    perform private.raise_error('PT400', problem, 'Rename or correct the column.');
  end if;
  select value ->> 'name' into problem from jsonb_array_elements(columns) group by 1 having count(*) > 1 limit 1;
  if problem is not null then
    perform private.raise_error('PT400', format('Two columns are called "%s"', problem), 'Rename one of them.');
  end if;
end
$function$;
comment on function private.check_columns(columns jsonb) is 'Raises PT400 with the first thing that is wrong with a columns document.';

-- function private.check_connector_config()
CREATE OR REPLACE FUNCTION private.check_connector_config()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  catalogued public.connector_schemas;
begin
  if tg_op = 'UPDATE' and (new.type, new.config) is not distinct from (old.type, old.config) then return new; end if;
  select * into catalogued from public.connector_schemas where connector_type = new.type;
  if not found or (tg_op = 'INSERT' and not catalogued.is_active) then
    perform private.raise_error('PT400', format('There is no connector type "%s"', left(new.type, 40)), 'The types are in connector_schemas.');
  end if;
  perform private.check_document(new.config, catalogued.config_schema, 'config');
  if tg_op = 'UPDATE' and (new.type <> old.type or private.points_elsewhere(catalogued.config_schema, old.config, new.config)) then
    new.secret_id := null;
  end if;
  return new;
end
$function$;
comment on function private.check_connector_config() is 'Checks config by its type''s schema. Pointed to another host, a connector loses its credentials: they were not given for that one.';

-- function private.check_connector_connections()
CREATE OR REPLACE FUNCTION private.check_connector_connections()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  home uuid := (select workspace_id from public.projects where id = new.project_id);
  provider text;
begin
  if new.api_connection_id is not null and (tg_op = 'INSERT' or (new.api_connection_id, new.project_id) is distinct from (old.api_connection_id, old.project_id)) then
    perform from public.api_connections c where c.id = new.api_connection_id and (c.project_id = new.project_id or c.workspace_id = home);
    if not found then
      perform private.raise_error('PT404', 'There is no such API connection in this project or its workspace', 'Choose another one, or make it.');
    end if;
  end if;
  if new.oauth2_connection_id is not null and (
    tg_op = 'INSERT' or (new.oauth2_connection_id, new.project_id, new.type) is distinct from (old.oauth2_connection_id, old.project_id, old.type)
  ) then
    select c.provider into provider from public.oauth2_connections c
    where c.id = new.oauth2_connection_id and (c.project_id = new.project_id or c.workspace_id = home);
    if not found then
      perform private.raise_error('PT404', 'There is no such OAuth connection in this project or its workspace', 'Choose another one, or make it.');
    end if;
    if provider is distinct from (select auth_config ->> 'provider' from public.connector_schemas where connector_type = new.type) then
      perform private.raise_error('PT400', format('A connector of type %s cannot sign in with %s', new.type, provider), 'Choose a connection of its own provider.');
    end if;
  end if;
  return new;
end
$function$;
comment on function private.check_connector_connections() is 'A connector uses connections of its own project or that project''s workspace, of the provider its type signs in with.';

-- function private.check_document(document jsonb, schema jsonb, what text)
CREATE OR REPLACE FUNCTION private.check_document(document jsonb, schema jsonb, what text)
 RETURNS void
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  problem text := private.document_problem(document, schema, what);
begin
  if problem is null then return; end if;
  perform private.raise_error('PT400', format('%s: %s', what, problem), coalesce(
    'Its fields: ' || (select string_agg(key, ', ' order by value -> 'x-order', key) from jsonb_each(schema -> 'properties')) || '.', 'It has no fields.'
  ));
end
$function$;
grant execute on function private.check_document(document jsonb, schema jsonb, what text) to authenticated;
grant execute on function private.check_document(document jsonb, schema jsonb, what text) to service_role;
comment on function private.check_document(document jsonb, schema jsonb, what text) is 'Raises PT400 with the first thing that is wrong with a document.';

-- function private.check_domain(domain text)
CREATE OR REPLACE FUNCTION private.check_domain(domain text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if domain !~ '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$' or length(domain) > 253 then
    perform private.raise_error('PT400', 'A domain looks like example.com', 'Leave out the part before the @.');
  elsif private.is_public_mail_domain(domain) then
    perform private.raise_error('PT400', format('Anybody can have an address at %s', domain), 'Use a domain of your company, or invite people one by one.');
  elsif not exists (
    select from public.users where id = (select auth.uid()) and email_confirmed_at is not null and private.mail_domain(email) = domain
  ) then
    perform private.raise_error(
      'PT403', format('You have no confirmed address at %s', domain), 'Ask an owner of the workspace who has one, or sign in with such an address.'
    );
  end if;
end
$function$;
comment on function private.check_domain(domain text) is 'Raises what keeps the one who asks from taking a domain for a workspace.';

-- function private.check_emit_rules(source regclass, shown text[], except_for text, updates text[])
CREATE OR REPLACE FUNCTION private.check_emit_rules(source regclass, shown text[], except_for text, updates text[])
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  named text[] := shown || array[nullif(split_part(except_for, '=', 1), ''), 'id', 'project_id'];
  rule text;
  unknown text;
begin
  foreach rule in array updates loop
    if rule !~ '^\w+:(\w+=\w+|\w+(,\w+)*)$' then
      raise exception 'An update is verb:column,column or verb:column=value, not "%"', rule;
    end if;
    named := named || regexp_split_to_array(split_part(split_part(rule, ':', 2), '=', 1), ',');
  end loop;
  select col into unknown from unnest(named) col
  where col is not null
    and not exists (select from pg_catalog.pg_attribute a where a.attrelid = source and a.attname = col and not a.attisdropped);
  if unknown is not null then
    raise exception '% has no column "%" to emit events of', source, unknown;
  end if;
end
$function$;
comment on function private.check_emit_rules(source regclass, shown text[], except_for text, updates text[]) is 'Raises what would make every event of a table fail.';

-- function private.check_export(document jsonb)
CREATE OR REPLACE FUNCTION private.check_export(document jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if pg_column_size(document) > 8388608 then
    perform private.raise_error('PT413', 'A dashboard has at most 8 MB', 'Split it into two.');
  end if;
  perform private.check_shape(document, '{
    "format": "string", "version": "int", "dashboard": "object", "tabs": "array", "charts": "array", "templates": "array?"
  }', 'The document');
  if document ->> 'format' <> 'orrery.dashboard' or (document ->> 'version')::int <> 1 then
    perform private.raise_error('PT422', 'This is no dashboard of a version that is known here',
      'Export it with export_dashboard; its "version" is 1.');
  end if;
  perform private.check_shape(value - 'dataset', '{
    "id": "uuid", "title": "string", "description": "string?", "chart_type": "string", "spec": "object", "data_query": "object?", "tags": "texts?"
  }', 'A chart')
  from jsonb_array_elements(document -> 'charts');
  if jsonb_array_length(coalesce(nullif(document -> 'templates', 'null'), '[]')) > 21 then
    perform private.raise_error('PT400', 'The document has more templates than tabs');
  end if;
  perform private.check_shape(value, '{
    "id": "uuid", "name": "string", "description": "string?", "category": "string?", "layout_config": "object?",
    "is_system_template": "boolean?", "slots": "array"
  }', 'A template')
  from jsonb_array_elements(coalesce(nullif(document -> 'templates', 'null'), '[]'));
  perform private.check_shape(slot, '{
    "id": "uuid", "slot_key": "string", "position_config": "object", "slot_type": "string", "constraints": "object?"
  }', 'A slot')
  from jsonb_array_elements(coalesce(nullif(document -> 'templates', 'null'), '[]')) template, jsonb_array_elements(template -> 'slots') slot;
end
$function$;
comment on function private.check_export(document jsonb) is 'Raises what is wrong with the parts of an export that a snapshot has not.';

-- function private.check_invitation(address text, role text, workspace_id uuid, project_id uuid)
CREATE OR REPLACE FUNCTION private.check_invitation(address text, role text, workspace_id uuid, project_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if num_nonnulls(workspace_id, project_id) <> 1 then
    perform private.raise_error('PT400', 'An invitation is to a workspace or to a project', 'Give either workspace_id or project_id.');
  elsif address is null or address !~ '^[^\s@]+@[^\s@]+\.[^\s@]+$' or length(address) > 320 then
    perform private.raise_error('PT400', 'This is not an e-mail address', 'Write it like name@example.com.');
  elsif project_id is null then
    perform private.require_workspace_role(workspace_id, case when role = 'owner' then 'owner' else 'admin' end);
    if coalesce(role not in ('owner', 'admin', 'project_creator'), true) then
      perform private.raise_error('PT400', 'A workspace has no such role', 'Use owner, admin or project_creator.');
    end if;
  else
    perform private.require_role(project_id, case when role = 'owner' then 'owner' else 'manager' end);
    if private.role_rank(role) is null then
      perform private.raise_error('PT400', 'A project has no such role', 'Use owner, manager, contributor or viewer.');
    end if;
  end if;
  if exists (select from public.users u where u.id = (select auth.uid()) and private.normal_address(u.email) = address) then
    perform private.raise_error('PT403', 'Nobody can change their own membership', 'Ask another owner or manager.');
  end if;
end
$function$;
comment on function private.check_invitation(address text, role text, workspace_id uuid, project_id uuid) is 'Raises what keeps the one who asks from inviting this address.';

-- function private.check_keys(doc jsonb, allowed text[], what text)
CREATE OR REPLACE FUNCTION private.check_keys(doc jsonb, allowed text[], what text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  unknown text;
begin
  if jsonb_typeof(doc) is distinct from 'object' then
    perform private.refuse_query(format('%s is not an object', what), 'Its keys: ' || array_to_string(allowed, ', ') || '.');
  end if;
  select key into unknown from jsonb_object_keys(doc) key where key <> all (allowed) limit 1;
  if unknown is not null then
    perform private.refuse_query(format('Unknown key "%s" in %s', left(unknown, 63), lower(left(what, 1)) || substr(what, 2)),
      'Its keys: ' || array_to_string(allowed, ', ') || '.');
  end if;
end
$function$;
comment on function private.check_keys(doc jsonb, allowed text[], what text) is 'Refuses a part of a query document that is no object or has keys nobody knows.';

-- function private.check_lead_owner()
CREATE OR REPLACE FUNCTION private.check_lead_owner()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if not private.is_project_member(new.project_id, new.owner_id) then
    perform private.raise_error('PT422', 'A lead is owned by a member of the project', 'Add the person to the project first.');
  end if;
  return null;
end
$function$;

-- function private.check_link(permissions jsonb, password text, expires_at timestamp with time zone)
CREATE OR REPLACE FUNCTION private.check_link(permissions jsonb, password text, expires_at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.check_shape(permissions, '{"view": "boolean?", "filter": "boolean?", "export": "boolean?"}', 'The permissions');
  if permissions -> 'view' = 'false' then
    perform private.raise_error('PT400', 'A link lets people view what it opens', 'Leave "view" out, or make no link.');
  end if;
  if octet_length(password) not between 8 and 72 then
    perform private.raise_error('PT400', 'A password has 8 to 72 bytes', 'Choose another one, or none.');
  end if;
  if expires_at <= now() then
    perform private.raise_error('PT400', 'The link would have expired already', 'Choose a time to come.');
  end if;
end
$function$;

-- function private.check_load_options(project_id uuid, path text, options jsonb)
CREATE OR REPLACE FUNCTION private.check_load_options(project_id uuid, path text, options jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if jsonb_typeof(options) is distinct from 'object' or coalesce(options ->> 'mode', '') not in ('create', 'append', 'replace') then
    perform private.raise_error('PT400', 'options.mode is create, append or replace');
  end if;
  if coalesce(options ->> 'format', '') not in ('csv', 'json', 'ndjson') then
    perform private.raise_error('PT400', 'options.format is csv, json or ndjson');
  end if;
  if jsonb_typeof(options -> 'columns') is distinct from 'array' then
    perform private.raise_error('PT400', 'options.columns is an array with a column, or null, for each column of the file');
  end if;
  perform private.check_columns(private.kept_columns(options));
  if private.folder_id(path) is distinct from project_id then
    perform private.raise_error('PT400', 'The path of an upload begins with its project''s id', 'Upload to <project id>/<uuid>/<file name> in the bucket uploads.');
  end if;
  if not exists (select from storage.objects o where o.bucket_id = 'uploads' and o.name = check_load_options.path) then
    perform private.raise_error('PT404', 'The file is not there', 'The upload may have been cut off. Upload it again.');
  end if;
end
$function$;
comment on function private.check_load_options(project_id uuid, path text, options jsonb) is 'Raises what is wrong with the arguments of load_upload.';

-- function private.check_message_agent()
CREATE OR REPLACE FUNCTION private.check_message_agent()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform from public.agents a where a.id = new.agent_id and coalesce(a.project_id, new.project_id) = new.project_id;
  if not found then
    -- As for one that does not exist.
    perform private.raise_error('23503', 'insert or update on table "chat_messages" violates foreign key constraint "chat_messages_agent_id_fkey"',
      null, format('Key (agent_id)=(%s) is not present in table "agents".', new.agent_id));
  end if;
  return null;
end
$function$;
comment on function private.check_message_agent() is 'What a composite foreign key cannot say: the agent is built in or of the same project.';

-- function private.check_participant()
CREATE OR REPLACE FUNCTION private.check_participant()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if private.is_api_user() and not private.is_project_member(new.project_id, new.user_id) then
    perform private.raise_error('PT422', 'Only members of the project can take part in its chats', 'Add the person to the project first.');
  end if;
  return null;
end
$function$;
comment on function private.check_participant() is 'Participants can see the project. Who loses it later loses its chats by the policies.';

-- function private.check_segment()
CREATE OR REPLACE FUNCTION private.check_segment()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.compile_segment(new.project_id, new.definition);
  -- The count is of the definition before.
  if tg_op = 'UPDATE' then new.refreshed_at := null; end if;
  return new;
end
$function$;
comment on function private.check_segment() is 'A definition is understood before it is kept; PT400 says what is wrong with it.';

-- function private.check_shape(doc jsonb, shape jsonb, what text)
CREATE OR REPLACE FUNCTION private.check_shape(doc jsonb, shape jsonb, what text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  wrong text;
begin
  perform private.check_keys(doc, array(select jsonb_object_keys(shape)), what);
  select key into wrong from jsonb_each_text(shape) where private.has_shape(doc -> key, value) is not true order by key limit 1;
  if wrong is not null then
    perform private.raise_error('PT400', format('"%s" of %s is missing or of the wrong type', wrong, lower(left(what, 1)) || substr(what, 2)),
      format('It is: %s.', rtrim(shape ->> wrong, '?')));
  end if;
end
$function$;
comment on function private.check_shape(doc jsonb, shape jsonb, what text) is 'Raises PT400 unless a document is an object with these keys (key → type, see has_shape) and no others.';

-- function private.check_snapshot(snapshot jsonb)
CREATE OR REPLACE FUNCTION private.check_snapshot(snapshot jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if pg_column_size(snapshot) > 8388608 then
    perform private.raise_error('PT413', 'A dashboard has at most 8 MB', 'Split it into two.');
  end if;
  perform private.check_shape(snapshot, '{
    "v": "int", "revision": "int?", "chart_revisions": "object?", "dashboard": "object", "tabs": "array", "charts": "array"
  }', 'The snapshot');
  if (snapshot ->> 'v')::int <> 1 then
    perform private.raise_error('PT422', 'This version of snapshots is not known here', 'Its "v" is 1.');
  end if;
  perform private.check_shape(snapshot -> 'dashboard', '{
    "title": "string", "description": "string?", "template_id": "uuid?", "theme": "object?", "config": "object?",
    "layout": "object?", "tags": "texts?"
  }', 'The dashboard');
  perform private.check_canvas(snapshot);
  perform private.check_tab(value) from jsonb_array_elements(snapshot -> 'tabs');
  if jsonb_array_length(snapshot -> 'charts') > 1400 then
    perform private.raise_error('PT400', 'A snapshot has the charts that are on its tabs, and no others');
  end if;
  perform private.check_shape(value, '{
    "id": "uuid", "title": "string", "description": "string?", "chart_type": "string", "spec": "object",
    "dataset_id": "uuid?", "data_query": "object?", "tags": "texts?"
  }', 'A chart')
  from jsonb_array_elements(snapshot -> 'charts');
  if exists (
    select from jsonb_array_elements(snapshot -> 'charts') chart
    where (chart ->> 'id')::uuid not in (select private.placed_chart_ids(snapshot -> 'tabs'))
  ) then
    perform private.raise_error('PT400', 'A snapshot has the charts that are on its tabs, and no others', 'Place the chart, or leave it out.');
  end if;
end
$function$;
comment on function private.check_snapshot(snapshot jsonb) is 'Raises what is wrong with a document that is to become a dashboard.';

-- function private.check_status_transition()
CREATE OR REPLACE FUNCTION private.check_status_transition()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if not exists (
    select from private.status_transitions t where t.source = tg_relid and t.old_status = old.status and t.new_status = new.status
  ) then
    perform private.raise_error(
      'PT409', format('What is %s cannot become %s', old.status, new.status), 'Load it again: somebody was faster, or it is over.'
    );
  end if;
  return new;
end
$function$;
comment on function private.check_status_transition() is 'Refuses a change of status that status_transitions does not list.';

-- function private.check_tab(tab jsonb)
CREATE OR REPLACE FUNCTION private.check_tab(tab jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.check_shape(tab, '{
    "id": "uuid", "title": "string", "description": "string?", "template_id": "uuid?", "settings": "object?",
    "widgets": "array", "placements": "array?"
  }', 'A tab');
  if jsonb_array_length(private.placements_of(tab)) > 10 then
    perform private.raise_error('PT422', 'A tab holds at most 10 charts', 'Put the others on another tab.');
  end if;
  perform private.check_shape(value, '{
    "id": "uuid", "type": "string", "name": "string?", "chart_id": "uuid?", "connector_id": "uuid?", "config": "object?", "data_query": "object?",
    "position_x": "int", "position_y": "int", "width": "int", "height": "int", "min_width": "int?", "min_height": "int?",
    "is_resizable": "boolean?", "is_draggable": "boolean?", "refresh_interval": "int?"
  }', 'A widget')
  from jsonb_array_elements(tab -> 'widgets');
  perform private.check_shape(value, '{"id": "uuid", "chart_id": "uuid", "template_slot_id": "uuid?", "customizations": "object?"}', 'A placement')
  from jsonb_array_elements(private.placements_of(tab));
end
$function$;

-- function private.check_template()
CREATE OR REPLACE FUNCTION private.check_template()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if new.template_id is not null and not exists (
    select from public.dashboard_templates t where t.id = new.template_id and (t.project_id is null or t.project_id = new.project_id)
  ) then
    perform private.raise_error('PT404', 'There is no such template in this project');
  end if;
  return new;
end
$function$;
comment on function private.check_template() is 'A dashboard or tab follows a template of its project or of the system.';

-- function private.claim_domains()
CREATE OR REPLACE FUNCTION private.claim_domains()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  wanted text[] := case when new.deleted_at is null and new.company_email_domains <> '{*}' then new.company_email_domains else '{}' end;
  taken text;
begin
  delete from private.workspace_domains d where d.workspace_id = new.id and d.domain <> all (wanted);
  -- The key makes two workspaces that want a domain at once wait for each other.
  insert into private.workspace_domains select domain, new.id from unnest(wanted) domain on conflict do nothing;
  select domain into taken from unnest(wanted) domain
  where domain not in (select d.domain from private.workspace_domains d where d.workspace_id = new.id) limit 1;
  if taken is not null then
    perform private.raise_error('PT409', format('The domain %s belongs to another workspace', taken), 'Ask an owner of that workspace to invite you.');
  end if;
  return null;
end
$function$;
comment on function private.claim_domains() is 'A mail domain belongs to one workspace at a time.';

-- function private.clean_sql(expression text, type text, decimal_sign text)
CREATE OR REPLACE FUNCTION private.clean_sql(expression text, type text, decimal_sign text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case type when 'text' then expression else format(
    $sql$(case when lower(btrim(%1$s)) in ('', 'null', 'nan', 'na', 'n/a', '-', '\n', '#n/a') then null %2$s end)$sql$,
    expression,
    format(case
      when type = 'json' then $sql$else %1$s$sql$
      when type not in ('number', 'integer') then $sql$else btrim(%1$s)$sql$
      when decimal_sign = ',' then $sql$when btrim(%1$s) ~ '^[+-]?(\d{1,3}(\.\d{3})+|\d*)(,\d+)?$' then translate(btrim(%1$s), ',.', '.') else btrim(%1$s)$sql$
      else $sql$when btrim(%1$s) ~ '^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$' then replace(btrim(%1$s), ',', '') else btrim(%1$s)$sql$
    end, expression)
  ) end
$function$;
comment on function private.clean_sql(expression text, type text, decimal_sign text) is 'SQL for what a field says once blanks, words for "nothing" and separators of thousands are taken away.';

-- function private.cleanup_expired_cache()
CREATE OR REPLACE FUNCTION private.cleanup_expired_cache()
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  removed bigint;
begin
  delete from public.data_cache c using public.datasets d
  where d.id = c.dataset_id and (c.expires_at <= now() or c.dataset_version < d.version);
  get diagnostics removed = row_count;
  delete from public.data_cache where id in (
    select id from (
      select id, sum(size_bytes) over (partition by project_id order by greatest(created_at, updated_at) desc, id) as total from public.data_cache
    ) newest
    where total > 268435456
  );
  delete from private.ingest_keys where created_at < now() - interval '1 day';
  return removed;
end
$function$;
grant execute on function private.cleanup_expired_cache() to service_role;

-- function private.close_expired_links(since timestamp with time zone)
CREATE OR REPLACE FUNCTION private.close_expired_links(since timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select private.mark_public(l.resource_type, l.resource_id) from public.sharing_links l
  where l.revoked_at is null and l.expires_at between since - interval '2 days' and now();
  delete from private.sharing_attempts where at < now() - interval '1 hour';
$function$;
comment on function private.close_expired_links(since timestamp with time zone) is 'What only links that expired since then opened is public no longer. The links themselves stop at once.';

-- function private.column_definition(col jsonb)
CREATE OR REPLACE FUNCTION private.column_definition(col jsonb)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select format(
    '%I %s%s%s', col ->> 'name', private.column_sql_type(col ->> 'type'),
    case when (col ->> 'nullable')::boolean then '' else ' not null' end,
    -- JSON has no NaN and no infinity, so neither has a dataset. In Postgres NaN is above infinity.
    case when col ->> 'type' = 'number' then format(' check (%1$I > ''-Infinity'' and %1$I < ''Infinity'')', col ->> 'name') else '' end
  )
$function$;

-- function private.column_problem(col jsonb)
CREATE OR REPLACE FUNCTION private.column_problem(col jsonb)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case
    when jsonb_typeof(col) is distinct from 'object' then 'A column is an object {name, type, nullable, role}'
    when jsonb_typeof(col -> 'name') is distinct from 'string' or col ->> 'name' = '' then 'A column needs a name'
    when octet_length(col ->> 'name') > 63 then format('The column name "%s…" has more than 63 bytes', left(col ->> 'name', 40))
    when col ->> 'name' ~ '[\x01-\x1f]' then format('The column name "%s" has control characters', col ->> 'name')
    when starts_with(col ->> 'name', '_row') then format('The column name "%s" begins with _row, which is kept for Orrery', col ->> 'name')
    when col ->> 'name' in ('ctid', 'xmin', 'xmax', 'cmin', 'cmax', 'tableoid') then format('The column name "%s" is kept for the database', col ->> 'name')
    when private.column_sql_type(col ->> 'type') is null then format('Column "%s" has the unknown type "%s"', col ->> 'name', left(col ->> 'type', 40))
    when coalesce(col ->> 'role', '') not in ('dimension', 'measure', 'time', 'key') then format('Column "%s" has the unknown role "%s"', col ->> 'name', left(col ->> 'role', 40))
    when jsonb_typeof(col -> 'nullable') is distinct from 'boolean' then format('Column "%s" does not say whether it is nullable', col ->> 'name')
  end
$function$;
comment on function private.column_problem(col jsonb) is 'What is wrong with one element of datasets.columns; null when nothing is.';

-- function private.column_sql_type(type text)
CREATE OR REPLACE FUNCTION private.column_sql_type(type text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case type
    when 'text' then 'text' when 'integer' then 'bigint' when 'number' then 'numeric' when 'boolean' then 'boolean'
    when 'date' then 'date' when 'timestamp' then 'timestamptz' when 'json' then 'jsonb'
  end
$function$;
comment on function private.column_sql_type(type text) is 'The Postgres type of a dataset column''s type; null for an unknown one.';

-- function private.column_type(scope private.query_scope, name jsonb, what text)
CREATE OR REPLACE FUNCTION private.column_type(scope private.query_scope, name jsonb, what text)
 RETURNS text
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  type text := scope.columns ->> (name #>> '{}');
begin
  if type is not null and jsonb_typeof(name) = 'string' then return type; end if;
  if jsonb_typeof(name) is distinct from 'string' then
    perform private.refuse_query(format('%s does not name a column', what));
  end if;
  perform private.refuse_query(
    format('Column "%s" is not in %s', left(name #>> '{}', 63), scope.dataset_name),
    'Columns: ' || (select coalesce(string_agg(key, ', '), 'none') from (select key from jsonb_object_keys(scope.columns) key limit 40) first_ones) || '.'
  );
end
$function$;
comment on function private.column_type(scope private.query_scope, name jsonb, what text) is 'The type of a column a query names; PT400 with the columns there are when there is none. Only names that pass here are quoted into SQL.';

-- function private.compile_between(scope private.query_scope, node jsonb, type text)
CREATE OR REPLACE FUNCTION private.compile_between(scope private.query_scope, node jsonb, type text)
 RETURNS private.query_scope
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  col text := quote_ident(node ->> 'column');
  bounds jsonb := node -> 'value';
  test text := format('%s is not null', col);
begin
  if jsonb_typeof(bounds) is distinct from 'array' or jsonb_array_length(bounds) <> 2 then
    perform private.refuse_query(format('"between" on column "%s" needs an array of two values', node ->> 'column'));
  end if;
  if jsonb_typeof(bounds -> 0) <> 'null' then
    scope := private.compile_value(scope, bounds -> 0, type, node ->> 'column');
    test := format('%s >= %s', col, scope.sql);
  end if;
  if jsonb_typeof(bounds -> 1) <> 'null' then
    scope := private.compile_value(scope, bounds -> 1, type, node ->> 'column');
    test := format('%s and %s %s %s', test, col, case when type in ('date', 'timestamp') then '<' else '<=' end, scope.sql);
  end if;
  scope.sql := format('(%s)', test);
  return scope;
end
$function$;
comment on function private.compile_between(scope private.query_scope, node jsonb, type text) is 'between: bounds included, but the upper one excluded on times; a null bound is open.';

-- function private.compile_condition(scope private.query_scope, node jsonb)
CREATE OR REPLACE FUNCTION private.compile_condition(scope private.query_scope, node jsonb)
 RETURNS private.query_scope
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  operator text := node ->> 'operator';
  type text;
  col text := quote_ident(node ->> 'column');
  given boolean := jsonb_typeof(node -> 'value') is distinct from 'null' and node ? 'value';
begin
  perform private.check_keys(node, array['column', 'operator', 'value'], 'A condition');
  type := private.column_type(scope, node -> 'column', 'A condition');
  if operator in ('is_null', 'is_not_null') or (operator in ('=', '!=') and not given) then
    scope.sql := format('%s is %snull', col, case when operator in ('is_not_null', '!=') then 'not ' else '' end);
    return scope;
  end if;
  if type = 'json' then perform private.require_type(type, array['text', 'integer', 'number', 'boolean', 'date', 'timestamp'], node -> 'column', 'a comparison'); end if;
  case operator
    when 'in', 'not_in' then return private.compile_list(scope, node, type);
    when 'between' then return private.compile_between(scope, node, type);
    when 'contains', 'starts_with' then return private.compile_search(scope, node, type);
    when '=', '!=', '<', '<=', '>', '>=' then
      if not given then perform private.refuse_query(format('"%s" on column "%s" needs a value', operator, node ->> 'column')); end if;
      scope := private.compile_value(scope, node -> 'value', type, node ->> 'column');
      scope.sql := format('%s %s %s', col, case operator when '!=' then 'is distinct from' else operator end, scope.sql);
      return scope;
    else null;
  end case;
  perform private.refuse_query(format('Unknown operator "%s"', left(coalesce(operator, ''), 40)),
    'Operators: =, !=, <, <=, >, >=, in, not_in, between, contains, starts_with, is_null, is_not_null.');
end
$function$;
comment on function private.compile_condition(scope private.query_scope, node jsonb) is 'One comparison. != and not_in keep rows without a value: they are not that value.';

-- function private.compile_dimension(scope private.query_scope, part jsonb)
CREATE OR REPLACE FUNCTION private.compile_dimension(scope private.query_scope, part jsonb)
 RETURNS private.query_scope
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  type text;
  grain text := part ->> 'grain';
begin
  perform private.check_keys(part, array['column', 'grain', 'bin', 'as'], 'A dimension');
  type := private.column_type(scope, part -> 'column', 'A dimension');
  scope.sql := quote_ident(part ->> 'column');
  if grain is not null then
    perform private.require_type(type, array['date', 'timestamp'], part -> 'column', 'a grain of time');
    if grain not in ('minute', 'hour', 'day', 'week', 'month', 'quarter', 'year') then
      perform private.refuse_query(format('Unknown grain "%s"', left(grain, 40)), 'Grains: minute, hour, day, week, month, quarter, year.');
    end if;
    scope.sql := case type
      when 'date' then format('date_trunc(%L, %s::timestamp)::date', case when grain in ('minute', 'hour') then 'day' else grain end, scope.sql)
      -- run_query sets the zone of the session: naming it here would look it up for every row. People are shown it by name.
      else format(case when scope.readable then 'date_trunc(%L, %s, %L)' else 'date_trunc(%L, %s)' end, grain, scope.sql, scope.time_zone)
    end;
  elsif part ? 'bin' and jsonb_typeof(part -> 'bin') <> 'null' then
    perform private.require_type(type, array['integer', 'number'], part -> 'column', 'a bin');
    if jsonb_typeof(part -> 'bin') <> 'number' or (part ->> 'bin')::numeric not between 1e-9 and 1e15 then
      perform private.refuse_query(format('The bin of column "%s" is not a number from 0.000000001 to 1e15', part ->> 'column'));
    end if;
    scope.sql := format('floor(%1$s::numeric / %2$s) * %2$s', scope.sql, (part ->> 'bin')::numeric);
    type := 'number';
  end if;
  scope.result := scope.result || jsonb_build_object('name', private.result_name(part), 'type', type);
  return scope;
end
$function$;
comment on function private.compile_dimension(scope private.query_scope, part jsonb) is 'What rows are grouped by: a column, its beginning of a day, week … in the query''s time zone, or the lower edge of its bin.';

-- function private.compile_filter(scope private.query_scope, node jsonb, depth integer)
CREATE OR REPLACE FUNCTION private.compile_filter(scope private.query_scope, node jsonb, depth integer DEFAULT 1)
 RETURNS private.query_scope
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  word text := (select key from jsonb_object_keys(case jsonb_typeof(node) when 'object' then node else '{}' end) key where key in ('and', 'or', 'not') limit 1);
  part jsonb;
  parts text[] := '{}';
begin
  if depth > 20 then perform private.refuse_query('The filter is nested more than 20 deep', 'Flatten it.'); end if;
  if word is null then return private.compile_condition(scope, node); end if;
  perform private.check_keys(node, array[word], format('A filter with "%s"', word));
  if word = 'not' then
    scope := private.compile_filter(scope, node -> 'not', depth + 1);
    scope.sql := format('(%s) is not true', scope.sql);
    return scope;
  end if;
  for part in select value from jsonb_array_elements(private.list_part(node, word, 100)) loop
    scope := private.compile_filter(scope, part, depth + 1);
    parts := parts || format('(%s)', scope.sql);
  end loop;
  scope.sql := case when cardinality(parts) = 0 then case word when 'and' then 'true' else 'false' end else array_to_string(parts, format(' %s ', word)) end;
  return scope;
end
$function$;
comment on function private.compile_filter(scope private.query_scope, node jsonb, depth integer) is 'A tree of conditions under and, or and not.';

-- function private.compile_groups(scope private.query_scope, query jsonb, source text)
CREATE OR REPLACE FUNCTION private.compile_groups(scope private.query_scope, query jsonb, source text)
 RETURNS private.query_scope
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  part jsonb;
  measures jsonb := private.list_part(query, 'measures', 20);
  selected text[] := '{}';
  dims text[] := '{}';
  grouped text;
  repeated text;
begin
  for part in select value from jsonb_array_elements(private.list_part(query, 'dimensions', 10)) loop
    scope := private.compile_dimension(scope, part);
    selected := selected || format('%s as %I', scope.sql, scope.result -> -1 ->> 'name');
    dims := dims || format('%I', scope.result -> -1 ->> 'name');
  end loop;
  for part in select value from jsonb_array_elements(measures) loop
    scope := private.compile_measure(scope, part);
    selected := selected || format('%s as %I', scope.sql, scope.result -> -1 ->> 'name');
  end loop;
  select value ->> 'name' into repeated from jsonb_array_elements(scope.result) group by 1 having count(*) > 1 limit 1;
  if repeated is not null then
    perform private.refuse_query(format('Two result columns are called "%s"', repeated), 'Give one of them another name with "as".');
  end if;
  select value ->> 'column' into repeated from jsonb_array_elements(query -> 'dimensions')
  group by value ->> 'column', jsonb_strip_nulls(value - 'as') having count(*) > 1 limit 1;
  if repeated is not null then
    perform private.refuse_query(format('Two dimensions group by column "%s" in the same way', left(repeated, 63)), 'Leave one of them out.');
  end if;
  scope := private.compile_where(scope, query -> 'filter');
  if jsonb_array_length(measures) = 1 and measures -> 0 ->> 'function' = 'count_distinct' then
    grouped := private.count_distinct_alone(scope, dims, selected, source, measures -> 0);
  else
    grouped := private.group_rows(selected, source, scope.sql, cardinality(dims));
  end if;
  -- having and order see the result's names. Ordering outside keeps the planner from sorting all rows instead of hashing them.
  scope.columns := private.names_to_types(scope.result);
  scope.dataset_name := 'the result';
  scope := private.compile_where(scope, query -> 'having');
  scope.sql := format('select * from (%s) as grouped%s%s', grouped, scope.sql, private.compile_order(scope, private.list_part(query, 'order', 10), dims));
  return scope;
end
$function$;
comment on function private.compile_groups(scope private.query_scope, query jsonb, source text) is 'A query with dimensions or measures.';

-- function private.compile_list(scope private.query_scope, node jsonb, type text)
CREATE OR REPLACE FUNCTION private.compile_list(scope private.query_scope, node jsonb, type text)
 RETURNS private.query_scope
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  col text := quote_ident(node ->> 'column');
  element jsonb;
  bound text[] := '{}';
  test text := 'false';
begin
  if jsonb_typeof(node -> 'value') is distinct from 'array' or jsonb_array_length(node -> 'value') > 1000 then
    perform private.refuse_query(format('"%s" on column "%s" needs an array of at most 1,000 values', node ->> 'operator', node ->> 'column'));
  end if;
  for element in select value from jsonb_array_elements(node -> 'value') where jsonb_typeof(value) <> 'null' loop
    scope := private.compile_value(scope, element, type, node ->> 'column');
    bound := bound || scope.sql;
  end loop;
  if cardinality(bound) > 0 then test := format('coalesce(%s in (%s), false)', col, array_to_string(bound, ', ')); end if;
  if node -> 'value' @> '[null]' then test := format('(%s or %s is null)', test, col); end if;
  scope.sql := case when node ->> 'operator' = 'not_in' then 'not ' || test else test end;
  return scope;
end
$function$;
comment on function private.compile_list(scope private.query_scope, node jsonb, type text) is 'in and not_in. A null in the list stands for rows without a value.';

-- function private.compile_measure(scope private.query_scope, part jsonb)
CREATE OR REPLACE FUNCTION private.compile_measure(scope private.query_scope, part jsonb)
 RETURNS private.query_scope
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  function text := part ->> 'function';
  col text := quote_ident(part ->> 'column');
  type text;
begin
  perform private.check_keys(part, array['function', 'column', 'as'], 'A measure');
  if coalesce(function, '') not in ('count', 'count_distinct', 'sum', 'avg', 'min', 'max', 'median', 'p95') then
    perform private.refuse_query(format('Unknown function "%s"', left(coalesce(function, ''), 40)), 'Functions: count, count_distinct, sum, avg, min, max, median, p95.');
  end if;
  if function <> 'count' or coalesce(jsonb_typeof(part -> 'column'), 'null') <> 'null' then
    type := private.column_type(scope, part -> 'column', format('The measure %s', function));
  end if;
  if function in ('sum', 'avg', 'median', 'p95') then
    perform private.require_type(type, array['integer', 'number'], part -> 'column', function);
  elsif function in ('min', 'max') then
    perform private.require_type(type, array['integer', 'number', 'text', 'date', 'timestamp'], part -> 'column', function);
  end if;
  scope.sql := case function
    when 'count' then case when type is null then 'count(*)' else format('count(%s)', col) end
    when 'count_distinct' then format('count(distinct %s)', col)
    when 'median' then format('percentile_cont(0.5) within group (order by %s)', col)
    when 'p95' then format('percentile_cont(0.95) within group (order by %s)', col)
    else format('%s(%s)', function, col)
  end;
  scope.result := scope.result || jsonb_build_object('name', private.result_name(part), 'type', case
    when function in ('count', 'count_distinct') then 'integer' when function in ('avg', 'median', 'p95') then 'number' else type end);
  return scope;
end
$function$;
comment on function private.compile_measure(scope private.query_scope, part jsonb) is 'What is computed of each group.';

-- function private.compile_order(scope private.query_scope, orders jsonb, ties text[])
CREATE OR REPLACE FUNCTION private.compile_order(scope private.query_scope, orders jsonb, ties text[])
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  part jsonb;
  terms text[] := '{}';
begin
  for part in select value from jsonb_array_elements(orders) loop
    perform private.check_keys(part, array['by', 'direction'], 'An order');
    perform private.column_type(scope, part -> 'by', 'An order');
    if coalesce(part ->> 'direction', 'asc') not in ('asc', 'desc') then
      perform private.refuse_query('The direction of an order is asc or desc');
    end if;
    terms := terms || format('%I %s nulls last', part ->> 'by', coalesce(part ->> 'direction', 'asc'));
    ties := array_remove(ties, format('%I', part ->> 'by'));
  end loop;
  terms := terms || ties;
  return case when cardinality(terms) > 0 then ' order by ' || array_to_string(terms, ', ') else '' end;
end
$function$;
comment on function private.compile_order(scope private.query_scope, orders jsonb, ties text[]) is 'The order asked for; what is equal in it follows in the order of the ties, so that an answer never depends on chance.';

-- function private.compile_query(dataset public.datasets, query jsonb, readable boolean)
CREATE OR REPLACE FUNCTION private.compile_query(dataset public.datasets, query jsonb, readable boolean DEFAULT false)
 RETURNS private.query_scope
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  scope private.query_scope;
  source text := private.dataset_source(dataset);
  is_grouped boolean;
begin
  perform private.check_keys(query, array['dimensions', 'measures', 'columns', 'filter', 'having', 'order', 'limit', 'offset', 'time_zone'], 'The query');
  scope.time_zone := coalesce(query ->> 'time_zone', 'UTC');
  if length(scope.time_zone) > 64 or not private.is_time_zone(scope.time_zone) then
    perform private.refuse_query(format('Unknown time zone "%s"', left(scope.time_zone, 64)), 'Give an IANA name such as Europe/Berlin.');
  end if;
  scope.dataset_name := format('dataset "%s"', dataset.name);
  scope.columns := private.names_to_types(dataset.columns);
  scope.readable := readable;
  scope.vals := '{}';
  scope.types := '{}';
  scope.ties := case dataset.kind when 'system' then array['_row', '_row_id'] else array['_row'] end;
  scope.result := '[]';
  is_grouped := private.list_part(query, 'dimensions', 10) <> '[]' or private.list_part(query, 'measures', 20) <> '[]';
  if is_grouped and private.list_part(query, 'columns', 1000) <> '[]' then
    perform private.refuse_query('"columns" cannot be combined with dimensions or measures', 'Leave out one of them.');
  elsif is_grouped then
    scope := private.compile_groups(scope, query, source);
  else
    scope.result := (select jsonb_agg(jsonb_build_object('name', value -> 'name', 'type', value -> 'type') order by ordinality) from jsonb_array_elements(dataset.columns) with ordinality);
    scope := private.compile_rows(scope, query, source);
  end if;
  scope.sql := format('%s limit %s offset %s', scope.sql, private.whole_part(query, 'limit', 1000, 1, 50000), private.whole_part(query, 'offset', 0, 0, 2147483647));
  return scope;
end
$function$;
comment on function private.compile_query(dataset public.datasets, query jsonb, readable boolean) is 'Compiles a query document to one SQL statement over the dataset''s rows, with its values bound as $1 text[], $2 timestamptz[], $3 date[].';

-- function private.compile_rows(scope private.query_scope, query jsonb, source text)
CREATE OR REPLACE FUNCTION private.compile_rows(scope private.query_scope, query jsonb, source text)
 RETURNS private.query_scope
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  wanted jsonb := private.list_part(query, 'columns', 1000);
  selected text;
  name jsonb;
begin
  if coalesce(jsonb_typeof(query -> 'having'), 'null') <> 'null' then
    perform private.refuse_query('"having" needs dimensions or measures', 'Use "filter" for rows.');
  end if;
  if jsonb_array_length(wanted) > 0 then
    scope.result := '[]';
    for name in select value from jsonb_array_elements(wanted) loop
      scope.result := scope.result || jsonb_build_object('name', name, 'type', private.column_type(scope, name, '"columns"'));
    end loop;
    if (select count(distinct value) from jsonb_array_elements(wanted)) < jsonb_array_length(wanted) then
      perform private.refuse_query('"columns" names a column twice');
    end if;
  end if;
  select string_agg(format('%I', value ->> 'name'), ', ' order by ordinality) into selected from jsonb_array_elements(scope.result) with ordinality;
  scope := private.compile_where(scope, query -> 'filter');
  scope.sql := format('select %s from %s%s%s', selected, source, scope.sql, private.compile_order(scope, private.list_part(query, 'order', 10), scope.ties));
  return scope;
end
$function$;
comment on function private.compile_rows(scope private.query_scope, query jsonb, source text) is 'A query for the rows themselves.';

-- function private.compile_search(scope private.query_scope, node jsonb, type text)
CREATE OR REPLACE FUNCTION private.compile_search(scope private.query_scope, node jsonb, type text)
 RETURNS private.query_scope
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  needle text := node ->> 'value';
begin
  perform private.require_type(type, array['text'], node -> 'column', format('"%s"', node ->> 'operator'));
  if jsonb_typeof(node -> 'value') is distinct from 'string' then
    perform private.refuse_query(format('"%s" on column "%s" needs a string', node ->> 'operator', node ->> 'column'));
  end if;
  needle := regexp_replace(needle, '([\\%_])', '\\\1', 'g') || '%';
  scope := private.bind_value(scope, case when node ->> 'operator' = 'contains' then '%' || needle else needle end, 'text');
  scope.sql := format('%I ilike %s', node ->> 'column', scope.sql);
  return scope;
end
$function$;
comment on function private.compile_search(scope private.query_scope, node jsonb, type text) is 'contains and starts_with, whatever the case.';

-- function private.compile_segment(project_id uuid, definition jsonb)
CREATE OR REPLACE FUNCTION private.compile_segment(project_id uuid, definition jsonb)
 RETURNS private.query_scope
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  scope private.query_scope;
  own text;
begin
  scope.dataset_name := 'leads';
  scope.columns := private.lead_field_types(definition);
  scope.time_zone := 'UTC';
  scope.readable := false;
  scope.vals := '{}';
  scope.types := '{}';
  scope.result := '[]';
  scope := private.compile_filter(scope, definition);
  select string_agg(format(
    case type when 'number' then ', case jsonb_typeof(l.custom_fields -> %1$L) when ''number'' then (l.custom_fields ->> %1$L)::numeric end as %2$I'
      else ', l.custom_fields ->> %1$L as %2$I' end,
    substr(name, 15), name
  ), '') into own
  from jsonb_each_text(scope.columns) field (name, type) where name like 'custom\_fields.%';
  scope.sql := format(
    'select id, created_at from (select l.id::text, l.email, l.first_name, l.last_name, l.company, l.phone, l.score, l.status, l.source,
      nullif(array_to_string(l.tags, '', ''), '''') as tags, l.owner_id::text, l.unsubscribed_at, l.created_at, l.updated_at%s
      from public.leads l where l.project_id = %L) lead where %s',
    own, project_id, scope.sql
  );
  return scope;
end
$function$;
comment on function private.compile_segment(project_id uuid, definition jsonb) is 'Compiles the definition of a segment with the one compiler of filters; run_query runs it with its values bound.';

-- function private.compile_value(scope private.query_scope, value jsonb, type text, column_name text)
CREATE OR REPLACE FUNCTION private.compile_value(scope private.query_scope, value jsonb, type text, column_name text)
 RETURNS private.query_scope
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  plain text := value #>> '{}';
  instant timestamptz;
begin
  if jsonb_typeof(value) in ('object', 'array') then
    perform private.refuse_query(format('A value compared with column "%s" is a list or an object', column_name), 'Use a string, a number, true, false or null.');
  end if;
  if type = 'text' then return private.bind_value(scope, plain, 'text'); end if;
  if type in ('integer', 'number') and private.is_valid_input(plain, 'numeric') and plain ~ '\d' and length(plain) < 400 then
    return private.bind_value(scope, plain, case when type = 'integer' and private.is_valid_input(plain, 'bigint') then 'bigint' else 'numeric' end);
  end if;
  if type = 'boolean' and lower(plain) in ('true', 'false') then return private.bind_value(scope, lower(plain), 'boolean'); end if;
  if type in ('date', 'timestamp') then
    instant := private.time_value(plain, scope.time_zone);
    if instant is not null and type = 'date' then return private.bind_value(scope, ((instant at time zone scope.time_zone)::date)::text, 'date'); end if;
    if instant is not null then return private.bind_value(scope, to_char(instant at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'timestamptz'); end if;
  end if;
  perform private.refuse_query(
    format('"%s" cannot be compared with column "%s", which is %s', left(plain, 60), column_name, type),
    case when type in ('date', 'timestamp') then 'Write dates as YYYY-MM-DD and times as ISO 8601.' else 'Give a value of the column''s type.' end
  );
end
$function$;
comment on function private.compile_value(scope private.query_scope, value jsonb, type text, column_name text) is 'Binds one value as the type of the column it is compared with.';

-- function private.compile_where(scope private.query_scope, filter jsonb)
CREATE OR REPLACE FUNCTION private.compile_where(scope private.query_scope, filter jsonb)
 RETURNS private.query_scope
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if coalesce(jsonb_typeof(filter), 'null') = 'null' then
    scope.sql := '';
    return scope;
  end if;
  scope := private.compile_filter(scope, filter);
  scope.sql := ' where ' || scope.sql;
  return scope;
end
$function$;

-- function private.complete_tabs(given jsonb, current jsonb)
CREATE OR REPLACE FUNCTION private.complete_tabs(given jsonb, current jsonb)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select jsonb_agg(
    coalesce(was, '{}') || tab
    -- The template of a tab with placements stays; a new tab may be given one.
    || case when was is null then '{}' else jsonb_build_object('template_id', was -> 'template_id') end
    || jsonb_build_object('widgets', (
      select coalesce(jsonb_agg(coalesce(known.widget, '{}') || each_widget.widget order by nth), '[]')
      from jsonb_array_elements(tab -> 'widgets') with ordinality as each_widget (widget, nth)
      left join (select widget from jsonb_array_elements(current) t, jsonb_array_elements(t -> 'widgets') widget) known
        on known.widget -> 'id' = each_widget.widget -> 'id'
    ))
    order by place
  )
  from jsonb_array_elements(given) with ordinality as each_tab (tab, place)
  left join jsonb_array_elements(current) was on was -> 'id' = tab -> 'id'
$function$;
comment on function private.complete_tabs(given jsonb, current jsonb) is 'A canvas with what it leaves out of tabs and widgets as it is now.';

-- function private.connector_credentials(connector_id uuid)
CREATE OR REPLACE FUNCTION private.connector_credentials(connector_id uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select private.read_secret(c.secret_id)::jsonb from public.connectors c where c.id = connector_id
$function$;
grant execute on function private.connector_credentials(connector_id uuid) to service_role;
comment on function private.connector_credentials(connector_id uuid) is 'The credentials of a connector; null when there are none.';

-- function private.count_chat_messages()
CREATE OR REPLACE FUNCTION private.count_chat_messages()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- The update locks the chat, so messages that come at once are counted one after another.
  if tg_op = 'INSERT' then
    update public.chat_sessions s set message_count = message_count + 1, last_message_at = greatest(last_message_at, new.created_at)
    where s.id = new.chat_session_id;
  else
    update public.chat_sessions s set message_count = message_count - 1 where s.id = old.chat_session_id;
    update public.chat_sessions s
    set last_message_at = (select max(created_at) from public.chat_messages m where m.chat_session_id = s.id and m.project_id = s.project_id)
    where s.id = old.chat_session_id;
  end if;
  return null;
end
$function$;
comment on function private.count_chat_messages() is 'Keeps message_count and last_message_at of a chat.';

-- function private.count_dataset_rows()
CREATE OR REPLACE FUNCTION private.count_dataset_rows()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  changed bigint := 0;
begin
  -- A statement that changed nothing is no change; counting the statement's own rows costs in proportion to it, not to the table.
  if tg_op in ('INSERT', 'UPDATE') then
    select count(*) into changed from new_rows;
  elsif tg_op = 'DELETE' then
    select count(*) into changed from old_rows;
  end if;
  if tg_op = 'TRUNCATE' then
    perform private.note_dataset_change(tg_argv[0]::uuid, null);
  elsif changed > 0 then
    perform private.note_dataset_change(tg_argv[0]::uuid, case tg_op when 'INSERT' then changed when 'DELETE' then -changed else 0 end);
  end if;
  return null;
end
$function$;
comment on function private.count_dataset_rows() is 'Statement trigger of every dataset table.';

-- function private.count_distinct_alone(scope private.query_scope, dims text[], selected text[], source text, counted jsonb)
CREATE OR REPLACE FUNCTION private.count_distinct_alone(scope private.query_scope, dims text[], selected text[], source text, counted jsonb)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  -- Grouping twice hashes, and in parallel; count(distinct) would sort all rows. Six times as fast on a million rows.
  select private.group_rows(
    dims || format('count(_row_counted) as %I', scope.result -> -1 ->> 'name'),
    format('(%s) as pairs', private.group_rows(
      selected[:cardinality(dims)] || format('%I as _row_counted', counted ->> 'column'), source, scope.sql, cardinality(dims) + 1
    )),
    '', cardinality(dims)
  )
$function$;
comment on function private.count_distinct_alone(scope private.query_scope, dims text[], selected text[], source text, counted jsonb) is 'Distinct values per group, when nothing else is measured.';

-- function private.count_edit()
CREATE OR REPLACE FUNCTION private.count_edit()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  new.version := old.version + 1;
  return new;
end
$function$;
comment on function private.count_edit() is 'Counts the edits of a document.';

-- function private.count_email_events()
CREATE OR REPLACE FUNCTION private.count_email_events()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- The lock on the campaign makes those who report at once wait for each other: the first open of a message is counted once.
  perform from public.email_campaigns c
  where c.id in (select m.email_campaign_id from new_rows e join public.email_messages m on m.id = e.email_message_id)
  order by c.id for no key update;
  update public.email_campaigns c set metrics = private.add_counts(c.metrics, counted.added)
  from (
    select id, jsonb_object_agg(metric, n) as added
    from (
      select m.email_campaign_id as id, v.metric, count(distinct m.id) as n
      from new_rows e
      join public.email_messages m on m.id = e.email_message_id
      join (values
        ('delivered', 'delivered'), ('open', 'opened'), ('click', 'clicked'), ('unsubscribe', 'unsubscribed')
      ) v (type, metric) on v.type = e.type
      where not e.is_machine and not exists (
        select from public.email_events o
        where o.email_message_id = e.email_message_id and o.project_id = e.project_id and o.type = e.type and not o.is_machine
          and o.id not in (select id from new_rows)
      )
      group by 1, 2
      union all
      select m.email_campaign_id, 'machine_events', count(*)
      from new_rows e join public.email_messages m on m.id = e.email_message_id where e.is_machine group by 1
    ) x
    group by id
  ) counted
  where c.id = counted.id;
  return null;
end
$function$;
comment on function private.count_email_events() is 'Statement trigger: keeps how many messages of a campaign were delivered, opened, clicked and unsubscribed from by people, each counted once, and how much was done by machines.';

-- function private.count_email_messages()
CREATE OR REPLACE FUNCTION private.count_email_messages()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  changes jsonb := '[]';
begin
  if tg_op <> 'DELETE' then
    select jsonb_agg(x) into changes from (select email_campaign_id as id, status, count(*) as n from new_rows group by 1, 2) x;
  end if;
  if tg_op <> 'INSERT' then
    select coalesce(changes, '[]') || coalesce(jsonb_agg(x), '[]') into changes
    from (select email_campaign_id as id, status, -count(*) as n from old_rows group by 1, 2) x;
  end if;
  update public.email_campaigns c set metrics = private.add_counts(c.metrics, counted.added)
  from (
    select id, jsonb_object_agg(status, n) as added
    from (select id, status, sum(n) as n from jsonb_to_recordset(changes) x (id uuid, status text, n bigint) group by 1, 2 having sum(n) <> 0) moved
    group by id
  ) counted
  where c.id = counted.id;
  return null;
end
$function$;
comment on function private.count_email_messages() is 'Statement trigger: keeps how many messages of a campaign have which status, at a cost in proportion to the change.';

-- function private.count_messages(queue text, counts jsonb)
CREATE OR REPLACE FUNCTION private.count_messages(queue text, counts jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  concerned uuid;
begin
  for concerned in
    with counted as (
      -- In the order of the key, so that two workers never wait for each other.
      insert into private.message_counts as kept (workspace_id, project_id, queue, minute, done, retried, died)
      select coalesce(p.workspace_id, w.id), p.id, count_messages.queue, date_trunc('minute', now()), sum(c.done), sum(c.retried), sum(c.died)
      from jsonb_to_recordset(counts) c (project_id text, workspace_id text, done int, retried int, died int)
      left join public.projects p on p.id = private.to_uuid(c.project_id)
      left join public.workspaces w on w.id = private.to_uuid(c.workspace_id) and c.project_id is null
      where p.id is not null or c.project_id is null
      group by 1, 2
      order by 1, 2
      on conflict on constraint a_minute_is_counted_once
      do update set done = kept.done + excluded.done, retried = kept.retried + excluded.retried, died = kept.died + excluded.died
      returning kept.workspace_id
    )
    select distinct counted.workspace_id from counted where counted.workspace_id is not null order by 1
  loop
    perform private.broadcast('workspace:' || concerned, 'queues.changed', '{}');
  end loop;
end
$function$;
grant execute on function private.count_messages(queue text, counts jsonb) to service_role;
comment on function private.count_messages(queue text, counts jsonb) is 'Adds what a worker has settled to the counts of this minute and tells the workspaces: [{project_id, done, retried, died}], with workspace_id where there is no project. Deleted projects are left out.';

-- function private.count_placement_edit()
CREATE OR REPLACE FUNCTION private.count_placement_edit()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  update public.dashboards d set revision = d.revision
  where d.id in (select t.dashboard_id from public.dashboard_tabs t join changed c on c.dashboard_tab_id = t.id);
  return null;
end
$function$;
comment on function private.count_placement_edit() is 'Placing a chart is an edit of its dashboard.';

-- function private.create_backup(workspace_id uuid)
CREATE OR REPLACE FUNCTION private.create_backup(workspace_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  asked uuid[];
  messages jsonb[];
begin
  if private.is_api_user() then
    if create_backup.workspace_id is null then
      perform private.raise_error('PT403', 'Only the platform itself backs up every workspace', 'Name a workspace of which you are an admin.');
    end if;
    perform private.require_workspace_role(workspace_id, 'admin');
  end if;
  -- The lock closes the race of two who ask at the same time.
  select array_agg(w.id) into asked from (
    select w.id from public.workspaces w
    where w.deleted_at is null and (w.id = create_backup.workspace_id or (create_backup.workspace_id is null and w.is_active))
    order by w.id for no key update
  ) w;
  select array_agg(jsonb_build_object(
    'v', 1, 'type', 'backup', 'workspace_id', id, 'asked_at', to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  )) into messages
  from unnest(asked) id
  where not exists (
    select from pgmq.q_maintenance q where q.message ->> 'type' = 'backup' and q.message ->> 'workspace_id' = id::text
  );
  if messages is not null then perform pgmq.send_batch('maintenance', messages); end if;
  return jsonb_build_object('queued', coalesce(cardinality(asked), 0));
end
$function$;
grant execute on function private.create_backup(workspace_id uuid) to authenticated;
grant execute on function private.create_backup(workspace_id uuid) to service_role;

-- function private.create_dashboard_from_template(template_id uuid, project_id uuid, title text)
CREATE OR REPLACE FUNCTION private.create_dashboard_from_template(template_id uuid, project_id uuid, title text)
 RETURNS public.dashboards
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  template public.dashboard_templates;
  made public.dashboards;
begin
  perform private.require_role(create_dashboard_from_template.project_id, 'contributor');
  select * into template from public.dashboard_templates t
  where t.id = private.usable_template(create_dashboard_from_template.template_id, create_dashboard_from_template.project_id);
  if not found then
    perform private.raise_error('PT404', 'There is no such template in this project', 'Choose one of the project or of the system.');
  end if;
  insert into public.dashboards (project_id, title, description, template_id, layout)
  values (
    create_dashboard_from_template.project_id, coalesce(nullif(btrim(create_dashboard_from_template.title), ''), template.name),
    template.description, template.id, template.layout_config
  )
  returning * into made;
  update public.dashboard_tabs t set template_id = template.id where t.dashboard_id = made.id;
  return made;
end
$function$;
grant execute on function private.create_dashboard_from_template(template_id uuid, project_id uuid, title text) to authenticated;
grant execute on function private.create_dashboard_from_template(template_id uuid, project_id uuid, title text) to service_role;

-- function private.create_ingest_token(dataset_id uuid, name text)
CREATE OR REPLACE FUNCTION private.create_ingest_token(dataset_id uuid, name text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  dataset public.datasets := private.find_dataset(dataset_id, 'manager');
  token text := 'oit_' || translate(encode(extensions.gen_random_bytes(24), 'base64'), '+/', '-_');
  made uuid;
begin
  if dataset.kind not in ('upload', 'synced') then
    perform private.raise_error('PT409', format('Dataset "%s" takes no rows: it shows what is elsewhere', dataset.name), 'Choose a dataset of your own.');
  end if;
  if coalesce(btrim(name), '') = '' or length(name) > 200 then
    perform private.raise_error('PT400', 'A token needs a name of 1 to 200 characters', 'Say who will use it.');
  end if;
  insert into public.ingest_tokens (project_id, dataset_id, name, token_hash, created_by)
  values (dataset.project_id, dataset.id, btrim(name), private.hash_token(token), private.user_id())
  returning id into made;
  return jsonb_build_object('id', made, 'token', token);
end
$function$;
grant execute on function private.create_ingest_token(dataset_id uuid, name text) to authenticated;
grant execute on function private.create_ingest_token(dataset_id uuid, name text) to service_role;

-- function private.create_project(workspace_id uuid, name text, description text)
CREATE OR REPLACE FUNCTION private.create_project(workspace_id uuid, name text, description text)
 RETURNS public.projects
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  made public.projects;
begin
  if create_project.workspace_id not in (select private.workspace_ids('project_creator')) or not exists (
    select from public.workspace_users m where m.workspace_id = create_project.workspace_id and m.user_id = private.user_id()
  ) then
    perform private.raise_error('PT403', 'Only members of a workspace make projects in it', 'Ask an admin of the workspace to add you.');
  end if;
  if coalesce(btrim(create_project.name), '') = '' or length(create_project.name) > 200 then
    perform private.raise_error('PT400', 'A project needs a name of 1 to 200 characters');
  end if;
  -- So that none is made in a workspace that is being deleted.
  perform from public.workspaces w where w.id = create_project.workspace_id and w.deleted_at is null for share;
  if not found then perform private.require_workspace_role(workspace_id, 'project_creator'); end if;
  insert into public.projects (workspace_id, name, description, created_by)
  values (create_project.workspace_id, btrim(create_project.name), create_project.description, private.user_id())
  returning * into made;
  return made;
end
$function$;
grant execute on function private.create_project(workspace_id uuid, name text, description text) to authenticated;
grant execute on function private.create_project(workspace_id uuid, name text, description text) to service_role;

-- function private.create_queue(name text, slots integer)
CREATE OR REPLACE FUNCTION private.create_queue(name text, slots integer)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform pgmq.create(name);
  insert into private.worker_slots values (name, slots);
  execute format(
    'create trigger wake_worker after insert on pgmq.%I for each statement execute function private.wake_worker_of_queue(%L)', 'q_' || name, name
  );
  execute format('grant all on pgmq.%I, pgmq.%I to service_role', 'q_' || name, 'a_' || name);
  -- Delivering changes vt alone: without an index on it, and with room on the page, that leaves all indexes as they are.
  execute format('drop index pgmq.%I', 'q_' || name || '_vt_idx');
  execute format('alter table pgmq.%I set (fillfactor = 50)', 'q_' || name);
  -- Rows come and go all the time; what is dead is cleared away early.
  execute format('alter table pgmq.%I set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000)', 'q_' || name);
end
$function$;
comment on function private.create_queue(name text, slots integer) is 'Makes a queue that wakes its worker: so many may work on it at a time. Its name belongs in shared/messages.ts too.';

-- function private.create_sharing_link(resource_type text, resource_id uuid, permissions jsonb, password text, expires_at timestamp with time zone)
CREATE OR REPLACE FUNCTION private.create_sharing_link(resource_type text, resource_id uuid, permissions jsonb, password text, expires_at timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  project constant uuid := private.project_of_resource(resource_type, resource_id);
  token constant text := 'osl_' || translate(encode(extensions.gen_random_bytes(24), 'base64'), '+/', '-_');
  made uuid;
begin
  if project is null or not coalesce(private.can_access(project, 'viewer'), false) then
    perform private.raise_error('PT404', 'There is no such dashboard, chart or template, or you may not see it');
  end if;
  perform private.require_role(project, 'contributor');
  permissions := coalesce(permissions, '{}');
  perform private.check_link(permissions, password, expires_at);
  insert into public.sharing_links (project_id, resource_type, resource_id, token_hash, permissions, password_hash, expires_at, created_by)
  values (
    project, resource_type, resource_id, private.hash_token(token),
    '{"view": true, "filter": false, "export": false}' || jsonb_strip_nulls(permissions),
    extensions.crypt(password, extensions.gen_salt('bf', 8)), expires_at, private.user_id()
  )
  returning id into made;
  return jsonb_build_object('id', made, 'token', token);
end
$function$;
grant execute on function private.create_sharing_link(resource_type text, resource_id uuid, permissions jsonb, password text, expires_at timestamp with time zone) to authenticated;
grant execute on function private.create_sharing_link(resource_type text, resource_id uuid, permissions jsonb, password text, expires_at timestamp with time zone) to service_role;

-- function private.create_workflow_webhook(workflow_id uuid)
CREATE OR REPLACE FUNCTION private.create_workflow_webhook(workflow_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  workflow public.workflows;
  token constant text := 'owh_' || translate(encode(extensions.gen_random_bytes(24), 'base64'), '+/', '-_');
  signing_secret constant text := 'whsec_' || encode(extensions.gen_random_bytes(32), 'base64');
  made uuid;
begin
  select * into workflow from public.workflows w where w.id = workflow_id for no key update;
  if not found or not coalesce(private.can_access(workflow.project_id, 'viewer'), false) then
    perform private.raise_error('PT404', 'There is no such workflow in a project of yours', 'A template is copied into a project first.');
  end if;
  perform private.require_role(workflow.project_id, 'manager');
  if (select count(*) >= 10 from public.workflow_webhooks h where h.workflow_id = workflow.id and h.is_active) then
    perform private.raise_error('PT422', 'A workflow has at most 10 webhooks', 'Revoke one that is no longer used.');
  end if;
  insert into public.workflow_webhooks (project_id, workflow_id, token_hash, signing_secret_id)
  values (workflow.project_id, workflow.id, private.hash_token(token), vault.create_secret(signing_secret, null, 'Signing secret of a webhook'))
  returning id into made;
  return jsonb_build_object('id', made, 'token', token, 'signing_secret', signing_secret);
end
$function$;
grant execute on function private.create_workflow_webhook(workflow_id uuid) to authenticated;
grant execute on function private.create_workflow_webhook(workflow_id uuid) to service_role;

-- function private.create_workspace(name text, description text, company_name text)
CREATE OR REPLACE FUNCTION private.create_workspace(name text, description text, company_name text)
 RETURNS public.workspaces
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  me uuid := private.user_id();
  made public.workspaces;
begin
  if me is null then
    perform private.raise_error('PT403', 'Only active accounts make workspaces', 'Wait until an operator lets you in, or accept an invitation.');
  end if;
  if coalesce(btrim(create_workspace.name), '') = '' or length(create_workspace.name) > 200 then
    perform private.raise_error('PT400', 'A workspace needs a name of 1 to 200 characters');
  end if;
  -- Each brings free tokens, deleted ones too. The lock makes two calls of one person follow each other.
  perform from public.users u where u.id = me for no key update;
  if (select count(*) from public.workspaces w where w.created_by = me and w.created_at > now() - interval '30 days') >= 10 then
    perform private.raise_error('PT429', 'One person makes at most 10 workspaces in 30 days', 'Make projects in one you have, or ask an operator.');
  end if;
  insert into public.workspaces (name, description, company_name, created_by)
  values (btrim(create_workspace.name), create_workspace.description, nullif(btrim(create_workspace.company_name), ''), me)
  returning * into made;
  insert into public.workspace_users (workspace_id, user_id, role) values (made.id, me, 'owner');
  insert into public.workspace_subscriptions (workspace_id) values (made.id) on conflict do nothing;
  return made;
end
$function$;
grant execute on function private.create_workspace(name text, description text, company_name text) to authenticated;
grant execute on function private.create_workspace(name text, description text, company_name text) to service_role;

-- function private.credit_purchase()
CREATE OR REPLACE FUNCTION private.credit_purchase()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  update public.workspace_subscriptions s set additional_tokens = s.additional_tokens + new.token_amount where s.workspace_id = new.workspace_id;
  return null;
end
$function$;
comment on function private.credit_purchase() is 'Adds the tokens of a purchase when it is completed.';

-- function private.csv_record(fields text[])
CREATE OR REPLACE FUNCTION private.csv_record(fields text[])
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select left(string_agg(
    case when field ~ '[",\n\r]' then '"' || replace(field, '"', '""') || '"' else coalesce(field, '') end, ',' order by position
  ), 2000)
  from unnest(fields) with ordinality as f (field, position)
$function$;
comment on function private.csv_record(fields text[]) is 'A record as one line of CSV (RFC 4180), cut at 2,000 characters.';

-- function private.dashboard_snapshot(dashboard_id uuid)
CREATE OR REPLACE FUNCTION private.dashboard_snapshot(dashboard_id uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'v', 1,
    'dashboard', jsonb_build_object(
      'title', d.title, 'description', d.description, 'template_id', d.template_id, 'theme', d.theme, 'config', d.config,
      'layout', d.layout, 'tags', to_jsonb(d.tags)
    ),
    'tabs', tabs,
    'charts', (
      select coalesce(jsonb_agg(private.chart_document(c) order by c.id), '[]')
      from public.charts c where c.id in (select private.placed_chart_ids(tabs))
    )
  )
  from public.dashboards d, private.tabs_of(d.id) tabs
  where d.id = dashboard_snapshot.dashboard_id
$function$;
comment on function private.dashboard_snapshot(dashboard_id uuid) is 'A whole dashboard as a document: a DashboardSnapshot of shared/dashboard.ts. Equal dashboards have equal documents.';

-- function private.dataset_of_token(token text)
CREATE OR REPLACE FUNCTION private.dataset_of_token(token text)
 RETURNS public.datasets
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  dataset public.datasets;
begin
  select d.* into dataset
  from public.ingest_tokens t
  join public.datasets d on d.id = t.dataset_id
  join public.projects p on p.id = d.project_id
  where t.token_hash = private.hash_token(token) and t.revoked_at is null and p.deleted_at is null and p.is_active;
  update public.ingest_tokens t set last_used_at = now()
  where t.token_hash = private.hash_token(token) and dataset.id is not null and (t.last_used_at is null or t.last_used_at < now() - interval '1 minute');
  return dataset;
end
$function$;
comment on function private.dataset_of_token(token text) is 'The dataset a token opens; an empty row for an unknown or revoked one.';

-- function private.dataset_source(dataset public.datasets)
CREATE OR REPLACE FUNCTION private.dataset_source(dataset public.datasets)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  if dataset.kind = 'live' then
    perform private.raise_error('PT422', format('Dataset "%s" is answered by its source, which is not built yet', dataset.name), 'Sync it instead.');
  end if;
  return case dataset.kind
    when 'system' then format('(select * from data.%I where project_id = %L) as of_the_project', 'system_' || dataset.stream, dataset.project_id)
    else format('data.%I', dataset.table_name)
  end;
end
$function$;
comment on function private.dataset_source(dataset public.datasets) is 'What the rows of a dataset are selected from. Of a system dataset: a view, and of that only what belongs to the dataset''s project.';

-- function private.date_style(date_order text)
CREATE OR REPLACE FUNCTION private.date_style(date_order text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  -- YMD refuses 01/02/2024, which nobody can read for sure without being told the order.
  select 'ISO, ' || case date_order when 'dmy' then 'DMY' when 'mdy' then 'MDY' else 'YMD' end
$function$;

-- function private.delete_team(team_id uuid)
CREATE OR REPLACE FUNCTION private.delete_team(team_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  workspace uuid := (select t.workspace_id from public.teams t where t.id = team_id);
begin
  perform private.require_workspace_role(workspace, 'owner');
  delete from public.projects where owner_team_id = team_id;
  delete from public.teams where id = team_id;
end
$function$;
grant execute on function private.delete_team(team_id uuid) to authenticated;
grant execute on function private.delete_team(team_id uuid) to service_role;

-- function private.delete_workspace(workspace_id uuid)
CREATE OR REPLACE FUNCTION private.delete_workspace(workspace_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.require_workspace_role(workspace_id, 'owner');
  if workspace_id = private.global_workspace_id() then
    perform private.raise_error('PT409', 'The global workspace stays: it holds everybody''s personal project');
  end if;
  update public.workspaces
  set deleted_at = now(), is_active = false, settings = settings || '{"archived_reason": "deleted_by_owner"}'
  where id = workspace_id and deleted_at is null;
end
$function$;
grant execute on function private.delete_workspace(workspace_id uuid) to authenticated;
grant execute on function private.delete_workspace(workspace_id uuid) to service_role;

-- function private.deleted_with(log public.audit_logs)
CREATE OR REPLACE FUNCTION private.deleted_with(log public.audit_logs)
 RETURNS SETOF public.audit_logs
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  -- What one transaction deletes has one time; what went along names its parent in the columns of a cascading foreign key.
  with recursive keys as (
    select
      p.relname::text as parent, c.relname::text as child,
      array_agg(pa.attname::text order by n) as parent_columns, array_agg(ca.attname::text order by n) as child_columns
    from pg_catalog.pg_constraint k
    join pg_catalog.pg_class p on p.oid = k.confrelid
    join pg_catalog.pg_class c on c.oid = k.conrelid
    join private.audited_tables t on t.name = c.relname and t.is_restorable
    cross join generate_subscripts(k.conkey, 1) n
    join pg_catalog.pg_attribute pa on pa.attrelid = k.confrelid and pa.attnum = k.confkey[n]
    join pg_catalog.pg_attribute ca on ca.attrelid = k.conrelid and ca.attnum = k.conkey[n]
    where k.contype = 'f' and k.confdeltype = 'c' and k.connamespace = 'public'::regnamespace
    group by k.oid, p.relname, c.relname
  ),
  family (id, resource_type, old_values) as (
    select log.id, log.resource_type, log.old_values
    union
    select l.id, l.resource_type, l.old_values
    from family f
    join keys k on k.parent = f.resource_type
    join public.audit_logs l
      on l.project_id = log.project_id and l.created_at = log.created_at and l.action = 'delete' and l.resource_type = k.child
      and l.old_values @> (
        select jsonb_object_agg(x.child_column, f.old_values -> x.parent_column)
        from unnest(k.child_columns, k.parent_columns) x (child_column, parent_column)
      )
  )
  select l.*
  from family f
  join public.audit_logs l on l.id = f.id and l.created_at = log.created_at
  join private.audited_tables t on t.name = l.resource_type
  order by t.position, l.old_values ->> 'created_at'
$function$;
comment on function private.deleted_with(log public.audit_logs) is 'The record of a deletion, and those of what was deleted along with it, parents first.';

-- function private.describe_outcome(version public.dashboard_versions, changed uuid[])
CREATE OR REPLACE FUNCTION private.describe_outcome(version public.dashboard_versions, changed uuid[])
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'version_id', version.id, 'version_number', version.version_number, 'dashboard_id', d.id, 'revision', d.revision,
    'changed_charts', to_jsonb(changed), 'other_dashboards', private.other_dashboards(d.id, changed)
  )
  from public.dashboards d where d.id = version.dashboard_id
$function$;
comment on function private.describe_outcome(version public.dashboard_versions, changed uuid[]) is 'What restoring or approving answers.';

-- function private.describe_time_columns(table_name text, columns jsonb)
CREATE OR REPLACE FUNCTION private.describe_time_columns(table_name text, columns jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  col text;
  grain text;
begin
  for col in select value ->> 'name' from jsonb_array_elements(columns) where value ->> 'type' = 'timestamp' limit 4
  loop
    -- Without these the planner takes every instant for a group of its own, and sorts instead of hashing in parallel.
    foreach grain in array array['hour', 'day', 'week', 'month', 'quarter', 'year'] loop
      -- A name of its own: the table is renamed later, and Postgres 15 makes none up.
      execute format('create statistics data.%I on date_trunc(%L, %I) from data.%I', 's_' || gen_random_uuid(), grain, col, table_name);
    end loop;
  end loop;
end
$function$;
comment on function private.describe_time_columns(table_name text, columns jsonb) is 'Lets the planner know how many days, weeks, months … a time column has.';

-- function private.diff_dashboard_versions(a uuid, b uuid)
CREATE OR REPLACE FUNCTION private.diff_dashboard_versions(a uuid, b uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  earlier public.dashboard_versions := private.find_version(a, 'viewer');
  later public.dashboard_versions := private.find_version(b, 'viewer');
begin
  if earlier.dashboard_id <> later.dashboard_id then
    perform private.raise_error('PT422', 'These are versions of two dashboards', 'Compare versions of one.');
  end if;
  return private.diff_snapshots(earlier.snapshot, later.snapshot);
end
$function$;
grant execute on function private.diff_dashboard_versions(a uuid, b uuid) to authenticated;
grant execute on function private.diff_dashboard_versions(a uuid, b uuid) to service_role;

-- function private.diff_fields(a jsonb, b jsonb)
CREATE OR REPLACE FUNCTION private.diff_fields(a jsonb, b jsonb)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_object_agg(key, jsonb_build_object('from', a -> key, 'to', b -> key)), '{}')
  from (select jsonb_object_keys(a) union select jsonb_object_keys(b)) fields (key)
  where coalesce(a -> key, 'null') <> coalesce(b -> key, 'null')
$function$;
comment on function private.diff_fields(a jsonb, b jsonb) is 'field → {from, to} of what differs between two objects. What is left out counts as null.';

-- function private.diff_lists(a jsonb, b jsonb)
CREATE OR REPLACE FUNCTION private.diff_lists(a jsonb, b jsonb)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'added', coalesce(jsonb_agg(later.item order by later.nth) filter (where earlier.item is null), '[]'),
    'removed', coalesce(jsonb_agg(earlier.item order by earlier.nth) filter (where later.item is null), '[]'),
    'changed', coalesce(
      jsonb_agg(jsonb_build_object('id', later.item -> 'id', 'fields', private.diff_fields(earlier.item, later.item)) order by later.nth)
        filter (where earlier.item <> later.item and private.diff_fields(earlier.item, later.item) <> '{}'),
      '[]'
    )
  )
  from jsonb_array_elements(a) with ordinality as earlier (item, nth)
  full join jsonb_array_elements(b) with ordinality as later (item, nth) on earlier.item -> 'id' = later.item -> 'id'
$function$;
comment on function private.diff_lists(a jsonb, b jsonb) is '{added, removed, changed: [{id, fields}]} of two lists of objects with ids.';

-- function private.diff_snapshots(a jsonb, b jsonb)
CREATE OR REPLACE FUNCTION private.diff_snapshots(a jsonb, b jsonb)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  with bare as (
    select
      side, jsonb_agg(tab - array['widgets', 'placements'] || jsonb_build_object('position', nth - 1) order by nth) as tabs
    from (values ('a', a), ('b', b)) sides (side, doc), jsonb_array_elements(doc -> 'tabs') with ordinality as each_tab (tab, nth)
    group by side
  )
  select jsonb_build_object(
    'dashboard', private.diff_fields(a -> 'dashboard', b -> 'dashboard'),
    'tabs', private.diff_lists(
      coalesce((select tabs from bare where side = 'a'), '[]'), coalesce((select tabs from bare where side = 'b'), '[]')
    ),
    'widgets', private.diff_lists(private.on_tabs(a -> 'tabs', 'widgets'), private.on_tabs(b -> 'tabs', 'widgets')),
    'placements', private.diff_lists(private.on_tabs(a -> 'tabs', 'placements'), private.on_tabs(b -> 'tabs', 'placements')),
    'charts', private.diff_lists(a -> 'charts', b -> 'charts')
  )
$function$;
comment on function private.diff_snapshots(a jsonb, b jsonb) is 'What changed from one document of a dashboard to another, as DashboardDiff of shared/dashboard.ts.';

-- function private.discard_dead_letters(ids uuid[])
CREATE OR REPLACE FUNCTION private.discard_dead_letters(ids uuid[])
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  discarded int;
begin
  perform private.require_letter_role(ids);
  update public.dead_letters d set discarded_at = now(), discarded_by = private.user_id()
  where d.id in (
    select o.id from public.dead_letters o
    where o.id = any (ids) and o.redriven_at is null and o.discarded_at is null
    order by o.id for no key update
  );
  get diagnostics discarded = row_count;
  return discarded;
end
$function$;
grant execute on function private.discard_dead_letters(ids uuid[]) to authenticated;
grant execute on function private.discard_dead_letters(ids uuid[]) to service_role;

-- function private.display_name_for(account auth.users)
CREATE OR REPLACE FUNCTION private.display_name_for(account auth.users)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select left(coalesce(
    nullif(btrim(account.raw_user_meta_data ->> 'display_name'), ''),
    nullif(btrim(account.raw_user_meta_data ->> 'full_name'), ''),
    nullif(btrim(account.raw_user_meta_data ->> 'name'), ''),
    nullif(btrim(split_part(account.email, '@', 1)), ''),
    'New user'
  ), 200)
$function$;
comment on function private.display_name_for(account auth.users) is 'The name a new account is shown with until its owner changes it.';

-- function private.document_problem(document jsonb, schema jsonb, label text)
CREATE OR REPLACE FUNCTION private.document_problem(document jsonb, schema jsonb, label text DEFAULT NULL::text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  known jsonb := coalesce(schema -> 'properties', '{}');
  further jsonb := schema -> 'additionalProperties';
  field record;
  problem text;
begin
  if jsonb_typeof(document) is distinct from 'object' then return format('%s is not an object', coalesce('"' || label || '"', 'It')); end if;
  select format('"%s" is missing', name) into problem from jsonb_array_elements_text(schema -> 'required') name where not document ? name limit 1;
  for field in select key, value from jsonb_each(document) order by key loop
    exit when problem is not null;
    if known ? field.key then
      problem := private.value_problem(field.key, field.value, known -> field.key);
    elsif further = 'false' then
      problem := format('There is no field "%s"', left(field.key, 63));
    elsif private.names_a_secret(field.key) then
      problem := format('"%s" in "%s" looks like a secret, which is kept elsewhere', left(field.key, 63), label);
    elsif jsonb_typeof(further) = 'object' then
      problem := private.value_problem(left(field.key, 63), field.value, further);
    end if;
  end loop;
  return problem;
end
$function$;
grant execute on function private.document_problem(document jsonb, schema jsonb, label text) to authenticated;
grant execute on function private.document_problem(document jsonb, schema jsonb, label text) to service_role;
comment on function private.document_problem(document jsonb, schema jsonb, label text) is 'What is first wrong with a document by a JSON Schema; null when nothing is. Knows what the catalogue''s forms use, not all of JSON Schema.';

-- function private.doubt_sql(col jsonb, decimal_sign text)
CREATE OR REPLACE FUNCTION private.doubt_sql(col jsonb, decimal_sign text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case
    -- Not every number with a comma is one: what does not read as it is has to be looked at with care.
    when col ->> 'type' = 'number' and decimal_sign = ',' then format(
      $sql$coalesce(%I !~ '^[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?$', %s)$sql$, col ->> 'name', case when (col ->> 'nullable')::boolean then 'false' else 'true' end
    )
    else private.misfit_sql(format('%I', col ->> 'name'), col)
  end
$function$;
comment on function private.doubt_sql(col jsonb, decimal_sign text) is 'SQL for whether a staged value does not fit as it is; cleaned, it may.';

-- function private.drop_month_partitions(parent regclass, keep interval)
CREATE OR REPLACE FUNCTION private.drop_month_partitions(parent regclass, keep interval)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
 SET lock_timeout TO '5s'
AS $function$
declare
  rest constant text := (select relname from pg_catalog.pg_class where oid = parent) || '_default';
  occurred_at constant text := private.partition_column(parent);
  part regclass;
  has_rows boolean;
begin
  for part in
    select c.oid
    from pg_catalog.pg_inherits i join pg_catalog.pg_class c on c.oid = i.inhrelid
    where i.inhparent = parent and c.relname ~ '_\d{4}_\d\d$'
      and to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= (now() - keep) at time zone 'UTC'
  loop
    execute format('drop table %s', part);
  end loop;
  execute format('select exists (select from private.%I where %I < $1)', rest, occurred_at) into has_rows using now() - keep;
  if has_rows then
    execute format('alter table %s detach partition private.%I', parent, rest);
    execute format('delete from private.%I where %I < $1', rest, occurred_at) using now() - keep;
    execute format('alter table %s attach partition private.%I default', parent, rest);
  end if;
end
$function$;
comment on function private.drop_month_partitions(parent regclass, keep interval) is 'Retention: drops the months that ended longer ago than keep, and what the default partition holds from before.';

-- function private.drop_tables()
CREATE OR REPLACE FUNCTION private.drop_tables()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET lock_timeout TO '100ms'
AS $function$
declare
  found_name text;
begin
  for found_name in
    -- Not of a dataset that somebody put back.
    select t.name from private.tables_to_drop t
    where not exists (select from public.datasets d where d.table_name = t.name) limit 20 for update skip locked
  loop
    begin
      execute format('drop table if exists data.%I', found_name);
      delete from private.tables_to_drop where name = found_name;
    exception when lock_not_available then
      -- Somebody is reading it still.
      null;
    end;
  end loop;
end
$function$;
grant execute on function private.drop_tables() to service_role;
comment on function private.drop_tables() is 'Drops the tables of at most 20 datasets that are gone. To be called in a transaction of its own.';

-- function private.due_event(project_id uuid, subject text, subject_id uuid, scheduled_for timestamp with time zone, missed integer)
CREATE OR REPLACE FUNCTION private.due_event(project_id uuid, subject text, subject_id uuid, scheduled_for timestamp with time zone, missed integer)
 RETURNS public.events
 LANGUAGE sql
 STABLE
 SET search_path TO ''
 SET "TimeZone" TO 'UTC'
AS $function$
  select row(
    null, now(), project_id, subject || '.due', subject, subject_id, null, jsonb_build_object('scheduled_for', scheduled_for, 'missed', missed), null
  )::public.events
$function$;
comment on function private.due_event(project_id uuid, subject text, subject_id uuid, scheduled_for timestamp with time zone, missed integer) is 'The event that something is due. missed: how many times have passed since the last one, at which it was not announced.';

-- function private.duplicate_dashboard(dashboard_id uuid, title text, project_id uuid)
CREATE OR REPLACE FUNCTION private.duplicate_dashboard(dashboard_id uuid, title text, project_id uuid)
 RETURNS public.dashboards
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  source public.dashboards := private.find_dashboard(dashboard_id, 'contributor');
  snapshot jsonb;
  new_title constant text := coalesce(nullif(btrim(duplicate_dashboard.title), ''), left(source.title, 190) || ' (copy)');
  same jsonb;
begin
  if duplicate_dashboard.project_id is distinct from source.project_id and duplicate_dashboard.project_id is not null then
    perform private.require_role(duplicate_dashboard.project_id, 'contributor');
    return private.import_document(
      duplicate_dashboard.project_id, jsonb_set(private.export_document(source.id), '{dashboard,title}', to_jsonb(new_title))
    );
  end if;
  snapshot := private.dashboard_snapshot(source.id);
  select coalesce(jsonb_object_agg(id, id), '{}') into same from (
    select private.placed_chart_ids(snapshot -> 'tabs')
    union select t.template_id from public.dashboard_tabs t where t.dashboard_id = source.id and t.template_id is not null
    union select p.template_slot_id from public.chart_placements p join public.dashboard_tabs t on t.id = p.dashboard_tab_id
      where t.dashboard_id = source.id and p.template_slot_id is not null
  ) ids (id);
  return private.make_dashboard(source.project_id, snapshot || jsonb_build_object(
    'dashboard', snapshot -> 'dashboard' || jsonb_build_object('title', new_title), 'tabs', private.with_new_ids(snapshot -> 'tabs', same)
  ));
end
$function$;
grant execute on function private.duplicate_dashboard(dashboard_id uuid, title text, project_id uuid) to authenticated;
grant execute on function private.duplicate_dashboard(dashboard_id uuid, title text, project_id uuid) to service_role;

-- function private.emit_changes_of(source regclass, subject text, shown text[], updates text[], created text, deleted text, except_for text)
CREATE OR REPLACE FUNCTION private.emit_changes_of(source regclass, subject text, shown text[], updates text[], created text DEFAULT 'created'::text, deleted text DEFAULT 'deleted'::text, except_for text DEFAULT ''::text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  condition constant text := case
    when except_for = '' then 'true'
    else format('r.%I is distinct from %L', split_part(except_for, '=', 1), split_part(except_for, '=', 2))
  end;
  operation text;
  verbs text[];
begin
  perform private.check_emit_rules(source, shown, except_for, updates);
  foreach operation in array array['insert', 'update', 'delete'] loop
    verbs := array_remove(case operation when 'insert' then array[created] when 'update' then updates else array[deleted] end, null);
    continue when verbs = '{}';
    -- The statement is made here once: made anew by every write, it would cost as much as the event.
    execute format(
      'create trigger %I after %s on %s referencing %s for each statement execute function private.emit_row_events(%L, %L, %L, %s)',
      'emit_' || operation || 's', operation, source,
      concat_ws(' ', case when operation <> 'insert' then 'old table as old_rows' end, case when operation <> 'delete' then 'new table as new_rows' end),
      subject, private.changed_rows_query(operation, shown, condition, verbs), condition,
      (select string_agg(quote_literal(split_part(v, ':', 1)), ', ' order by n) from unnest(verbs) with ordinality x (v, n))
    );
  end loop;
end
$function$;
comment on function private.emit_changes_of(source regclass, subject text, shown text[], updates text[], created text, deleted text, except_for text) is 'Lets a table emit events. shown: columns that data holds. updates: verb:column,column or verb:column=value; the first that fits names the event, and a row none fits emits nothing. except_for: column=value of rows that emit nothing.';

-- function private.emit_event(project_id uuid, type text, subject_id uuid, data jsonb)
CREATE OR REPLACE FUNCTION private.emit_event(project_id uuid, type text, subject_id uuid DEFAULT NULL::uuid, data jsonb DEFAULT '{}'::jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  event public.events;
begin
  event := row(null, now(), project_id, type, split_part(type, '.', 1), subject_id, (select auth.uid()), data, private.causation_id());
  perform private.write_events(array[event]);
exception when others then
  perform private.note_emit_failure(coalesce(type, 'an event'), sqlstate, sqlerrm, array[event]);
end
$function$;
grant execute on function private.emit_event(project_id uuid, type text, subject_id uuid, data jsonb) to service_role;
comment on function private.emit_event(project_id uuid, type text, subject_id uuid, data jsonb) is 'Records that something happened to the subject its type begins with. For functions and workers. Never fails.';

-- function private.emit_row_events()
CREATE OR REPLACE FUNCTION private.emit_row_events()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  subject constant text := tg_argv[0];
  source constant text := format('%s of %s', lower(tg_op), tg_table_name);
  written bigint;
  new_events public.events[];
begin
  if tg_op = 'DELETE' then
    select count(*) into written from old_rows;
  else
    select count(*) into written from new_rows;
  end if;
  if written = 0 then return null; end if;
  execute private.new_events_query(subject, tg_argv[1], written > 20) into new_events;
  if new_events is not null then perform private.write_events(new_events); end if;
  return null;
exception when others then
  begin
    -- Those that could not be made say only what happened to which rows.
    if new_events is null then
      execute private.new_events_query(subject, format(
        'select project_id, id, %L::text as verb, null::text[] as changed, ''{}''::jsonb as details from %s r where %s',
        case tg_op when 'UPDATE' then 'updated' else tg_argv[3] end, case tg_op when 'DELETE' then 'old_rows' else 'new_rows' end, tg_argv[2]
      ), written > 20) into new_events;
    end if;
    perform private.note_emit_failure(source, sqlstate, sqlerrm, new_events);
  exception when others then
    raise warning 'No event was written for %, nor could that be recorded: %', source, sqlerrm;
  end;
  return null;
end
$function$;
comment on function private.emit_row_events() is 'Statement trigger: an event per changed row, beyond 20 rows one per 500 of a project. Arguments: subject, changed_rows_query, its condition, verbs. Never fails, and costs in proportion to the statement.';

-- function private.error_name(state text)
CREATE OR REPLACE FUNCTION private.error_name(state text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case state
    when 'PT400' then 'bad_request' when 'PT401' then 'not_signed_in' when 'PT402' then 'out_of_tokens'
    when 'PT403' then 'forbidden' when 'PT404' then 'not_found' when 'PT409' then 'conflict' when 'PT413' then 'too_large'
    when 'PT422' then 'unprocessable' when 'PT429' then 'too_many' when 'PT503' then 'unavailable' else 'internal'
  end
$function$;
grant execute on function private.error_name(state text) to authenticated;
grant execute on function private.error_name(state text) to service_role;
comment on function private.error_name(state text) is 'The name shared/errors.ts has for an SQLSTATE of ours.';

-- function private.expand_cron_field(field text, name text, lowest integer, highest integer, names text[])
CREATE OR REPLACE FUNCTION private.expand_cron_field(field text, name text, lowest integer, highest integer, names text[] DEFAULT '{}'::text[])
 RETURNS integer[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  part text;
  part_values int[];
  named int[] := '{}';
begin
  foreach part in array string_to_array(field, ',') loop
    part_values := private.expand_cron_part(part, lowest, highest, names);
    if part_values is null then
      perform private.raise_error(
        'PT400',
        format('"%s" is no %s of a cron expression', field, name),
        format('Allowed are %s to %s%s and *, lists (1,2), ranges (1-5) and steps of them (*/2, 1-5/2).',
          lowest, highest, coalesce(' (' || names[1] || ' to ' || names[cardinality(names)] || ')', ''))
      );
    end if;
    named := named || part_values;
  end loop;
  return array(select distinct case when name = 'day of week' then n % 7 else n end from unnest(named) n order by 1);
end
$function$;
comment on function private.expand_cron_field(field text, name text, lowest integer, highest integer, names text[]) is 'The values a field of a cron expression names. PT400 says what is wrong with it.';

-- function private.expand_cron_part(part text, lowest integer, highest integer, names text[])
CREATE OR REPLACE FUNCTION private.expand_cron_part(part text, lowest integer, highest integer, names text[])
 RETURNS integer[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  found constant text[] := regexp_match(lower(part), '^(?:(\*)|([0-9]{1,2}|[a-z]{3})(?:-([0-9]{1,2}|[a-z]{3}))?)(?:/([0-9]{1,2}))?$');
  low int;
  high int;
begin
  if found[1] = '*' then
    low := lowest;
    high := highest;
  else
    low := case when found[2] ~ '^[0-9]' then found[2]::int else array_position(names, found[2]) + lowest - 1 end;
    high := case when found[3] is null then low when found[3] ~ '^[0-9]' then found[3]::int else array_position(names, found[3]) + lowest - 1 end;
    -- As in Vixie's, a step follows * or a range.
    if found[3] is null and found[4] is not null then return null; end if;
  end if;
  if low >= lowest and high <= highest and low <= high and coalesce(found[4]::int, 1) > 0 then
    return array(select generate_series(low, high, coalesce(found[4]::int, 1)));
  end if;
  return null;
end
$function$;
comment on function private.expand_cron_part(part text, lowest integer, highest integer, names text[]) is 'The values of *, 5, 1-5, mon-fri, */15 or 1-30/2; null for anything else. names stand for lowest and what follows.';

-- function private.explain_dataset_query(dataset_id uuid, query jsonb)
CREATE OR REPLACE FUNCTION private.explain_dataset_query(dataset_id uuid, query jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  scope private.query_scope := private.compile_query(private.find_dataset(dataset_id, 'viewer'), query, true);
begin
  return jsonb_build_object('sql', scope.sql, 'parameters', to_jsonb(scope.vals));
end
$function$;
grant execute on function private.explain_dataset_query(dataset_id uuid, query jsonb) to authenticated;
grant execute on function private.explain_dataset_query(dataset_id uuid, query jsonb) to service_role;

-- function private.export_dashboard(dashboard_id uuid)
CREATE OR REPLACE FUNCTION private.export_dashboard(dashboard_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return private.export_document((private.find_dashboard(dashboard_id, 'viewer')).id);
end
$function$;
grant execute on function private.export_dashboard(dashboard_id uuid) to authenticated;
grant execute on function private.export_dashboard(dashboard_id uuid) to service_role;

-- function private.export_document(dashboard_id uuid)
CREATE OR REPLACE FUNCTION private.export_document(dashboard_id uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select snapshot - 'v' || jsonb_build_object(
    'format', 'orrery.dashboard', 'version', 1,
    -- Connectors are no part of a dashboard; datasets are found again by their name.
    'tabs', (
      select coalesce(jsonb_agg(tab || jsonb_build_object('widgets', (
        select coalesce(jsonb_agg(widget - 'connector_id' order by nth), '[]')
        from jsonb_array_elements(tab -> 'widgets') with ordinality as w (widget, nth)
      )) order by place), '[]')
      from jsonb_array_elements(snapshot -> 'tabs') with ordinality as t (tab, place)
    ),
    'charts', (
      select coalesce(jsonb_agg(
        chart - 'dataset_id' || jsonb_build_object('dataset', (select d.name from public.datasets d where d.id = (chart ->> 'dataset_id')::uuid))
        order by nth
      ), '[]')
      from jsonb_array_elements(snapshot -> 'charts') with ordinality as c (chart, nth)
    ),
    'templates', private.template_documents(export_document.dashboard_id)
  )
  from private.dashboard_snapshot(export_document.dashboard_id) snapshot
$function$;

-- function private.extend_messages(queue text, msg_ids bigint[], read_cts integer[], seconds integer)
CREATE OR REPLACE FUNCTION private.extend_messages(queue text, msg_ids bigint[], read_cts integer[], seconds integer)
 RETURNS SETOF bigint
 LANGUAGE plpgsql
 SET search_path TO ''
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
AS $function$
begin
  return query execute format($sql$
    update pgmq.%I m set vt = clock_timestamp() + make_interval(secs => $3)
    where m.msg_id = any ($1) and ((m.msg_id, m.read_ct) in (select * from unnest($1, $2))) is true
    returning m.msg_id
  $sql$, 'q_' || queue) using msg_ids, read_cts, seconds;
end
$function$;
grant execute on function private.extend_messages(queue text, msg_ids bigint[], read_cts integer[], seconds integer) to service_role;
comment on function private.extend_messages(queue text, msg_ids bigint[], read_cts integer[], seconds integer) is 'Heartbeat: nobody else gets these messages for so many seconds. Returns those that still are the caller''s.';

-- function private.extend_worker_lease(holder uuid, seconds integer, is_reading boolean)
CREATE OR REPLACE FUNCTION private.extend_worker_lease(holder uuid, seconds integer, is_reading boolean)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  mine text;
begin
  update private.worker_leases l
  set expires_at = clock_timestamp() + make_interval(secs => seconds), is_reading = extend_worker_lease.is_reading
  where l.holder = extend_worker_lease.holder
  returning l.queue into mine;
  if not is_reading then perform private.wake_worker_if_waiting(mine); end if;
  return mine is not null;
end
$function$;
grant execute on function private.extend_worker_lease(holder uuid, seconds integer, is_reading boolean) to service_role;
comment on function private.extend_worker_lease(holder uuid, seconds integer, is_reading boolean) is 'A worker says that it lives, and whether it looks for messages by itself. False: its lease ran out and somebody else has the slot.';

-- function private.fail_lost_runs()
CREATE OR REPLACE FUNCTION private.fail_lost_runs()
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  lost int;
begin
  update public.sync_runs r
  set status = 'failed', error_code = 'lost', error_message = 'The load stopped without finishing. Nothing of it was kept; retry it.', finished_at = clock_timestamp()
  where r.status in ('queued', 'running') and r.trigger = 'upload' and r.updated_at < now() - interval '1 minute'
    and not exists (select from pgmq.q_connector_sync q where q.msg_id = r.message_id);
  get diagnostics lost = row_count;
  return lost;
end
$function$;
grant execute on function private.fail_lost_runs() to service_role;
comment on function private.fail_lost_runs() is 'Fails runs whose message is gone.';

-- function private.fail_run(run_id uuid, error_code text, error_message text)
CREATE OR REPLACE FUNCTION private.fail_run(run_id uuid, error_code text, error_message text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  update public.sync_runs r
  set status = 'failed', error_code = fail_run.error_code, error_message = left(fail_run.error_message, 2000), finished_at = clock_timestamp(),
    rows_rejected = greatest(r.rows_rejected, (select count(*) from public.sync_rejections s where s.sync_run_id = run_id))
  where r.id = run_id and r.status in ('queued', 'running')
$function$;
grant execute on function private.fail_run(run_id uuid, error_code text, error_message text) to service_role;
comment on function private.fail_run(run_id uuid, error_code text, error_message text) is 'Ends a run for good with the reason people are shown.';

-- function private.fetch_lines(lines refcursor, max_bytes integer)
CREATE OR REPLACE FUNCTION private.fetch_lines(lines refcursor, max_bytes integer)
 RETURNS text
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  line text;
  taken text[] := '{}';
  size bigint := 0;
begin
  while size < max_bytes loop
    fetch lines into line;
    exit when not found;
    taken := taken || line;
    size := size + octet_length(line);
  end loop;
  return case when cardinality(taken) > 0 then array_to_string(taken, e'\n') || e'\n' end;
end
$function$;
grant execute on function private.fetch_lines(lines refcursor, max_bytes integer) to service_role;
comment on function private.fetch_lines(lines refcursor, max_bytes integer) is 'The next lines of an open cursor, so many bytes and one line at most; null at the end. Keeps large rows from meeting in memory.';

-- function private.field_misfit_sql(col jsonb)
CREATE OR REPLACE FUNCTION private.field_misfit_sql(col jsonb)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select private.misfit_sql(private.field_sql(col), col) || case col ->> 'type'
    when 'text' then format($sql$ or coalesce(jsonb_typeof(value -> %L) in ('object', 'array'), false)$sql$, col ->> 'name') else ''
  end
$function$;
comment on function private.field_misfit_sql(col jsonb) is 'SQL for whether a value of a JSON object does not fit its column.';

-- function private.field_sql(col jsonb)
CREATE OR REPLACE FUNCTION private.field_sql(col jsonb)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case col ->> 'type'
    when 'json' then format($sql$nullif(value -> %L, 'null')::text$sql$, col ->> 'name')
    else private.clean_sql(format('(value ->> %L)', col ->> 'name'), col ->> 'type', '.')
  end
$function$;
comment on function private.field_sql(col jsonb) is 'SQL for a value of a JSON object as the text its column is read from.';

-- function private.filter_columns(filter jsonb)
CREATE OR REPLACE FUNCTION private.filter_columns(filter jsonb)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select coalesce(array_agg(distinct node #>> '{}'), '{}') from jsonb_path_query(filter, 'strict $.**.column', '{}', true) node
$function$;
comment on function private.filter_columns(filter jsonb) is 'Every column a filter reads.';

-- function private.find_dashboard(dashboard_id uuid, minimum_role text)
CREATE OR REPLACE FUNCTION private.find_dashboard(dashboard_id uuid, minimum_role text)
 RETURNS public.dashboards
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  dashboard public.dashboards;
begin
  select * into dashboard from public.dashboards d where d.id = find_dashboard.dashboard_id;
  if not found or not coalesce(private.can_access(dashboard.project_id, 'viewer'), false) then
    perform private.raise_error('PT404', 'There is no such dashboard, or you may not see it',
      'It may have been deleted. Ask a member of its project.');
  end if;
  perform private.require_role(dashboard.project_id, minimum_role);
  return dashboard;
end
$function$;
comment on function private.find_dashboard(dashboard_id uuid, minimum_role text) is 'A dashboard the caller has this role for; PT404 or PT403 otherwise.';

-- function private.find_dataset(dataset_id uuid, minimum_role text)
CREATE OR REPLACE FUNCTION private.find_dataset(dataset_id uuid, minimum_role text)
 RETURNS public.datasets
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  dataset public.datasets;
begin
  select * into dataset from public.datasets where id = dataset_id;
  if not found or not coalesce(private.can_access(dataset.project_id, 'viewer'), false) then
    perform private.raise_error('PT404', 'There is no such dataset, or you may not see it', 'It may have been deleted. Ask a member of its project.');
  end if;
  if dataset.kind = 'system' then
    perform private.require_role(dataset.project_id, s.minimum_role) from private.system_streams s where s.stream = dataset.stream;
  end if;
  if minimum_role <> 'viewer' then perform private.require_role(dataset.project_id, minimum_role); end if;
  return dataset;
end
$function$;
comment on function private.find_dataset(dataset_id uuid, minimum_role text) is 'A dataset the caller has this role for; PT404 or PT403 otherwise.';

-- function private.find_link(token text, password text)
CREATE OR REPLACE FUNCTION private.find_link(token text, password text)
 RETURNS public.sharing_links
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
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
$function$;
comment on function private.find_link(token text, password text) is 'The link a token and password open; null for any that do not, after the same work.';

-- function private.find_load_target(project_id uuid, options jsonb)
CREATE OR REPLACE FUNCTION private.find_load_target(project_id uuid, options jsonb)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  dataset public.datasets;
  missing text;
begin
  select * into dataset from public.datasets d
  where d.id::text = options ->> 'dataset_id' and d.project_id = find_load_target.project_id and d.kind in ('upload', 'synced');
  if not found then
    perform private.raise_error('PT404', 'There is no such dataset in this project', 'Load the file into a new dataset instead.');
  end if;
  if options ->> 'mode' = 'append' then
    select value ->> 'name' into missing from jsonb_array_elements(dataset.columns)
    where not (value ->> 'nullable')::boolean
      and value ->> 'name' not in (select kept ->> 'name' from jsonb_array_elements(private.kept_columns(options)) kept)
    limit 1;
    if missing is not null then
      perform private.raise_error('PT400', format('Column "%s" of dataset "%s" may not be empty, and the file has no such column', missing, dataset.name),
        'Give the file that column, or replace the rows instead of appending.');
    end if;
  end if;
  return dataset.id;
end
$function$;
comment on function private.find_load_target(project_id uuid, options jsonb) is 'The dataset a load appends to or replaces.';

-- function private.find_matches(query text, project_id uuid, kinds text[], max integer, in_chat uuid)
CREATE OR REPLACE FUNCTION private.find_matches(query text, project_id uuid, kinds text[], max integer, in_chat uuid DEFAULT NULL::uuid)
 RETURNS TABLE(kind text, id uuid, rank real)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
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
$function$;
grant execute on function private.find_matches(query text, project_id uuid, kinds text[], max integer, in_chat uuid) to authenticated;
grant execute on function private.find_matches(query text, project_id uuid, kinds text[], max integer, in_chat uuid) to service_role;
comment on function private.find_matches(query text, project_id uuid, kinds text[], max integer, in_chat uuid) is 'What the one who asks can find in their projects, best first.';

-- function private.find_misfits(columns jsonb, decimal_sign text)
CREATE OR REPLACE FUNCTION private.find_misfits(columns jsonb, decimal_sign text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  execute (
    select format(
      $sql$
        create temp table misfits on commit drop as
        select _row_line,
          case when _row_number <= 10000 then concat_ws('; ', %s) end as _row_reason,
          case when _row_number <= 10000 then private.csv_record(array[%s]) end as _row_record
        from (
          select *, row_number() over (order by _row_line) as _row_number from pg_temp.incoming where (%s) and (%s)
        ) misfit
      $sql$,
      string_agg(format('case when %s then private.misfit_reason(%s, %L, %L) end', misfit, cleaned, name, type), ', ' order by n),
      string_agg(format('%I', name), ', ' order by n),
      private.is_doubtful_sql(columns, decimal_sign),
      string_agg(misfit, ' or ' order by n)
    )
    from (
      select ordinality as n, value ->> 'name' as name, value ->> 'type' as type, cleaned, private.misfit_sql(cleaned, value) as misfit
      from jsonb_array_elements(columns) with ordinality,
        lateral private.clean_sql(format('%I', value ->> 'name'), value ->> 'type', decimal_sign) as cleaned
    ) described
  );
end
$function$;
comment on function private.find_misfits(columns jsonb, decimal_sign text) is 'Lists the staged records that do not fit even after cleaning, as they were in the file.';

-- function private.find_reservation(reservation uuid)
CREATE OR REPLACE FUNCTION private.find_reservation(reservation uuid)
 RETURNS private.token_reservations
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  found_one private.token_reservations;
begin
  -- The subscription first, as reserve_tokens does: nobody waits in a circle.
  perform private.lock_subscription(r.workspace_id) from private.token_reservations r where r.id = reservation;
  select * into found_one from private.token_reservations r where r.id = reservation for update;
  if not found then
    perform private.raise_error('PT404', 'There is no such reservation');
  end if;
  return found_one;
end
$function$;

-- function private.find_restorable(audit_log_id uuid)
CREATE OR REPLACE FUNCTION private.find_restorable(audit_log_id uuid)
 RETURNS public.audit_logs
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  log public.audit_logs;
begin
  select * into log from public.audit_logs l where l.id = audit_log_id;
  if log.id is null or not coalesce(case
    when log.project_id is null then log.workspace_id in (select private.workspace_ids('admin'))
    else private.can_access(log.project_id, 'manager')
  end, false) then
    perform private.raise_error('PT404', 'There is no such record, or you may not see it');
  elsif log.action <> 'delete' then
    perform private.raise_error('PT400', 'Only what was deleted can be brought back', 'Choose the record of the deletion.');
  elsif not exists (select from private.audited_tables t where t.name = log.resource_type and t.is_restorable) then
    perform private.raise_error('PT422', format('What was deleted from %s is not brought back', log.resource_type), 'Make it anew.');
  end if;
  return log;
end
$function$;
comment on function private.find_restorable(audit_log_id uuid) is 'The record of a deletion, for managers of its project, or admins of the workspace for what is in none.';

-- function private.find_run(run_id uuid, minimum_role text)
CREATE OR REPLACE FUNCTION private.find_run(run_id uuid, minimum_role text)
 RETURNS public.sync_runs
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  run public.sync_runs;
begin
  select * into run from public.sync_runs where id = run_id for no key update;
  if not found or not coalesce(private.can_access(run.project_id, 'viewer'), false) then
    perform private.raise_error('PT404', 'There is no such run');
  end if;
  perform private.require_role(run.project_id, minimum_role);
  return run;
end
$function$;
comment on function private.find_run(run_id uuid, minimum_role text) is 'Locks a run the caller has this role for.';

-- function private.find_segment(segment_id uuid, minimum_role text)
CREATE OR REPLACE FUNCTION private.find_segment(segment_id uuid, minimum_role text)
 RETURNS public.segments
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  segment public.segments;
begin
  select * into segment from public.segments s where s.id = segment_id;
  if not found or not coalesce(private.can_access(segment.project_id, 'viewer'), false) then
    perform private.raise_error('PT404', 'There is no such segment, or you may not see it', 'It may have been deleted. Ask a member of its project.');
  end if;
  perform private.require_role(segment.project_id, minimum_role);
  return segment;
end
$function$;

-- function private.find_version(version_id uuid, minimum_role text)
CREATE OR REPLACE FUNCTION private.find_version(version_id uuid, minimum_role text)
 RETURNS public.dashboard_versions
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  version public.dashboard_versions;
begin
  select * into version from public.dashboard_versions v where v.id = version_id;
  if not found or not coalesce(private.can_access(version.project_id, 'viewer'), false) then
    perform private.raise_error('PT404', 'There is no such version, or you may not see it');
  end if;
  perform private.require_role(version.project_id, minimum_role);
  return version;
end
$function$;
comment on function private.find_version(version_id uuid, minimum_role text) is 'A version of a dashboard the caller has this role for; PT404 or PT403 otherwise.';

-- function private.finish_load(run_id uuid, rows_read bigint, bytes_read bigint)
CREATE OR REPLACE FUNCTION private.finish_load(run_id uuid, rows_read bigint, bytes_read bigint)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  run public.sync_runs;
  dataset public.datasets;
  state record;
begin
  select * into strict state from pg_temp.load_state;
  -- Before the run, as whoever deletes the dataset does.
  dataset := private.lock_dataset(state.dataset_id);
  select * into run from public.sync_runs where id = run_id and status = 'running' for no key update;
  if not found then
    perform private.raise_error('PT409', 'This run was cancelled or taken over');
  end if;
  if state.rows_written = 0 and state.rows_rejected > 0 then
    perform private.raise_error('PT422', format('None of the %s records fits', state.rows_rejected), 'Check the types of the columns, the delimiter and the order of dates.');
  end if;
  -- Small appends leave the statistics to autovacuum.
  if state.fresh_table is not null or state.rows_written * 10 >= dataset.row_count then
    execute format('analyze data.%I', coalesce(state.fresh_table, dataset.table_name));
  end if;
  if state.fresh_table is not null then
    perform private.swap_dataset_table(state.dataset_id, state.fresh_table, state.columns, state.rows_written);
  end if;
  update public.sync_runs r
  set status = 'succeeded', rows_read = finish_load.rows_read, bytes_read = finish_load.bytes_read,
    rows_written = state.rows_written, rows_rejected = state.rows_rejected, finished_at = clock_timestamp()
  where r.id = run_id
  returning * into run;
  return to_jsonb(run);
end
$function$;
grant execute on function private.finish_load(run_id uuid, rows_read bigint, bytes_read bigint) to service_role;
comment on function private.finish_load(run_id uuid, rows_read bigint, bytes_read bigint) is 'Ends a load: new rows and run status commit with the message''s acknowledgement, or not at all.';

-- function private.finish_progress()
CREATE OR REPLACE FUNCTION private.finish_progress()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  new.progress := 100;
  return new;
end
$function$;

-- function private.first_moment(wall timestamp without time zone, time_zone text)
CREATE OR REPLACE FUNCTION private.first_moment(wall timestamp without time zone, time_zone text)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  -- No zone is further than 16 hours from UTC, and none changes twice in 32 hours.
  as_utc constant timestamptz := wall at time zone 'UTC';
  offset_before constant interval := ((as_utc - interval '16 hours') at time zone time_zone) - (wall - interval '16 hours');
  offset_after constant interval := ((as_utc + interval '16 hours') at time zone time_zone) - (wall + interval '16 hours');
  low timestamptz := as_utc - offset_after;
  high timestamptz := as_utc - offset_before;
  middle timestamptz;
begin
  if high at time zone time_zone = wall then return high; end if;
  if low at time zone time_zone = wall then return low; end if;
  -- The clock never shows it: the gap ends between low and high.
  while high - low > interval '1 second' loop
    middle := low + make_interval(secs => floor(extract(epoch from high - low) / 2));
    if middle at time zone time_zone > wall then
      high := middle;
    else
      low := middle;
    end if;
  end loop;
  return high;
end
$function$;
comment on function private.first_moment(wall timestamp without time zone, time_zone text) is 'When a wall clock first shows a time or a later one: the first of two where it is set back, the end of the gap where it is set forward.';

-- function private.fit_placement()
CREATE OR REPLACE FUNCTION private.fit_placement()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  slot public.dashboard_template_slots;
begin
  if new.template_slot_id is null then return null; end if;
  select s.* into slot from public.dashboard_template_slots s
  join public.dashboard_tabs t on t.template_id = s.template_id
  where s.id = new.template_slot_id and t.id = new.dashboard_tab_id and t.project_id = new.project_id
  for share of s;
  if not found then
    perform private.raise_error('PT422', 'The tab''s template has no such slot', 'Place the chart in a slot of the template this tab was made from.');
  end if;
  -- Locked, so that the chart does not become one of another type meanwhile.
  perform private.refuse_misfit(slot, c.chart_type) from (
    select chart_type from public.charts where id = new.chart_id and project_id = new.project_id for share
  ) c;
  return null;
end
$function$;
comment on function private.fit_placement() is 'A chart is placed in a slot of its tab''s template that takes charts of its type.';

-- function private.folder_before(object_id uuid)
CREATE OR REPLACE FUNCTION private.folder_before(object_id uuid)
 RETURNS uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select private.folder_id(name) from storage.objects where id = object_id
$function$;
grant execute on function private.folder_before(object_id uuid) to authenticated;
grant execute on function private.folder_before(object_id uuid) to service_role;
comment on function private.folder_before(object_id uuid) is 'The workspace or project an object belonged to when the statement began.';

-- function private.folder_id(path text)
CREATE OR REPLACE FUNCTION private.folder_id(path text)
 RETURNS uuid
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case
    when path ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.' and path !~ '(^|/)\.{0,2}(/|$)' and path !~ '[\\[:cntrl:]]'
    then split_part(path, '/', 1)::uuid
  end
$function$;
grant execute on function private.folder_id(path text) to authenticated;
grant execute on function private.folder_id(path text) to service_role;
comment on function private.folder_id(path text) is 'The workspace or project a file belongs to, by the first folder of its path; null for a path that is refused.';

-- function private.forget_dataset_table()
CREATE OR REPLACE FUNCTION private.forget_dataset_table()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into private.tables_to_drop (name) values (old.table_name) on conflict do nothing;
  return null;
end
$function$;
comment on function private.forget_dataset_table() is 'The table goes after its dataset.';

-- function private.forget_old_rows()
CREATE OR REPLACE FUNCTION private.forget_old_rows()
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  delete from private.token_reservations where expires_at < now() - interval '30 days';
  delete from private.emit_failures where occurred_at < now() - interval '400 days';
  delete from public.workspace_invitations where accepted_at is null and expires_at < now() - interval '30 days';
  delete from public.webhook_deliveries where received_at < now() - interval '30 days';
  delete from public.dead_letters where coalesce(redriven_at, discarded_at) < now() - interval '90 days';
  delete from private.message_counts where minute < now() - interval '1 day';
  delete from public.notifications where read_at < now() - interval '180 days';
  select private.forget_sequences();
  -- Every run of a job leaves a row. pg_net removes its own answers, after hours.
  delete from cron.job_run_details where coalesce(end_time, start_time) < now() - interval '7 days';
$function$;
comment on function private.forget_old_rows() is 'Removes what nobody can use any more: reservations, invitations, deliveries and notifications long past, and the log of cron.';

-- function private.forget_person()
CREATE OR REPLACE FUNCTION private.forget_person()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  delete from public.user_secrets where user_id = new.id;
  delete from public.social_connections where user_id = new.id;
  return null;
end
$function$;
comment on function private.forget_person() is 'The row of a deleted account stays, their secrets and accounts elsewhere do not.';

-- function private.forget_secrets()
CREATE OR REPLACE FUNCTION private.forget_secrets()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  held text;
begin
  foreach held in array tg_argv loop
    -- Only what was kept for this very row: names begin with its table and id.
    delete from vault.secrets s
    where s.id = (to_jsonb(old) ->> held)::uuid and starts_with(s.name, format('%s/%s/', tg_table_name, old.id))
      and (to_jsonb(new) ->> held) is distinct from (to_jsonb(old) ->> held);
  end loop;
  return null;
end
$function$;
comment on function private.forget_secrets() is 'Removes from Vault what the columns named in its arguments no longer point to.';

-- function private.forget_sequences()
CREATE OR REPLACE FUNCTION private.forget_sequences()
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  -- Never of a topic on which more may be told: to who still listens, a number that begins anew would look like one heard long ago.
  delete from private.broadcast_sequences s where not exists (
    select from (
      select 'project:' || id as topic from public.projects
      union all select 'workspace:' || id from public.workspaces
      union all select 'dashboard:' || id from public.dashboards
      union all select 'chat:' || id from public.chat_sessions
      union all select 'execution:' || id from public.workflow_executions where completed_at is null or completed_at > now() - interval '30 days'
    ) used
    where used.topic = s.topic
  );
$function$;
comment on function private.forget_sequences() is 'Removes the numbers of topics whose subject is gone, and of executions long over.';

-- function private.forget_signing_secret()
CREATE OR REPLACE FUNCTION private.forget_signing_secret()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  delete from vault.secrets where id = old.signing_secret_id;
  return null;
end
$function$;
comment on function private.forget_signing_secret() is 'A webhook''s signing secret goes with it.';

-- function private.global_workspace_id()
CREATE OR REPLACE FUNCTION private.global_workspace_id()
 RETURNS uuid
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select id from public.workspaces where company_email_domains = '{*}'
$function$;
comment on function private.global_workspace_id() is 'The one workspace of all personal projects.';

-- function private.group_rows(selected text[], source text, clause text, dims integer)
CREATE OR REPLACE FUNCTION private.group_rows(selected text[], source text, clause text, dims integer)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select format('select %s from %s%s', array_to_string(selected, ', '), source, clause)
    || case when dims > 0 then ' group by ' || (select string_agg(i::text, ', ') from generate_series(1, dims) i) else '' end
$function$;
comment on function private.group_rows(selected text[], source text, clause text, dims integer) is 'A grouped select whose first columns are what is grouped by.';

-- function private.guard_api_connection()
CREATE OR REPLACE FUNCTION private.guard_api_connection()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  problem text := private.header_problem(new.custom_headers);
begin
  if problem is not null then
    perform private.raise_error('PT400', problem, 'Set the secret with set_api_connection_secret; a header has it where its value is {{secret}}.');
  end if;
  if new.endpoint_url ~* '[?&][^=&#]*(api[-_]?key|access[-_]?token|auth[-_]?token|secret|passw|signature)[^=&#]*=' then
    perform private.raise_error('PT400', 'The address carries a secret in its query', 'Leave it out, and set it with set_api_connection_secret.');
  end if;
  if tg_op = 'UPDATE' and (private.origin(new.endpoint_url), new.auth_type) is distinct from (private.origin(old.endpoint_url), old.auth_type) then
    new.secret_id := null;
  end if;
  return new;
end
$function$;
comment on function private.guard_api_connection() is 'Keeps secrets out of the row, and from being sent to another host than they were set for.';

-- function private.guard_email_campaign()
CREATE OR REPLACE FUNCTION private.guard_email_campaign()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if private.is_api_user() and new.status <> old.status and new.status in ('sending', 'sent', 'failed') then
    perform private.raise_error('PT403', 'Whether an e-mail is on its way is for the sender to say', 'Schedule it for now: set scheduled and send_at.');
  end if;
  if old.status in ('sending', 'sent')
    and (new.subject, new.content, new.recipient_list, new.variants) is distinct from (old.subject, old.content, old.recipient_list, old.variants)
  then
    perform private.raise_error('PT409', format('An e-mail that is %s cannot be changed', old.status), 'Pause it first if it is still being sent.');
  end if;
  return new;
end
$function$;
comment on function private.guard_email_campaign() is 'People plan and pause, the sender sends. What was sent can be read later.';

-- function private.guard_oauth2_connection()
CREATE OR REPLACE FUNCTION private.guard_oauth2_connection()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.check_document(new.provider_config, '{
    "additionalProperties": false,
    "properties": {
      "authorize_url": {"type": "string", "pattern": "^https?://"},
      "token_url": {"type": "string", "pattern": "^https?://"},
      "revoke_url": {"type": "string", "pattern": "^https?://"},
      "client_authentication": {"type": "string", "enum": ["basic", "body"]},
      "pkce": {"type": "boolean"},
      "scope_separator": {"type": "string", "enum": [" ", ","]}
    }
  }', 'provider_config');
  perform private.check_document(new.additional_params, '{"additionalProperties": {"type": "string", "maxLength": 2000}}', 'additional_params');
  if exists (select from jsonb_each_text(new.provider_config) where key like '%\_url' and not private.is_web_address(value)) then
    perform private.raise_error('PT400', 'provider_config: an address is not a web address', 'Write it as https://host/path, without user and password.');
  end if;
  if tg_op = 'UPDATE' and (new.provider, new.client_id, new.provider_config -> 'token_url', new.provider_config -> 'revoke_url')
    is distinct from (old.provider, old.client_id, old.provider_config -> 'token_url', old.provider_config -> 'revoke_url')
  then
    new.client_secret_id := null;
    delete from public.oauth2_tokens where connection_id = new.id;
  end if;
  return new;
end
$function$;
comment on function private.guard_oauth2_connection() is 'Another application or other addresses: the client secret and the tokens are not for them.';

-- function private.guard_owner_role()
CREATE OR REPLACE FUNCTION private.guard_owner_role()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  member record := case when tg_op = 'DELETE' then old else new end;
  touches_owner boolean := 'owner' in (
    case when tg_op = 'INSERT' then '' else old.role end,
    case when tg_op = 'DELETE' then '' else new.role end
  );
  is_owner boolean;
begin
  if not touches_owner or not private.is_api_user() or member.user_id = (select auth.uid()) then return member; end if;
  -- A parent being deleted takes its members along.
  if tg_table_name = 'project_users' then
    is_owner := member.project_id in (select private.project_ids('owner'))
      or not exists (select from public.projects where id = member.project_id);
  else
    is_owner := member.workspace_id in (select private.workspace_ids('owner'))
      or not exists (select from public.workspaces where id = member.workspace_id);
  end if;
  if not is_owner then
    perform private.raise_error('PT403', 'Only an owner can make, change or remove an owner', 'Ask an owner.');
  end if;
  return member;
end
$function$;
comment on function private.guard_owner_role() is 'An admin or manager can neither make an owner nor unmake one.';

-- function private.guard_purchase()
CREATE OR REPLACE FUNCTION private.guard_purchase()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if old.status <> 'completed' then return coalesce(new, old); end if;
  if tg_op = 'DELETE' and not exists (select from public.workspaces where id = old.workspace_id) then return old; end if;
  if tg_op = 'DELETE' or (new.workspace_id, new.token_amount, new.status, new.stripe_payment_intent_id)
    is distinct from (old.workspace_id, old.token_amount, old.status, old.stripe_payment_intent_id)
  then
    perform private.raise_error('PT409', 'A completed purchase does not change', 'Its tokens were added to the subscription.');
  end if;
  return new;
end
$function$;
comment on function private.guard_purchase() is 'What was completed stays so: it can never be completed a second time.';

-- function private.handle_auth_user_deleted()
CREATE OR REPLACE FUNCTION private.handle_auth_user_deleted()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.archive_user(old.id);
  return null;
end
$function$;
comment on function private.handle_auth_user_deleted() is 'The row in public.users stays, archived.';

-- function private.handle_auth_user_inserted()
CREATE OR REPLACE FUNCTION private.handle_auth_user_inserted()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.sign_up(new);
  return null;
end
$function$;
comment on function private.handle_auth_user_inserted() is 'The one trigger of sign-up.';

-- function private.handle_auth_user_updated()
CREATE OR REPLACE FUNCTION private.handle_auth_user_updated()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- An archived account stays empty, whatever Auth still notes of it.
  if new.deleted_at is not null then
    if old.deleted_at is null then perform private.archive_user(new.id); end if;
    return null;
  end if;
  perform private.mirror_user(new);
  if (new.email_confirmed_at is not null and (old.email_confirmed_at is null or new.email is distinct from old.email))
    or new.invited_at is distinct from old.invited_at then
    perform private.admit_user(new);
  end if;
  return null;
end
$function$;
comment on function private.handle_auth_user_updated() is 'Mirrors changes of an account, also its soft deletion; a newly confirmed address may open its company''s workspace.';

-- function private.has_input_check()
CREATE OR REPLACE FUNCTION private.has_input_check()
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select current_setting('server_version_num')::int >= 160000
$function$;
grant execute on function private.has_input_check() to authenticated;
grant execute on function private.has_input_check() to service_role;
comment on function private.has_input_check() is 'Whether this server has pg_input_is_valid: Postgres 15 has not.';

-- function private.has_moved(dataset_id uuid)
CREATE OR REPLACE FUNCTION private.has_moved(dataset_id uuid)
 RETURNS boolean
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  -- What a query sees of pg_class is as old as its snapshot; what the two functions answer is of now.
  select coalesce(bool_or(
    to_regclass(format('data.%I', c.relname))::oid is distinct from c.oid or pg_catalog.pg_relation_filenode(c.oid) is distinct from c.relfilenode
  ), true)
  from public.datasets d join pg_catalog.pg_class c on c.relname = d.table_name and c.relnamespace = 'data'::regnamespace
  where d.id = has_moved.dataset_id
$function$;
grant execute on function private.has_moved(dataset_id uuid) to service_role;
comment on function private.has_moved(dataset_id uuid) is 'Whether a dataset got another table since the transaction''s snapshot, which then sees that table empty.';

-- function private.has_shape(value jsonb, type text)
CREATE OR REPLACE FUNCTION private.has_shape(value jsonb, type text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case
    when coalesce(jsonb_typeof(value), 'null') = 'null' then type like '%?'
    when type like 'uuid%' then jsonb_typeof(value) = 'string' and value #>> '{}' ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
    when type like 'int%' then jsonb_typeof(value) = 'number'
      and case when jsonb_typeof(value) = 'number' then value::numeric % 1 = 0 and abs(value::numeric) < 2147483648 end
    when type like 'texts%' then jsonb_typeof(value) = 'array' and not jsonb_path_exists(value, 'strict $[*] ? (@.type() <> "string")')
    else jsonb_typeof(value) = rtrim(type, '?')
  end
$function$;
comment on function private.has_shape(value jsonb, type text) is 'Whether a value is of a type of JSON, or uuid, int or texts; a ? after the type lets it be null or left out.';

-- function private.hash_token(token text)
CREATE OR REPLACE FUNCTION private.hash_token(token text)
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select sha256(convert_to(token, 'UTF8'))
$function$;

-- function private.header_problem(headers jsonb)
CREATE OR REPLACE FUNCTION private.header_problem(headers jsonb)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case
    when jsonb_typeof(headers) <> 'object' then 'Custom headers are an object of names and texts'
    else (
      select case
        when name !~ '^[!#$%&''*+.^_`|~0-9A-Za-z-]{1,100}$' then format('"%s" is no name of a header', left(name, 63))
        when jsonb_typeof(value) <> 'string' then format('The header "%s" is not a text', name)
        when value #>> '{}' ~ '[[:cntrl:]]' then format('The header "%s" has control characters', name)
        else format('The header "%s" carries a secret', name)
      end
      from jsonb_each(headers) header (name, value)
      where name !~ '^[!#$%&''*+.^_`|~0-9A-Za-z-]{1,100}$' or jsonb_typeof(value) <> 'string' or value #>> '{}' ~ '[[:cntrl:]]'
        -- {{secret}} says where the secret goes; beside it only a scheme such as Token is left.
        or ((private.names_a_secret(name) or value #>> '{}' ~* '^(bearer|basic|token|apikey)\s') and value #>> '{}' !~ '^([A-Za-z-]{1,20} )?\{\{secret\}\}$')
      order by name
      limit 1
    )
  end
$function$;
grant execute on function private.header_problem(headers jsonb) to authenticated;
grant execute on function private.header_problem(headers jsonb) to service_role;
comment on function private.header_problem(headers jsonb) is 'What is wrong with custom_headers; null when nothing is.';

-- function private.hold_dataset(dataset public.datasets)
CREATE OR REPLACE FUNCTION private.hold_dataset(dataset public.datasets)
 RETURNS public.datasets
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if dataset.kind in ('system', 'live') then return dataset; end if;
  -- A load puts another table in its place. Who waited for that within the query would look for the old columns, and see none of the new rows.
  execute format('lock table data.%I in access share mode', dataset.table_name);
  select * into dataset from public.datasets d where d.id = dataset.id;
  if not found then
    perform private.raise_error('PT404', 'There is no such dataset any more', 'It was deleted just now.');
  end if;
  return dataset;
end
$function$;
comment on function private.hold_dataset(dataset public.datasets) is 'A dataset as it is, whose table stays until the end of the transaction. To be called in a statement before the query.';

-- function private.hold_roles()
CREATE OR REPLACE FUNCTION private.hold_roles()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform from public.users u where u.id = (select auth.uid()) for share;
  perform from public.workspace_users m where m.user_id = (select auth.uid()) for share;
  perform from public.project_users m where m.user_id = (select auth.uid()) for share;
  perform from public.user_team_memberships m where m.user_id = (select auth.uid()) for share;
end
$function$;
comment on function private.hold_roles() is 'Whoever takes a role of the one who asks away, or closes the account, waits until the transaction has ended.';

-- function private.import_dashboard(project_id uuid, document jsonb)
CREATE OR REPLACE FUNCTION private.import_dashboard(project_id uuid, document jsonb)
 RETURNS public.dashboards
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.require_role(project_id, 'contributor');
  return private.import_document(project_id, document);
end
$function$;
grant execute on function private.import_dashboard(project_id uuid, document jsonb) to authenticated;
grant execute on function private.import_dashboard(project_id uuid, document jsonb) to service_role;

-- function private.import_document(project_id uuid, document jsonb)
CREATE OR REPLACE FUNCTION private.import_document(project_id uuid, document jsonb)
 RETURNS public.dashboards
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  known jsonb;
  template jsonb;
  settled uuid;
  snapshot jsonb;
begin
  perform private.check_export(document);
  select coalesce(jsonb_object_agg(value ->> 'id', gen_random_uuid()), '{}') into known from jsonb_array_elements(document -> 'charts');
  snapshot := jsonb_build_object('v', 1, 'dashboard', document -> 'dashboard', 'tabs', document -> 'tabs', 'charts', (
    select coalesce(jsonb_agg(value - 'dataset' || jsonb_build_object('dataset_id', (
      select d.id from public.datasets d where d.project_id = import_document.project_id and d.name = value ->> 'dataset'
    ))), '[]')
    from jsonb_array_elements(document -> 'charts')
  ));
  perform private.check_snapshot(snapshot);
  if exists (select from private.placed_chart_ids(snapshot -> 'tabs') id where known -> id::text is null) then
    perform private.raise_error('PT400', 'A chart is placed that is not in the document', 'Put it in "charts", or take it off its tab.');
  end if;
  for template in select value from jsonb_array_elements(coalesce(nullif(document -> 'templates', 'null'), '[]')) loop
    settled := private.settle_template(import_document.project_id, template);
    known := known || jsonb_build_object(template ->> 'id', settled) || (
      select coalesce(jsonb_object_agg(slot ->> 'id', s.id), '{}')
      from jsonb_array_elements(template -> 'slots') slot
      join public.dashboard_template_slots s on s.template_id = settled and s.slot_key = slot ->> 'slot_key'
    );
  end loop;
  return private.make_dashboard(import_document.project_id, snapshot || jsonb_build_object(
    'dashboard', snapshot -> 'dashboard' || jsonb_build_object('template_id', known -> (snapshot #>> '{dashboard,template_id}')),
    'tabs', private.with_new_ids(snapshot -> 'tabs', known),
    'charts', (
      select coalesce(jsonb_agg(value || jsonb_build_object('id', known -> (value ->> 'id'))), '[]') from jsonb_array_elements(snapshot -> 'charts')
    )
  ));
end
$function$;
comment on function private.import_document(project_id uuid, document jsonb) is 'A new dashboard, with charts of its own, from an exported one.';

-- function private.in_current_period(subscription public.workspace_subscriptions)
CREATE OR REPLACE FUNCTION private.in_current_period(subscription public.workspace_subscriptions)
 RETURNS public.workspace_subscriptions
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
 SET "TimeZone" TO 'UTC'
AS $function$
declare
  past interval;
begin
  if subscription.current_period_end > now() then return subscription; end if;
  past := age(now(), subscription.current_period_end);
  subscription.current_period_start := subscription.current_period_end
    + make_interval(months => (extract(year from past) * 12 + extract(month from past))::int);
  subscription.current_period_end := subscription.current_period_start + interval '1 month';
  subscription.base_tokens_used := 0;
  return subscription;
end
$function$;
comment on function private.in_current_period(subscription public.workspace_subscriptions) is 'A subscription as it is now: when its period is over the next month has begun, with nothing used.';

-- function private.ingest_dataset(token text)
CREATE OR REPLACE FUNCTION private.ingest_dataset(token text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  dataset public.datasets := private.dataset_of_token(token);
begin
  if dataset.id is null then return null; end if;
  return jsonb_build_object('dataset_id', dataset.id, 'project_id', dataset.project_id, 'columns', dataset.columns);
end
$function$;
grant execute on function private.ingest_dataset(token text) to service_role;

-- function private.ingest_rows(token text, rows jsonb, idempotency_key text)
CREATE OR REPLACE FUNCTION private.ingest_rows(token text, rows jsonb, idempotency_key text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  dataset public.datasets := private.dataset_of_token(token);
begin
  if dataset.id is null then
    perform private.raise_error('PT401', 'This token is unknown or was revoked', 'Make a new one on the page of the dataset.');
  end if;
  perform private.limit_ingest_rate(token);
  return private.write_rows_once(dataset, rows, idempotency_key);
end
$function$;
grant execute on function private.ingest_rows(token text, rows jsonb, idempotency_key text) to service_role;
comment on function private.ingest_rows(token text, rows jsonb, idempotency_key text) is 'append_rows for whoever holds a token.';

-- function private.insert_deleted(log public.audit_logs)
CREATE OR REPLACE FUNCTION private.insert_deleted(log public.audit_logs)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  source constant regclass := format('public.%I', log.resource_type);
  -- The wall is the record's, whatever the values say.
  kept constant jsonb := private.without_lost_references(source, log.old_values
    || case when log.old_values ? 'project_id' then jsonb_build_object('project_id', log.project_id) else '{}' end
    -- The links that opened it are gone.
    || case when log.resource_type in ('dashboards', 'charts') then '{"is_public": false}' else '{}'::jsonb end);
  columns constant text := (
    select string_agg(quote_ident(a.attname), ', ')
    from pg_catalog.pg_attribute a
    where a.attrelid = source and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and kept ? a.attname
  );
begin
  if log.metadata ? 'redacted' then
    perform private.raise_error('PT422', format('A deleted row of %s held secrets, which are not kept', log.resource_type), 'Make it anew.');
  end if;
  execute format(
    'insert into %1$s (%2$s) overriding system value select %2$s from jsonb_populate_record(null::%1$s, $1)', source, columns
  ) using kept;
  if kept ->> 'created_by' is not null then
    execute format('update %s set created_by = $1 where id = $2 and created_by is distinct from $1', source)
      using (kept ->> 'created_by')::uuid, log.resource_id;
  end if;
exception
  when unique_violation then
    perform private.raise_error('PT409', format('Something else has taken the place of a deleted row of %s', log.resource_type),
      'It has the same id, name or position. Change or delete that first.');
  when foreign_key_violation then
    perform private.raise_error('PT409', format('What a deleted row of %s belonged to is gone', log.resource_type), 'Bring that back first.');
  when not_null_violation or check_violation then
    perform private.raise_error('PT409', format('A deleted row of %s no longer fits', log.resource_type),
      'The rules have changed since. Make it anew.');
end
$function$;
comment on function private.insert_deleted(log public.audit_logs) is 'Makes a row again from the record of its deletion.';

-- function private.insert_staged_rows(target text, columns jsonb, options jsonb, cleans boolean)
CREATE OR REPLACE FUNCTION private.insert_staged_rows(target text, columns jsonb, options jsonb, cleans boolean)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  decimal_sign text := coalesce(options ->> 'decimal', '.');
  written bigint;
begin
  execute (
    select format(
      'insert into data.%I (%s) select %s from pg_temp.incoming', target,
      string_agg(format('%I', value ->> 'name'), ', ' order by ordinality),
      string_agg(
        case when cleans
          then private.clean_sql(format('%I', value ->> 'name'), value ->> 'type', decimal_sign) || '::' || private.column_sql_type(value ->> 'type')
          else private.cast_sql(format('%I', value ->> 'name'), value ->> 'type', decimal_sign)
        end, ', ' order by ordinality
      )
    )
    from jsonb_array_elements(columns) with ordinality
  );
  get diagnostics written = row_count;
  return written;
end
$function$;
comment on function private.insert_staged_rows(target text, columns jsonb, options jsonb, cleans boolean) is 'Inserts everything, as it is or cleaned, or fails at the first value that does not fit.';

-- function private.invite_member(email text, role text, workspace_id uuid, project_id uuid)
CREATE OR REPLACE FUNCTION private.invite_member(email text, role text, workspace_id uuid, project_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
#variable_conflict use_column
declare
  address text := private.normal_address(invite_member.email);
  token text := 'oinv_' || translate(encode(extensions.gen_random_bytes(24), 'base64'), '+/', '-_');
  made uuid;
begin
  -- In the order in which they are deleted.
  perform from public.workspaces w where w.id = invite_member.workspace_id for key share;
  perform from public.projects p where p.id = invite_member.project_id for key share;
  -- Who takes away a role waits until this invitation is there to lapse with it.
  perform private.hold_roles();
  perform private.check_invitation(address, invite_member.role, invite_member.workspace_id, invite_member.project_id);
  if exists (
    select from public.users u
    join (
      select m.user_id, m.role from public.workspace_users m where m.workspace_id = invite_member.workspace_id
      union all
      select m.user_id, m.role from public.project_users m where m.project_id = invite_member.project_id
    ) m on m.user_id = u.id
    where u.email = address and u.status = 'active' and private.member_rank(m.role) >= private.member_rank(invite_member.role)
  ) then
    perform private.raise_error('PT409', 'This person is a member already', 'Change their role in the list of members.');
  end if;
  insert into public.workspace_invitations (workspace_id, project_id, email, role, token_hash, invited_by)
  values (
    invite_member.workspace_id, invite_member.project_id, address, invite_member.role, private.hash_token(token), private.user_id()
  )
  on conflict ((coalesce(project_id, workspace_id)), email) where accepted_at is null do update
  set role = excluded.role, token_hash = excluded.token_hash, invited_by = excluded.invited_by, expires_at = excluded.expires_at
  returning id into made;
  update public.users set status = 'invited' where email = address and email_confirmed_at is not null and status = 'waitlist';
  return jsonb_build_object('id', made, 'token', token);
end
$function$;
grant execute on function private.invite_member(email text, role text, workspace_id uuid, project_id uuid) to authenticated;
grant execute on function private.invite_member(email text, role text, workspace_id uuid, project_id uuid) to service_role;

-- function private.is_api_user()
CREATE OR REPLACE FUNCTION private.is_api_user()
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce((select auth.role()), '') in ('anon', 'authenticated')
$function$;
grant execute on function private.is_api_user() to authenticated;
grant execute on function private.is_api_user() to service_role;
comment on function private.is_api_user() is 'Whether a person asks through the API, rather than the service role, a migration or the platform itself.';

-- function private.is_backup(path text)
CREATE OR REPLACE FUNCTION private.is_backup(path text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select lower(split_part(path, '/', 2)) = 'backups'
$function$;
grant execute on function private.is_backup(path text) to authenticated;
grant execute on function private.is_backup(path text) to service_role;
comment on function private.is_backup(path text) is 'Whether a file of a workspace is in its folder backups, which the service role writes and admins read.';

-- function private.is_doubtful_sql(columns jsonb, decimal_sign text)
CREATE OR REPLACE FUNCTION private.is_doubtful_sql(columns jsonb, decimal_sign text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select string_agg(private.doubt_sql(value, decimal_sign), ' or ' order by ordinality) from jsonb_array_elements(columns) with ordinality
$function$;
comment on function private.is_doubtful_sql(columns jsonb, decimal_sign text) is 'The same for a whole record.';

-- function private.is_late(due_at timestamp with time zone, moment timestamp with time zone)
CREATE OR REPLACE FUNCTION private.is_late(due_at timestamp with time zone, moment timestamp with time zone)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select moment - due_at > interval '5 minutes'
$function$;
comment on function private.is_late(due_at timestamp with time zone, moment timestamp with time zone) is 'Whether something that was due at a time counts as missed.';

-- function private.is_lead_condition(condition jsonb)
CREATE OR REPLACE FUNCTION private.is_lead_condition(condition jsonb)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select coalesce(
    jsonb_typeof(condition) = 'object' and pg_column_size(condition) <= 8192 and condition - array['field', 'op', 'value'] = '{}'
    and condition ->> 'field' ~ '^(email|first_name|last_name|company|phone|status|source|tags|unsubscribed_at|custom_fields\..{1,100})$'
    and case
      when condition ->> 'op' in ('is_null', 'is_not_null') then not condition ? 'value'
      when condition ->> 'op' in ('=', '!=', '<', '<=', '>', '>=') then jsonb_typeof(condition -> 'value') in ('string', 'number', 'boolean')
      when condition ->> 'op' in ('contains', 'starts_with') then jsonb_typeof(condition -> 'value') = 'string'
      when condition ->> 'op' in ('in', 'not_in') then jsonb_typeof(condition -> 'value') = 'array'
    end, false)
$function$;
grant execute on function private.is_lead_condition(condition jsonb) to authenticated;
grant execute on function private.is_lead_condition(condition jsonb) to service_role;
comment on function private.is_lead_condition(condition jsonb) is 'Whether a document is {field, op, value} as LeadCondition of shared/marketing.ts has it.';

-- function private.is_message_content(content jsonb)
CREATE OR REPLACE FUNCTION private.is_message_content(content jsonb)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select jsonb_typeof(content) = 'array' and pg_column_size(content) <= 2097152
    and not jsonb_path_exists(content, '$[500]')
    and not jsonb_path_exists(content, 'strict $[*] ? (@.type() != "object")')
    and not exists (
      select from jsonb_array_elements(case jsonb_typeof(content) when 'array' then content else '[]' end) part
      where coalesce(part ->> 'type', '') not in ('text', 'chart', 'table', 'file', 'tool_call', 'tool_result', 'artifact')
        or (part ->> 'type' = 'text' and jsonb_typeof(part -> 'text') is distinct from 'string')
    )
$function$;
grant execute on function private.is_message_content(content jsonb) to authenticated;
grant execute on function private.is_message_content(content jsonb) to service_role;
comment on function private.is_message_content(content jsonb) is 'Whether a document is an array of at most 500 parts of known types and 2 MB. What is in them is checked by the Content of shared/chat.ts.';

-- function private.is_over_limit(token text, address text)
CREATE OR REPLACE FUNCTION private.is_over_limit(token text, address text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
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
$function$;
comment on function private.is_over_limit(token text, address text) is 'Whether a token or an address asked 600 times within a minute, or did not open anything too often within ten: a token 20 times, an address 200.';

-- function private.is_project_member(project_id uuid, user_id uuid)
CREATE OR REPLACE FUNCTION private.is_project_member(project_id uuid, user_id uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select exists (
    select from public.projects p join public.users u on u.id = is_project_member.user_id
    where p.id = is_project_member.project_id and u.status = 'active' and (
      p.owner_user_id = u.id
      or exists (select from public.project_users m where m.project_id = p.id and m.user_id = u.id)
      or exists (select from public.workspace_users m where m.workspace_id = p.workspace_id and m.user_id = u.id and m.role in ('owner', 'admin'))
      or exists (select from public.user_team_memberships m where m.team_id = p.owner_team_id and m.user_id = u.id)
    )
  )
$function$;
comment on function private.is_project_member(project_id uuid, user_id uuid) is 'Whether somebody, not the one who asks, has a role in a project.';

-- function private.is_public_mail_domain(domain text)
CREATE OR REPLACE FUNCTION private.is_public_mail_domain(domain text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  -- What is below a listed host is listed with it.
  select domain ~ '(^|\.)(yahoo|hotmail|outlook|live|gmx|yandex|mail)\.([a-z]{2,3}|co\.[a-z]{2}|com\.[a-z]{2})$' or exists (
    select from unnest(array[
      'gmail.com', 'googlemail.com', 'icloud.com', 'me.com', 'mac.com', 'aol.com', 'proton.me', 'protonmail.com', 'pm.me', 'hey.com',
      'fastmail.com', 'zoho.com', 'mail.com', 'email.com', 'tutanota.com', 'tuta.io', 'tuta.com', 'hushmail.com', 'rocketmail.com',
      'ymail.com', 'msn.com', 'inbox.com', 'web.de', 't-online.de', 'freenet.de', 'posteo.de', 'mailbox.org', 'bluewin.ch', 'orange.fr',
      'wanadoo.fr', 'free.fr', 'laposte.net', 'sfr.fr', 'libero.it', 'virgilio.it', 'tiscali.it', 'wp.pl', 'o2.pl', 'onet.pl',
      'interia.pl', 'seznam.cz', 'ukr.net', 'rediffmail.com', 'naver.com', 'daum.net', 'hanmail.net', 'qq.com', '163.com', '126.com',
      'sina.com', 'foxmail.com', 'yeah.net', 'comcast.net', 'verizon.net', 'att.net', 'sbcglobal.net', 'bellsouth.net', 'cox.net',
      'charter.net', 'btinternet.com', 'virginmedia.com', 'sky.com', 'ntlworld.com', 'bigpond.com', 'optusnet.com.au', 'shaw.ca',
      'rogers.com', 'sympatico.ca', 'uol.com.br', 'bol.com.br', 'terra.com.br', 'telenet.be', 'skynet.be', 'ziggo.nl', 'mailinator.com',
      'guerrillamail.com', '10minutemail.com', 'yopmail.com', 'temp-mail.org', 'sharklasers.com', 'trashmail.com', 'rambler.ru', 'ro.ru',
      'autorambler.ru', 'myrambler.ru', 'ya.ru', 'list.ru', 'bk.ru', 'inbox.ru', 'internet.ru', 'inbox.lv', 'inbox.lt', 'inbox.eu',
      'abv.bg', 'dir.bg', 'centrum.cz', 'email.cz', 'post.cz', 'volny.cz', 'azet.sk', 'zoznam.sk', 'centrum.sk', 'freemail.hu',
      'citromail.hu', 'i.ua', 'meta.ua', 'bigmir.net', 'tut.by', 'wp.eu', 'op.pl', 'gazeta.pl', 'poczta.fm', 'alice.it', 'tin.it',
      'email.it', 'sapo.pt', 'neuf.fr', 'club-internet.fr', 'bbox.fr', 'numericable.fr', 'arcor.de', 'online.de', 'vodafone.de', 'aon.at',
      'chello.at', 'chello.nl', 'planet.nl', 'home.nl', 'hetnet.nl', 'kpnmail.nl', 'xs4all.nl', 'proximus.be', 'online.no', 'otenet.gr',
      'eircom.net', 'blueyonder.co.uk', 'talktalk.net', 'tiscali.co.uk', 'walla.com', 'walla.co.il', 'mynet.com', 'ig.com.br',
      'globo.com', 'sina.cn', 'sohu.com', '139.com', '189.cn', 'aliyun.com', 'docomo.ne.jp', 'ezweb.ne.jp', 'softbank.ne.jp', 'nifty.com',
      'nate.com', 'kakao.com', 'xtra.co.nz', 'iinet.net.au', 'earthlink.net', 'juno.com', 'netzero.net', 'frontier.com', 'windstream.net',
      'optonline.net', 'aim.com', 'excite.com', 'lycos.com', 'usa.com', 'mailfence.com', 'runbox.com', 'disroot.org', 'riseup.net',
      'tutamail.com', 'keemail.me', 'fastmail.fm', 'zohomail.com', 'zohomail.eu', 'ymail.ne.jp', 'maildrop.cc', 'getnada.com',
      'dispostable.com', 'mailnesia.com',
      -- Relays.
      'privaterelay.appleid.com', 'duck.com', 'mozmail.com', 'users.noreply.github.com', 'simplelogin.com', 'simplelogin.io',
      'simplelogin.co', 'aleeas.com', 'slmails.com', 'slmail.me', 'passmail.net', 'passinbox.com', 'passfwd.com', 'anonaddy.com',
      'anonaddy.me', 'erine.email'
    ]) host
    where domain = host or right(domain, length(host) + 1) = '.' || host
  )
$function$;
comment on function private.is_public_mail_domain(domain text) is 'Whether addresses of a domain are given to anybody, so that having one says nothing of a company: the common ones, and what is below them.';

-- function private.is_secret(key text, kind text)
CREATE OR REPLACE FUNCTION private.is_secret(key text, kind text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case
    when kind in ('null', 'boolean') then false
    when key ~* '(secret|passw)' then true
    -- Counts of tokens, addresses of endpoints and hashtags are none, nor, unlike in a header, what merely is a key.
    else kind <> 'number' and (private.names_a_secret(key) or key ~* '(token|hash(?!tag)|api.?key|private.?key|authorization|cookie)')
      and key !~* '(url|uri|endpoint|type|expires_(at|in)|chat_session_id|^(auth|key)|(?<!api|auth|private|access|signing)_key)$'
  end
$function$;
comment on function private.is_secret(key text, kind text) is 'Whether a value is a secret by the name of its column or key; kind is its JSON type.';

-- function private.is_super_user()
CREATE OR REPLACE FUNCTION private.is_super_user()
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select exists (select from public.users where id = (select auth.uid()) and status = 'active' and is_super_user)
$function$;
grant execute on function private.is_super_user() to authenticated;
grant execute on function private.is_super_user() to service_role;
comment on function private.is_super_user() is 'Whether the one who asks operates this installation: reads every project as a viewer, approves the waitlist.';

-- function private.is_time_zone(name text)
CREATE OR REPLACE FUNCTION private.is_time_zone(name text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  perform now() at time zone name;
  -- Abbreviations and POSIX offsets are taken by Postgres too; a zone of the IANA list has a name of letters with a place, or is UTC.
  return name ~ '^(UTC|GMT|[A-Z][A-Za-z]+(/[A-Za-z0-9_+-]+)+)$';
exception when invalid_parameter_value then
  return false;
end
$function$;
grant execute on function private.is_time_zone(name text) to authenticated;
grant execute on function private.is_time_zone(name text) to service_role;
comment on function private.is_time_zone(name text) is 'Whether a name is an IANA time zone this server knows.';

-- function private.is_valid_input(value text, type text)
CREATE OR REPLACE FUNCTION private.is_valid_input(value text, type text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE STRICT
 SET search_path TO ''
AS $function$
declare
  is_valid boolean;
begin
  if private.has_input_check() then
    -- Called directly, it would go on with the type of its first call.
    execute 'select pg_catalog.pg_input_is_valid($1, $2)' into is_valid using value, type;
    return is_valid;
  end if;
  begin
    execute format('select %L::%s', value, type::regtype);
    return true;
  exception when data_exception then
    return false;
  end;
end
$function$;
grant execute on function private.is_valid_input(value text, type text) to authenticated;
grant execute on function private.is_valid_input(value text, type text) to service_role;
comment on function private.is_valid_input(value text, type text) is 'Whether a text can be read as a type, without failing.';

-- function private.is_waiting(queue text)
CREATE OR REPLACE FUNCTION private.is_waiting(queue text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  answer boolean;
begin
  execute format('select exists (select from pgmq.%I where vt <= clock_timestamp())', 'q_' || queue) into answer;
  return answer;
end
$function$;
grant execute on function private.is_waiting(queue text) to service_role;
comment on function private.is_waiting(queue text) is 'Whether a queue has a message that may be delivered now.';

-- function private.is_web_address(url text)
CREATE OR REPLACE FUNCTION private.is_web_address(url text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  -- Backslashes and control characters are read in more ways than one: what is checked here must be what is called later.
  select length(url) <= 2000 and url ~ '^https?://[^/?#@\\[:space:][:cntrl:]]+([/?#][^\\[:space:][:cntrl:]]*)?$'
$function$;
grant execute on function private.is_web_address(url text) to authenticated;
grant execute on function private.is_web_address(url text) to service_role;
comment on function private.is_web_address(url text) is 'Whether a text is an http or https URL without user and password. Whether it is one of a private network is checked when it is called.';

-- function private.join_by_invitation(invitation public.workspace_invitations, user_id uuid)
CREATE OR REPLACE FUNCTION private.join_by_invitation(invitation public.workspace_invitations, user_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
#variable_conflict use_column
begin
  if invitation.project_id is null then
    insert into public.workspace_users as m (workspace_id, user_id, role, invited_by)
    values (invitation.workspace_id, join_by_invitation.user_id, invitation.role, invitation.invited_by)
    on conflict (workspace_id, user_id) do update set role = excluded.role
    where private.member_rank(m.role) < private.member_rank(excluded.role);
  else
    insert into public.project_users as m (project_id, user_id, role, invited_by)
    values (invitation.project_id, join_by_invitation.user_id, invitation.role, invitation.invited_by)
    on conflict (project_id, user_id) do update set role = excluded.role
    where private.member_rank(m.role) < private.member_rank(excluded.role);
  end if;
  update public.users set status = 'active' where id = join_by_invitation.user_id and status in ('waitlist', 'invited');
end
$function$;
comment on function private.join_by_invitation(invitation public.workspace_invitations, user_id uuid) is 'Makes somebody what they were invited to be; never lowers a role.';

-- function private.join_workspace_of_domain(account auth.users)
CREATE OR REPLACE FUNCTION private.join_workspace_of_domain(account auth.users)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if account.email_confirmed_at is null then return false; end if;
  insert into public.workspace_users (workspace_id, user_id, role)
  select w.id, account.id, 'project_creator'
  from private.workspace_domains d join public.workspaces w on w.id = d.workspace_id
  where d.domain = private.mail_domain(account.email) and w.is_active
  on conflict do nothing;
  return found;
end
$function$;
comment on function private.join_workspace_of_domain(account auth.users) is 'Adds a person to the workspace of their e-mail''s domain, once the address is confirmed. Returns whether there was one.';

-- function private.keep_analytics()
CREATE OR REPLACE FUNCTION private.keep_analytics()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if to_jsonb(new) - array['lead_id', 'user_id'] = to_jsonb(old) - array['lead_id', 'user_id']
    and (new.lead_id is not distinct from old.lead_id or (new.lead_id is null and not exists (select from public.leads where id = old.lead_id)))
    and (new.user_id is not distinct from old.user_id or (new.user_id is null and not exists (select from public.users where id = old.user_id)))
  then
    return new;
  end if;
  perform private.raise_error('PT403', 'What is recorded here is neither changed nor deleted', 'It goes with its project, or when it is too old.');
  return null;
end
$function$;
comment on function private.keep_analytics() is 'What happened stays, without the lead or user it names when that is deleted.';

-- function private.keep_begun_campaign()
CREATE OR REPLACE FUNCTION private.keep_begun_campaign()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if exists (select from public.email_messages m where m.email_campaign_id = old.id) and exists (select from public.projects where id = old.project_id) then
    perform private.raise_error('PT409', 'An e-mail that was begun stays, with its ledger', 'Pause it instead.');
  end if;
  return old;
end
$function$;
comment on function private.keep_begun_campaign() is 'Who was written to is known as long as the project is there; made anew, a campaign would write to everybody again.';

-- function private.keep_chart_version()
CREATE OR REPLACE FUNCTION private.keep_chart_version()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into public.chart_versions (project_id, chart_id, version_number, title, description, chart_type, spec, data_source_config)
  values (
    new.project_id, new.id, (select coalesce(max(v.version_number), 0) + 1 from public.chart_versions v where v.chart_id = new.id),
    new.title, new.description, new.chart_type, new.spec, jsonb_build_object('dataset_id', new.dataset_id, 'data_query', new.data_query)
  );
  return null;
end
$function$;
comment on function private.keep_chart_version() is 'Keeps what a chart is from now on.';

-- function private.keep_folder_path()
CREATE OR REPLACE FUNCTION private.keep_folder_path()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  parent public.workspace_folders;
begin
  -- The platform itself may write the folders of anybody.
  perform pg_advisory_xact_lock(hashtextextended('workspace_folders ' || new.user_id, 0));
  if new.parent_folder_id is not null then
    select * into parent from public.workspace_folders f
    where f.id = new.parent_folder_id and f.project_id = new.project_id and f.user_id = new.user_id;
    if not found then
      perform private.raise_error('PT404', 'There is no such folder among yours in this project');
    end if;
    if tg_op = 'UPDATE' and (parent.id = new.id or starts_with(parent.path, old.path || '/')) then
      perform private.raise_error('PT422', format('The folder "%s" cannot be moved into itself', new.name), 'Choose a folder outside of it.');
    end if;
  end if;
  new.name := btrim(new.name);
  new.path := coalesce(parent.path, '') || '/' || new.name;
  if length(new.path) - length(replace(new.path, '/', '')) > 8 then
    perform private.raise_error('PT422', 'Folders are at most eight deep', 'Move it further up.');
  end if;
  return new;
end
$function$;
comment on function private.keep_folder_path() is 'path is made from the name and the folder above, which is one''s own and not below.';

-- function private.keep_home()
CREATE OR REPLACE FUNCTION private.keep_home()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if (new.workspace_id, new.project_id) is distinct from (old.workspace_id, old.project_id) then
    perform private.raise_error('PT409', 'A connection stays in its workspace or project', 'Make another one there.');
  end if;
  return new;
end
$function$;
comment on function private.keep_home() is 'Connectors that use a connection were checked against where it is.';

-- function private.keep_last_owner()
CREATE OR REPLACE FUNCTION private.keep_last_owner()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  left_over boolean;
begin
  if old.role <> 'owner' or (tg_op = 'UPDATE' and new.role = 'owner') then return null; end if;
  -- The lock on the parent makes two owners who leave at once wait for each other. A parent being deleted takes its members along.
  if tg_table_name = 'project_users' then
    perform from public.projects where id = old.project_id for no key update;
    if not found then return null; end if;
    left_over := exists (
      select from public.project_users m join public.users u on u.id = m.user_id
      where m.project_id = old.project_id and m.role = 'owner' and u.status not in ('banned', 'archived')
    ) or exists (select from public.projects where id = old.project_id and (owner_user_id is not null or owner_team_id is not null));
  else
    perform from public.workspaces where id = old.workspace_id for no key update;
    if not found then return null; end if;
    left_over := exists (
      select from public.workspace_users m join public.users u on u.id = m.user_id
      where m.workspace_id = old.workspace_id and m.role = 'owner' and u.status not in ('banned', 'archived')
    );
  end if;
  if not left_over then
    perform private.raise_error('PT409', 'The last owner cannot leave or be demoted', 'Make somebody else an owner first.');
  end if;
  return null;
end
$function$;
comment on function private.keep_last_owner() is 'A workspace or shared project always keeps an owner whose account is not closed.';

-- function private.keep_own_secrets()
CREATE OR REPLACE FUNCTION private.keep_own_secrets()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  held text;
begin
  foreach held in array tg_argv loop
    if to_jsonb(new) ->> held is not null and not exists (
      select from vault.secrets s where s.id = (to_jsonb(new) ->> held)::uuid and starts_with(s.name, format('%s/%s/', tg_table_name, new.id))
    ) then
      new := jsonb_populate_record(new, jsonb_build_object(held, null));
    end if;
  end loop;
  return new;
end
$function$;
comment on function private.keep_own_secrets() is 'A row points to secrets of its own only: one that was copied, or restored after its secrets went, has none.';

-- function private.keep_partitions()
CREATE OR REPLACE FUNCTION private.keep_partitions()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  ledger record;
begin
  for ledger in
    select * from (values
      ('public.events', interval '400 days'), ('public.analytics_events', interval '400 days'),
      ('public.usage_analytics', interval '400 days'), ('public.audit_logs', interval '7 years')
    ) kept (name, age)
  loop
    perform private.make_month_partitions(ledger.name::regclass);
    perform private.drop_month_partitions(ledger.name::regclass, ledger.age);
  end loop;
end
$function$;
comment on function private.keep_partitions() is 'Makes the partitions of the months ahead, and drops those whose last row is older than is kept.';

-- function private.keep_placements_fitting()
CREATE OR REPLACE FUNCTION private.keep_placements_fitting()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if tg_table_name = 'charts' then
    perform private.refuse_misfit(s, new.chart_type)
    from public.chart_placements p join public.dashboard_template_slots s on s.id = p.template_slot_id
    where p.chart_id = new.id;
  elsif exists (
    select from public.chart_placements p join public.charts c on c.id = p.chart_id
    where p.template_slot_id = new.id and not private.slot_takes(new, c.chart_type)
  ) then
    perform private.raise_error('PT409', format('Charts of another type are in the slot "%s"', new.slot_key), 'Take them out first.');
  end if;
  return new;
end
$function$;
comment on function private.keep_placements_fitting() is 'Neither a chart nor a slot changes so that what is placed no longer fits.';

-- function private.keep_public()
CREATE OR REPLACE FUNCTION private.keep_public()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.mark_public(coalesce(new.resource_type, old.resource_type), coalesce(new.resource_id, old.resource_id));
  return null;
end
$function$;
comment on function private.keep_public() is 'What a link opens is public.';

-- function private.keep_score_ledger()
CREATE OR REPLACE FUNCTION private.keep_score_ledger()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if tg_op = 'DELETE' and not (
    exists (select from public.leads where id = old.lead_id) and exists (select from public.projects where id = old.project_id)
  ) then
    return old;
  end if;
  if tg_op = 'UPDATE' and new.rule_id is null and to_jsonb(new) - 'rule_id' = to_jsonb(old) - 'rule_id'
    and not exists (select from public.lead_scoring_rules where id = old.rule_id)
  then
    return new;
  end if;
  perform private.raise_error('PT403', 'What is recorded here is neither changed nor deleted', 'Give or take points with another row.');
  return null;
end
$function$;
comment on function private.keep_score_ledger() is 'Append-only for everybody: a row goes with its lead, and outlives the rule it came from.';

-- function private.keep_system_datasets()
CREATE OR REPLACE FUNCTION private.keep_system_datasets()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if private.is_api_user() then
    perform private.raise_error('PT403', 'A system dataset keeps its name', 'Only ttl_seconds can be set: for how long its answers may be remembered.');
  end if;
  return new;
end
$function$;
comment on function private.keep_system_datasets() is 'Nobody renames a system dataset.';

-- function private.keep_system_template()
CREATE OR REPLACE FUNCTION private.keep_system_template()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if current_user in ('authenticated', 'service_role') and (
    (tg_op <> 'INSERT' and old.project_id is null) or (tg_op <> 'DELETE' and new.project_id is null)
  ) then
    perform private.raise_error('PT403', 'System templates are changed by nobody', 'Make a template of the project instead.');
  end if;
  return case tg_op when 'DELETE' then old else new end;
end
$function$;
comment on function private.keep_system_template() is 'System templates come with migrations; the service role, which policies do not stop, leaves them alone too.';

-- function private.keep_version(dashboard public.dashboards, change_summary text)
CREATE OR REPLACE FUNCTION private.keep_version(dashboard public.dashboards, change_summary text)
 RETURNS public.dashboard_versions
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  snapshot constant jsonb := private.dashboard_snapshot(dashboard.id);
  newest public.dashboard_versions := private.newest_version(dashboard.id);
begin
  if newest.snapshot = snapshot then return newest; end if;
  return private.write_dashboard_version(dashboard, snapshot, change_summary, newest.version_number);
end
$function$;
comment on function private.keep_version(dashboard public.dashboards, change_summary text) is 'The version that is what the dashboard is now; made when there is none yet.';

-- function private.keep_workflow_version()
CREATE OR REPLACE FUNCTION private.keep_workflow_version()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into public.workflow_versions (project_id, workflow_id, version, trigger_config, steps, config)
  values (new.project_id, new.id, new.version, new.trigger_config, new.steps, new.config);
  return null;
end
$function$;
comment on function private.keep_workflow_version() is 'Keeps each version of a project''s workflow.';

-- function private.kept_columns(options jsonb)
CREATE OR REPLACE FUNCTION private.kept_columns(options jsonb)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(value order by ordinality), '[]')
  from jsonb_array_elements(options -> 'columns') with ordinality
  where jsonb_typeof(value) <> 'null'
$function$;
comment on function private.kept_columns(options jsonb) is 'The columns of a file that are loaded: a null in options.columns leaves one out.';

-- function private.latest_sequence(topic text)
CREATE OR REPLACE FUNCTION private.latest_sequence(topic text)
 RETURNS bigint
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if (select auth.role()) is distinct from 'service_role' and not private.can_join(topic) then
    perform private.raise_error(
      'PT404', 'There is no such topic, or you may not listen to it', 'Topics are project:<id>, dashboard:<id>, chat:<id>, execution:<id> and workspace:<id>.'
    );
  end if;
  return coalesce((select s.last from private.broadcast_sequences s where s.topic = latest_sequence.topic), 0);
end
$function$;
grant execute on function private.latest_sequence(topic text) to authenticated;
grant execute on function private.latest_sequence(topic text) to service_role;

-- function private.lead_field_types(definition jsonb)
CREATE OR REPLACE FUNCTION private.lead_field_types(definition jsonb)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select '{
    "id": "text", "email": "text", "first_name": "text", "last_name": "text", "company": "text", "phone": "text", "score": "integer", "status": "text",
    "source": "text", "tags": "text", "owner_id": "text", "unsubscribed_at": "timestamp", "created_at": "timestamp", "updated_at": "timestamp"
  }'::jsonb || coalesce((
    -- A field of one's own is a number where it is compared with one, otherwise text.
    select jsonb_object_agg(named, case when is_number then 'number' else 'text' end)
    from (
      select node ->> 'column' as named, bool_or(jsonb_typeof(coalesce(node -> 'value' -> 0, node -> 'value')) = 'number') as is_number
      from jsonb_path_query(definition, 'strict $.** ? (@.column like_regex "^custom_fields[.].")') node
      group by 1
    ) own
    where octet_length(named) <= 63
  ), '{}')
$function$;
comment on function private.lead_field_types(definition jsonb) is 'What a segment can ask about leads: their columns, tags as one text, and custom_fields.<key>.';

-- function private.lies_on_grid(place jsonb)
CREATE OR REPLACE FUNCTION private.lies_on_grid(place jsonb)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case when (
    select bool_and(coalesce(jsonb_typeof(place -> key), '') = 'number') from unnest(array['x', 'y', 'width', 'height']) key
  ) then (
    select (x, y, width, height) = (trunc(x), trunc(y), trunc(width), trunc(height))
      and x between 0 and 11 and y between 0 and 10000 and width between 1 and 12 - x and height between 1 and 200
    from jsonb_to_record(place) as at (x numeric, y numeric, width numeric, height numeric)
  ) else false end
$function$;
grant execute on function private.lies_on_grid(place jsonb) to authenticated;
grant execute on function private.lies_on_grid(place jsonb) to service_role;
comment on function private.lies_on_grid(place jsonb) is 'Whether {x, y, width, height} are whole numbers within the grid of 12 columns.';

-- function private.limit_charts_per_tab()
CREATE OR REPLACE FUNCTION private.limit_charts_per_tab()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  charts int;
begin
  -- Two who add a chart at once wait for each other.
  perform private.lock_dashboard_of(new.dashboard_tab_id);
  select (select count(*) from public.widgets w where w.dashboard_tab_id = new.dashboard_tab_id and w.type = 'chart')
    + (select count(*) from public.chart_placements p where p.dashboard_tab_id = new.dashboard_tab_id)
  into charts;
  if charts > 10 then
    perform private.raise_error('PT422', 'A tab holds at most 10 charts', 'Put the others on another tab.');
  end if;
  return null;
end
$function$;
comment on function private.limit_charts_per_tab() is 'At most ten charts per tab, placements and chart widgets together.';

-- function private.limit_ingest_rate(token text)
CREATE OR REPLACE FUNCTION private.limit_ingest_rate(token text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  made int;
begin
  insert into private.ingest_rates as r (token_id, began_at, requests)
  select t.id, now(), 1 from public.ingest_tokens t where t.token_hash = private.hash_token(token)
  on conflict (token_id) do update set
    requests = case when r.began_at > now() - interval '10 seconds' then r.requests + 1 else 1 end,
    began_at = case when r.began_at > now() - interval '10 seconds' then r.began_at else now() end
  returning requests into made;
  if made > 600 then
    perform private.raise_error('PT429', 'More than 600 requests in 10 seconds', 'Send several rows in one request.');
  end if;
end
$function$;
comment on function private.limit_ingest_rate(token text) is 'Raises PT429 when a token is used too often.';

-- function private.list_part(query jsonb, key text, at_most integer)
CREATE OR REPLACE FUNCTION private.list_part(query jsonb, key text, at_most integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  part jsonb := coalesce(nullif(query -> key, 'null'), '[]');
begin
  if jsonb_typeof(part) <> 'array' or jsonb_array_length(part) > at_most then
    perform private.refuse_query(format('"%s" is not an array of at most %s', key, at_most));
  end if;
  return part;
end
$function$;
comment on function private.list_part(query jsonb, key text, at_most integer) is 'An array of a query document, empty when it is left out.';

-- function private.load_columns(mode text, options jsonb, columns jsonb)
CREATE OR REPLACE FUNCTION private.load_columns(mode text, options jsonb, columns jsonb)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select jsonb_agg(coalesce(there.value, kept.value) order by kept.ordinality)
  from jsonb_array_elements(private.kept_columns(options)) with ordinality kept
  left join jsonb_array_elements(columns) there on mode = 'append' and there.value ->> 'name' = kept.value ->> 'name'
$function$;
comment on function private.load_columns(mode text, options jsonb, columns jsonb) is 'The columns a load fills. Appending, those the dataset has keep their type.';

-- function private.load_table(run_id uuid)
CREATE OR REPLACE FUNCTION private.load_table(run_id uuid)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  state record;
  dataset public.datasets;
  mode text := (select options ->> 'mode' from public.sync_runs where id = run_id);
  fresh text;
begin
  select * into strict state from pg_temp.load_state;
  if state.fresh_table is not null then return state.fresh_table; end if;
  if mode = 'append' then
    dataset := private.lock_dataset(state.dataset_id);
    perform private.add_dataset_columns(dataset.id, jsonb_agg(given.value order by given.ordinality))
    from jsonb_array_elements(state.columns) with ordinality given
    where given.value ->> 'name' not in (select there ->> 'name' from jsonb_array_elements(dataset.columns) there)
    having count(*) > 0;
    return dataset.table_name;
  end if;
  select * into strict dataset from public.datasets where id = state.dataset_id;
  -- Nobody sees the new table before the commit, and it has no triggers to pay for.
  fresh := dataset.table_name || '_new';
  perform private.make_dataset_table(dataset.id, state.columns, fresh);
  execute format('alter table data.%I alter column _row set cache 1000', fresh);
  update pg_temp.load_state set fresh_table = fresh;
  return fresh;
end
$function$;
comment on function private.load_table(run_id uuid) is 'The table the rows of an open load go to: the dataset''s own to append, a fresh one otherwise.';

-- function private.load_upload(project_id uuid, path text, options jsonb)
CREATE OR REPLACE FUNCTION private.load_upload(project_id uuid, path text, options jsonb)
 RETURNS public.sync_runs
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  target uuid;
  made uuid;
  maker uuid := private.user_id();
begin
  perform private.require_role(project_id, 'contributor');
  perform private.check_load_options(project_id, path, options);
  if options ->> 'mode' = 'create' then
    target := private.make_dataset(
      project_id, coalesce(options ->> 'name', regexp_replace(options ->> 'file_name', '\.[^.]*$', '')), private.kept_columns(options), maker
    );
  else
    target := private.find_load_target(project_id, options);
  end if;
  insert into public.sync_runs (project_id, dataset_id, trigger, options, created_by)
  values (project_id, target, 'upload', options || jsonb_build_object('path', path), maker)
  returning id into made;
  return private.queue_run(made);
end
$function$;
grant execute on function private.load_upload(project_id uuid, path text, options jsonb) to authenticated;
grant execute on function private.load_upload(project_id uuid, path text, options jsonb) to service_role;

-- function private.lock_dashboard(dashboard_id uuid)
CREATE OR REPLACE FUNCTION private.lock_dashboard(dashboard_id uuid)
 RETURNS public.dashboards
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  dashboard public.dashboards := private.find_dashboard(dashboard_id, 'contributor');
begin
  select * into dashboard from public.dashboards d where d.id = dashboard.id for no key update;
  return dashboard;
end
$function$;
comment on function private.lock_dashboard(dashboard_id uuid) is 'A dashboard that is about to be edited: contributors, one at a time.';

-- function private.lock_dashboard_of(tab_id uuid)
CREATE OR REPLACE FUNCTION private.lock_dashboard_of(tab_id uuid)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select from public.dashboards d where d.id = (select t.dashboard_id from public.dashboard_tabs t where t.id = tab_id) for no key update
$function$;
grant execute on function private.lock_dashboard_of(tab_id uuid) to authenticated;
grant execute on function private.lock_dashboard_of(tab_id uuid) to service_role;
comment on function private.lock_dashboard_of(tab_id uuid) is 'Whoever writes what is on a dashboard locks its row first, so that they wait for each other and never in a circle.';

-- function private.lock_dataset(dataset_id uuid)
CREATE OR REPLACE FUNCTION private.lock_dataset(dataset_id uuid)
 RETURNS public.datasets
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  dataset public.datasets;
begin
  select * into dataset from public.datasets where id = dataset_id for no key update;
  if not found then
    perform private.raise_error('PT404', 'There is no such dataset any more', 'It was deleted just now.');
  end if;
  return dataset;
end
$function$;
comment on function private.lock_dataset(dataset_id uuid) is 'A dataset as it is and stays until the end of the transaction. Whoever writes to its table locks it first, since loads and triggers need both.';

-- function private.lock_folders()
CREATE OR REPLACE FUNCTION private.lock_folders()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform pg_advisory_xact_lock(hashtextextended('workspace_folders ' || coalesce((select auth.uid())::text, ''), 0));
  return null;
end
$function$;
comment on function private.lock_folders() is 'One writer of a person''s folders at a time: a path says where all the folders above are.';

-- function private.lock_subscription(workspace_id uuid)
CREATE OR REPLACE FUNCTION private.lock_subscription(workspace_id uuid)
 RETURNS public.workspace_subscriptions
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  stored public.workspace_subscriptions;
  subscription public.workspace_subscriptions;
begin
  select * into stored from public.workspace_subscriptions s where s.workspace_id = lock_subscription.workspace_id for no key update;
  if not found then
    perform private.raise_error('PT404', 'There is no such project or workspace');
  end if;
  subscription := private.in_current_period(stored);
  if subscription.current_period_start <> stored.current_period_start then
    update public.workspace_subscriptions s
    set current_period_start = subscription.current_period_start, current_period_end = subscription.current_period_end, base_tokens_used = 0
    where s.id = stored.id;
  end if;
  return subscription;
end
$function$;
comment on function private.lock_subscription(workspace_id uuid) is 'The subscription in its current period. Who holds it is the only one who reserves or settles tokens of the workspace.';

-- function private.lower_address()
CREATE OR REPLACE FUNCTION private.lower_address()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  new.address := lower(btrim(new.address));
  return new;
end
$function$;

-- function private.mail_domain(address text)
CREATE OR REPLACE FUNCTION private.mail_domain(address text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  -- The last part: what stands before the last @ may be quoted and hold another.
  select nullif(lower(split_part(address, '@', -1) collate "C"), '')
$function$;
comment on function private.mail_domain(address text) is 'The domain of an address, in lower case.';

-- function private.make_dashboard(project_id uuid, snapshot jsonb)
CREATE OR REPLACE FUNCTION private.make_dashboard(project_id uuid, snapshot jsonb)
 RETURNS public.dashboards
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  made public.dashboards;
begin
  insert into public.dashboards (project_id, title) values (make_dashboard.project_id, snapshot #>> '{dashboard,title}') returning * into made;
  perform private.apply_snapshot(made, snapshot);
  select * into made from public.dashboards d where d.id = made.id;
  return made;
end
$function$;
comment on function private.make_dashboard(project_id uuid, snapshot jsonb) is 'A new dashboard from a document that was checked.';

-- function private.make_dataset(project_id uuid, name text, columns jsonb, maker uuid)
CREATE OR REPLACE FUNCTION private.make_dataset(project_id uuid, name text, columns jsonb, maker uuid)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  found_id uuid;
  made public.datasets;
begin
  if coalesce(btrim(name), '') = '' or length(btrim(name)) > 200 then
    perform private.raise_error('PT400', 'A dataset needs a name of 1 to 200 characters');
  elsif starts_with(btrim(name), 'orrery.') then
    perform private.raise_error('PT400', 'Names beginning with "orrery." are kept for system datasets', 'Choose another name.');
  end if;
  insert into public.datasets (project_id, name, columns, created_by)
  values (project_id, btrim(name), columns, maker)
  on conflict on constraint datasets_project_id_name_key do nothing
  returning * into made;
  if made.id is null then
    -- What is left of a first load that failed is taken over, so that the next try works.
    select d.id into found_id from public.datasets d
    where d.project_id = make_dataset.project_id and d.name = btrim(make_dataset.name) and d.version = 0
      and exists (select from public.sync_runs r where r.dataset_id = d.id)
      and not exists (select from public.sync_runs r where r.dataset_id = d.id and r.status in ('queued', 'running', 'succeeded'))
    for update;
    if found_id is null then
      perform private.raise_error('PT409', format('There is a dataset called "%s" already, or one is being loaded', btrim(name)),
        'Choose another name, or append to that dataset, or replace its rows.');
    end if;
    update public.datasets d set columns = make_dataset.columns where d.id = found_id returning * into made;
    execute format('drop table if exists data.%I', made.table_name);
  end if;
  perform private.make_dataset_table(made.id, columns, made.table_name);
  perform private.watch_dataset_table(made.id, made.table_name);
  return made.id;
end
$function$;
comment on function private.make_dataset(project_id uuid, name text, columns jsonb, maker uuid) is 'Makes an empty dataset with its table; PT409 when the name is taken.';

-- function private.make_dataset_table(dataset_id uuid, columns jsonb, table_name text)
CREATE OR REPLACE FUNCTION private.make_dataset_table(dataset_id uuid, columns jsonb, table_name text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.check_columns(columns);
  execute (
    select format(
      'create table data.%I (_row bigint generated always as identity, %s)',
      table_name, string_agg(private.column_definition(value), ', ' order by ordinality)
    )
    from jsonb_array_elements(columns) with ordinality
  );
  execute format('comment on table data.%I is %L', table_name, dataset_id);
  perform private.describe_time_columns(table_name, columns);
end
$function$;
comment on function private.make_dataset_table(dataset_id uuid, columns jsonb, table_name text) is 'Makes a typed table from a columns document. Its triggers are added by watch_dataset_table.';

-- function private.make_default_scoring_rules()
CREATE OR REPLACE FUNCTION private.make_default_scoring_rules()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.add_default_scoring_rules(new.id);
  return null;
end
$function$;
comment on function private.make_default_scoring_rules() is 'A project comes with two scoring rules, which it may change or delete.';

-- function private.make_first_owner()
CREATE OR REPLACE FUNCTION private.make_first_owner()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if new.owner_user_id is null and new.owner_team_id is null and new.created_by is not null then
    insert into public.project_users (project_id, user_id, role) values (new.id, new.created_by, 'owner');
  end if;
  return null;
end
$function$;
comment on function private.make_first_owner() is 'Who makes a shared project owns it.';

-- function private.make_first_participant()
CREATE OR REPLACE FUNCTION private.make_first_participant()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into public.chat_participants (project_id, chat_session_id, user_id) values (new.project_id, new.id, new.created_by);
  return null;
end
$function$;
comment on function private.make_first_participant() is 'Who makes a chat takes part in it.';

-- function private.make_first_tab()
CREATE OR REPLACE FUNCTION private.make_first_tab()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into public.dashboard_tabs (project_id, dashboard_id, title, position) values (new.project_id, new.id, 'Overview', 0);
  return null;
end
$function$;
comment on function private.make_first_tab() is 'A dashboard always has a tab.';

-- function private.make_month_partition(parent regclass, month date)
CREATE OR REPLACE FUNCTION private.make_month_partition(parent regclass, month date)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
 SET lock_timeout TO '5s'
AS $function$
declare
  base constant text := (select relname from pg_catalog.pg_class where oid = parent);
  part constant text := base || to_char(month, '_YYYY_MM');
  rest constant text := base || '_default';
  occurred_at constant text := private.partition_column(parent);
  since constant timestamptz := month::timestamp at time zone 'UTC';
  until constant timestamptz := (month + interval '1 month') at time zone 'UTC';
  has_rows boolean;
begin
  if to_regclass(format('private.%I', part)) is not null then return; end if;
  execute format('lock table only %s in access exclusive mode', parent);
  execute format('create table private.%I (like %s including defaults including constraints including generated)', part, parent);
  execute format('select exists (select from private.%1$I where %2$I >= $1 and %2$I < $2)', rest, occurred_at) into has_rows using since, until;
  if has_rows then
    -- Detached, it has none of the triggers that refuse to let rows go.
    execute format('alter table %s detach partition private.%I', parent, rest);
    execute format(
      'with moved as (delete from private.%1$I where %3$I >= $1 and %3$I < $2 returning *) insert into private.%2$I select * from moved',
      rest, part, occurred_at
    ) using since, until;
  end if;
  execute format('alter table %s attach partition private.%I for values from (%L) to (%L)', parent, part, since, until);
  if has_rows then
    execute format('alter table %s attach partition private.%I default', parent, rest);
  end if;
end
$function$;
comment on function private.make_month_partition(parent regclass, month date) is 'Makes a partition of a month in UTC, and moves into it what the default partition holds of that month.';

-- function private.make_month_partitions(parent regclass, months_ahead integer, months_back integer)
CREATE OR REPLACE FUNCTION private.make_month_partitions(parent regclass, months_ahead integer DEFAULT 3, months_back integer DEFAULT 0)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  base constant text := (select relname from pg_catalog.pg_class where oid = parent);
  this_month constant date := date_trunc('month', now() at time zone 'UTC')::date;
begin
  execute format('create table if not exists private.%I partition of %s default', base || '_default', parent);
  for n in -months_back .. months_ahead loop
    perform private.make_month_partition(parent, (this_month + make_interval(months => n))::date);
  end loop;
end
$function$;
comment on function private.make_month_partitions(parent regclass, months_ahead integer, months_back integer) is 'Keeps a table that is partitioned on a time supplied with partitions: this month, months_ahead and months_back, and a default one for the rest.';

-- function private.make_subscription()
CREATE OR REPLACE FUNCTION private.make_subscription()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  insert into public.workspace_subscriptions (workspace_id) values (new.id);
  return null;
end
$function$;
comment on function private.make_subscription() is 'Every workspace begins with a free subscription.';

-- function private.make_system_datasets()
CREATE OR REPLACE FUNCTION private.make_system_datasets()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into public.datasets (project_id, name, description, kind, stream, columns)
  select new.id, 'orrery.' || s.stream, s.description, 'system', s.stream, s.columns from private.system_streams s;
  return null;
end
$function$;
comment on function private.make_system_datasets() is 'Every project has every system dataset.';

-- function private.make_team_space()
CREATE OR REPLACE FUNCTION private.make_team_space()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- So that none is made in a workspace that is being deleted.
  perform from public.workspaces w where w.id = new.workspace_id and w.deleted_at is null for share;
  if not found then perform private.raise_error('PT404', 'There is no such workspace', 'Its owner may have deleted it.'); end if;
  insert into public.projects (workspace_id, name, owner_team_id, created_by) values (new.workspace_id, new.name, new.id, new.created_by);
  if new.created_by is not null then
    insert into public.user_team_memberships (user_id, team_id, role) values (new.created_by, new.id, 'admin');
  end if;
  return null;
end
$function$;
comment on function private.make_team_space() is 'A team comes with its project, and its maker is its admin.';

-- function private.mark_public(resource_type text, resource_id uuid)
CREATE OR REPLACE FUNCTION private.mark_public(resource_type text, resource_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  open boolean;
begin
  -- Two links that change at once are counted one after the other.
  perform from public.dashboards d where d.id = resource_id for no key update;
  perform from public.charts c where c.id = resource_id for no key update;
  open := exists (
    select from public.sharing_links l
    where l.resource_type = mark_public.resource_type and l.resource_id = mark_public.resource_id and l.revoked_at is null
      and (l.expires_at is null or l.expires_at > now())
  );
  if resource_type = 'dashboard' then
    update public.dashboards d set is_public = open where d.id = resource_id and d.is_public <> open;
  elsif resource_type = 'chart' then
    update public.charts c set is_public = open where c.id = resource_id and c.is_public <> open;
  end if;
end
$function$;
comment on function private.mark_public(resource_type text, resource_id uuid) is 'Sets is_public of a dashboard or chart: whether there is a link that opens it.';

-- function private.mark_run_queued(run_id uuid, message_id bigint)
CREATE OR REPLACE FUNCTION private.mark_run_queued(run_id uuid, message_id bigint)
 RETURNS public.sync_runs
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  update public.sync_runs r
  set status = 'queued', error_code = null, error_message = null, started_at = null, finished_at = null,
    message_id = mark_run_queued.message_id
  where r.id = run_id
  returning *
$function$;
comment on function private.mark_run_queued(run_id uuid, message_id bigint) is 'A run waits for its message.';

-- function private.meets_condition(lead jsonb, condition jsonb)
CREATE OR REPLACE FUNCTION private.meets_condition(lead jsonb, condition jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  field constant text := condition ->> 'field';
  wanted constant jsonb := condition -> 'value';
  actual constant jsonb := nullif(
    case when starts_with(field, 'custom_fields.') then lead -> 'custom_fields' -> substr(field, 15) else lead -> field end, 'null'
  );
  shown constant text := nullif(nullif(actual #>> '{}', ''), '[]');
begin
  return coalesce(case condition ->> 'op'
    when 'is_null' then shown is null
    when 'is_not_null' then shown is not null
    when '=' then actual = wanted
    when '!=' then actual is distinct from wanted
    when 'in' then wanted @> jsonb_build_array(actual)
    when 'not_in' then not wanted @> jsonb_build_array(actual)
    when 'contains' then case jsonb_typeof(actual) when 'array' then actual ? (wanted #>> '{}')
      else strpos(lower(shown), lower(wanted #>> '{}')) > 0 end
    when 'starts_with' then starts_with(lower(shown), lower(wanted #>> '{}'))
    when '<' then jsonb_typeof(actual) = jsonb_typeof(wanted) and actual < wanted
    when '<=' then jsonb_typeof(actual) = jsonb_typeof(wanted) and actual <= wanted
    when '>' then jsonb_typeof(actual) = jsonb_typeof(wanted) and actual > wanted
    when '>=' then jsonb_typeof(actual) = jsonb_typeof(wanted) and actual >= wanted
  end, false);
end
$function$;
comment on function private.meets_condition(lead jsonb, condition jsonb) is 'The one way to evaluate the condition of a scoring rule. Words as in query documents; contains on a list asks for one of its elements.';

-- function private.member_rank(role text)
CREATE OR REPLACE FUNCTION private.member_rank(role text)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select array_position(array['viewer', 'editor', 'contributor', 'project_creator', 'manager', 'admin', 'owner'], role)
$function$;
comment on function private.member_rank(role text) is 'Roles of one membership table as numbers that compare.';

-- function private.mend_schedules()
CREATE OR REPLACE FUNCTION private.mend_schedules()
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  update public.workflows set announced_for = null,
    next_run_at = private.next_occurrence(trigger_config ->> 'cron', coalesce(trigger_config ->> 'time_zone', 'UTC'), now())
  where status = 'active' and next_run_at is not null and announced_for > now() + interval '1 day';
  update public.connectors set next_sync_at = now() where next_sync_at > now() + make_interval(secs => sync_frequency) + interval '1 day';
$function$;
comment on function private.mend_schedules() is 'What was announced or synced while the clock was far ahead would not be due before that time. It is due again by the clock of now.';

-- function private.message_key(queue text, msg_id bigint, enqueued_at timestamp with time zone, message jsonb)
CREATE OR REPLACE FUNCTION private.message_key(queue text, msg_id bigint, enqueued_at timestamp with time zone, message jsonb)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(message ->> 'idempotency_key', concat_ws('-', queue, msg_id, floor(extract(epoch from enqueued_at))))
$function$;
grant execute on function private.message_key(queue text, msg_id bigint, enqueued_at timestamp with time zone, message jsonb) to service_role;
comment on function private.message_key(queue text, msg_id bigint, enqueued_at timestamp with time zone, message jsonb) is 'Names a message for ever: the same over all its deliveries, and when it is sent again from the dead letters.';

-- function private.message_text(content jsonb)
CREATE OR REPLACE FUNCTION private.message_text(content jsonb)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select coalesce(string_agg(part ->> 'text', e'\n' order by n), '')
  from jsonb_array_elements(case jsonb_typeof(content) when 'array' then content else '[]' end) with ordinality parts (part, n)
  where part ->> 'type' = 'text'
$function$;
grant execute on function private.message_text(content jsonb) to authenticated;
grant execute on function private.message_text(content jsonb) to service_role;
comment on function private.message_text(content jsonb) is 'The text parts of a message, in order.';

-- function private.mirror_user(account auth.users)
CREATE OR REPLACE FUNCTION private.mirror_user(account auth.users)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into public.users as u (
    id, email, phone, confirmed_at, email_confirmed_at, last_sign_in_at, raw_app_meta_data, raw_user_meta_data, deleted_at
  ) values (
    account.id, nullif(account.email, ''), nullif(account.phone, ''),
    coalesce(account.confirmed_at, least(account.email_confirmed_at, account.phone_confirmed_at)), account.email_confirmed_at,
    account.last_sign_in_at, coalesce(account.raw_app_meta_data, '{}'), coalesce(account.raw_user_meta_data, '{}'), account.deleted_at
  )
  on conflict (id) do update set
    email = excluded.email, phone = excluded.phone, confirmed_at = excluded.confirmed_at, email_confirmed_at = excluded.email_confirmed_at,
    last_sign_in_at = excluded.last_sign_in_at, raw_app_meta_data = excluded.raw_app_meta_data,
    raw_user_meta_data = excluded.raw_user_meta_data, deleted_at = excluded.deleted_at;
exception when unique_violation then
  -- Auth allows one address on several single-sign-on accounts; the first keeps it here.
  account.email := null;
  account.phone := null;
  perform private.mirror_user(account);
end
$function$;
comment on function private.mirror_user(account auth.users) is 'Copies an account into public.users.';

-- function private.misfit_reason(value text, name text, type text)
CREATE OR REPLACE FUNCTION private.misfit_reason(value text, name text, type text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case
    when value is null then format('Column "%s" is empty', name)
    else format('"%s" in column "%s" is not %s', left(value, 60), name, case type
      when 'integer' then 'a whole number' when 'number' then 'a number' when 'boolean' then 'true or false'
      when 'date' then 'a date' when 'timestamp' then 'a time' when 'json' then 'JSON' else 'text' end)
  end
$function$;
comment on function private.misfit_reason(value text, name text, type text) is 'Why a cleaned value does not fit its column, in words.';

-- function private.misfit_sql(cleaned text, col jsonb)
CREATE OR REPLACE FUNCTION private.misfit_sql(cleaned text, col jsonb)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select format(
    'coalesce(not (%s), %s)',
    case col ->> 'type'
      when 'text' then format('%s is not null or null', cleaned)
      -- NaN and infinity have an n.
      when 'number' then format('%s and strpos(lower(%s), %L) = 0', private.validity_sql(cleaned, 'numeric'), cleaned, 'n')
      else private.validity_sql(cleaned, private.column_sql_type(col ->> 'type'))
    end,
    case when (col ->> 'nullable')::boolean then 'false' else 'true' end
  )
$function$;
comment on function private.misfit_sql(cleaned text, col jsonb) is 'SQL for whether a cleaned text does not fit its column.';

-- function private.move_subfolders()
CREATE OR REPLACE FUNCTION private.move_subfolders()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- Their own path follows by the trigger above, and in turn that of those below.
  update public.workspace_folders f set path = '' where f.parent_folder_id = new.id;
  return null;
end
$function$;
comment on function private.move_subfolders() is 'What lies in a folder moves with it.';

-- function private.my_account()
CREATE OR REPLACE FUNCTION private.my_account()
 RETURNS public.users
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  me public.users;
begin
  select * into me from public.users where id = (select auth.uid());
  if me.status is distinct from 'active' then
    perform private.raise_error(
      'PT403',
      case
        when me.status in ('waitlist', 'invited') then 'This account is waiting to be let in'
        when me.status in ('inactive', 'banned') then 'This account is closed'
        else 'There is no such account any more'
      end,
      case me.status
        when 'waitlist' then 'An operator will let you in.'
        when 'invited' then 'Open the link of your invitation.'
        when 'inactive' then 'Ask an operator to open it again.'
      end,
      coalesce(me.status, 'archived')
    );
  end if;
  return me;
end
$function$;
grant execute on function private.my_account() to authenticated;
grant execute on function private.my_account() to service_role;

-- function private.my_invitations()
CREATE OR REPLACE FUNCTION private.my_invitations()
 RETURNS TABLE(id uuid, workspace_id uuid, workspace_name text, project_id uuid, project_name text, role text, invited_by_name text, expires_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select i.id, w.id, w.name, p.id, p.name, i.role, inviter.display_name, i.expires_at
  from private.open_invitations() i
  left join public.projects p on p.id = i.project_id
  join public.workspaces w on w.id = coalesce(i.workspace_id, p.workspace_id)
  left join public.user_profiles inviter on inviter.id = i.invited_by
  order by i.created_at desc
$function$;
grant execute on function private.my_invitations() to authenticated;
grant execute on function private.my_invitations() to service_role;

-- function private.names_a_secret(name text)
CREATE OR REPLACE FUNCTION private.names_a_secret(name text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select name ~* '(authorization|cookie2?|token|session([-_]?id)?|signature|assertion|(^|[-_])(auth|key|pwd))$|api[-_]?key|secret|passw|credential'
$function$;
grant execute on function private.names_a_secret(name text) to authenticated;
grant execute on function private.names_a_secret(name text) to service_role;
comment on function private.names_a_secret(name text) is 'Whether a header or parameter of this name usually carries a secret.';

-- function private.names_to_types(named jsonb)
CREATE OR REPLACE FUNCTION private.names_to_types(named jsonb)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_object_agg(value ->> 'name', value ->> 'type'), '{}') from jsonb_array_elements(named)
$function$;

-- function private.needs_worker(queue text)
CREATE OR REPLACE FUNCTION private.needs_worker(queue text)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  -- Who lives extends 10 seconds every 3: with less than 5 left it may be gone. More than a minute was said by a clock that was wrong.
  select coalesce(bool_and(not l.is_reading or l.expires_at < clock_timestamp() + interval '5 seconds'), true) and count(l.holder) < s.slots
  from private.worker_slots s
  left join private.worker_leases l on l.queue = s.queue and l.expires_at between clock_timestamp() and clock_timestamp() + interval '1 minute'
  where s.queue = needs_worker.queue
  group by s.slots
$function$;
grant execute on function private.needs_worker(queue text) to service_role;
comment on function private.needs_worker(queue text) is 'Whether a message of a queue needs one more worker: nobody at work will look for it, and a slot is free.';

-- function private.new_events_query(subject text, rows_query text, is_many boolean)
CREATE OR REPLACE FUNCTION private.new_events_query(subject text, rows_query text, is_many boolean)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select format(
    case when is_many then $sql$
      select array_agg(row(
        null, now(), project_id, %1$L || '.' || verb, %1$L, null, (select auth.uid()), data, (select private.causation_id())
      )::public.events)
      from (
        select project_id, verb, jsonb_strip_nulls(jsonb_build_object('ids', jsonb_agg(id), 'count', count(*), 'changed', changed)) as data
        from (select *, row_number() over (partition by project_id, verb, changed) as place from (%2$s) r) numbered
        group by project_id, verb, changed, (place - 1) / 500
      ) batches
    $sql$ else $sql$
      select array_agg(row(
        null, now(), project_id, %1$L || '.' || verb, %1$L, id, (select auth.uid()),
        case when changed is null then details else details || jsonb_build_object('changed', changed) end, (select private.causation_id())
      )::public.events)
      from (%2$s) r
    $sql$ end,
    subject, rows_query
  )
$function$;
comment on function private.new_events_query(subject text, rows_query text, is_many boolean) is 'The query that makes events of the rows of a changed_rows_query: of each, or of up to 500 of a project.';

-- function private.newest_version(dashboard_id uuid)
CREATE OR REPLACE FUNCTION private.newest_version(dashboard_id uuid)
 RETURNS public.dashboard_versions
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select v from public.dashboard_versions v
  where v.dashboard_id = newest_version.dashboard_id and v.status = 'published'
  order by v.version_number desc limit 1
$function$;

-- function private.next_cron_day(schedule private.cron_schedule, first date, last date)
CREATE OR REPLACE FUNCTION private.next_cron_day(schedule private.cron_schedule, first date, last date)
 RETURNS date
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  day date := first;
  fits_month_day boolean;
  fits_weekday boolean;
begin
  while day <= last loop
    if extract(month from day) = any (schedule.months) then
      fits_month_day := extract(day from day) = any (schedule.days);
      fits_weekday := extract(dow from day) = any (schedule.weekdays);
      if (fits_month_day and fits_weekday) or (schedule.either_day and (fits_month_day or fits_weekday)) then
        return day;
      end if;
      day := day + 1;
    else
      day := (date_trunc('month', day::timestamp) + interval '1 month')::date;
    end if;
  end loop;
  return null;
end
$function$;
comment on function private.next_cron_day(schedule private.cron_schedule, first date, last date) is 'The first day of a schedule from first to last; null when there is none.';

-- function private.next_fixed_moment(schedule private.cron_schedule, time_zone text, after timestamp with time zone)
CREATE OR REPLACE FUNCTION private.next_fixed_moment(schedule private.cron_schedule, time_zone text, after timestamp with time zone)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  wall constant timestamp := after at time zone time_zone;
  last_day constant date := (wall + interval '8 years')::date;
  day date := wall::date;
  hour int;
  minute int;
  moment timestamptz;
begin
  loop
    day := private.next_cron_day(schedule, day, last_day);
    if day is null then return null; end if;
    foreach hour in array schedule.hours loop
      continue when day + make_time(hour, 59, 0) < wall;
      foreach minute in array schedule.minutes loop
        continue when day + make_time(hour, minute, 0) <= wall;
        -- Not later than "after" only while a clock that was set back shows an hour again.
        moment := private.first_moment(day + make_time(hour, minute, 0), time_zone);
        if moment > after then return moment; end if;
      end loop;
    end loop;
    day := day + 1;
  end loop;
end
$function$;
comment on function private.next_fixed_moment(schedule private.cron_schedule, time_zone text, after timestamp with time zone) is 'Each local time of the schedule once, whatever the clock does: a time it skips comes right after the gap, one it shows twice comes the first time.';

-- function private.next_hourly_moment(schedule private.cron_schedule, time_zone text, after timestamp with time zone)
CREATE OR REPLACE FUNCTION private.next_hourly_moment(schedule private.cron_schedule, time_zone text, after timestamp with time zone)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  last_day constant date := (after at time zone time_zone + interval '8 years')::date;
  moment timestamptz := date_trunc('minute', after, 'UTC') + interval '1 minute';
  wall timestamp;
  day date;
  minute int;
  next_minute int;
  wait interval;
begin
  loop
    wall := moment at time zone time_zone;
    day := private.next_cron_day(schedule, wall::date, last_day);
    if day is null then return null; end if;
    if day > wall::date then
      moment := greatest(moment + interval '1 minute', private.first_moment(day, time_zone));
      continue;
    end if;
    minute := extract(minute from wall);
    if minute = any (schedule.minutes) then return moment; end if;
    foreach next_minute in array schedule.minutes || 60 loop
      exit when next_minute > minute;
    end loop;
    wait := make_interval(mins => next_minute - minute);
    -- Across a change of the clock minute by minute: it may be set by half an hour, at any time.
    moment := moment + case when (moment + wait) at time zone time_zone = wall + wait then wait else interval '1 minute' end;
  end loop;
end
$function$;
comment on function private.next_hourly_moment(schedule private.cron_schedule, time_zone text, after timestamp with time zone) is 'For schedules that name every hour: whenever the wall clock shows a minute of theirs, in the hour that comes twice as well, and nothing for one that is left out.';

-- function private.next_moment(schedule private.cron_schedule, time_zone text, after timestamp with time zone)
CREATE OR REPLACE FUNCTION private.next_moment(schedule private.cron_schedule, time_zone text, after timestamp with time zone)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if not isfinite(after) then return null; end if;
  if cardinality(schedule.hours) = 24 then return private.next_hourly_moment(schedule, time_zone, after); end if;
  return private.next_fixed_moment(schedule, time_zone, after);
end
$function$;
comment on function private.next_moment(schedule private.cron_schedule, time_zone text, after timestamp with time zone) is 'As next_occurrence, of an expression that was read before and a zone that is one.';

-- function private.next_occurrence(cron text, time_zone text, after timestamp with time zone)
CREATE OR REPLACE FUNCTION private.next_occurrence(cron text, time_zone text, after timestamp with time zone)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if not coalesce(private.is_time_zone(time_zone), false) then
    perform private.raise_error('PT400', format('There is no time zone "%s"', left(time_zone, 64)), 'A time zone has an IANA name, such as Europe/Berlin or UTC.');
  end if;
  return private.next_moment(private.parse_cron(cron), time_zone, after);
end
$function$;
comment on function private.next_occurrence(cron text, time_zone text, after timestamp with time zone) is 'When a cron expression, on the wall clock of an IANA time zone, is due next after a moment; null when that is not within 8 years. A local time that is skipped or comes twice is due once; schedules of every hour go by the hours that really pass. PT400 for what is no expression or zone.';

-- function private.next_sequence(topic text)
CREATE OR REPLACE FUNCTION private.next_sequence(topic text)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET lock_timeout TO '200ms'
AS $function$
declare
  number bigint;
begin
  if current_setting('orrery.unnumbered', true) = 'on' then return null; end if;
  insert into private.broadcast_sequences as s (topic, last) values (next_sequence.topic, 1)
  on conflict on constraint broadcast_sequences_pkey do update set last = s.last + 1
  returning s.last into number;
  return number;
exception when others then
  -- A transaction waits once, however much it tells.
  perform set_config('orrery.unnumbered', 'on', true);
  return null;
end
$function$;
comment on function private.next_sequence(topic text) is 'The number of the next broadcast on a topic; null when it cannot be had soon. It holds the topic until the end of the transaction.';

-- function private.normal_address(address text)
CREATE OR REPLACE FUNCTION private.normal_address(address text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  -- Of letters outside ASCII none is taken for another.
  select lower(btrim(address) collate "C")
$function$;
comment on function private.normal_address(address text) is 'An e-mail address as invitations keep and compare it.';

-- function private.note_attempts(VARIADIC subjects text[])
CREATE OR REPLACE FUNCTION private.note_attempts(VARIADIC subjects text[])
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  -- A row for each, where one that is counted up would keep all others waiting until the charts are answered.
  insert into private.sharing_attempts (subject) select private.hash_token(s) from unnest(subjects) s where s is not null
$function$;

-- function private.note_dataset_change(dataset_id uuid, added bigint)
CREATE OR REPLACE FUNCTION private.note_dataset_change(dataset_id uuid, added bigint)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  dataset public.datasets;
begin
  update public.datasets
  set version = version + 1, row_count = case when added is null then 0 else row_count + added end, refreshed_at = now()
  where id = dataset_id
  returning * into dataset;
  if found then
    perform private.announce(dataset.project_id, 'dataset.changed', jsonb_build_object(
      'dataset_id', dataset.id, 'version', dataset.version, 'row_count', dataset.row_count
    ));
  end if;
end
$function$;
comment on function private.note_dataset_change(dataset_id uuid, added bigint) is 'Bumps a dataset''s version and row count (null: emptied) and tells who is looking.';

-- function private.note_emit_failure(source text, code text, message text, missing public.events[])
CREATE OR REPLACE FUNCTION private.note_emit_failure(source text, code text, message text, missing public.events[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  raise warning 'No event was written for %: %', source, message;
  insert into private.emit_failures (source, code, message, event)
  select note_emit_failure.source, note_emit_failure.code, note_emit_failure.message, to_jsonb(e) from unnest(missing) e;
exception when others then
  raise warning 'Nor could that be recorded: %', sqlerrm;
end
$function$;
comment on function private.note_emit_failure(source text, code text, message text, missing public.events[]) is 'Records that events are missing. Never fails.';

-- function private.note_publishing()
CREATE OR REPLACE FUNCTION private.note_publishing()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  new.published_at := coalesce(new.published_at, now());
  return new;
end
$function$;

-- function private.number_version()
CREATE OR REPLACE FUNCTION private.number_version()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  new.version := 1;
  if new.parent_id is not null then
    -- Two who continue the same version at once: a_version_has_one_next_version refuses the second.
    select version + 1 into new.version from public.artifacts a
    where a.id = new.parent_id and a.project_id = new.project_id;
    if not found then
      perform private.raise_error('PT422', 'There is no such artifact in this project to make the next version of',
        'Leave parent_id out for a new artifact.');
    end if;
  end if;
  -- One that is brought back is as it was.
  if private.is_api_user() and coalesce(current_setting('orrery.restored_from', true), '') = '' then new.status := 'ready'; end if;
  return new;
end
$function$;
comment on function private.number_version() is 'A version follows the one before. What a person makes is ready at once; what a machine makes begins pending.';

-- function private.oauth2_client_secret(id uuid)
CREATE OR REPLACE FUNCTION private.oauth2_client_secret(id uuid)
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select private.read_secret(c.client_secret_id) from public.oauth2_connections c where c.id = oauth2_client_secret.id
$function$;
grant execute on function private.oauth2_client_secret(id uuid) to service_role;
comment on function private.oauth2_client_secret(id uuid) is 'The client secret of an OAuth connection; null when there is none.';

-- function private.oauth2_tokens(connection_id uuid)
CREATE OR REPLACE FUNCTION private.oauth2_tokens(connection_id uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'access_token', private.read_secret(t.access_token_id), 'refresh_token', private.read_secret(t.refresh_token_id),
    'token_type', t.token_type, 'expires_at', t.expires_at, 'scope', t.scope
  )
  from public.oauth2_tokens t where t.connection_id = oauth2_tokens.connection_id
  order by t.created_at desc
  limit 1
$function$;
grant execute on function private.oauth2_tokens(connection_id uuid) to service_role;
comment on function private.oauth2_tokens(connection_id uuid) is '{access_token, refresh_token, token_type, expires_at, scope} of an OAuth connection; null when nobody has signed in.';

-- function private.on_tabs(tabs jsonb, key text)
CREATE OR REPLACE FUNCTION private.on_tabs(tabs jsonb, key text)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(item || jsonb_build_object('tab_id', tab -> 'id') order by tab_nth, nth), '[]')
  from jsonb_array_elements(tabs) with ordinality as each_tab (tab, tab_nth),
    jsonb_array_elements(coalesce(nullif(tab -> key, 'null'), '[]')) with ordinality as each_item (item, nth)
$function$;
comment on function private.on_tabs(tabs jsonb, key text) is 'The widgets or placements of all tabs, each with the tab it is on.';

-- function private.open_invitations()
CREATE OR REPLACE FUNCTION private.open_invitations()
 RETURNS SETOF public.workspace_invitations
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 5
 SET search_path TO ''
AS $function$
  select i.*
  from public.users me
  join public.workspace_invitations i on i.email = private.normal_address(me.email)
  left join public.projects p on p.id = i.project_id
  join public.workspaces w on w.id = coalesce(i.workspace_id, p.workspace_id)
  where me.id = (select auth.uid()) and me.email_confirmed_at is not null and me.status in ('active', 'waitlist', 'invited')
    and i.accepted_at is null and i.expires_at > now() and w.deleted_at is null and p.deleted_at is null
$function$;
comment on function private.open_invitations() is 'What the confirmed address of the one who asks is invited to, who may still be waiting to be let in.';

-- function private.open_load(run_id uuid)
CREATE OR REPLACE FUNCTION private.open_load(run_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  run public.sync_runs;
  dataset public.datasets;
  loaded jsonb;
begin
  select * into run from public.sync_runs where id = run_id and status = 'running';
  if not found then
    perform private.raise_error('PT409', 'This run is not under way');
  end if;
  perform pg_advisory_xact_lock(hashtextextended('load ' || run.dataset_id, 0));
  select * into strict dataset from public.datasets where id = run.dataset_id;
  loaded := private.load_columns(run.options ->> 'mode', run.options, dataset.columns);
  execute (
    select format('create temp table incoming (_row_line bigint, %s) on commit drop', string_agg(format('%I text', value ->> 'name'), ', ' order by ordinality))
    from jsonb_array_elements(loaded) with ordinality
  );
  create temp table load_state on commit drop as
    select run.id as run_id, dataset.id as dataset_id, loaded as columns, 0::bigint as rows_written, 0::bigint as rows_rejected, null::text as fresh_table;
  grant all on pg_temp.incoming to service_role;
  return jsonb_build_object('dataset_id', dataset.id, 'mode', run.options ->> 'mode', 'columns', loaded, 'copy', (
    select format('copy pg_temp.incoming (_row_line, %s) from stdin', string_agg(format('%I', value ->> 'name'), ', ' order by ordinality))
    from jsonb_array_elements(loaded) with ordinality
  ));
end
$function$;
grant execute on function private.open_load(run_id uuid) to service_role;
comment on function private.open_load(run_id uuid) is 'Begins a load in the current transaction: waits for other loads of the dataset and makes the table incoming to COPY to.';

-- function private.open_shared_resource(token text, password text)
CREATE OR REPLACE FUNCTION private.open_shared_resource(token text, password text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  tried record := private.try_link(token, password);
  link public.sharing_links := tried.link;
begin
  if tried.refusal is not null then return tried.refusal; end if;
  update public.sharing_links l set access_count = l.access_count + 1, last_accessed_at = now() where l.id = link.id;
  return jsonb_build_object(
    'resource_type', link.resource_type, 'permissions', link.permissions, 'expires_at', link.expires_at,
    'document', case link.resource_type
      when 'dashboard' then private.shared_dashboard(link)
      when 'chart' then private.shared_charts(link) -> 0
      else private.shared_template(link)
    end,
    'dataset_ids', (
      select coalesce(jsonb_agg(distinct c.dataset_id) filter (where c.dataset_id is not null), '[]')
      from public.charts c where c.id in (select private.shared_chart_ids(link))
    )
  );
end
$function$;
grant execute on function private.open_shared_resource(token text, password text) to anon;
grant execute on function private.open_shared_resource(token text, password text) to authenticated;
grant execute on function private.open_shared_resource(token text, password text) to service_role;

-- function private.origin(url text)
CREATE OR REPLACE FUNCTION private.origin(url text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select lower(substring(url from '^https?://[^/?#]+'))
$function$;
grant execute on function private.origin(url text) to authenticated;
grant execute on function private.origin(url text) to service_role;
comment on function private.origin(url text) is 'Scheme, host and port of a web address.';

-- function private.other_dashboards(dashboard_id uuid, chart_ids uuid[])
CREATE OR REPLACE FUNCTION private.other_dashboards(dashboard_id uuid, chart_ids uuid[])
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(distinct jsonb_build_object('id', d.id, 'title', d.title)), '[]')
  from public.dashboards d
  where d.id <> other_dashboards.dashboard_id and d.id in (
    select w.dashboard_id from public.widgets w where w.chart_id = any (chart_ids)
    union
    select t.dashboard_id from public.chart_placements p join public.dashboard_tabs t on t.id = p.dashboard_tab_id where p.chart_id = any (chart_ids)
  )
$function$;
comment on function private.other_dashboards(dashboard_id uuid, chart_ids uuid[]) is 'Where else these charts are: a chart is one row, so what changes it changes it there too.';

-- function private.parse_cron(cron text)
CREATE OR REPLACE FUNCTION private.parse_cron(cron text)
 RETURNS private.cron_schedule
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  fields constant text[] := regexp_split_to_array(case lower(btrim(cron))
    when '@hourly' then '0 * * * *'
    when '@daily' then '0 0 * * *'
    when '@midnight' then '0 0 * * *'
    when '@weekly' then '0 0 * * 0'
    when '@monthly' then '0 0 1 * *'
    when '@yearly' then '0 0 1 1 *'
    when '@annually' then '0 0 1 1 *'
    else btrim(cron)
  end, '\s+');
  schedule private.cron_schedule;
begin
  if cardinality(fields) is distinct from 5 or length(cron) > 100 then
    perform private.raise_error(
      'PT400', 'A cron expression has five fields: minute, hour, day of month, month, day of week',
      'Such as "0 8 * * mon-fri", in at most 100 characters; or @hourly, @daily, @weekly, @monthly, @yearly.'
    );
  end if;
  schedule.minutes := private.expand_cron_field(fields[1], 'minute', 0, 59);
  schedule.hours := private.expand_cron_field(fields[2], 'hour', 0, 23);
  schedule.days := private.expand_cron_field(fields[3], 'day of month', 1, 31);
  schedule.months := private.expand_cron_field(fields[4], 'month', 1, 12, '{jan,feb,mar,apr,may,jun,jul,aug,sep,oct,nov,dec}');
  schedule.weekdays := private.expand_cron_field(fields[5], 'day of week', 0, 7, '{sun,mon,tue,wed,thu,fri,sat}');
  schedule.either_day := not starts_with(fields[3], '*') and not starts_with(fields[5], '*');
  return schedule;
end
$function$;
comment on function private.parse_cron(cron text) is 'Reads the five fields of crontab(5), as Vixie cron does, or a name such as @daily. Raises PT400.';

-- function private.partition_column(parent regclass)
CREATE OR REPLACE FUNCTION private.partition_column(parent regclass)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select a.attname
  from pg_catalog.pg_partitioned_table p join pg_catalog.pg_attribute a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
  where p.partrelid = parent
$function$;
comment on function private.partition_column(parent regclass) is 'The time a table is partitioned by.';

-- function private.pass_schedule(workflow public.workflows, moment timestamp with time zone, OUT latest timestamp with time zone, OUT missed integer, OUT next timestamp with time zone)
CREATE OR REPLACE FUNCTION private.pass_schedule(workflow public.workflows, moment timestamp with time zone, OUT latest timestamp with time zone, OUT missed integer, OUT next timestamp with time zone)
 RETURNS record
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  select * into latest, missed, next from private.passed_occurrences(
    workflow.trigger_config ->> 'cron', coalesce(workflow.trigger_config ->> 'time_zone', 'UTC'), workflow.next_run_at, moment
  );
exception when sqlstate 'PT400' or invalid_parameter_value then
  -- Only a server that was changed meanwhile can refuse it. Others must not wait for it.
  raise warning 'The schedule of workflow % cannot be read: %', workflow.id, sqlerrm;
  latest := workflow.next_run_at;
  missed := 0;
end
$function$;
comment on function private.pass_schedule(workflow public.workflows, moment timestamp with time zone, OUT latest timestamp with time zone, OUT missed integer, OUT next timestamp with time zone) is 'What passed_occurrences says of a workflow that is due. One that cannot be read is due this once and never again.';

-- function private.passed_occurrences(cron text, time_zone text, first timestamp with time zone, moment timestamp with time zone, OUT latest timestamp with time zone, OUT missed integer, OUT next timestamp with time zone)
CREATE OR REPLACE FUNCTION private.passed_occurrences(cron text, time_zone text, first timestamp with time zone, moment timestamp with time zone, OUT latest timestamp with time zone, OUT missed integer, OUT next timestamp with time zone)
 RETURNS record
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  schedule constant private.cron_schedule := private.parse_cron(cron);
  span interval := interval '5 minutes';
begin
  latest := first;
  missed := 1;
  loop
    next := private.next_moment(schedule, time_zone, latest);
    exit when next is null or next > moment;
    if missed = 1000 then
      -- There are more than are counted: look for the latest from the other end.
      next := private.next_moment(schedule, time_zone, moment - span);
      while next > moment loop
        span := span * 4;
        next := private.next_moment(schedule, time_zone, moment - span);
      end loop;
      missed := 1001;
    end if;
    latest := next;
    missed := least(missed + 1, 1001);
  end loop;
  missed := least(missed - (not private.is_late(latest, moment))::int, 1000);
end
$function$;
comment on function private.passed_occurrences(cron text, time_zone text, first timestamp with time zone, moment timestamp with time zone, OUT latest timestamp with time zone, OUT missed integer, OUT next timestamp with time zone) is 'From the first occurrence that was not announced up to a moment: the latest, how many were missed (late, or another has passed since; counted to 1,000), and the next one after.';

-- function private.peer_ids()
CREATE OR REPLACE FUNCTION private.peer_ids()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 50
 SET search_path TO ''
AS $function$
  select private.user_id()
  union select user_id from public.project_users where project_id in (select private.project_ids('viewer'))
  union select user_id from public.workspace_users where workspace_id in (select private.workspace_ids('project_creator'))
  union select user_id from public.user_team_memberships where team_id in (select private.team_ids('viewer'))
  union select owner_user_id from public.projects where owner_user_id is not null and id in (select private.project_ids('viewer'))
$function$;
grant execute on function private.peer_ids() to authenticated;
grant execute on function private.peer_ids() to service_role;
comment on function private.peer_ids() is 'People whose names one may see: oneself and those one shares a project, team or workspace with.';

-- function private.placed_chart_ids(tabs jsonb)
CREATE OR REPLACE FUNCTION private.placed_chart_ids(tabs jsonb)
 RETURNS SETOF uuid
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select distinct (placed ->> 'chart_id')::uuid
  from jsonb_array_elements(tabs) tab, jsonb_array_elements((tab -> 'widgets') || private.placements_of(tab)) placed
  where placed ->> 'chart_id' is not null
$function$;
comment on function private.placed_chart_ids(tabs jsonb) is 'The charts on these tabs.';

-- function private.placements_of(tab jsonb)
CREATE OR REPLACE FUNCTION private.placements_of(tab jsonb)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select coalesce(nullif(tab -> 'placements', 'null'), '[]')
$function$;
comment on function private.placements_of(tab jsonb) is 'The placements of a tab, of which a document may say nothing.';

-- function private.points_elsewhere(schema jsonb, old_config jsonb, new_config jsonb)
CREATE OR REPLACE FUNCTION private.points_elsewhere(schema jsonb, old_config jsonb, new_config jsonb)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select exists (
    select from jsonb_each(schema -> 'properties') field
    where field.value -> 'x-destination' = 'true'
      and coalesce(new_config -> field.key, field.value -> 'default') is distinct from coalesce(old_config -> field.key, field.value -> 'default')
  )
$function$;
comment on function private.points_elsewhere(schema jsonb, old_config jsonb, new_config jsonb) is 'Whether two configs send credentials to different hosts.';

-- function private.prepare_email_message()
CREATE OR REPLACE FUNCTION private.prepare_email_message()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  lead public.leads;
begin
  if new.lead_id is null then
    -- Its lead was deleted, and the address with it.
    new.to_address := null;
    return new;
  end if;
  select * into lead from public.leads l where l.id = new.lead_id and l.project_id = new.project_id;
  new.to_address := lower(btrim(coalesce(new.to_address, lead.email)));
  if new.status in ('queued', 'sending') and (tg_op = 'INSERT' or new.status <> old.status) and (
    lead.unsubscribed_at is not null
    or exists (select from public.email_suppressions s where s.project_id = new.project_id and s.address = new.to_address)
  ) then
    new.status := 'suppressed';
  elsif new.status = 'sent' then
    new.sent_at := coalesce(new.sent_at, now());
  end if;
  return new;
end
$function$;
comment on function private.prepare_email_message() is 'Who unsubscribed or is suppressed gets nothing: asked when a message is queued, and again when it is about to be sent.';

-- function private.prepare_lead()
CREATE OR REPLACE FUNCTION private.prepare_lead()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if tg_op = 'UPDATE' and new.project_id <> old.project_id then
    perform private.raise_error('PT403', 'A lead stays in its project', 'Make it anew in the other one.');
  end if;
  new.email := lower(btrim(new.email));
  -- What is blank is not there: a form posts empty strings, and rules ask whether there is a company.
  new.first_name := nullif(btrim(new.first_name), '');
  new.last_name := nullif(btrim(new.last_name), '');
  new.company := nullif(btrim(new.company), '');
  new.phone := nullif(btrim(new.phone), '');
  new.source := nullif(btrim(new.source), '');
  return new;
end
$function$;
comment on function private.prepare_lead() is 'Stores an address in one form, so that it is unique whatever the case, and an upsert finds it.';

-- function private.project_ids(minimum_role text)
CREATE OR REPLACE FUNCTION private.project_ids(minimum_role text)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 20
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  me record;
  all_roles constant text[] := array['viewer', 'contributor', 'manager', 'owner'];
  rank constant int := array_position(all_roles, minimum_role);
  -- Lists of the roles that suffice: private.role_rank, asked for each membership, would take half of the time.
  project_roles constant text[] := all_roles[rank:];
  team_roles constant text[] := (array['viewer', 'editor', 'admin'])[rank:];
  workspace_roles constant text[] := (array['admin', 'owner'])[rank - 2:];
begin
  select u.id, u.is_super_user into me from public.users u where u.id = auth.uid() and u.status = 'active';
  if not found then return; end if;
  if me.is_super_user and rank = 1 then
    return query select p.id from public.projects p where p.deleted_at is null;
    return;
  end if;
  return query
    select p.id from public.project_users m join public.projects p on p.id = m.project_id
    where m.user_id = me.id and m.role = any (project_roles) and p.deleted_at is null
    union
    select p.id from public.workspace_users m join public.projects p on p.workspace_id = m.workspace_id
    where m.user_id = me.id and m.role = any (workspace_roles) and p.deleted_at is null
    union
    select p.id from public.projects p where p.owner_user_id = me.id and rank is not null and p.deleted_at is null
    union
    select p.id from public.user_team_memberships m join public.projects p on p.owner_team_id = m.team_id
    where m.user_id = me.id and m.role = any (team_roles) and p.deleted_at is null;
end
$function$;
grant execute on function private.project_ids(minimum_role text) to authenticated;
grant execute on function private.project_ids(minimum_role text) to service_role;
comment on function private.project_ids(minimum_role text) is 'Projects in which the one who asks has at least this role: viewer, contributor, manager or owner. The wall between tenants. In policies: project_id = any (array(select private.project_ids(…))), which an index can answer.';

-- function private.project_of_resource(resource_type text, resource_id uuid)
CREATE OR REPLACE FUNCTION private.project_of_resource(resource_type text, resource_id uuid)
 RETURNS uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select project_id from public.dashboards where resource_type = 'dashboard' and id = resource_id
  union all select project_id from public.charts where resource_type = 'chart' and id = resource_id
  union all select project_id from public.dashboard_templates where resource_type = 'template' and id = resource_id and project_id is not null
$function$;
comment on function private.project_of_resource(resource_type text, resource_id uuid) is 'The project of what can be shared.';

-- function private.propose_dashboard_version(dashboard_id uuid, snapshot jsonb, change_summary text)
CREATE OR REPLACE FUNCTION private.propose_dashboard_version(dashboard_id uuid, snapshot jsonb, change_summary text)
 RETURNS public.dashboard_versions
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  dashboard public.dashboards := private.lock_dashboard(dashboard_id);
  base public.dashboard_versions;
begin
  perform private.check_snapshot(snapshot);
  if (snapshot ->> 'revision')::bigint <> dashboard.revision then
    perform private.refuse_stale_edit(private.dashboard_snapshot(dashboard_id), snapshot, to_jsonb(dashboard));
  end if;
  base := private.keep_version(dashboard, 'What a proposal starts from');
  return private.write_dashboard_version(
    dashboard, private.try_snapshot(dashboard, snapshot) || jsonb_build_object('chart_revisions', private.chart_revisions(dashboard, snapshot)),
    change_summary, base.version_number, 'proposed'
  );
end
$function$;
grant execute on function private.propose_dashboard_version(dashboard_id uuid, snapshot jsonb, change_summary text) to authenticated;
grant execute on function private.propose_dashboard_version(dashboard_id uuid, snapshot jsonb, change_summary text) to service_role;

-- function private.put_secret(secret_id uuid, secret text, name text)
CREATE OR REPLACE FUNCTION private.put_secret(secret_id uuid, secret text, name text)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if secret is null then return null; end if;
  if btrim(secret) = '' or octet_length(secret) > 65536 then
    perform private.raise_error('PT400', 'A secret has 1 to 65,536 bytes', 'To remove it, set it to null.');
  end if;
  if exists (select from vault.secrets s where s.id = secret_id) then
    perform vault.update_secret(secret_id, secret);
    return secret_id;
  end if;
  return vault.create_secret(secret, name);
end
$function$;
comment on function private.put_secret(secret_id uuid, secret text, name text) is 'Keeps a secret in Vault and returns its id: in place of the one there was, or as a new one. A null is kept by nobody; forget_secrets removes what was there.';

-- function private.query_dataset(dataset_id uuid, query jsonb)
CREATE OR REPLACE FUNCTION private.query_dataset(dataset_id uuid, query jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  began timestamptz := clock_timestamp();
  dataset public.datasets := private.find_dataset(dataset_id, 'viewer');
  -- Keys of a jsonb document are in one order, so equal queries have equal text.
  hash text := encode(sha256(convert_to(query::text, 'UTF8')), 'hex');
  answer jsonb := private.read_cache(dataset, hash);
  cached boolean := answer is not null;
  scope private.query_scope;
begin
  if not cached then
    dataset := private.hold_dataset(dataset);
    scope := private.compile_query(dataset, query);
    answer := jsonb_build_object('columns', scope.result, 'rows', private.run_query(scope));
    perform private.write_cache(dataset, hash, answer);
  end if;
  return answer || jsonb_build_object(
    'version', dataset.version, 'cached', cached,
    'duration_ms', round(extract(epoch from clock_timestamp() - began)::numeric * 1000, 1)
  );
end
$function$;
grant execute on function private.query_dataset(dataset_id uuid, query jsonb) to authenticated;
grant execute on function private.query_dataset(dataset_id uuid, query jsonb) to service_role;

-- function private.query_shared_charts(token text, password text, chart_ids uuid[], filter jsonb)
CREATE OR REPLACE FUNCTION private.query_shared_charts(token text, password text, chart_ids uuid[], filter jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  tried record := private.try_link(token, password);
  link public.sharing_links := tried.link;
  config jsonb;
  visitor_filter jsonb;
  chart public.charts;
  answers jsonb := '{}';
begin
  if tried.refusal is not null then return tried.refusal; end if;
  -- Whoever asks again and again for what takes long has eight connections busy, not all.
  perform from generate_series(1, 8) n where pg_try_advisory_xact_lock(hashtextextended(format('shared %s %s', link.id, n), 0)) limit 1;
  if not found then return private.answer_refusal(429); end if;
  select d.config into config from public.dashboards d where d.id = link.dashboard_id;
  if (link.permissions ->> 'filter')::boolean and pg_column_size(filter) <= 65536 then visitor_filter := nullif(filter, 'null'); end if;
  for chart in
    select c.* from public.charts c
    where c.id in (select private.shared_chart_ids(link)) and (chart_ids is null or c.id = any (chart_ids)) and c.dataset_id is not null
  loop
    -- The timer of the statement rings once; what came after it would run for ever.
    exit when clock_timestamp() > now() + interval '19 seconds';
    answers := answers || jsonb_build_object(chart.id, private.answer_shared_chart(chart, config, visitor_filter));
  end loop;
  return answers;
end
$function$;
grant execute on function private.query_shared_charts(token text, password text, chart_ids uuid[], filter jsonb) to anon;
grant execute on function private.query_shared_charts(token text, password text, chart_ids uuid[], filter jsonb) to authenticated;
grant execute on function private.query_shared_charts(token text, password text, chart_ids uuid[], filter jsonb) to service_role;

-- function private.queue_depth(queue text, workspace_id uuid, projects text[])
CREATE OR REPLACE FUNCTION private.queue_depth(queue text, workspace_id uuid, projects text[])
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  depth jsonb;
begin
  -- A message that was given back for another try says which try that was (tried); one that is in work has been read once more.
  execute format($query$
    select jsonb_build_object(
      'waiting', count(*) filter (where is_own and vt <= $3),
      'in_work', count(*) filter (where is_own and vt > $3 and read_ct > 0 and not was_tried),
      'retrying', count(*) filter (where is_own and vt > $3 and read_ct > 0 and was_tried),
      'delayed', count(*) filter (where is_own and vt > $3 and read_ct = 0),
      'oldest_seconds', extract(epoch from $3 - min(vt) filter (where is_own and vt <= $3))::float8,
      'is_partial', count(*) > 100000
    )
    from (
      select q.vt, q.read_ct, coalesce(q.message ->> 'tried' = q.read_ct::text, false) as was_tried, case
        when $1 is null then true
        when q.message ->> 'project_id' is null then coalesce(q.message ->> 'workspace_id' = $1::text, false)
        else q.message ->> 'project_id' = any ($2)
      end as is_own
      from (select * from pgmq.%I order by msg_id limit 100001) q
    ) looked_at
  $query$, 'q_' || queue) into depth using workspace_id, projects, clock_timestamp();
  return depth;
end
$function$;
comment on function private.queue_depth(queue text, workspace_id uuid, projects text[]) is 'How many messages of a workspace wait, are in work, wait for another try or for their time; of all when workspace_id is null. Looks at the oldest 100,000 of the queue.';

-- function private.queue_rates(queue text, workspace_id uuid)
CREATE OR REPLACE FUNCTION private.queue_rates(queue text, workspace_id uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'done', sum(done), 'retried', sum(retried), 'died', sum(died),
    'minutes', jsonb_build_object('done', jsonb_agg(done order by minute), 'retried', jsonb_agg(retried order by minute), 'died', jsonb_agg(died order by minute))
  )
  from (
    select m.minute, coalesce(sum(c.done), 0)::int as done, coalesce(sum(c.retried), 0)::int as retried, coalesce(sum(c.died), 0)::int as died
    from generate_series(date_trunc('minute', now()) - interval '59 minutes', date_trunc('minute', now()), interval '1 minute') m (minute)
    left join private.message_counts c on c.minute = m.minute and c.queue = queue_rates.queue
      and (c.workspace_id = queue_rates.workspace_id or queue_rates.workspace_id is null)
    group by m.minute
  ) counted
$function$;
comment on function private.queue_rates(queue text, workspace_id uuid) is 'What became of the messages of a workspace in the last 60 minutes, in sum and minute by minute; of all when workspace_id is null.';

-- function private.queue_run(run_id uuid)
CREATE OR REPLACE FUNCTION private.queue_run(run_id uuid)
 RETURNS public.sync_runs
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select private.mark_run_queued(
    r.id, (select pgmq.send('connector_sync', jsonb_build_object('v', 1, 'type', 'load_upload', 'project_id', r.project_id, 'id', r.id)))
  )
  from public.sync_runs r where r.id = run_id
$function$;
comment on function private.queue_run(run_id uuid) is 'Puts a run on its queue.';

-- function private.queue_status(workspace_id uuid)
CREATE OR REPLACE FUNCTION private.queue_status(workspace_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  of_all constant boolean := queue_status.workspace_id is null;
  projects uuid[];
begin
  if of_all and private.is_api_user() and not private.is_super_user() then
    perform private.raise_error('PT403', 'Only who operates this installation sees the queues of everybody', 'Name a workspace of which you are an admin.');
  elsif not of_all and not private.is_super_user() then
    perform private.require_workspace_role(workspace_id, 'admin');
  end if;
  projects := array(select p.id from public.projects p where p.workspace_id = queue_status.workspace_id and p.deleted_at is null);
  return jsonb_build_object(
    'as_of', clock_timestamp(),
    'emit_failures', case when of_all then (select count(*) from private.emit_failures) end,
    'queues', (
      select jsonb_agg(jsonb_build_object(
        'queue', s.queue,
        'slots', s.slots,
        'workers', (select count(*) from private.worker_leases l where l.queue = s.queue and l.expires_at > clock_timestamp()),
        'dead_letters', (
          select count(*) from public.dead_letters d
          where d.queue = s.queue and d.redriven_at is null and d.discarded_at is null
            and (of_all or (d.workspace_id = queue_status.workspace_id and (d.project_id is null or d.project_id = any (projects))))
        )
      ) || private.queue_depth(s.queue, queue_status.workspace_id, projects::text[]) || private.queue_rates(s.queue, queue_status.workspace_id) order by s.queue)
      from private.worker_slots s
    )
  );
end
$function$;
grant execute on function private.queue_status(workspace_id uuid) to authenticated;
grant execute on function private.queue_status(workspace_id uuid) to service_role;

-- function private.raise_error(code text, message text, hint text, detail text)
CREATE OR REPLACE FUNCTION private.raise_error(code text, message text, hint text DEFAULT NULL::text, detail text DEFAULT NULL::text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  raise exception using
    errcode = code, message = raise_error.message, hint = coalesce(raise_error.hint, ''), detail = coalesce(raise_error.detail, '');
end
$function$;
grant execute on function private.raise_error(code text, message text, hint text, detail text) to authenticated;
grant execute on function private.raise_error(code text, message text, hint text, detail text) to service_role;
comment on function private.raise_error(code text, message text, hint text, detail text) is 'Raises an error people see. PTnnn sets the HTTP status: 400 bad request, 401 not signed in, 402 out of tokens, 403 forbidden, 404 not found, 409 conflict, 413 too large, 422 unprocessable, 429 too many, 503 unavailable.';

-- function private.range_filter(time_range jsonb, time_zone text, column_name text)
CREATE OR REPLACE FUNCTION private.range_filter(time_range jsonb, time_zone text, column_name text)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select jsonb_build_object('and', jsonb_build_array(
    jsonb_build_object('column', column_name, 'operator', '>=', 'value', starts),
    jsonb_build_object('column', column_name, 'operator', '<', 'value', ends)
  ))
  from (select (now() at time zone time_zone)::date as today) clock, lateral (
    select (time_range ->> 'from')::date, (time_range ->> 'to')::date + 1 where jsonb_typeof(time_range) = 'object'
    union all
    select case time_range #>> '{}'
      when 'today' then today when '7d' then today - 6 when '30d' then today - 29 when '90d' then today - 89
      when '12m' then (date_trunc('month', today) - interval '11 months')::date
      when 'mtd' then date_trunc('month', today)::date
      when 'qtd' then date_trunc('quarter', today)::date when 'ytd' then date_trunc('year', today)::date
    end, today + 1
    where jsonb_typeof(time_range) = 'string'
  ) range (starts, ends)
  where starts is not null and column_name is not null
$function$;
comment on function private.range_filter(time_range jsonb, time_zone text, column_name text) is 'A dashboard''s time range as a filter; null for all time. The presets are those of shared/chart/time-range.ts.';

-- function private.read_cache(dataset public.datasets, hash text)
CREATE OR REPLACE FUNCTION private.read_cache(dataset public.datasets, hash text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  hit public.data_cache;
begin
  select * into hit from public.data_cache c
  where c.dataset_id = dataset.id and c.cache_key = hash and c.dataset_version = dataset.version and c.expires_at > now();
  if not found then return null; end if;
  -- Many readers of one answer do not queue up to count themselves.
  update public.data_cache set hit_count = hit_count + 1, last_accessed_at = now()
  where id in (select id from public.data_cache where id = hit.id for no key update skip locked);
  return hit.data;
end
$function$;

-- function private.read_messages(queue text, visible_after_seconds integer, quantity integer, above bigint, except_projects text[])
CREATE OR REPLACE FUNCTION private.read_messages(queue text, visible_after_seconds integer, quantity integer, above bigint DEFAULT 0, except_projects text[] DEFAULT '{}'::text[])
 RETURNS TABLE(msg_id bigint, read_ct integer, enqueued_at timestamp with time zone, message jsonb)
 LANGUAGE plpgsql
 SET search_path TO ''
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
AS $function$
declare
  skipped constant text := case when except_projects = '{}' then '' else
    -- Null where a message has no project: such a one is nobody's, and never skipped.
    'and (n.message ->> ''project_id'' = any ($4)) is not true' end;
begin
  return query execute format($sql$
    update pgmq.%1$I m
    set vt = clock_timestamp() + make_interval(secs => $1), read_ct = m.read_ct + 1
    where m.msg_id = any (array(
      select n.msg_id from pgmq.%1$I n
      where n.msg_id > $3 and n.vt <= clock_timestamp() %2$s
      order by n.msg_id
      limit $2
      for update skip locked
    ))
    returning m.msg_id, m.read_ct, m.enqueued_at, m.message
  $sql$, 'q_' || queue, skipped) using visible_after_seconds, quantity, above, except_projects;
end
$function$;
grant execute on function private.read_messages(queue text, visible_after_seconds integer, quantity integer, above bigint, except_projects text[]) to service_role;
comment on function private.read_messages(queue text, visible_after_seconds integer, quantity integer, above bigint, except_projects text[]) is 'Delivers the oldest waiting messages above a msg_id, but none of these projects; nobody else gets them for so many seconds. read_ct is the token that fences all that is done with a delivery.';

-- function private.read_secret(secret_id uuid)
CREATE OR REPLACE FUNCTION private.read_secret(secret_id uuid)
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select decrypted_secret from vault.decrypted_secrets where id = secret_id
$function$;

-- function private.record_dashboard_view(dashboard_id uuid)
CREATE OR REPLACE FUNCTION private.record_dashboard_view(dashboard_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  dashboard public.dashboards := private.find_dashboard(dashboard_id, 'viewer');
begin
  update public.dashboards d set view_count = d.view_count + 1, last_viewed_at = now() where d.id = dashboard.id;
end
$function$;
grant execute on function private.record_dashboard_view(dashboard_id uuid) to authenticated;
grant execute on function private.record_dashboard_view(dashboard_id uuid) to service_role;

-- function private.record_problem(given jsonb, names text[])
CREATE OR REPLACE FUNCTION private.record_problem(given jsonb, names text[])
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case
    when jsonb_typeof(given) <> 'object' then 'A row is an object of column names and values'
    else (
      select format('Unknown column "%s"', left(min(key), 63))
      from jsonb_object_keys(case jsonb_typeof(given) when 'object' then given else '{}' end) key where key <> all (names)
      having count(*) > 0
    )
  end
$function$;
comment on function private.record_problem(given jsonb, names text[]) is 'What is wrong with a row as a whole; null when nothing is.';

-- function private.redact(document jsonb, depth integer)
CREATE OR REPLACE FUNCTION private.redact(document jsonb, depth integer DEFAULT 0)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  if document is null or document::text !~* private.secret_pattern() then return document; end if;
  if depth > 50 then return '"[redacted]"'; end if;
  case jsonb_typeof(document)
    when 'object' then
      return (
        select jsonb_object_agg(
          key, case when private.is_secret(key, jsonb_typeof(value)) then '"[redacted]"' else private.redact(value, depth + 1) end
        )
        from jsonb_each(document)
      );
    when 'array' then
      return (
        select jsonb_agg(private.redact(value, depth + 1) order by ordinality) from jsonb_array_elements(document) with ordinality
      );
    else
      -- A text that only speaks of secrets is none.
      return case
        when document::text ~* '(^"(bearer|basic) +(?=[^"]*[\d=._])[\w+/=.~-]{16,}"$|//[^/\s:@"]+:[^/\s@"]+@)' then '"[redacted]"'
        else document
      end;
  end case;
end
$function$;
comment on function private.redact(document jsonb, depth integer) is 'A document with "[redacted]" for every secret, at any depth: values under keys that name one, "Bearer …", addresses with a password.';

-- function private.redrive_dead_letters(ids uuid[])
CREATE OR REPLACE FUNCTION private.redrive_dead_letters(ids uuid[])
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  letters public.dead_letters[];
  name text;
begin
  perform private.require_letter_role(ids);
  -- Runs before letters, as in retry_run. Who comes second finds the letters redriven.
  perform from public.sync_runs r
  where r.id in (select private.to_uuid(d.message ->> 'id') from public.dead_letters d where d.id = any (ids) and d.queue = 'connector_sync')
  order by r.id for no key update;
  letters := array(
    select d from public.dead_letters d
    where d.id = any (ids) and d.redriven_at is null and d.discarded_at is null
    order by d.id for no key update
  );
  for name in select distinct l.queue from unnest(letters) l order by 1 loop
    if not exists (select from private.worker_slots s where s.queue = name) then
      perform private.raise_error('PT422', format('There is no queue called "%s" any more', name), 'Discard its letters.');
    end if;
    perform private.send_letters(name, array(select l from unnest(letters) l where l.queue = name));
  end loop;
  update public.dead_letters d set redriven_at = now(), redriven_by = private.user_id()
  where d.id = any (array(select l.id from unnest(letters) l));
  return cardinality(letters);
end
$function$;
grant execute on function private.redrive_dead_letters(ids uuid[]) to authenticated;
grant execute on function private.redrive_dead_letters(ids uuid[]) to service_role;

-- function private.refresh_segment(segment_id uuid)
CREATE OR REPLACE FUNCTION private.refresh_segment(segment_id uuid)
 RETURNS public.segments
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  segment public.segments := private.find_segment(segment_id, 'contributor');
  scope private.query_scope := private.compile_segment(segment.project_id, segment.definition);
begin
  scope.sql := format('select count(*) as members from (%s) found', scope.sql);
  update public.segments s set member_count = (private.run_query(scope) -> 0 ->> 'members')::int, refreshed_at = now()
  where s.id = segment.id
  returning * into segment;
  return segment;
end
$function$;
grant execute on function private.refresh_segment(segment_id uuid) to authenticated;
grant execute on function private.refresh_segment(segment_id uuid) to service_role;

-- function private.refuse_audit_change()
CREATE OR REPLACE FUNCTION private.refuse_audit_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.raise_error('PT403', 'The audit log is neither changed nor deleted', 'Months older than seven years are dropped by upkeep.');
  return null;
end
$function$;
comment on function private.refuse_audit_change() is 'Makes audit_logs append-only for everybody. Upkeep drops whole partitions instead.';

-- function private.refuse_ledger_change()
CREATE OR REPLACE FUNCTION private.refuse_ledger_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if tg_op = 'DELETE' and not exists (select from public.projects where id = old.project_id) then return old; end if;
  perform private.raise_error('PT403', 'What is recorded here is neither changed nor deleted', 'It goes with its project, or when it is too old.');
  return null;
end
$function$;
comment on function private.refuse_ledger_change() is 'Makes a table append-only for everybody, the service role too: before update or delete for each row, before truncate for each statement. Rows go with their project.';

-- function private.refuse_misfit(slot public.dashboard_template_slots, chart_type text)
CREATE OR REPLACE FUNCTION private.refuse_misfit(slot public.dashboard_template_slots, chart_type text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if private.slot_takes(slot, chart_type) then return; end if;
  perform private.raise_error('PT422', format('The slot "%s" takes no chart of type %s', slot.slot_key, chart_type), case slot.slot_type
    when 'text' then 'It is for text.'
    when 'chart' then format('It takes %s.', (select string_agg(value, ', ') from jsonb_array_elements_text(slot.constraints -> 'chart_types')))
    else format('It takes %s.', slot.slot_type)
  end);
end
$function$;

-- function private.refuse_own_membership()
CREATE OR REPLACE FUNCTION private.refuse_own_membership()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  -- The role itself, not the token: functions of ours make the maker of a workspace, team or project, or who was invited, a member.
  if current_user = 'authenticated' and new.user_id = (select auth.uid()) then
    perform private.raise_error('PT403', 'Nobody can change their own membership', 'Ask another owner or manager.');
  end if;
  if tg_table_name <> 'user_team_memberships' and tg_op = 'INSERT' then new.invited_by := coalesce(new.invited_by, private.user_id()); end if;
  return new;
end
$function$;
comment on function private.refuse_own_membership() is 'Nobody gives themselves a membership or another role; records who added a member.';

-- function private.refuse_query(problem text, hint text)
CREATE OR REPLACE FUNCTION private.refuse_query(problem text, hint text DEFAULT 'Correct the query document.'::text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.raise_error('PT400', problem, hint);
end
$function$;

-- function private.refuse_stale_edit(current jsonb, yours jsonb, is_now jsonb)
CREATE OR REPLACE FUNCTION private.refuse_stale_edit(current jsonb, yours jsonb, is_now jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.raise_error('PT409', 'Somebody else has changed this meanwhile', 'Load it again and repeat the change.', jsonb_build_object(
    'revision', is_now -> 'revision', 'updated_at', is_now -> 'updated_at',
    'updated_by', coalesce(nullif(is_now -> 'updated_by', 'null'), is_now -> 'created_by'), 'current', current, 'yours', yours
  )::text);
end
$function$;
grant execute on function private.refuse_stale_edit(current jsonb, yours jsonb, is_now jsonb) to authenticated;
grant execute on function private.refuse_stale_edit(current jsonb, yours jsonb, is_now jsonb) to service_role;
comment on function private.refuse_stale_edit(current jsonb, yours jsonb, is_now jsonb) is 'Raises PT409. detail is {revision, updated_at, updated_by, current, yours}: what is there now, and what was to be written over it.';

-- function private.refuse_to_delete_placed_chart()
CREATE OR REPLACE FUNCTION private.refuse_to_delete_placed_chart()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  places text;
begin
  -- A project that is deleted takes everything along.
  if not exists (select from public.projects where id = old.project_id) then return old; end if;
  select string_agg(distinct format('"%s"', d.title), ', ') into places
  from public.dashboards d
  where d.id in (
    select w.dashboard_id from public.widgets w where w.chart_id = old.id
    union
    select t.dashboard_id from public.chart_placements p join public.dashboard_tabs t on t.id = p.dashboard_tab_id where p.chart_id = old.id
  );
  if places is not null then
    perform private.raise_error('PT409', format('The chart "%s" is on %s', old.title, places), 'Take it off there first.');
  end if;
  return old;
end
$function$;
comment on function private.refuse_to_delete_placed_chart() is 'Says on which dashboards a chart is before it can be deleted.';

-- function private.refuse_to_delete_used_template()
CREATE OR REPLACE FUNCTION private.refuse_to_delete_used_template()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  places text;
begin
  -- A project that is deleted takes everything along.
  if old.project_id is not null and not exists (select from public.projects where id = old.project_id) then return old; end if;
  select string_agg(distinct format('"%s"', d.title), ', ') into places
  from public.dashboards d left join public.dashboard_tabs t on t.dashboard_id = d.id
  where d.template_id = old.id or t.template_id = old.id;
  if places is not null then
    perform private.raise_error('PT409', format('The template "%s" is used by %s', old.name, places),
      'Delete those dashboards first, or keep the template.');
  end if;
  return old;
end
$function$;
comment on function private.refuse_to_delete_used_template() is 'Says which dashboards follow a template before it can be deleted.';

-- function private.refuse_usage_change()
CREATE OR REPLACE FUNCTION private.refuse_usage_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if tg_op = 'UPDATE' and pg_trigger_depth() > 1 and jsonb_strip_nulls(to_jsonb(new)) <@ to_jsonb(old) then return new; end if;
  if tg_op = 'DELETE' and not exists (select from public.workspaces where id = old.workspace_id) then return old; end if;
  perform private.raise_error('PT403', 'The ledger of tokens is neither changed nor deleted');
  return null;
end
$function$;
comment on function private.refuse_usage_change() is 'Makes token_usage append-only for everybody, the service role too.';

-- function private.reject_dashboard_version(version_id uuid, reason text)
CREATE OR REPLACE FUNCTION private.reject_dashboard_version(version_id uuid, reason text)
 RETURNS public.dashboard_versions
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  version public.dashboard_versions := private.review_version(version_id);
begin
  update public.dashboard_versions v
  set status = 'rejected', reviewed_by = private.user_id(), reviewed_at = now(), review_note = nullif(btrim(left(reason, 1000)), '')
  where v.id = version_id
  returning * into version;
  return version;
end
$function$;
grant execute on function private.reject_dashboard_version(version_id uuid, reason text) to authenticated;
grant execute on function private.reject_dashboard_version(version_id uuid, reason text) to service_role;

-- function private.reject_misfits(run_id uuid)
CREATE OR REPLACE FUNCTION private.reject_misfits(run_id uuid)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  rejected bigint;
begin
  insert into public.sync_rejections (project_id, sync_run_id, line_number, reason, record)
  select r.project_id, r.id, m._row_line, left(coalesce(m._row_reason, ''), 500), m._row_record
  from pg_temp.misfits m, public.sync_runs r
  where r.id = run_id
  order by m._row_line
  limit greatest(0, 10000 - (select count(*) from public.sync_rejections where sync_run_id = run_id));
  delete from pg_temp.incoming i using pg_temp.misfits m where i._row_line = m._row_line;
  select count(*) into rejected from pg_temp.misfits;
  drop table pg_temp.misfits;
  return rejected;
end
$function$;
comment on function private.reject_misfits(run_id uuid) is 'Moves the records that do not fit from incoming to the rejections.';

-- function private.reject_rows(run_id uuid, rejections jsonb)
CREATE OR REPLACE FUNCTION private.reject_rows(run_id uuid, rejections jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  kept bigint;
begin
  select count(*) into kept from public.sync_rejections where sync_run_id = run_id;
  insert into public.sync_rejections (project_id, sync_run_id, line_number, reason, record)
  select r.project_id, r.id, (rejection ->> 'line_number')::bigint, left(rejection ->> 'reason', 500), left(rejection ->> 'record', 2000)
  from public.sync_runs r, jsonb_array_elements(rejections) rejection
  where r.id = run_id
  limit greatest(0, 10000 - kept);
  if to_regclass('pg_temp.load_state') is not null then
    update pg_temp.load_state set rows_rejected = rows_rejected + jsonb_array_length(rejections);
  end if;
end
$function$;
grant execute on function private.reject_rows(run_id uuid, rejections jsonb) to service_role;
comment on function private.reject_rows(run_id uuid, rejections jsonb) is 'Records what could not be read of a file; the first 10,000 are kept, all are counted.';

-- function private.release_tokens(reservation uuid)
CREATE OR REPLACE FUNCTION private.release_tokens(reservation uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  held private.token_reservations := private.find_reservation(reservation);
begin
  update private.token_reservations r set status = 'released' where r.id = held.id and r.status = 'open';
  return found;
end
$function$;
grant execute on function private.release_tokens(reservation uuid) to service_role;

-- function private.release_worker_lease(holder uuid)
CREATE OR REPLACE FUNCTION private.release_worker_lease(holder uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  released text;
begin
  delete from private.worker_leases l where l.holder = release_worker_lease.holder returning l.queue into released;
  perform private.wake_worker_if_waiting(released);
end
$function$;
grant execute on function private.release_worker_lease(holder uuid) to service_role;
comment on function private.release_worker_lease(holder uuid) is 'Gives a worker slot back, and calls the next worker when messages wait.';

-- function private.remember_deleted_project()
CREATE OR REPLACE FUNCTION private.remember_deleted_project()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into private.deleted_projects (id, workspace_id) values (old.id, old.workspace_id) on conflict (id) do nothing;
  return old;
end
$function$;

-- function private.repair_emit_failures()
CREATE OR REPLACE FUNCTION private.repair_emit_failures()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  failures bigint[];
begin
  -- Who repairs at the same time takes others. What ten seconds are too short for comes the next time.
  for failures in
    select array_agg(id order by id)
    from (select id, event from private.emit_failures where retry_at <= now() order by retry_at, id limit 10000 for update skip locked) due
    group by event -> 'project_id', event -> 'occurred_at'
    order by min(id)
  loop
    perform private.write_missing_events(failures);
    exit when clock_timestamp() > now() + interval '10 seconds';
  end loop;
end
$function$;
comment on function private.repair_emit_failures() is 'Writes the events that are missing, once each, with their actor, cause and time, and sends their messages. Nothing to do costs a look at an index.';

-- function private.report_run_progress(run_id uuid, rows_read bigint, bytes_read bigint)
CREATE OR REPLACE FUNCTION private.report_run_progress(run_id uuid, rows_read bigint, bytes_read bigint)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update public.sync_runs r set rows_read = report_run_progress.rows_read, bytes_read = report_run_progress.bytes_read
  where r.id = run_id and r.status = 'running';
  return found;
end
$function$;
grant execute on function private.report_run_progress(run_id uuid, rows_read bigint, bytes_read bigint) to service_role;
comment on function private.report_run_progress(run_id uuid, rows_read bigint, bytes_read bigint) is 'Shows how far a run is. False: it was cancelled. Call it outside the transaction of the load.';

-- function private.request_origin(OUT ip_address inet, OUT user_agent text)
CREATE OR REPLACE FUNCTION private.request_origin(OUT ip_address inet, OUT user_agent text)
 RETURNS record
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  given constant text := nullif(current_setting('request.headers', true), '');
  headers jsonb;
  hop text;
begin
  if given is null then return; end if;
  headers := given;
  user_agent := left(headers ->> 'user-agent', 500);
  -- Whoever calls can put addresses in front of the list; the one at its end comes from the proxy.
  hop := btrim(coalesce(headers ->> 'cf-connecting-ip', substring(headers ->> 'x-forwarded-for' from '[^,]*$')));
  -- Some proxies add a port.
  ip_address := coalesce(substring(hop from '^([\d.]+)(?::\d+)?$'), substring(hop from '^\[([^\]]+)\](?::\d+)?$'), nullif(hop, ''))::inet;
exception when data_exception or program_limit_exceeded then
  -- What a header says must not fail the write it comes with.
  return;
end
$function$;
grant execute on function private.request_origin(OUT ip_address inet, OUT user_agent text) to authenticated;
grant execute on function private.request_origin(OUT ip_address inet, OUT user_agent text) to service_role;
comment on function private.request_origin(OUT ip_address inet, OUT user_agent text) is 'Where the request says it comes from: cf-connecting-ip, else the last hop of x-forwarded-for, and the browser. Null for what is missing or nonsense. As true as the proxy in front.';

-- function private.require_connection_manager(workspace_id uuid, project_id uuid)
CREATE OR REPLACE FUNCTION private.require_connection_manager(workspace_id uuid, project_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if (select auth.role()) = 'service_role' or project_id in (select private.project_ids('manager')) or workspace_id in (select private.workspace_ids('admin')) then
    return;
  elsif project_id in (select private.project_ids('contributor')) or workspace_id in (select private.workspace_ids('project_creator')) then
    perform private.raise_error('PT403', 'Only managers of the project or admins of the workspace set this secret', 'Ask one of them.');
  end if;
  perform private.raise_error('PT404', 'There is no such connection');
end
$function$;
grant execute on function private.require_connection_manager(workspace_id uuid, project_id uuid) to authenticated;
grant execute on function private.require_connection_manager(workspace_id uuid, project_id uuid) to service_role;
comment on function private.require_connection_manager(workspace_id uuid, project_id uuid) is 'Raises PT403 when the role is too low to change a connection, and PT404 when it is out of sight or does not exist.';

-- function private.require_letter_role(ids uuid[])
CREATE OR REPLACE FUNCTION private.require_letter_role(ids uuid[])
 RETURNS void
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  letter record;
begin
  if cardinality(ids) > 1000 then
    perform private.raise_error('PT400', 'At most 1,000 dead letters go at a time', 'Send them in several calls.');
  end if;
  for letter in
    select distinct d.id is null as is_gone, d.project_id, case when d.project_id is null then d.workspace_id end as workspace_id
    from unnest(ids) wanted (id) left join public.dead_letters d on d.id = wanted.id
  loop
    if letter.project_id is not null then
      perform private.require_role(letter.project_id, 'manager');
    elsif letter.workspace_id is not null then
      perform private.require_workspace_role(letter.workspace_id, 'admin');
    elsif letter.is_gone or (private.is_api_user() and not private.is_super_user()) then
      perform private.raise_error('PT404', 'There is no such dead letter, or you may not see it', 'Load the list again.');
    end if;
  end loop;
end
$function$;
comment on function private.require_letter_role(ids uuid[]) is 'Raises what keeps the one who asks from deciding about these letters: managers those of their project, workspace admins those of no project, super users those of nobody.';

-- function private.require_operator()
CREATE OR REPLACE FUNCTION private.require_operator()
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if (select auth.role()) = 'service_role' or private.is_super_user() then return; end if;
  perform private.raise_error('PT403', 'Only operators of this installation may do this');
end
$function$;
comment on function private.require_operator() is 'Raises PT403 unless a super user or the service role asks.';

-- function private.require_role(project_id uuid, minimum_role text)
CREATE OR REPLACE FUNCTION private.require_role(project_id uuid, minimum_role text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if coalesce(private.can_access(project_id, minimum_role), false) then return; end if;
  if private.can_access(project_id, 'viewer') then
    perform private.raise_error('PT403', format('This needs the role %s in the project', minimum_role), 'Ask a manager of the project to change your role.');
  end if;
  perform private.raise_error('PT404', 'There is no such project, or you are not in it', 'Check the address, or ask a member of the project to add you.');
end
$function$;
grant execute on function private.require_role(project_id uuid, minimum_role text) to service_role;
comment on function private.require_role(project_id uuid, minimum_role text) is 'Raises PT403 when the role is too low, and PT404 when the project is out of sight.';

-- function private.require_type(type text, allowed text[], column_name jsonb, use text)
CREATE OR REPLACE FUNCTION private.require_type(type text, allowed text[], column_name jsonb, use text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if type = any (allowed) then return; end if;
  perform private.refuse_query(
    format('Column "%s" is %s; %s needs %s', left(column_name #>> '{}', 63), type, use, array_to_string(allowed, ' or '))
  );
end
$function$;
comment on function private.require_type(type text, allowed text[], column_name jsonb, use text) is 'Refuses to apply something to a column of the wrong type.';

-- function private.require_workspace_role(workspace_id uuid, minimum_role text)
CREATE OR REPLACE FUNCTION private.require_workspace_role(workspace_id uuid, minimum_role text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if (select auth.role()) = 'service_role' or require_workspace_role.workspace_id in (select private.workspace_ids(minimum_role)) then return; end if;
  if require_workspace_role.workspace_id in (select private.visible_workspace_ids()) then
    perform private.raise_error(
      'PT403', format('This needs the role %s in the workspace', replace(minimum_role, '_', ' ')), 'Ask an owner of the workspace to change your role.'
    );
  end if;
  perform private.raise_error('PT404', 'There is no such workspace, or you are not in it', 'Check the address, or ask an admin of the workspace to add you.');
end
$function$;
grant execute on function private.require_workspace_role(workspace_id uuid, minimum_role text) to service_role;
comment on function private.require_workspace_role(workspace_id uuid, minimum_role text) is 'Raises PT403 when the role in the workspace is too low, and PT404 when the workspace is out of sight.';

-- function private.reserve_tokens(project_id uuid, tokens bigint, key text, user_id uuid)
CREATE OR REPLACE FUNCTION private.reserve_tokens(project_id uuid, tokens bigint, key text, user_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  subscription public.workspace_subscriptions;
  reservation private.token_reservations;
  left_over bigint;
begin
  if tokens is null or tokens not between 1 and 1000000000 or coalesce(length(key), 0) not between 1 and 200 then
    perform private.raise_error('PT400', 'A reservation is of 1 to 1,000,000,000 tokens, under a key of 1 to 200 characters');
  end if;
  subscription := private.lock_subscription(
    (select p.workspace_id from public.projects p where p.id = reserve_tokens.project_id and p.deleted_at is null)
  );
  select * into reservation from private.token_reservations r where r.project_id = reserve_tokens.project_id and r.key = reserve_tokens.key;
  if reservation.status is distinct from 'settled' then
    left_over := greatest(0, private.base_tokens_left(subscription) + subscription.additional_tokens
      - private.reserved_tokens(subscription.workspace_id, reservation.id));
    if left_over < tokens then
      perform private.raise_error('PT402', format('This workspace is out of tokens: %s are left, and this needs %s', left_over, tokens), format(
        'An admin of the workspace can buy tokens or a larger plan. The next period begins on %s.',
        to_char(subscription.current_period_end at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')
      ));
    end if;
    insert into private.token_reservations as r (workspace_id, project_id, key, tokens, user_id, expires_at)
    values (subscription.workspace_id, project_id, key, tokens, user_id, now() + interval '15 minutes')
    on conflict on constraint token_reservations_project_id_key_key
    do update set status = 'open', tokens = excluded.tokens, expires_at = excluded.expires_at
    returning * into reservation;
  end if;
  return jsonb_build_object('id', reservation.id, 'status', reservation.status, 'tokens', reservation.tokens, 'expires_at', reservation.expires_at);
end
$function$;
grant execute on function private.reserve_tokens(project_id uuid, tokens bigint, key text, user_id uuid) to service_role;

-- function private.reserved_tokens(workspace_id uuid, except_reservation uuid)
CREATE OR REPLACE FUNCTION private.reserved_tokens(workspace_id uuid, except_reservation uuid DEFAULT NULL::uuid)
 RETURNS bigint
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(sum(r.tokens), 0)::bigint
  from private.token_reservations r
  where r.workspace_id = reserved_tokens.workspace_id and r.status = 'open' and r.expires_at > now()
    and r.id is distinct from except_reservation
$function$;
comment on function private.reserved_tokens(workspace_id uuid, except_reservation uuid) is 'Tokens held back for calls under way.';

-- function private.restore_chart_version(version_id uuid)
CREATE OR REPLACE FUNCTION private.restore_chart_version(version_id uuid)
 RETURNS public.charts
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  version public.chart_versions;
  newest int;
  chart public.charts;
begin
  select * into version from public.chart_versions v where v.id = version_id;
  if not found or not coalesce(private.can_access(version.project_id, 'viewer'), false) then
    perform private.raise_error('PT404', 'There is no such version, or you may not see it');
  end if;
  perform private.require_role(version.project_id, 'contributor');
  perform from public.charts c where c.id = version.chart_id for no key update;
  select max(v.version_number) into newest from public.chart_versions v where v.chart_id = version.chart_id;
  update public.charts c set
    title = version.title, description = version.description, chart_type = version.chart_type, spec = version.spec,
    dataset_id = (
      select d.id from public.datasets d where d.id = (version.data_source_config ->> 'dataset_id')::uuid and d.project_id = c.project_id
    ),
    data_query = version.data_source_config -> 'data_query'
  where c.id = version.chart_id
  returning * into chart;
  update public.chart_versions v set change_summary = format('Restored version %s', version.version_number)
  where v.chart_id = chart.id and v.version_number > newest;
  return chart;
end
$function$;
grant execute on function private.restore_chart_version(version_id uuid) to authenticated;
grant execute on function private.restore_chart_version(version_id uuid) to service_role;

-- function private.restore_dashboard_version(version_id uuid)
CREATE OR REPLACE FUNCTION private.restore_dashboard_version(version_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  version public.dashboard_versions := private.find_version(version_id, 'contributor');
  dashboard public.dashboards := private.lock_dashboard(version.dashboard_id);
  changed uuid[];
begin
  if version.status <> 'published' then
    perform private.raise_error('PT409', format('This version is %s, not published', version.status),
      'Approve a proposal, or restore a published version.');
  end if;
  perform private.keep_version(dashboard, format('Before version %s was restored', version.version_number));
  changed := private.apply_snapshot(dashboard, version.snapshot);
  return private.describe_outcome(private.write_dashboard_version(
    dashboard, private.dashboard_snapshot(dashboard.id), format('Restored version %s', version.version_number), version.version_number
  ), changed);
end
$function$;
grant execute on function private.restore_dashboard_version(version_id uuid) to authenticated;
grant execute on function private.restore_dashboard_version(version_id uuid) to service_role;

-- function private.restore_record(audit_log_id uuid)
CREATE OR REPLACE FUNCTION private.restore_record(audit_log_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  log constant public.audit_logs := private.find_restorable(audit_log_id);
  deleted public.audit_logs;
  restored int := 0;
begin
  -- Triggers that give a new row its first children leave this one alone, and the log says where it comes from.
  perform set_config('orrery.restored_from', log.id::text, true);
  for deleted in select * from private.deleted_with(log) loop
    perform private.insert_deleted(deleted);
    restored := restored + 1;
  end loop;
  perform set_config('orrery.restored_from', '', true);
  return jsonb_build_object('resource_type', log.resource_type, 'resource_id', log.resource_id, 'restored', restored);
end
$function$;
grant execute on function private.restore_record(audit_log_id uuid) to authenticated;
grant execute on function private.restore_record(audit_log_id uuid) to service_role;

-- function private.result_name(part jsonb)
CREATE OR REPLACE FUNCTION private.result_name(part jsonb)
 RETURNS text
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  name text := part ->> 'as';
begin
  if name is null and part ? 'function' then
    name := concat_ws('_', part ->> 'function', part ->> 'column');
  elsif name is null then
    name := part ->> 'column';
  end if;
  if octet_length(name) not between 1 and 63 or name ~ '[\x01-\x1f]' or starts_with(name, '_row') then
    perform private.refuse_query(
      format('The result name "%s" is empty, longer than 63 bytes, begins with _row or has control characters', left(name, 63)),
      'Give it another one with "as".'
    );
  end if;
  return name;
end
$function$;
comment on function private.result_name(part jsonb) is 'What a dimension or measure is called in the result.';

-- function private.retry_messages(queue text, msg_ids bigint[], read_cts integer[], seconds integer[])
CREATE OR REPLACE FUNCTION private.retry_messages(queue text, msg_ids bigint[], read_cts integer[], seconds integer[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
AS $function$
begin
  execute format($sql$
    update pgmq.%I m
    set vt = clock_timestamp() + make_interval(secs => held.seconds),
      message = case when jsonb_typeof(m.message) = 'object'
        then m.message || jsonb_build_object('retried', coalesce(substring(m.message ->> 'retried' from '^\d{1,6}$')::int, 0) + 1, 'tried', m.read_ct) else m.message end
    from unnest($1, $2, $3) as held (msg_id, read_ct, seconds)
    where m.msg_id = any ($1) and m.msg_id = held.msg_id and m.read_ct = held.read_ct
  $sql$, 'q_' || queue) using msg_ids, read_cts, seconds;
end
$function$;
grant execute on function private.retry_messages(queue text, msg_ids bigint[], read_cts integer[], seconds integer[]) to service_role;
comment on function private.retry_messages(queue text, msg_ids bigint[], read_cts integer[], seconds integer[]) is 'Lets each be delivered again after its number of seconds. `retried` in the message counts failures that were told; deliveries beyond them ended their worker. `tried` is the read_ct of the last of them: one that is higher means that it is in work.';

-- function private.retry_run(run_id uuid)
CREATE OR REPLACE FUNCTION private.retry_run(run_id uuid)
 RETURNS public.sync_runs
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  run public.sync_runs := private.find_run(run_id, 'contributor');
begin
  if run.status not in ('failed', 'cancelled') then
    perform private.raise_error('PT409', format('Only a failed or cancelled run can be retried; this one is %s', run.status));
  end if;
  update public.dead_letters d set redriven_at = now(), redriven_by = private.user_id()
  where d.project_id = run.project_id and d.message ->> 'id' = run_id::text and d.redriven_at is null and d.discarded_at is null;
  return private.queue_run(run_id);
end
$function$;
grant execute on function private.retry_run(run_id uuid) to authenticated;
grant execute on function private.retry_run(run_id uuid) to service_role;

-- function private.return_messages(queue text, msg_ids bigint[], read_cts integer[])
CREATE OR REPLACE FUNCTION private.return_messages(queue text, msg_ids bigint[], read_cts integer[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
AS $function$
begin
  execute format($sql$
    update pgmq.%I m
    set vt = clock_timestamp(), read_ct = m.read_ct - 1
    where m.msg_id = any ($1) and ((m.msg_id, m.read_ct) in (select * from unnest($1, $2))) is true
  $sql$, 'q_' || queue) using msg_ids, read_cts;
end
$function$;
grant execute on function private.return_messages(queue text, msg_ids bigint[], read_cts integer[]) to service_role;
comment on function private.return_messages(queue text, msg_ids bigint[], read_cts integer[]) is 'Gives back messages that nobody began to work on, as if they had not been delivered.';

-- function private.review_version(version_id uuid)
CREATE OR REPLACE FUNCTION private.review_version(version_id uuid)
 RETURNS public.dashboard_versions
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  version public.dashboard_versions := private.find_version(version_id, 'contributor');
begin
  perform private.lock_dashboard(version.dashboard_id);
  select * into version from public.dashboard_versions v where v.id = version_id;
  if version.status <> 'proposed' then
    perform private.raise_error('PT409', format('This version is %s already', version.status));
  end if;
  return version;
end
$function$;
comment on function private.review_version(version_id uuid) is 'A proposal nobody else is deciding on.';

-- function private.revoke_ingest_token(id uuid)
CREATE OR REPLACE FUNCTION private.revoke_ingest_token(id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  token public.ingest_tokens;
begin
  select * into token from public.ingest_tokens t where t.id = revoke_ingest_token.id for update;
  if not found or not coalesce(private.can_access(token.project_id, 'viewer'), false) then
    perform private.raise_error('PT404', 'There is no such token');
  end if;
  perform private.require_role(token.project_id, 'manager');
  update public.ingest_tokens t set revoked_at = now() where t.id = token.id and t.revoked_at is null;
end
$function$;
grant execute on function private.revoke_ingest_token(id uuid) to authenticated;
grant execute on function private.revoke_ingest_token(id uuid) to service_role;

-- function private.revoke_sharing_link(id uuid)
CREATE OR REPLACE FUNCTION private.revoke_sharing_link(id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  link public.sharing_links;
begin
  select * into link from public.sharing_links l where l.id = revoke_sharing_link.id;
  if not found or not coalesce(private.can_access(link.project_id, 'viewer'), false) then
    perform private.raise_error('PT404', 'There is no such link');
  end if;
  perform private.require_role(link.project_id, 'contributor');
  update public.sharing_links l set revoked_at = now() where l.id = link.id and l.revoked_at is null;
end
$function$;
grant execute on function private.revoke_sharing_link(id uuid) to authenticated;
grant execute on function private.revoke_sharing_link(id uuid) to service_role;

-- function private.revoke_workflow_webhook(id uuid)
CREATE OR REPLACE FUNCTION private.revoke_workflow_webhook(id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  webhook public.workflow_webhooks;
begin
  select * into webhook from public.workflow_webhooks h where h.id = revoke_workflow_webhook.id for update;
  if not found or not coalesce(private.can_access(webhook.project_id, 'viewer'), false) then
    perform private.raise_error('PT404', 'There is no such webhook');
  end if;
  perform private.require_role(webhook.project_id, 'manager');
  update public.workflow_webhooks h set is_active = false, signing_secret_id = null where h.id = webhook.id;
end
$function$;
grant execute on function private.revoke_workflow_webhook(id uuid) to authenticated;
grant execute on function private.revoke_workflow_webhook(id uuid) to service_role;

-- function private.role_rank(role text)
CREATE OR REPLACE FUNCTION private.role_rank(role text)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select array_position(array['viewer', 'contributor', 'manager', 'owner'], role)
$function$;
grant execute on function private.role_rank(role text) to authenticated;
grant execute on function private.role_rank(role text) to service_role;
comment on function private.role_rank(role text) is 'Project roles as numbers that compare; null for anything else.';

-- function private.rotate_secrets()
CREATE OR REPLACE FUNCTION private.rotate_secrets()
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  kept record;
  rotated int := 0;
begin
  for kept in select id, decrypted_secret from vault.decrypted_secrets order by id loop
    perform vault.update_secret(kept.id, kept.decrypted_secret);
    rotated := rotated + 1;
  end loop;
  return rotated;
end
$function$;
grant execute on function private.rotate_secrets() to service_role;
comment on function private.rotate_secrets() is 'Encrypts every secret anew, under the key Vault has now, in one transaction. Returns how many. A secret Vault cannot read any more makes it fail and changes nothing.';

-- function private.run_each_minute()
CREATE OR REPLACE PROCEDURE private.run_each_minute()
 LANGUAGE plpgsql
AS $procedure$
declare
  task text;
begin
  foreach task in array
    array['fail_lost_runs()', 'repair_emit_failures()'] || pg_catalog.array_fill('drop_tables()'::text, array[10])
    || array(select pg_catalog.format('announce_due_work(%L)', kind) from pg_catalog.unnest(array['workflows', 'connectors', 'content', 'email_campaigns']) kind)
    || array(select pg_catalog.format('run_upkeep(%L)', u.name) from private.upkeep u order by u.name)
  loop
    perform private.attempt(task);
    -- What one has done is seen, and its locks are gone, before the next begins. With nothing to do all of them are one transaction.
    if pg_catalog.pg_current_xact_id_if_assigned() is not null then commit; end if;
  end loop;
end
$procedure$;
comment on function private.run_each_minute() is 'What is looked after every minute, in one call: an idle database is left alone otherwise.';

-- function private.run_query(scope private.query_scope)
CREATE OR REPLACE FUNCTION private.run_query(scope private.query_scope)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
 SET "TimeZone" TO 'UTC'
 SET "DateStyle" TO 'ISO, YMD'
AS $function$
declare
  times timestamptz[];
  dates date[];
  answer text;
  size bigint;
begin
  select
    array_agg(case when type = 'timestamptz' then value::timestamptz end order by n),
    array_agg(case when type = 'date' then value::date end order by n)
  into times, dates
  from unnest(scope.vals, scope.types) with ordinality as bound (value, type, n);
  perform set_config('timezone', scope.time_zone, true);
  -- Rows are summed up as they come, so that those beyond the limit take no memory. Without the offset each would be written twice.
  execute format(
    $sql$
      select string_agg(line, ',') filter (where total <= 33554432), max(total)
      from (
        select line, sum(octet_length(line) + 1) over (rows unbounded preceding) as total
        from (select row_to_json(_row_answer)::text as line from (select %s from (%s) as compiled) as _row_answer offset 0) as written
      ) as summed
    $sql$, private.shown_columns(scope), scope.sql
  ) into answer, size using scope.vals, times, dates;
  if size > 33554432 then raise program_limit_exceeded; end if;
  return format('[%s]', answer);
exception
  when query_canceled then
    perform private.raise_error('PT422', format('The query took longer than %s', current_setting('statement_timeout')),
      'Narrow the filter, group by fewer columns, or use a coarser grain of time.');
  when program_limit_exceeded or out_of_memory then
    perform private.raise_error('PT413', 'The result is larger than 32 MB', 'Ask for fewer rows or columns.');
  when data_exception then
    perform private.raise_error('PT422', 'The query could not be computed: ' || sqlerrm, 'Filter out the values it cannot work with.');
end
$function$;
comment on function private.run_query(scope private.query_scope) is 'Runs a compiled query and returns its rows as a JSON array.';

-- function private.run_upkeep(name text)
CREATE OR REPLACE FUNCTION private.run_upkeep(name text)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  job private.upkeep;
begin
  select * into job from private.upkeep u
  -- Further ahead than any of them is: the clock was wrong when it ran.
  where u.name = run_upkeep.name and (u.next_run_at <= now() or u.next_run_at > now() + interval '2 days')
  for update skip locked;
  if not found then return false; end if;
  execute job.command using least(job.next_run_at, now());
  update private.upkeep u set next_run_at = private.next_occurrence(u.cron, 'UTC', now()), last_run_at = now() where u.name = run_upkeep.name;
  return true;
end
$function$;
comment on function private.run_upkeep(name text) is 'Does a job of upkeep if it is due, once however many times it was missed. One that fails is tried again when cron asks again.';

-- function private.save_dashboard_as_template(dashboard_id uuid, name text, tab_id uuid, category text, description text)
CREATE OR REPLACE FUNCTION private.save_dashboard_as_template(dashboard_id uuid, name text, tab_id uuid, category text, description text)
 RETURNS public.dashboard_templates
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  dashboard public.dashboards := private.find_dashboard(dashboard_id, 'contributor');
  tab uuid;
  made public.dashboard_templates;
begin
  select t.id into tab from public.dashboard_tabs t
  where t.dashboard_id = dashboard.id and (t.id = tab_id or tab_id is null)
  order by t.position limit 1;
  if not found then
    perform private.raise_error('PT404', 'There is no such tab on this dashboard');
  end if;
  if not exists (select from private.slots_of_tab(tab)) then
    perform private.raise_error('PT422', 'There is nothing on this tab to make slots of', 'Place something, or choose another tab.');
  end if;
  insert into public.dashboard_templates (project_id, name, description, category, layout_config)
  values (
    dashboard.project_id, coalesce(nullif(btrim(save_dashboard_as_template.name), ''), dashboard.title),
    coalesce(save_dashboard_as_template.description, dashboard.description), save_dashboard_as_template.category, dashboard.layout
  )
  returning * into made;
  insert into public.dashboard_template_slots (project_id, template_id, slot_key, position_config, slot_type, constraints)
  select
    made.project_id, made.id,
    s.slot_type || '_' || row_number() over (partition by s.slot_type order by (s.position_config ->> 'y')::int, (s.position_config ->> 'x')::int),
    s.position_config, s.slot_type, s.constraints
  from private.slots_of_tab(tab) s;
  return made;
end
$function$;
grant execute on function private.save_dashboard_as_template(dashboard_id uuid, name text, tab_id uuid, category text, description text) to authenticated;
grant execute on function private.save_dashboard_as_template(dashboard_id uuid, name text, tab_id uuid, category text, description text) to service_role;

-- function private.save_dashboard_canvas(dashboard_id uuid, revision bigint, canvas jsonb, about jsonb)
CREATE OR REPLACE FUNCTION private.save_dashboard_canvas(dashboard_id uuid, revision bigint, canvas jsonb, about jsonb)
 RETURNS public.dashboards
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  dashboard public.dashboards := private.lock_dashboard(dashboard_id);
  current constant jsonb := private.tabs_of(dashboard_id);
  tabs jsonb;
begin
  if dashboard.revision is distinct from save_dashboard_canvas.revision then
    perform private.refuse_stale_edit(
      jsonb_build_object('title', dashboard.title, 'description', dashboard.description, 'config', dashboard.config, 'tabs', current),
      jsonb_strip_nulls(jsonb_build_object(
        'title', about -> 'title', 'description', about -> 'description', 'config', about -> 'config', 'tabs', canvas -> 'tabs'
      )),
      to_jsonb(dashboard)
    );
  end if;
  perform private.check_canvas(canvas);
  tabs := private.complete_tabs(canvas -> 'tabs', current);
  perform private.write_tabs(dashboard, tabs);
  perform private.write_widgets(dashboard, tabs);
  update public.dashboards d
  set revision = d.revision, title = coalesce(about ->> 'title', d.title),
    description = case when about ? 'description' then about ->> 'description' else d.description end,
    config = coalesce(nullif(about -> 'config', 'null'), d.config)
  where d.id = dashboard.id
  returning * into dashboard;
  return dashboard;
exception
  when cardinality_violation then
    perform private.raise_error('PT400', 'Two tabs or two widgets have one id');
  when foreign_key_violation then
    perform private.raise_error('PT400', 'A widget shows a chart that is not in this project', 'The chart may have been deleted. Take the widget off.');
end
$function$;
grant execute on function private.save_dashboard_canvas(dashboard_id uuid, revision bigint, canvas jsonb, about jsonb) to authenticated;
grant execute on function private.save_dashboard_canvas(dashboard_id uuid, revision bigint, canvas jsonb, about jsonb) to service_role;

-- function private.save_dashboard_version(dashboard_id uuid, change_summary text)
CREATE OR REPLACE FUNCTION private.save_dashboard_version(dashboard_id uuid, change_summary text)
 RETURNS public.dashboard_versions
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  dashboard public.dashboards := private.lock_dashboard(dashboard_id);
begin
  return private.write_dashboard_version(
    dashboard, private.dashboard_snapshot(dashboard_id), change_summary, (private.newest_version(dashboard_id)).version_number
  );
end
$function$;
grant execute on function private.save_dashboard_version(dashboard_id uuid, change_summary text) to authenticated;
grant execute on function private.save_dashboard_version(dashboard_id uuid, change_summary text) to service_role;

-- function private.schedule_anew()
CREATE OR REPLACE FUNCTION private.schedule_anew()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  return jsonb_populate_record(new, jsonb_build_object(tg_argv[0], now()));
end
$function$;
comment on function private.schedule_anew() is 'What is scheduled again, after a pause or a failure, for the time it was announced for already is meant for now. Argument: the column of that time.';

-- function private.schedule_next_run()
CREATE OR REPLACE FUNCTION private.schedule_next_run()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  -- A clock that is set back brings no time a second time.
  since constant timestamptz := greatest(now(), new.announced_for);
begin
  if tg_op = 'UPDATE' and (new.status, new.trigger_config) is not distinct from (old.status, old.trigger_config) then return new; end if;
  new.next_run_at := null;
  if new.trigger_config ->> 'type' = 'schedule' then
    new.next_run_at := private.next_occurrence(new.trigger_config ->> 'cron', coalesce(new.trigger_config ->> 'time_zone', 'UTC'), since);
    if new.status <> 'active' then new.next_run_at := null; end if;
  end if;
  return new;
end
$function$;
comment on function private.schedule_next_run() is 'Keeps next_run_at: when an active workflow with a schedule is due, null for all others. PT400 for a schedule that cannot be read.';

-- function private.schedule_next_sync()
CREATE OR REPLACE FUNCTION private.schedule_next_sync()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  new.next_sync_at := case
    when new.is_enabled and new.status <> 'inactive' and new.sync_frequency is not null
      then coalesce(greatest(new.last_sync_at, new.announced_at) + make_interval(secs => new.sync_frequency), now())
  end;
  return new;
end
$function$;
comment on function private.schedule_next_sync() is 'A connector is due at once, then a frequency after it was synced or announced, so that one that fails is not due all the time; disabled, or synced by hand, it is never due.';

-- function private.score_changed_leads()
CREATE OR REPLACE FUNCTION private.score_changed_leads()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  -- The update of the score itself ends here.
  unseen constant text[] := array['score', 'owner_id', 'updated_at'];
  leads jsonb[];
  befores jsonb[];
begin
  -- Grouped rather than joined: the plan is kept, and one for a single row would compare each of a thousand with each.
  select array_agg(lead), array_agg(before) into leads, befores
  from (
    select (array_agg(x.doc) filter (where x.is_new))[1] as lead, (array_agg(x.doc) filter (where not x.is_new))[1] as before
    from (
      select n.id, true as is_new, to_jsonb(n) - unseen as doc from new_rows n
      union all
      select o.id, false, to_jsonb(o) - unseen from old_rows o
    ) x
    group by x.id
  ) changed
  where lead is distinct from before;
  if leads is not null then perform private.apply_scoring_rules(leads, befores); end if;
  return null;
end
$function$;

-- function private.score_new_leads()
CREATE OR REPLACE FUNCTION private.score_new_leads()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  leads constant jsonb[] := array(select to_jsonb(n) from new_rows n);
begin
  if cardinality(leads) = 0 then return null; end if;
  update public.leads l set score = 0 where l.score <> 0 and l.id in (select id from new_rows where score <> 0);
  perform private.apply_scoring_rules(leads);
  -- One that is brought in or back with a score keeps it: what no rule explains is its first entry.
  insert into public.lead_score_changes (project_id, lead_id, points, reason)
  select n.project_id, n.id, n.score - l.score, 'Score it came with'
  from new_rows n join public.leads l on l.id = n.id
  where n.score <> 0 and n.score <> l.score;
  return null;
end
$function$;

-- function private.search_query(query text)
CREATE OR REPLACE FUNCTION private.search_query(query text)
 RETURNS tsquery
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
 SET client_min_messages TO 'error'
AS $function$
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
$function$;
grant execute on function private.search_query(query text) to authenticated;
grant execute on function private.search_query(query text) to service_role;
comment on function private.search_query(query text) is 'A search as people type it. Never fails, whatever they type.';

-- function private.search_vector(title text, body text, tags text[])
CREATE OR REPLACE FUNCTION private.search_vector(title text, body text DEFAULT NULL::text, tags text[] DEFAULT '{}'::text[])
 RETURNS tsvector
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  -- No language: names, and the many languages of a team, are found as they are written.
  select setweight(to_tsvector('simple'::regconfig, coalesce(title, '') || ' ' || coalesce(array_to_string(tags, ' '), '')), 'A')
    || setweight(to_tsvector('simple'::regconfig, left(coalesce(body, ''), 100000)), 'B')
$function$;
grant execute on function private.search_vector(title text, body text, tags text[]) to authenticated;
grant execute on function private.search_vector(title text, body text, tags text[]) to service_role;
comment on function private.search_vector(title text, body text, tags text[]) is 'What a row is found by: its title and tags first, then its text.';

-- function private.secret_pattern()
CREATE OR REPLACE FUNCTION private.secret_pattern()
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select '(token|secret|hash|passw|(api|private).?key|key"|auth"|authorization|pwd|session|credential|cookie|signature|assertion|//[^/"]+@|"(bearer|basic) )'
$function$;
comment on function private.secret_pattern() is 'What the text of a document with secrets matches, and of few others. A constant to the planner; every write pays for each of its states.';

-- function private.segment_members(segment_id uuid, row_limit integer, row_offset integer)
CREATE OR REPLACE FUNCTION private.segment_members(segment_id uuid, row_limit integer, row_offset integer)
 RETURNS SETOF public.leads
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  segment public.segments := private.find_segment(segment_id, 'viewer');
  scope private.query_scope := private.compile_segment(segment.project_id, segment.definition);
begin
  if row_limit is null or row_limit not between 1 and 10000 or row_offset is null or row_offset < 0 then
    perform private.raise_error('PT400', 'limit is a number from 1 to 10,000 and offset one from 0', 'Ask for the members in pages.');
  end if;
  scope.sql := format('%s order by created_at desc, id limit %s offset %s', scope.sql, row_limit, row_offset);
  return query
    select l.* from jsonb_array_elements(private.run_query(scope)) member join public.leads l on l.id = (member ->> 'id')::uuid
    order by l.created_at desc, l.id;
end
$function$;
grant execute on function private.segment_members(segment_id uuid, row_limit integer, row_offset integer) to authenticated;
grant execute on function private.segment_members(segment_id uuid, row_limit integer, row_offset integer) to service_role;

-- function private.send_broadcast()
CREATE OR REPLACE FUNCTION private.send_broadcast()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  delete from private.broadcasts where id = new.id;
  begin
    perform realtime.send(new.payload || jsonb_build_object('seq', private.next_sequence(new.topic)), new.event, new.topic, true);
  exception when others then
    -- Nobody's write fails because nobody could be told of it.
    raise warning 'Could not broadcast %: %', new.event, sqlerrm;
  end;
  return null;
end
$function$;
comment on function private.send_broadcast() is 'Numbers a broadcast and hands it to Realtime.';

-- function private.send_letters(queue text, letters public.dead_letters[])
CREATE OR REPLACE FUNCTION private.send_letters(queue text, letters public.dead_letters[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  sent bigint[];
begin
  -- What is no object was never sent by us; it goes back as it came.
  sent := array(select pgmq.send_batch(queue, array(
    select case jsonb_typeof(l.message)
      when 'object' then l.message || jsonb_build_object('idempotency_key', l.idempotency_key)
      else l.message
    end
    from unnest(letters) with ordinality l order by l.ordinality
  )));
  -- For a run that has failed nothing would be done.
  perform private.mark_run_queued(r.id, s.msg_id)
  from unnest(letters) with ordinality l
  join unnest(sent) with ordinality s (msg_id, ordinality) on s.ordinality = l.ordinality
  join public.sync_runs r on r.id = private.to_uuid(l.message ->> 'id') and r.project_id = l.project_id and r.status = 'failed'
  where send_letters.queue = 'connector_sync' and l.message ->> 'type' = 'load_upload';
end
$function$;
comment on function private.send_letters(queue text, letters public.dead_letters[]) is 'Puts the messages of letters back on their queue, with the key under which their effects outside are known.';

-- function private.set_api_connection_secret(id uuid, secret text)
CREATE OR REPLACE FUNCTION private.set_api_connection_secret(id uuid, secret text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  connection public.api_connections;
begin
  select * into connection from public.api_connections c where c.id = set_api_connection_secret.id for no key update;
  perform private.require_connection_manager(connection.workspace_id, connection.project_id);
  if connection.id is null then
    perform private.raise_error('PT404', 'There is no such connection');
  elsif secret is not null and connection.auth_type = 'none' then
    perform private.raise_error('PT409', 'This connection sends no secret', 'Change its auth_type to bearer, basic or api_key first.');
  elsif secret not like '%_:%' and connection.auth_type = 'basic' then
    perform private.raise_error('PT400', 'The secret of basic is user:password', 'Put a colon between the two.');
  end if;
  update public.api_connections c
  set secret_id = private.put_secret(connection.secret_id, secret, format('api_connections/%s/secret', connection.id))
  where c.id = connection.id;
end
$function$;
grant execute on function private.set_api_connection_secret(id uuid, secret text) to authenticated;
grant execute on function private.set_api_connection_secret(id uuid, secret text) to service_role;

-- function private.set_connector_credentials(connector_id uuid, credentials jsonb)
CREATE OR REPLACE FUNCTION private.set_connector_credentials(connector_id uuid, credentials jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  connector public.connectors;
begin
  select * into connector from public.connectors c where c.id = connector_id for no key update;
  if not found or not coalesce(private.can_access(connector.project_id, 'viewer'), false) then
    perform private.raise_error('PT404', 'There is no such connector');
  end if;
  perform private.require_role(connector.project_id, 'manager');
  credentials := nullif(credentials, 'null');
  if credentials is not null then
    perform private.check_document(credentials, s.credential_schema, 'credentials') from public.connector_schemas s where s.connector_type = connector.type;
    if credentials = '{}' then
      perform private.raise_error('PT400', format('A connector of type %s has no credentials of its own', connector.type), 'Its connection signs in for it.');
    end if;
  end if;
  update public.connectors c
  set secret_id = private.put_secret(connector.secret_id, credentials::text, format('connectors/%s/credentials', connector.id))
  where c.id = connector.id;
end
$function$;
grant execute on function private.set_connector_credentials(connector_id uuid, credentials jsonb) to authenticated;
grant execute on function private.set_connector_credentials(connector_id uuid, credentials jsonb) to service_role;

-- function private.set_created_by()
CREATE OR REPLACE FUNCTION private.set_created_by()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if private.is_api_user() then new.created_by := private.user_id(); end if;
  return new;
end
$function$;
comment on function private.set_created_by() is 'Records who made a row; nobody can claim to be somebody else.';

-- function private.set_oauth2_client_secret(id uuid, secret text)
CREATE OR REPLACE FUNCTION private.set_oauth2_client_secret(id uuid, secret text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  connection public.oauth2_connections;
begin
  select * into connection from public.oauth2_connections c where c.id = set_oauth2_client_secret.id for no key update;
  perform private.require_connection_manager(connection.workspace_id, connection.project_id);
  if connection.id is null then
    perform private.raise_error('PT404', 'There is no such connection');
  end if;
  update public.oauth2_connections c
  set client_secret_id = private.put_secret(connection.client_secret_id, secret, format('oauth2_connections/%s/client_secret', connection.id))
  where c.id = connection.id;
end
$function$;
grant execute on function private.set_oauth2_client_secret(id uuid, secret text) to authenticated;
grant execute on function private.set_oauth2_client_secret(id uuid, secret text) to service_role;

-- function private.set_signup_rule(rule text)
CREATE OR REPLACE FUNCTION private.set_signup_rule(rule text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.require_operator();
  if coalesce(rule not in ('open', 'waitlist'), true) then
    perform private.raise_error('PT400', 'Sign-up is open or leads to the waitlist', 'Use open or waitlist.');
  end if;
  update public.workspaces set settings = settings || jsonb_build_object('signup', rule) where id = private.global_workspace_id();
end
$function$;
grant execute on function private.set_signup_rule(rule text) to authenticated;
grant execute on function private.set_signup_rule(rule text) to service_role;

-- function private.set_updated_by()
CREATE OR REPLACE FUNCTION private.set_updated_by()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if private.is_api_user() then new.updated_by := private.user_id(); end if;
  return new;
end
$function$;
comment on function private.set_updated_by() is 'Records who changed a row last.';

-- function private.set_user_id()
CREATE OR REPLACE FUNCTION private.set_user_id()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if private.is_api_user() then new.user_id := private.user_id(); end if;
  return new;
end
$function$;
comment on function private.set_user_id() is 'Whoever makes a row of their own owns it; nobody makes one for somebody else.';

-- function private.set_user_secret(secret_name text, secret text, project_id uuid)
CREATE OR REPLACE FUNCTION private.set_user_secret(secret_name text, secret text, project_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  me uuid := private.user_id();
  kept public.user_secrets;
begin
  if me is null then
    perform private.raise_error('PT403', 'Only active accounts keep secrets of their own', 'Sign in as the person whose secret it is.');
  elsif project_id is not null then
    perform private.require_role(project_id, 'viewer');
  end if;
  if coalesce(btrim(secret_name), '') = '' or length(secret_name) > 200 then
    perform private.raise_error('PT400', 'A secret needs a name of 1 to 200 characters');
  end if;
  -- The lock makes two calls of one person follow each other.
  perform from public.users u where u.id = me for no key update;
  select * into kept from public.user_secrets s
  where s.user_id = me and s.project_id is not distinct from set_user_secret.project_id and s.secret_name = set_user_secret.secret_name;
  if secret is null then
    delete from public.user_secrets s where s.id = kept.id;
    return;
  end if;
  kept.id := coalesce(kept.id, gen_random_uuid());
  insert into public.user_secrets as s (id, user_id, project_id, secret_name, secret_id)
  values (kept.id, me, project_id, secret_name, private.put_secret(kept.secret_id, secret, format('user_secrets/%s/secret', kept.id)))
  on conflict on constraint user_secrets_pkey do update set secret_id = excluded.secret_id;
end
$function$;
grant execute on function private.set_user_secret(secret_name text, secret text, project_id uuid) to authenticated;
grant execute on function private.set_user_secret(secret_name text, secret text, project_id uuid) to service_role;

-- function private.set_user_status(user_id uuid, status text)
CREATE OR REPLACE FUNCTION private.set_user_status(user_id uuid, status text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
#variable_conflict use_column
begin
  perform private.require_operator();
  if coalesce(set_user_status.status not in ('active', 'inactive', 'banned'), true) then
    perform private.raise_error('PT400', 'An account can be made active, inactive or banned', 'Accounts are archived by deleting them.');
  elsif set_user_status.user_id = (select auth.uid()) then
    perform private.raise_error('PT403', 'Nobody changes their own status', 'Ask another operator.');
  end if;
  update public.users set status = set_user_status.status where id = set_user_status.user_id and status <> 'archived';
  if not found then
    perform private.raise_error('PT404', 'There is no account with this id that is not deleted');
  end if;
end
$function$;
grant execute on function private.set_user_status(user_id uuid, status text) to authenticated;
grant execute on function private.set_user_status(user_id uuid, status text) to service_role;

-- function private.set_workspace_domains(workspace_id uuid, domains text[])
CREATE OR REPLACE FUNCTION private.set_workspace_domains(workspace_id uuid, domains text[])
 RETURNS text[]
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  wanted text[] := (select coalesce(array_agg(distinct lower(btrim(d)) order by lower(btrim(d))), '{}') from unnest(domains) d where d is not null);
  known text[];
begin
  perform private.require_workspace_role(workspace_id, 'owner');
  select company_email_domains into known from public.workspaces where id = workspace_id for no key update;
  if workspace_id = private.global_workspace_id() or cardinality(wanted) > 20 then
    perform private.raise_error('PT400', 'A company''s workspace has up to 20 domains, the global workspace none');
  end if;
  perform private.check_domain(d) from unnest(wanted) d where d <> all (known);
  update public.workspaces set company_email_domains = wanted where id = workspace_id and company_email_domains <> wanted;
  return wanted;
end
$function$;
grant execute on function private.set_workspace_domains(workspace_id uuid, domains text[]) to authenticated;
grant execute on function private.set_workspace_domains(workspace_id uuid, domains text[]) to service_role;

-- function private.settle_template(project_id uuid, document jsonb)
CREATE OR REPLACE FUNCTION private.settle_template(project_id uuid, document jsonb)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  found_id uuid;
begin
  select t.id into found_id from public.dashboard_templates t
  where t.name = document ->> 'name' and (t.is_system_template or t.project_id = settle_template.project_id)
    and t.is_system_template = coalesce((document ->> 'is_system_template')::boolean, false)
    and not exists (
      select from jsonb_array_elements(document -> 'slots') slot
      where slot ->> 'slot_key' not in (select s.slot_key from public.dashboard_template_slots s where s.template_id = t.id)
    )
  order by t.created_at limit 1;
  if found_id is not null then return found_id; end if;
  insert into public.dashboard_templates (project_id, name, description, category, layout_config)
  values (
    settle_template.project_id, document ->> 'name', document ->> 'description', document ->> 'category',
    coalesce(nullif(document -> 'layout_config', 'null'), '{}')
  )
  returning id into found_id;
  insert into public.dashboard_template_slots (project_id, template_id, slot_key, position_config, slot_type, constraints)
  select
    settle_template.project_id, found_id, slot ->> 'slot_key', slot -> 'position_config', slot ->> 'slot_type',
    coalesce(nullif(slot -> 'constraints', 'null'), '{}')
  from jsonb_array_elements(document -> 'slots') slot;
  return found_id;
end
$function$;
comment on function private.settle_template(project_id uuid, document jsonb) is 'The template of this name that has all slots of the document, made when there is none.';

-- function private.settle_tokens(reservation uuid, input_tokens bigint, output_tokens bigint, cached_tokens bigint, usage_type text, chat_session_id uuid, chat_message_id uuid)
CREATE OR REPLACE FUNCTION private.settle_tokens(reservation uuid, input_tokens bigint, output_tokens bigint, cached_tokens bigint, usage_type text, chat_session_id uuid, chat_message_id uuid)
 RETURNS public.token_usage
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  held private.token_reservations := private.find_reservation(reservation);
  used public.token_usage;
begin
  if held.status = 'settled' then
    select * into used from public.token_usage u where u.id = held.id;
    return used;
  elsif held.status = 'released' then
    perform private.raise_error('PT409', 'This reservation was released', 'Reserve again before the call.');
  end if;
  insert into public.token_usage (
    id, workspace_id, project_id, chat_session_id, chat_message_id, input_tokens, output_tokens, cached_tokens, usage_type, created_by
  ) values (
    held.id, held.workspace_id, held.project_id, chat_session_id, chat_message_id, input_tokens, output_tokens, coalesce(cached_tokens, 0),
    usage_type, held.user_id
  ) returning * into used;
  update private.token_reservations r set status = 'settled' where r.id = held.id;
  -- What the plan does not cover comes off the tokens that were bought.
  update public.workspace_subscriptions s
  set base_tokens_used = s.base_tokens_used + least(used.tokens_used, private.base_tokens_left(s)),
    additional_tokens = greatest(0, s.additional_tokens - greatest(0, used.tokens_used - private.base_tokens_left(s)))
  where s.workspace_id = held.workspace_id;
  return used;
end
$function$;
grant execute on function private.settle_tokens(reservation uuid, input_tokens bigint, output_tokens bigint, cached_tokens bigint, usage_type text, chat_session_id uuid, chat_message_id uuid) to service_role;

-- function private.shared_chart_ids(link public.sharing_links)
CREATE OR REPLACE FUNCTION private.shared_chart_ids(link public.sharing_links)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select link.chart_id where link.chart_id is not null
  union
  select private.placed_chart_ids(private.tabs_of(link.dashboard_id)) where link.dashboard_id is not null
$function$;
comment on function private.shared_chart_ids(link public.sharing_links) is 'The charts a link opens.';

-- function private.shared_charts(link public.sharing_links)
CREATE OR REPLACE FUNCTION private.shared_charts(link public.sharing_links)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(private.chart_document(c) - array['data_query', 'tags'] order by c.id), '[]')
  from public.charts c where c.id in (select private.shared_chart_ids(link))
$function$;

-- function private.shared_dashboard(link public.sharing_links)
CREATE OR REPLACE FUNCTION private.shared_dashboard(link public.sharing_links)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'title', d.title, 'description', d.description, 'theme', d.theme, 'config', d.config, 'layout', d.layout,
    'tabs', (
      select jsonb_agg(tab || jsonb_build_object('widgets', (
        select coalesce(jsonb_agg(widget - array['connector_id', 'data_query'] order by nth), '[]')
        from jsonb_array_elements(tab -> 'widgets') with ordinality as w (widget, nth)
      )) order by place)
      from jsonb_array_elements(private.tabs_of(d.id)) with ordinality as t (tab, place)
    ),
    'charts', private.shared_charts(link), 'templates', private.template_documents(d.id)
  )
  from public.dashboards d where d.id = link.dashboard_id
$function$;
comment on function private.shared_dashboard(link public.sharing_links) is 'A dashboard without queries, connectors and people.';

-- function private.shared_query(chart public.charts, dataset public.datasets, config jsonb, visitor_filter jsonb)
CREATE OR REPLACE FUNCTION private.shared_query(chart public.charts, dataset public.datasets, config jsonb, visitor_filter jsonb)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select chart.data_query || jsonb_build_object(
    'time_zone', zone,
    'filter', jsonb_build_object('and', (
      select coalesce(jsonb_agg(part), '[]') from (
        select chart.data_query -> 'filter'
        union all
        select value from jsonb_array_elements(coalesce(config -> 'filters', '[]'))
        where private.filter_columns(value) <@ array(select c ->> 'name' from jsonb_array_elements(dataset.columns) c)
        union all
        select private.range_filter(config -> 'time_range', zone, private.time_column(chart, dataset.columns))
        union all
        -- A visitor narrows by what the chart shows groups of; any other column, and what bins hold, could be read through the figures.
        select visitor_filter
        where private.filter_columns(visitor_filter) <@ array(
          select d ->> 'column' from jsonb_array_elements(chart.data_query -> 'dimensions') d where coalesce(d -> 'bin', 'null') = 'null'
        )
      ) parts (part)
      where jsonb_typeof(part) <> 'null'
    ))
  )
  from (select coalesce(config ->> 'time_zone', chart.data_query ->> 'time_zone', 'UTC') as zone) at
$function$;
comment on function private.shared_query(chart public.charts, dataset public.datasets, config jsonb, visitor_filter jsonb) is 'A chart''s own query under the time range and filters of its dashboard, as the dashboard shows it.';

-- function private.shared_template(link public.sharing_links)
CREATE OR REPLACE FUNCTION private.shared_template(link public.sharing_links)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'name', t.name, 'description', t.description, 'category', t.category, 'layout_config', t.layout_config,
    'slots', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'slot_key', s.slot_key, 'position_config', s.position_config, 'slot_type', s.slot_type, 'constraints', s.constraints
      ) order by s.slot_key), '[]')
      from public.dashboard_template_slots s where s.template_id = t.id
    )
  )
  from public.dashboard_templates t where t.id = link.template_id
$function$;

-- function private.shown_columns(scope private.query_scope)
CREATE OR REPLACE FUNCTION private.shown_columns(scope private.query_scope)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case
    when scope.time_zone = 'UTC' then '*'
    else string_agg(format(
      case value ->> 'type' when 'timestamp' then '(to_json(%1$I at time zone ''UTC'') #>> ''{}'') || ''+00:00'' as %1$I' else '%1$I' end,
      value ->> 'name'
    ), ', ' order by ordinality)
  end
  from jsonb_array_elements(scope.result) with ordinality
$function$;
comment on function private.shown_columns(scope private.query_scope) is 'Answers are in UTC whatever the zone of the query.';

-- function private.sign_analytics_event()
CREATE OR REPLACE FUNCTION private.sign_analytics_event()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  origin record;
begin
  if not private.is_api_user() then return new; end if;
  -- What is older is dropped by months; what is later would stay in the default partition until then.
  if new.occurred_at not between now() - interval '400 days' and now() + interval '1 day' then
    perform private.raise_error('PT400', 'An event lies in the last 400 days', 'Give occurred_at with its time zone, or leave it out for now.');
  end if;
  origin := private.request_origin();
  new.user_id := private.user_id();
  new.ip_address := origin.ip_address;
  new.user_agent := origin.user_agent;
  return new;
end
$function$;
comment on function private.sign_analytics_event() is 'Who did it, and from where, is not for them to say; when, within what is kept.';

-- function private.sign_up(account auth.users)
CREATE OR REPLACE FUNCTION private.sign_up(account auth.users)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  shown_name text := private.display_name_for(account);
begin
  perform private.mirror_user(account);
  insert into public.user_profiles (id, display_name, full_name)
  values (account.id, shown_name, left(account.raw_user_meta_data ->> 'full_name', 200))
  on conflict (id) do nothing;
  perform private.admit_user(account);
  insert into public.projects (workspace_id, name, owner_user_id, created_by)
  values (private.global_workspace_id(), left(shown_name, 180) || '''s project', account.id, account.id)
  on conflict do nothing;
end
$function$;
comment on function private.sign_up(account auth.users) is 'In order: mirror, profile, workspace of the verified domain or the installation''s sign-up rule, personal project.';

-- function private.sign_usage_event()
CREATE OR REPLACE FUNCTION private.sign_usage_event()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  origin constant record := private.request_origin();
begin
  if not private.is_api_user() then return new; end if;
  new.user_id := private.user_id();
  new.ip_address := origin.ip_address;
  new.user_agent := origin.user_agent;
  return new;
end
$function$;
comment on function private.sign_usage_event() is 'Records who did it and from where; nobody can claim to be somebody else.';

-- function private.slot_takes(slot public.dashboard_template_slots, chart_type text)
CREATE OR REPLACE FUNCTION private.slot_takes(slot public.dashboard_template_slots, chart_type text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case slot.slot_type
    when 'chart' then coalesce(slot.constraints -> 'chart_types' ? chart_type, true)
    when 'text' then false
    else chart_type = slot.slot_type
  end
$function$;
comment on function private.slot_takes(slot public.dashboard_template_slots, chart_type text) is 'Whether a chart of this type may be placed in a slot: metric and table slots take their own, text slots none.';

-- function private.slots_of_tab(tab_id uuid)
CREATE OR REPLACE FUNCTION private.slots_of_tab(tab_id uuid)
 RETURNS TABLE(slot_type text, position_config jsonb, constraints jsonb)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select s.slot_type, s.position_config, s.constraints
  from public.dashboard_tabs t join public.dashboard_template_slots s on s.template_id = t.template_id
  where t.id = tab_id
  union all
  select
    w.type, jsonb_build_object('x', w.position_x, 'y', w.position_y, 'width', least(w.width, 12 - w.position_x), 'height', w.height),
    jsonb_strip_nulls(jsonb_build_object('min_width', w.min_width, 'min_height', w.min_height))
  from public.widgets w where w.dashboard_tab_id = tab_id and w.type <> 'image'
$function$;
comment on function private.slots_of_tab(tab_id uuid) is 'The places on a tab: slots of its template, and one for each widget that is not an image.';

-- function private.snippet(body text, asked tsquery)
CREATE OR REPLACE FUNCTION private.snippet(body text, asked tsquery)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  -- STX and ETX mark what was found: no text of a person has them after this, and no browser takes them for markup.
  select ts_headline(
    'simple'::regconfig, translate(left(body, 20000), e'\x02\x03', ''), asked,
    e'MaxWords=25, MinWords=12, MaxFragments=1, StartSel="\x02", StopSel="\x03"'
  )
$function$;
grant execute on function private.snippet(body text, asked tsquery) to authenticated;
grant execute on function private.snippet(body text, asked tsquery) to service_role;
comment on function private.snippet(body text, asked tsquery) is 'The part of a text that fits a search, as plain text with what was found between the characters U+0002 and U+0003.';

-- function private.social_connection_tokens(id uuid)
CREATE OR REPLACE FUNCTION private.social_connection_tokens(id uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'access_token', private.read_secret(s.access_token_id), 'refresh_token', private.read_secret(s.refresh_token_id), 'expires_at', s.expires_at
  )
  from public.social_connections s where s.id = social_connection_tokens.id and s.is_active
$function$;
grant execute on function private.social_connection_tokens(id uuid) to service_role;
comment on function private.social_connection_tokens(id uuid) is '{access_token, refresh_token, expires_at} of a social account; null when it is switched off.';

-- function private.start_period()
CREATE OR REPLACE FUNCTION private.start_period()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  new.base_tokens_used := 0;
  return new;
end
$function$;
comment on function private.start_period() is 'A period that begins, also when the payment provider says so, begins with nothing used.';

-- function private.start_run(run_id uuid)
CREATE OR REPLACE FUNCTION private.start_run(run_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  run public.sync_runs;
begin
  update public.sync_runs
  set status = 'running', attempt = attempt + 1, started_at = clock_timestamp(), finished_at = null,
    rows_read = 0, rows_written = 0, rows_rejected = 0, bytes_read = 0, error_code = null, error_message = null
  where id = run_id and status in ('queued', 'running')
  returning * into run;
  if not found then return null; end if;
  delete from public.sync_rejections where sync_run_id = run_id;
  return jsonb_build_object(
    'run_id', run.id, 'project_id', run.project_id, 'dataset_id', run.dataset_id, 'attempt', run.attempt,
    'path', run.options ->> 'path', 'options', run.options - 'path'
  );
end
$function$;
grant execute on function private.start_run(run_id uuid) to service_role;
comment on function private.start_run(run_id uuid) is 'Marks a run as running and returns what to load; null when there is nothing to do.';

-- function private.store_oauth2_tokens(connection_id uuid, access_token text, refresh_token text, token_type text, expires_at timestamp with time zone, scope text)
CREATE OR REPLACE FUNCTION private.store_oauth2_tokens(connection_id uuid, access_token text, refresh_token text DEFAULT NULL::text, token_type text DEFAULT 'bearer'::text, expires_at timestamp with time zone DEFAULT NULL::timestamp with time zone, scope text DEFAULT NULL::text)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  connection public.oauth2_connections;
  kept public.oauth2_tokens;
begin
  if coalesce(btrim(access_token), '') = '' then
    perform private.raise_error('PT400', 'There is no access token to keep');
  end if;
  -- The lock makes two who sign in or refresh at once follow each other: a connection has one pair of tokens.
  select * into connection from public.oauth2_connections c where c.id = connection_id for no key update;
  if not found then
    perform private.raise_error('PT404', 'There is no such OAuth connection');
  end if;
  select * into kept from public.oauth2_tokens t where t.connection_id = connection.id;
  kept.id := coalesce(kept.id, gen_random_uuid());
  insert into public.oauth2_tokens as t (id, workspace_id, project_id, connection_id, access_token_id, refresh_token_id, token_type, expires_at, scope)
  values (
    kept.id, connection.workspace_id, connection.project_id, connection.id,
    private.put_secret(kept.access_token_id, access_token, format('oauth2_tokens/%s/access_token', kept.id)),
    -- A provider that does not send another refresh token means the one there is.
    coalesce(private.put_secret(kept.refresh_token_id, refresh_token, format('oauth2_tokens/%s/refresh_token', kept.id)), kept.refresh_token_id),
    coalesce(token_type, 'bearer'), expires_at, scope
  )
  on conflict (id) do update
  set access_token_id = excluded.access_token_id, refresh_token_id = excluded.refresh_token_id, token_type = excluded.token_type,
    expires_at = excluded.expires_at, scope = coalesce(excluded.scope, t.scope);
  return kept.id;
end
$function$;
grant execute on function private.store_oauth2_tokens(connection_id uuid, access_token text, refresh_token text, token_type text, expires_at timestamp with time zone, scope text) to service_role;

-- function private.store_social_connection(project_id uuid, user_id uuid, platform text, platform_user_id text, username text, access_token text, refresh_token text, expires_at timestamp with time zone)
CREATE OR REPLACE FUNCTION private.store_social_connection(project_id uuid, user_id uuid, platform text, platform_user_id text, username text, access_token text, refresh_token text DEFAULT NULL::text, expires_at timestamp with time zone DEFAULT NULL::timestamp with time zone)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  kept public.social_connections;
begin
  if coalesce(btrim(access_token), '') = '' then
    perform private.raise_error('PT400', 'There is no access token to keep');
  end if;
  perform from public.users u where u.id = user_id for no key update;
  select * into kept from public.social_connections s
  where s.user_id = store_social_connection.user_id and s.project_id = store_social_connection.project_id and s.platform = store_social_connection.platform;
  -- Another account's refresh token would not fit this one.
  if kept.platform_user_id <> store_social_connection.platform_user_id and refresh_token is null then
    update public.social_connections s set refresh_token_id = null where s.id = kept.id returning * into kept;
  end if;
  kept.id := coalesce(kept.id, gen_random_uuid());
  insert into public.social_connections as s (id, project_id, user_id, platform, platform_user_id, username, access_token_id, refresh_token_id, expires_at)
  values (
    kept.id, project_id, user_id, platform, platform_user_id, username,
    private.put_secret(kept.access_token_id, access_token, format('social_connections/%s/access_token', kept.id)),
    coalesce(private.put_secret(kept.refresh_token_id, refresh_token, format('social_connections/%s/refresh_token', kept.id)), kept.refresh_token_id),
    expires_at
  )
  on conflict on constraint social_connections_pkey do update
  set platform_user_id = excluded.platform_user_id, username = excluded.username, access_token_id = excluded.access_token_id,
    refresh_token_id = excluded.refresh_token_id, expires_at = excluded.expires_at, is_active = true;
  return kept.id;
end
$function$;
grant execute on function private.store_social_connection(project_id uuid, user_id uuid, platform text, platform_user_id text, username text, access_token text, refresh_token text, expires_at timestamp with time zone) to service_role;

-- function private.sum_score()
CREATE OR REPLACE FUNCTION private.sum_score()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  given uuid[];
begin
  select array_agg(distinct lead_id) into given from new_rows;
  if given is null then return null; end if;
  -- In one order, so that two who give points to the same leads wait for each other instead of blocking each other.
  perform from public.leads l where l.id = any (given) order by l.id for no key update;
  update public.leads l set score = l.score + sums.points
  from (select lead_id, sum(points) as points from new_rows group by lead_id) sums
  where l.id = sums.lead_id and l.id = any (given);
  return null;
end
$function$;
comment on function private.sum_score() is 'The score of a lead is the sum of its ledger.';

-- function private.swap_dataset_table(dataset_id uuid, fresh text, columns jsonb, row_count bigint)
CREATE OR REPLACE FUNCTION private.swap_dataset_table(dataset_id uuid, fresh text, columns jsonb, row_count bigint)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  changed public.datasets;
begin
  update public.datasets d
  set columns = swap_dataset_table.columns, row_count = swap_dataset_table.row_count, version = version + 1, refreshed_at = clock_timestamp()
  where d.id = dataset_id
  returning * into strict changed;
  execute format('drop table data.%I', changed.table_name);
  -- Rows that come one by one are numbered one by one, whatever connection they come through.
  execute format('alter table data.%I alter column _row set cache 1', fresh);
  execute format('alter table data.%I rename to %I', fresh, changed.table_name);
  perform private.watch_dataset_table(changed.id, changed.table_name);
  perform private.announce(changed.project_id, 'dataset.changed', jsonb_build_object(
    'dataset_id', changed.id, 'version', changed.version, 'row_count', changed.row_count
  ));
end
$function$;
comment on function private.swap_dataset_table(dataset_id uuid, fresh text, columns jsonb, row_count bigint) is 'Puts a freshly loaded table in the place of a dataset''s old one.';

-- function private.tabs_of(dashboard_id uuid)
CREATE OR REPLACE FUNCTION private.tabs_of(dashboard_id uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(
    jsonb_build_object(
      'id', t.id, 'title', t.title, 'description', t.description, 'template_id', t.template_id, 'settings', t.settings,
      'widgets', (
        select coalesce(jsonb_agg(
          to_jsonb(w) - array['project_id', 'dashboard_id', 'dashboard_tab_id', 'last_updated_at', 'created_at', 'updated_at']
          order by w.position_y, w.position_x, w.id
        ), '[]')
        from public.widgets w where w.dashboard_tab_id = t.id
      ),
      'placements', (
        select coalesce(jsonb_agg(
          jsonb_build_object('id', p.id, 'chart_id', p.chart_id, 'template_slot_id', p.template_slot_id, 'customizations', p.customizations)
          order by p.id
        ), '[]')
        from public.chart_placements p where p.dashboard_tab_id = t.id
      )
    )
    order by t.position
  ), '[]')
  from public.dashboard_tabs t where t.dashboard_id = tabs_of.dashboard_id
$function$;
comment on function private.tabs_of(dashboard_id uuid) is 'The tabs of a dashboard in order, with what is on them.';

-- function private.take_staged_rows(run_id uuid, is_odd boolean)
CREATE OR REPLACE FUNCTION private.take_staged_rows(run_id uuid, is_odd boolean DEFAULT false)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  state record;
  load_options jsonb := (select options from public.sync_runs where id = run_id);
  written bigint;
  rejected bigint := 0;
begin
  select * into strict state from pg_temp.load_state;
  perform set_config('datestyle', private.date_style(load_options ->> 'date_order'), true), set_config('timezone', 'UTC', true);
  begin
    if not is_odd then written := private.insert_staged_rows(private.load_table(run_id), state.columns, load_options, false); end if;
  exception when data_exception or integrity_constraint_violation then
    is_odd := true;
  end;
  if is_odd then
    perform private.find_misfits(state.columns, coalesce(load_options ->> 'decimal', '.'));
    rejected := private.reject_misfits(run_id);
    -- A fresh table was undone with the rows it had, so it is made anew here, without the space they took.
    written := private.insert_staged_rows(private.load_table(run_id), state.columns, load_options, true);
  end if;
  truncate pg_temp.incoming;
  update pg_temp.load_state set rows_written = rows_written + written, rows_rejected = rows_rejected + rejected;
  return jsonb_build_object('rows_written', written, 'rows_rejected', rejected);
exception when program_limit_exceeded then
  perform private.raise_error('PT422', 'A record is too large for a row of the database', 'Leave out long columns, or split the file.', sqlerrm);
end
$function$;
grant execute on function private.take_staged_rows(run_id uuid, is_odd boolean) to service_role;
comment on function private.take_staged_rows(run_id uuid, is_odd boolean) is 'Types and inserts what was copied to incoming, and lists what does not fit. is_odd: it is known that some of it needs cleaning.';

-- function private.take_worker_lease(queue text, holder uuid, seconds integer)
CREATE OR REPLACE FUNCTION private.take_worker_lease(queue text, holder uuid, seconds integer)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  free int;
begin
  -- The lock on the queue's row closes the race of two workers for one slot.
  select s.slots into free from private.worker_slots s where s.queue = take_worker_lease.queue for update;
  delete from private.worker_leases l
  where l.queue = take_worker_lease.queue and l.expires_at not between clock_timestamp() and clock_timestamp() + interval '1 minute';
  free := free - (select count(*) from private.worker_leases l where l.queue = take_worker_lease.queue);
  if free is null or free < 1 then return false; end if;
  insert into private.worker_leases (holder, queue, expires_at) values (holder, queue, clock_timestamp() + make_interval(secs => seconds));
  return true;
end
$function$;
grant execute on function private.take_worker_lease(queue text, holder uuid, seconds integer) to service_role;
comment on function private.take_worker_lease(queue text, holder uuid, seconds integer) is 'Takes one of a queue''s worker slots. False: all are taken.';

-- function private.team_ids(minimum_role text)
CREATE OR REPLACE FUNCTION private.team_ids(minimum_role text)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 5
 SET search_path TO ''
AS $function$
  with ranks as (select array['viewer', 'editor', 'admin'] as all)
  select m.team_id
  from public.user_team_memberships m
  join public.teams t on t.id = m.team_id
  join public.workspaces w on w.id = t.workspace_id, ranks
  where m.user_id = (select private.user_id()) and w.deleted_at is null
    and array_position(ranks.all, m.role) >= array_position(ranks.all, minimum_role)
  union
  select t.id from public.teams t where t.workspace_id in (select private.workspace_ids('admin'))
  union
  select t.id from public.teams t
  where minimum_role = 'viewer' and (select private.is_super_user()) and t.workspace_id in (select private.workspace_ids('project_creator'))
$function$;
grant execute on function private.team_ids(minimum_role text) to authenticated;
grant execute on function private.team_ids(minimum_role text) to service_role;
comment on function private.team_ids(minimum_role text) is 'Teams in which the one who asks has at least this role: viewer, editor or admin. Workspace admins are admins of its teams.';

-- function private.tell_dashboard_changed()
CREATE OR REPLACE FUNCTION private.tell_dashboard_changed()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.announce(new.project_id, 'dashboard.changed', jsonb_build_object('dashboard_id', new.id, 'revision', new.revision));
  return null;
end
$function$;

-- function private.tell_dead_letters_changed()
CREATE OR REPLACE FUNCTION private.tell_dead_letters_changed()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  concerned uuid;
begin
  for concerned in select distinct workspace_id from changed_rows where workspace_id is not null order by 1 loop
    perform private.broadcast('workspace:' || concerned, 'dead_letters.changed', '{}');
  end loop;
  return null;
end
$function$;

-- function private.tell_message_changed()
CREATE OR REPLACE FUNCTION private.tell_message_changed()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.broadcast('chat:' || new.chat_session_id, 'message.changed', jsonb_build_object(
    'id', new.id, 'chat_session_id', new.chat_session_id, 'message_type', new.message_type, 'status', new.status
  ));
  return null;
end
$function$;
comment on function private.tell_message_changed() is 'Tells the participants of a chat which message to read; never what is in it.';

-- function private.tell_run_changed()
CREATE OR REPLACE FUNCTION private.tell_run_changed()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if (new.status, new.rows_read, new.rows_written, new.rows_rejected, new.bytes_read, new.error_message)
    is distinct from (old.status, old.rows_read, old.rows_written, old.rows_rejected, old.bytes_read, old.error_message)
  then
    perform private.announce(new.project_id, 'run.changed', jsonb_build_object(
      'id', new.id, 'dataset_id', new.dataset_id, 'status', new.status, 'rows_read', new.rows_read, 'rows_written', new.rows_written,
      'rows_rejected', new.rows_rejected, 'bytes_read', new.bytes_read, 'error_message', new.error_message
    ));
  end if;
  return null;
end
$function$;
comment on function private.tell_run_changed() is 'Broadcasts the progress of a run.';

-- function private.tell_waiting_workspaces()
CREATE OR REPLACE FUNCTION private.tell_waiting_workspaces()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  concerned uuid;
begin
  for concerned in select distinct id from private.waiting_workspaces() id order by 1 loop
    perform private.broadcast('workspace:' || concerned, 'queues.changed', '{}');
  end loop;
end
$function$;
comment on function private.tell_waiting_workspaces() is 'Tells who looks at their queues that messages wait, when no worker does: called every 10 seconds.';

-- function private.template_documents(dashboard_id uuid)
CREATE OR REPLACE FUNCTION private.template_documents(dashboard_id uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', t.id, 'name', t.name, 'description', t.description, 'category', t.category, 'layout_config', t.layout_config,
    'is_system_template', t.is_system_template,
    'slots', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'id', s.id, 'slot_key', s.slot_key, 'position_config', s.position_config, 'slot_type', s.slot_type, 'constraints', s.constraints
      ) order by s.slot_key), '[]')
      from public.dashboard_template_slots s where s.template_id = t.id
    )
  ) order by t.id), '[]')
  from public.dashboard_templates t
  where t.id in (select template_id from public.dashboards where id = template_documents.dashboard_id)
    or t.id in (select template_id from public.dashboard_tabs tab where tab.dashboard_id = template_documents.dashboard_id)
$function$;
comment on function private.template_documents(dashboard_id uuid) is 'The templates a dashboard follows, with their slots.';

-- function private.time_column(chart public.charts, columns jsonb)
CREATE OR REPLACE FUNCTION private.time_column(chart public.charts, columns jsonb)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select value ->> 'name' from jsonb_array_elements(columns) with ordinality
  where value ->> 'type' in ('date', 'timestamp')
  order by
    value -> 'name' = jsonb_path_query_first(chart.data_query, '$.dimensions[*] ? (exists (@.grain)).column') desc nulls last,
    value ->> 'role' = 'time' desc, ordinality
  limit 1
$function$;
comment on function private.time_column(chart public.charts, columns jsonb) is 'The column a time range acts on: the one a chart is drawn along, else the first of the dataset.';

-- function private.time_value(value text, time_zone text)
CREATE OR REPLACE FUNCTION private.time_value(value text, time_zone text)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
 SET "TimeZone" TO 'UTC'
AS $function$
begin
  if value !~ '^\d{4}-\d\d-\d\d' then return null; end if;
  if value ~ '\d\d:\d\d.*([zZ]|[+-]\d\d(:?\d\d)?)$' then return value::timestamptz; end if;
  return value::timestamp at time zone time_zone;
exception when data_exception then
  return null;
end
$function$;
comment on function private.time_value(value text, time_zone text) is 'An ISO 8601 date or time; without an offset it is local to the zone. Null when it is none.';

-- function private.to_uuid(id text)
CREATE OR REPLACE FUNCTION private.to_uuid(id text)
 RETURNS uuid
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case when id ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then id::uuid end
$function$;
grant execute on function private.to_uuid(id text) to service_role;
comment on function private.to_uuid(id text) is 'An id out of a message that may hold anything; null when it is none.';

-- function private.token_balance(workspace_id uuid)
CREATE OR REPLACE FUNCTION private.token_balance(workspace_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  stored public.workspace_subscriptions;
  subscription public.workspace_subscriptions;
  reserved constant bigint := private.reserved_tokens(workspace_id);
begin
  select * into stored from public.workspace_subscriptions s where s.workspace_id = token_balance.workspace_id;
  if not found or not (
    coalesce((select auth.role()) = 'service_role', false) or token_balance.workspace_id in (select private.workspace_ids('project_creator'))
  ) then
    perform private.raise_error('PT404', 'There is no such workspace, or you are not in it');
  end if;
  subscription := private.in_current_period(stored);
  return jsonb_build_object(
    'limit', case when subscription.status in ('active', 'past_due') then subscription.base_token_limit else 0 end,
    'additional', subscription.additional_tokens, 'used', subscription.base_tokens_used, 'reserved', reserved,
    'remaining', greatest(0, private.base_tokens_left(subscription) + subscription.additional_tokens - reserved),
    'period_start', subscription.current_period_start, 'period_end', subscription.current_period_end
  );
end
$function$;
grant execute on function private.token_balance(workspace_id uuid) to authenticated;
grant execute on function private.token_balance(workspace_id uuid) to service_role;

-- function private.touch_updated_at()
CREATE OR REPLACE FUNCTION private.touch_updated_at()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  new.updated_at := now();
  return new;
end
$function$;
comment on function private.touch_updated_at() is 'Keeps updated_at of every table that has one.';

-- function private.try_link(token text, password text, OUT link public.sharing_links, OUT refusal jsonb)
CREATE OR REPLACE FUNCTION private.try_link(token text, password text, OUT link public.sharing_links, OUT refusal jsonb)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
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
$function$;
comment on function private.try_link(token text, password text, OUT link public.sharing_links, OUT refusal jsonb) is 'A link, or the answer to whoever has none.';

-- function private.try_snapshot(dashboard public.dashboards, snapshot jsonb)
CREATE OR REPLACE FUNCTION private.try_snapshot(dashboard public.dashboards, snapshot jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  outcome jsonb;
begin
  begin
    perform private.apply_snapshot(dashboard, snapshot);
    outcome := private.dashboard_snapshot(dashboard.id);
    raise exception using errcode = 'ORTRY', message = 'This was only to try it';
  exception when sqlstate 'ORTRY' then
    return outcome;
  end;
end
$function$;
comment on function private.try_snapshot(dashboard public.dashboards, snapshot jsonb) is 'What a dashboard would become. Applied for real and taken back, so that every rule has its say before somebody approves it.';

-- function private.usable_template(template_id uuid, project_id uuid)
CREATE OR REPLACE FUNCTION private.usable_template(template_id uuid, project_id uuid)
 RETURNS uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select t.id from public.dashboard_templates t
  where t.id = usable_template.template_id and (t.project_id is null or t.project_id = usable_template.project_id)
$function$;
comment on function private.usable_template(template_id uuid, project_id uuid) is 'A template if it is still there: an old version of a dashboard may name one that is gone.';

-- function private.user_id()
CREATE OR REPLACE FUNCTION private.user_id()
 RETURNS uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select id from public.users where id = (select auth.uid()) and status = 'active'
$function$;
grant execute on function private.user_id() to authenticated;
grant execute on function private.user_id() to service_role;
comment on function private.user_id() is 'Who asks, if that account is active; null otherwise.';

-- function private.user_secret(user_id uuid, secret_name text, project_id uuid)
CREATE OR REPLACE FUNCTION private.user_secret(user_id uuid, secret_name text, project_id uuid DEFAULT NULL::uuid)
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select private.read_secret(s.secret_id) from public.user_secrets s
  where s.user_id = user_secret.user_id and s.secret_name = user_secret.secret_name and (s.project_id = user_secret.project_id or s.project_id is null)
  order by s.project_id nulls last
  limit 1
$function$;
grant execute on function private.user_secret(user_id uuid, secret_name text, project_id uuid) to service_role;
comment on function private.user_secret(user_id uuid, secret_name text, project_id uuid) is 'A person''s secret: the project''s where there is one, else the one for everywhere; null when there is none.';

-- function private.validity_sql(expression text, type text)
CREATE OR REPLACE FUNCTION private.validity_sql(expression text, type text)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  -- Called for every value of a file, so the server's own where there is one.
  select format(case when private.has_input_check() then 'pg_input_is_valid(%s, %L)' else 'private.is_valid_input(%s, %L)' end, expression, type)
$function$;
comment on function private.validity_sql(expression text, type text) is 'SQL for whether a text can be read as a type; null for null.';

-- function private.value_problem(label text, value jsonb, rule jsonb)
CREATE OR REPLACE FUNCTION private.value_problem(label text, value jsonb, rule jsonb)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  kind text := jsonb_typeof(value);
  types text[] := case jsonb_typeof(rule -> 'type') when 'array' then array(select jsonb_array_elements_text(rule -> 'type')) else array[rule ->> 'type'] end;
  plain text := value #>> '{}';
begin
  -- Values are never repeated: they may be secrets.
  if rule ? 'type' and not (kind = any (types) or (kind = 'number' and 'integer' = any (types) and value::numeric % 1 = 0)) then
    return format('"%s" is not of type %s', label, array_to_string(types, ' or '));
  elsif rule ? 'enum' and not rule -> 'enum' @> value then
    return format('"%s" is none of %s', label, (select string_agg(allowed, ', ') from jsonb_array_elements_text(rule -> 'enum') allowed));
  elsif kind = 'string' and rule ? 'pattern' and plain !~ (rule ->> 'pattern') then
    return format('"%s" does not have the form it needs', label);
  elsif kind = 'string' and not length(plain) between coalesce((rule ->> 'minLength')::int, 0) and coalesce((rule ->> 'maxLength')::int, 65536) then
    return format('"%s" is too short or too long', label);
  elsif kind = 'number' and (value::numeric < (rule ->> 'minimum')::numeric or value::numeric > (rule ->> 'maximum')::numeric) then
    return format('"%s" is not from %s to %s', label, coalesce(rule ->> 'minimum', '-∞'), coalesce(rule ->> 'maximum', '∞'));
  elsif kind = 'array' and not jsonb_array_length(value) between coalesce((rule ->> 'minItems')::int, 0) and coalesce((rule ->> 'maxItems')::int, 1000) then
    return format('"%s" has too few or too many elements', label);
  elsif kind = 'array' and rule ? 'items' then
    return (select min(private.value_problem(label, element, rule -> 'items')) from jsonb_array_elements(value) element);
  elsif kind = 'object' then
    return private.document_problem(value, rule, label);
  end if;
  return null;
end
$function$;
grant execute on function private.value_problem(label text, value jsonb, rule jsonb) to authenticated;
grant execute on function private.value_problem(label text, value jsonb, rule jsonb) to service_role;

-- function private.visible_workspace_ids()
CREATE OR REPLACE FUNCTION private.visible_workspace_ids()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 5
 SET search_path TO ''
AS $function$
  select private.workspace_ids('project_creator')
  union
  select workspace_id from public.projects where id in (select private.project_ids('viewer'))
$function$;
grant execute on function private.visible_workspace_ids() to authenticated;
grant execute on function private.visible_workspace_ids() to service_role;
comment on function private.visible_workspace_ids() is 'Workspaces a person may see the name of: their own, and those of their projects.';

-- function private.wait_for_dashboard()
CREATE OR REPLACE FUNCTION private.wait_for_dashboard()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.lock_dashboard_of(new.dashboard_tab_id);
  return new;
end
$function$;

-- function private.waiting_workspaces()
CREATE OR REPLACE FUNCTION private.waiting_workspaces()
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  name text;
begin
  for name in select s.queue from private.worker_slots s loop
    return query execute format($query$
      select coalesce(p.workspace_id, w.id)
      from (select message from pgmq.%I where vt < clock_timestamp() - interval '5 seconds' order by msg_id limit 1000) q
      left join public.projects p on p.id = private.to_uuid(q.message ->> 'project_id')
      left join public.workspaces w on w.id = private.to_uuid(q.message ->> 'workspace_id') and q.message ->> 'project_id' is null
      where p.id is not null or w.id is not null
    $query$, 'q_' || name);
  end loop;
end
$function$;
comment on function private.waiting_workspaces() is 'Whose messages have waited for more than 5 seconds, of the first 1,000 of each queue that have.';

-- function private.wake_waiting_queues()
CREATE OR REPLACE FUNCTION private.wake_waiting_queues()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.attempt(format('wake_worker_if_waiting(%L)', s.queue)) from private.worker_slots s;
  perform private.attempt('tell_waiting_workspaces()');
end
$function$;
comment on function private.wake_waiting_queues() is 'The safety net under the wake triggers: calls out only when a message waits.';

-- function private.wake_worker(queue text)
CREATE OR REPLACE FUNCTION private.wake_worker(queue text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  called constant text := 'orrery.called_' || queue;
  address text;
  key text;
begin
  -- Calls leave with the commit: of one transaction the first is enough. Undone with a savepoint, as the call is.
  if current_setting(called, true) = 'yes' then return; end if;
  if not coalesce(private.needs_worker(queue), true) then return; end if;
  address := (select decrypted_secret from vault.decrypted_secrets where name = 'functions_url');
  key := (select decrypted_secret from vault.decrypted_secrets where name = 'service_role_key');
  if address is null or key is null then return; end if;
  perform net.http_post(
    url := rtrim(address, '/') || '/worker',
    body := jsonb_build_object('queue', queue),
    headers := jsonb_build_object('content-type', 'application/json', 'authorization', 'Bearer ' || key),
    timeout_milliseconds := 5000
  );
  perform set_config(called, 'yes', true);
exception when others then
  -- The write that filled the queue must not fail; cron asks again within seconds.
  raise warning 'The worker could not be called: %', sqlerrm;
end
$function$;
grant execute on function private.wake_worker(queue text) to service_role;
comment on function private.wake_worker(queue text) is 'Calls a worker for a queue, once in a transaction, unless one at work has room or no slot is free. Never fails; cron repeats the question.';

-- function private.wake_worker_if_waiting(queue text)
CREATE OR REPLACE FUNCTION private.wake_worker_if_waiting(queue text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if queue is not null and private.is_waiting(queue) then perform private.wake_worker(queue); end if;
end
$function$;
grant execute on function private.wake_worker_if_waiting(queue text) to service_role;
comment on function private.wake_worker_if_waiting(queue text) is 'Calls a worker when a message waits for one.';

-- function private.wake_worker_of_queue()
CREATE OR REPLACE FUNCTION private.wake_worker_of_queue()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.wake_worker(tg_argv[0]);
  return null;
end
$function$;
comment on function private.wake_worker_of_queue() is 'Statement trigger of every queue: a worker comes for what was sent.';

-- function private.watch_dataset_table(dataset_id uuid, table_name text)
CREATE OR REPLACE FUNCTION private.watch_dataset_table(dataset_id uuid, table_name text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  execute format(
    $sql$
      create trigger count_inserted after insert on data.%1$I referencing new table as new_rows for each statement execute function private.count_dataset_rows(%2$L);
      create trigger count_updated after update on data.%1$I referencing new table as new_rows for each statement execute function private.count_dataset_rows(%2$L);
      create trigger count_deleted after delete on data.%1$I referencing old table as old_rows for each statement execute function private.count_dataset_rows(%2$L);
      create trigger count_truncated after truncate on data.%1$I for each statement execute function private.count_dataset_rows(%2$L);
    $sql$,
    table_name, dataset_id
  );
end
$function$;
comment on function private.watch_dataset_table(dataset_id uuid, table_name text) is 'Adds the triggers that keep version and row count.';

-- function private.whole_part(query jsonb, key text, otherwise integer, lowest integer, highest integer)
CREATE OR REPLACE FUNCTION private.whole_part(query jsonb, key text, otherwise integer, lowest integer, highest integer)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  part jsonb := coalesce(nullif(query -> key, 'null'), to_jsonb(otherwise));
begin
  if jsonb_typeof(part) = 'number' and part::numeric between lowest and highest and part::numeric % 1 = 0 then return part::numeric::int; end if;
  perform private.refuse_query(format('"%s" is not a whole number from %s to %s', key, lowest, highest));
end
$function$;
comment on function private.whole_part(query jsonb, key text, otherwise integer, lowest integer, highest integer) is 'A whole number of a query document within its bounds.';

-- function private.widget_problem(widget jsonb)
CREATE OR REPLACE FUNCTION private.widget_problem(widget jsonb)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select case
    when not private.is_valid_input(coalesce(widget ->> 'id', ''), 'uuid') then 'A widget has no id'
    when coalesce(widget ->> 'type', '') not in ('chart', 'table', 'metric', 'text', 'image') then 'A widget has an unknown type'
    when length(coalesce(widget ->> 'name', '')) > 200 then 'A widget has a name of more than 200 characters'
    when widget ->> 'chart_id' is not null and not private.is_valid_input(widget ->> 'chart_id', 'uuid') then 'A widget names its chart by something that is no id'
    when coalesce(jsonb_typeof(widget -> 'config'), 'object') <> 'object' then 'A widget has a config that is no object'
    when pg_column_size(widget -> 'config') > 262144 then 'A widget has a config of more than 256 KB'
    when exists (
      select from (values ('position_x', 0, 11), ('position_y', 0, 10000), ('width', 1, 12), ('height', 1, 200)) bound (key, lowest, highest)
      where case when jsonb_typeof(widget -> key) = 'number' then (widget ->> key)::numeric not between lowest and highest or (widget ->> key)::numeric % 1 <> 0 else true end
    ) then 'A widget does not lie on the grid'
  end
$function$;

-- function private.with_new_ids(tabs jsonb, known jsonb)
CREATE OR REPLACE FUNCTION private.with_new_ids(tabs jsonb, known jsonb)
 RETURNS jsonb
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select jsonb_agg(
    tab || jsonb_build_object(
      'id', gen_random_uuid(), 'template_id', known -> (tab ->> 'template_id'),
      'widgets', (
        select coalesce(jsonb_agg(
          widget || jsonb_build_object('id', gen_random_uuid(), 'chart_id', known -> (widget ->> 'chart_id')) order by nth
        ), '[]')
        from jsonb_array_elements(tab -> 'widgets') with ordinality as each_widget (widget, nth)
      ),
      'placements', (
        select coalesce(jsonb_agg(placement || jsonb_build_object(
          'id', gen_random_uuid(), 'chart_id', known -> (placement ->> 'chart_id'), 'template_slot_id', known -> (placement ->> 'template_slot_id')
        ) order by nth), '[]')
        from jsonb_array_elements(private.placements_of(tab)) with ordinality as each_placement (placement, nth)
      )
    )
    order by place
  )
  from jsonb_array_elements(tabs) with ordinality as each_tab (tab, place)
$function$;
comment on function private.with_new_ids(tabs jsonb, known jsonb) is 'Tabs with new ids for themselves and what is on them. known: what charts, templates and slots are called from now on, by what they were.';

-- function private.withdraw_invitations()
CREATE OR REPLACE FUNCTION private.withdraw_invitations()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  ended jsonb := to_jsonb(old);
begin
  if tg_op = 'UPDATE' and private.member_rank(new.role) >= private.member_rank(old.role) then return null; end if;
  delete from public.workspace_invitations i
  where i.invited_by = old.user_id and i.accepted_at is null and (
    i.workspace_id = (ended ->> 'workspace_id')::uuid
    or i.project_id = (ended ->> 'project_id')::uuid
    or i.project_id in (
      select p.id from public.projects p
      where p.workspace_id = (ended ->> 'workspace_id')::uuid or p.owner_team_id = (ended ->> 'team_id')::uuid
    )
  );
  return null;
end
$function$;
comment on function private.withdraw_invitations() is 'Who is removed or demoted leaves no open invitation behind by which they could return.';

-- function private.withdraw_invitations_of_closed_account()
CREATE OR REPLACE FUNCTION private.withdraw_invitations_of_closed_account()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  delete from public.workspace_invitations i where i.invited_by = new.id and i.accepted_at is null;
  return null;
end
$function$;
comment on function private.withdraw_invitations_of_closed_account() is 'Nobody comes in by an account that was closed.';

-- function private.without_lost_references(source regclass, kept jsonb)
CREATE OR REPLACE FUNCTION private.without_lost_references(source regclass, kept jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  reference record;
  is_there boolean;
begin
  for reference in
    select
      k.confrelid::regclass as parent,
      jsonb_object_agg(a.attname, null) filter (where a.attnum = any (coalesce(k.confdelsetcols, k.conkey))) as forgotten,
      string_agg(format('p.%I = ($1 ->> %L)::%s', b.attname, a.attname, b.atttypid::regtype), ' and ') as is_named
    from pg_catalog.pg_constraint k
    cross join generate_subscripts(k.conkey, 1) n
    join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[n]
    join pg_catalog.pg_attribute b on b.attrelid = k.confrelid and b.attnum = k.confkey[n]
    where k.conrelid = source and k.contype = 'f' and k.confdeltype = 'n'
    group by k.oid, k.confrelid, k.confdelsetcols, k.conkey
  loop
    execute format('select exists (select from %s p where %s)', reference.parent, reference.is_named) into is_there using kept;
    if not is_there then kept := kept || reference.forgotten; end if;
  end loop;
  return kept;
end
$function$;
comment on function private.without_lost_references(source regclass, kept jsonb) is 'A row without the references that would have been set to null, had it been there when what they point at was deleted.';

-- function private.workspace_ids(minimum_role text)
CREATE OR REPLACE FUNCTION private.workspace_ids(minimum_role text)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 5
 SET search_path TO ''
AS $function$
  with ranks as (select array['project_creator', 'admin', 'owner'] as all)
  select m.workspace_id
  from public.workspace_users m join public.workspaces w on w.id = m.workspace_id, ranks
  where m.user_id = (select private.user_id()) and w.deleted_at is null
    and array_position(ranks.all, m.role) >= array_position(ranks.all, minimum_role)
  union
  select w.id from public.workspaces w where w.deleted_at is null and minimum_role = 'project_creator' and (select private.is_super_user())
$function$;
grant execute on function private.workspace_ids(minimum_role text) to authenticated;
grant execute on function private.workspace_ids(minimum_role text) to service_role;
comment on function private.workspace_ids(minimum_role text) is 'Workspaces in which the one who asks has at least this role: project_creator, admin or owner.';

-- function private.write_cache(dataset public.datasets, hash text, answer jsonb)
CREATE OR REPLACE FUNCTION private.write_cache(dataset public.datasets, hash text, answer jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- Nobody counts the changes of a live table: its answers are kept only for the time its project says.
  if pg_column_size(answer) > 2097152 or (dataset.kind in ('system', 'live') and dataset.ttl_seconds is null) then return; end if;
  -- Who keeps it already is not waited for: of two that keep several, each could wait for the other.
  if not pg_try_advisory_xact_lock(hashtextextended(dataset.id || hash, 0)) then return; end if;
  insert into public.data_cache as c (project_id, connector_id, dataset_id, cache_key, query_hash, data, dataset_version, expires_at, size_bytes)
  values (
    dataset.project_id, dataset.connector_id, dataset.id, hash, hash, answer, dataset.version,
    now() + make_interval(secs => coalesce(dataset.ttl_seconds, 86400)), pg_column_size(answer)
  )
  on conflict (dataset_id, cache_key) do update
  set data = excluded.data, dataset_version = excluded.dataset_version, expires_at = excluded.expires_at, size_bytes = excluded.size_bytes, updated_at = now()
  where c.dataset_version < excluded.dataset_version or c.expires_at <= now();
exception when foreign_key_violation then
  -- The dataset or its connector was deleted meanwhile.
  return;
end
$function$;
comment on function private.write_cache(dataset public.datasets, hash text, answer jsonb) is 'Keeps an answer of at most 2 MB for this version of the dataset.';

-- function private.write_charts(dashboard public.dashboards, charts jsonb)
CREATE OR REPLACE FUNCTION private.write_charts(dashboard public.dashboards, charts jsonb)
 RETURNS uuid[]
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with written as (
    insert into public.charts as c (id, project_id, title, description, chart_type, spec, dataset_id, data_query, tags)
    select
      given.id, dashboard.project_id, given.title, given.description, given.chart_type, given.spec,
      (select d.id from public.datasets d where d.id = given.dataset_id and d.project_id = dashboard.project_id),
      coalesce(given.data_query, '{}'), coalesce(given.tags, '{}')
    from jsonb_to_recordset(charts) as given (
      id uuid, title text, description text, chart_type text, spec jsonb, dataset_id uuid, data_query jsonb, tags text[]
    )
    order by given.id
    on conflict (id) do update set
      title = excluded.title, description = excluded.description, chart_type = excluded.chart_type, spec = excluded.spec,
      dataset_id = excluded.dataset_id, data_query = excluded.data_query, tags = excluded.tags
    where c.project_id = dashboard.project_id
      and (c.title, c.description, c.chart_type, c.spec, c.dataset_id, c.data_query, c.tags) is distinct from
        (excluded.title, excluded.description, excluded.chart_type, excluded.spec, excluded.dataset_id, excluded.data_query, excluded.tags)
    returning id
  )
  select coalesce(array_agg(id), '{}') from written
$function$;
comment on function private.write_charts(dashboard public.dashboards, charts jsonb) is 'Makes charts, or changes those that are otherwise now; returns which. A dataset that is gone leaves a chart without data.';

-- function private.write_daily_stats(day date)
CREATE OR REPLACE FUNCTION private.write_daily_stats(day date DEFAULT ((now() AT TIME ZONE 'UTC'::text))::date)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  until constant timestamptz := (day + 1)::timestamp at time zone 'UTC';
begin
  insert into public.project_stats as s (project_id, stats_date, total_users, total_chats, total_artifacts, total_files, total_tokens_used, tokens_remaining)
  select
    p.id, day,
    (select count(*) from public.project_users m where m.project_id = p.id) + case when p.owner_user_id is null then 0 else 1 end
      + (select count(*) from public.user_team_memberships m where m.team_id = p.owner_team_id),
    (select count(*) from public.chat_sessions c where c.project_id = p.id and c.created_at < until),
    (select count(*) from public.artifacts a where a.project_id = p.id and a.created_at < until),
    coalesce(f.files, 0),
    (select coalesce(sum(u.tokens_used), 0) from public.token_usage u where u.project_id = p.id and u.created_at < until),
    b.remaining
  from public.projects p
  join lateral (
    select greatest(0, private.base_tokens_left(c) + c.additional_tokens - private.reserved_tokens(c.workspace_id)) as remaining
    from public.workspace_subscriptions s, private.in_current_period(s) c
    where s.workspace_id = p.workspace_id
  ) b on true
  left join (
    select split_part(o.name, '/', 1) as folder, count(*) as files
    from storage.objects o
    where o.bucket_id in ('uploads', 'project-files', 'artifact-files') and o.created_at < until
    group by 1
  ) f on f.folder = p.id::text
  where p.deleted_at is null and p.created_at < until
  on conflict (project_id, stats_date) do update set
    total_users = excluded.total_users, total_chats = excluded.total_chats, total_artifacts = excluded.total_artifacts,
    total_files = excluded.total_files, total_tokens_used = excluded.total_tokens_used, tokens_remaining = excluded.tokens_remaining;

  insert into public.workspace_stats as s (
    workspace_id, stats_date, total_projects, total_users, total_chats, total_artifacts, total_files, total_tokens_used, tokens_remaining
  )
  select
    w.id, day, count(p.id), (select count(*) from public.workspace_users m where m.workspace_id = w.id),
    coalesce(sum(d.total_chats), 0), coalesce(sum(d.total_artifacts), 0), coalesce(sum(d.total_files), 0),
    -- What deleted projects used was used all the same.
    (select coalesce(sum(u.tokens_used), 0) from public.token_usage u where u.workspace_id = w.id and u.created_at < until),
    (select greatest(0, private.base_tokens_left(c) + c.additional_tokens - private.reserved_tokens(w.id))
      from public.workspace_subscriptions s, private.in_current_period(s) c where s.workspace_id = w.id)
  from public.workspaces w
  left join public.projects p on p.workspace_id = w.id and p.deleted_at is null and p.created_at < until
  left join public.project_stats d on d.project_id = p.id and d.stats_date = day
  where w.deleted_at is null and w.created_at < until
  group by w.id
  on conflict (workspace_id, stats_date) do update set
    total_projects = excluded.total_projects, total_users = excluded.total_users, total_chats = excluded.total_chats,
    total_artifacts = excluded.total_artifacts, total_files = excluded.total_files, total_tokens_used = excluded.total_tokens_used,
    tokens_remaining = excluded.tokens_remaining;
end
$function$;
grant execute on function private.write_daily_stats(day date) to service_role;
comment on function private.write_daily_stats(day date) is 'Writes the statistics of a day (UTC) for every project and workspace; again, it writes them anew.';

-- function private.write_dashboard_version(dashboard public.dashboards, snapshot jsonb, change_summary text, base_version integer, status text)
CREATE OR REPLACE FUNCTION private.write_dashboard_version(dashboard public.dashboards, snapshot jsonb, change_summary text, base_version integer, status text DEFAULT 'published'::text)
 RETURNS public.dashboard_versions
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  made public.dashboard_versions;
begin
  if pg_column_size(snapshot) > 8388608 then
    perform private.raise_error('PT413', 'This dashboard has more than 8 MB, and cannot be kept as a version', 'Split it into two.');
  end if;
  -- The dashboard is locked by whoever calls this, so numbers have neither gaps nor twins.
  insert into public.dashboard_versions (project_id, dashboard_id, version_number, snapshot, change_summary, base_version, status)
  values (
    dashboard.project_id, dashboard.id,
    (select coalesce(max(v.version_number), 0) + 1 from public.dashboard_versions v where v.dashboard_id = dashboard.id),
    snapshot, nullif(btrim(left(change_summary, 1000)), ''), base_version, status
  )
  returning * into made;
  return made;
end
$function$;
comment on function private.write_dashboard_version(dashboard public.dashboards, snapshot jsonb, change_summary text, base_version integer, status text) is 'Adds a version to a dashboard that is locked.';

-- function private.write_events(new_events public.events[])
CREATE OR REPLACE FUNCTION private.write_events(new_events public.events[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
 SET lock_timeout TO '1s'
AS $function$
declare
  messages jsonb[];
begin
  with written as (
    insert into public.events (occurred_at, project_id, type, subject_type, subject_id, actor_id, data, causation_id)
    select
      e.occurred_at, e.project_id, e.type, e.subject_type, e.subject_id, e.actor_id,
      case
        when pg_column_size(e.data) <= 65536 then e.data
        else jsonb_strip_nulls(jsonb_build_object('ids', e.data -> 'ids', 'count', e.data -> 'count'))
      end,
      e.causation_id
    from unnest(new_events) with ordinality as e
    -- Rows that go with their project need no event.
    join public.projects p on p.id = e.project_id
    order by e.ordinality
    returning id, project_id, occurred_at
  ), numbered as (
    select *, (row_number() over (partition by project_id, occurred_at order by id) - 1) / 500 as batch from written
  ), batches as (
    select project_id, occurred_at, min(id) as first, jsonb_agg(id order by id) as ids from numbered group by project_id, occurred_at, batch
  )
  select array_agg(
    jsonb_build_object('v', 1, 'type', 'events', 'project_id', project_id, 'occurred_at', occurred_at, 'ids', ids) order by first
  ) into messages from batches;
  if messages is not null then
    -- As pgmq.send_batch does, which would cost a write of one row a fifth more.
    insert into pgmq.q_events (vt, message) select clock_timestamp(), m from unnest(messages) m;
  end if;
end
$function$;
comment on function private.write_events(new_events public.events[]) is 'Writes events, and sends one message per project and 500 of them to the queue of that name. Data too large for an event is cut down to its ids and count.';

-- function private.write_missing_events(failures bigint[])
CREATE OR REPLACE FUNCTION private.write_missing_events(failures bigint[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  failure bigint;
begin
  perform private.write_events(array(
    select jsonb_populate_record(null::public.events, f.event) from private.emit_failures f where f.id = any (failures) order by f.id
  ));
  delete from private.emit_failures where id = any (failures);
exception when others then
  if cardinality(failures) > 1 and sqlstate ~ '^2[23]' then
    -- Something is wrong with one of them: each on its own.
    foreach failure in array failures loop
      perform private.write_missing_events(array[failure]);
    end loop;
    return;
  end if;
  update private.emit_failures
  set code = sqlstate, message = sqlerrm, attempts = attempts + 1, retry_at = now() + make_interval(mins => least(2 ^ least(attempts, 6), 60)::int)
  where id = any (failures);
  for failure in select id from private.emit_failures where id = any (failures) and attempts >= 10 loop
    raise warning 'Event % of private.emit_failures cannot be written: %', failure, sqlerrm;
  end loop;
end
$function$;
comment on function private.write_missing_events(failures bigint[]) is 'Writes events that are missing and forgets that they were; all of one project and time. Those that fail again wait, up to an hour.';

-- function private.write_missing_stats(since timestamp with time zone)
CREATE OR REPLACE FUNCTION private.write_missing_stats(since timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  -- A day's are due five minutes before it ends; of a long downtime the latest month is told.
  select private.write_daily_stats(day::date)
  from (select ((now() at time zone 'UTC') - interval '23 hours 55 minutes')::date as last_day) x,
    generate_series(greatest((since at time zone 'UTC')::date, last_day - 30), last_day, interval '1 day') day
$function$;
comment on function private.write_missing_stats(since timestamp with time zone) is 'Writes the statistics of each day from one on to the latest whose time has come.';

-- function private.write_placements(dashboard public.dashboards, tabs jsonb)
CREATE OR REPLACE FUNCTION private.write_placements(dashboard public.dashboards, tabs jsonb)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  insert into public.chart_placements (id, project_id, dashboard_tab_id, chart_id, template_slot_id, customizations)
  select
    given.id, dashboard.project_id, t.id, given.chart_id,
    (select s.id from public.dashboard_template_slots s where s.id = given.template_slot_id and s.template_id = t.template_id),
    coalesce(given.customizations, '{}')
  from jsonb_array_elements(tabs) tab
  join public.dashboard_tabs t on t.id = (tab ->> 'id')::uuid,
    jsonb_to_recordset(private.placements_of(tab)) as given (id uuid, chart_id uuid, template_slot_id uuid, customizations jsonb)
$function$;
comment on function private.write_placements(dashboard public.dashboards, tabs jsonb) is 'Puts charts in their slots; one whose slot is gone stays on its tab without.';

-- function private.write_rows(dataset public.datasets, rows jsonb)
CREATE OR REPLACE FUNCTION private.write_rows(dataset public.datasets, rows jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET "TimeZone" TO 'UTC'
 SET "DateStyle" TO 'ISO, YMD'
AS $function$
declare
  names text[];
  result jsonb;
begin
  if jsonb_typeof(rows) is distinct from 'array' then
    perform private.raise_error('PT400', 'rows is an array of objects');
  elsif jsonb_array_length(rows) > 10000 then
    perform private.raise_error('PT413', 'More than 10,000 rows at once', 'Send them in several requests, or upload a file.');
  end if;
  dataset := private.lock_dataset(dataset.id);
  names := array(select value ->> 'name' from jsonb_array_elements(dataset.columns));
  execute private.write_rows_sql(dataset) into result using rows, names;
  return result;
end
$function$;
comment on function private.write_rows(dataset public.datasets, rows jsonb) is 'Inserts the rows that fit and says why the others do not: {accepted, rejected: [{row, reason}]}; row counts from 0.';

-- function private.write_rows_once(dataset public.datasets, rows jsonb, idempotency_key text)
CREATE OR REPLACE FUNCTION private.write_rows_once(dataset public.datasets, rows jsonb, idempotency_key text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  known jsonb;
begin
  if dataset.kind not in ('upload', 'synced') then
    perform private.raise_error('PT409', format('Dataset "%s" takes no rows: it shows what is elsewhere', dataset.name), 'Append to a dataset of your own.');
  end if;
  if idempotency_key is null then return private.write_rows(dataset, rows) || '{"replayed": false}'; end if;
  if length(idempotency_key) not between 1 and 200 then
    perform private.raise_error('PT400', 'An idempotency key has 1 to 200 characters');
  end if;
  -- The same key at the same time: the second waits and gets the answer of the first.
  perform pg_advisory_xact_lock(hashtextextended(dataset.id || ' ' || idempotency_key, 0));
  select k.result into known from private.ingest_keys k where k.dataset_id = dataset.id and k.idempotency_key = write_rows_once.idempotency_key;
  if known is not null then return known || '{"replayed": true}'; end if;
  known := private.write_rows(dataset, rows);
  insert into private.ingest_keys (dataset_id, idempotency_key, result) values (dataset.id, idempotency_key, known);
  return known || '{"replayed": false}';
end
$function$;
comment on function private.write_rows_once(dataset public.datasets, rows jsonb, idempotency_key text) is 'write_rows, but a key that was seen within a day gets its first answer again and writes nothing.';

-- function private.write_rows_sql(dataset public.datasets)
CREATE OR REPLACE FUNCTION private.write_rows_sql(dataset public.datasets)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select format(
    $sql$
      with given as (
        select position - 1 as row, value, case when jsonb_typeof(value) = 'object' then value - $2 <> '{}' else true end as is_odd
        from jsonb_array_elements($1) with ordinality as posted (value, position)
      ),
      checked as materialized (
        select row, value, case
          when is_odd then private.record_problem(value, $2)
          when %s then concat_ws('; ', %s)
          else ''
        end as reason
        from given
      ),
      written as (
        insert into data.%I (%s) select %s from checked where reason = '' order by row returning 1
      )
      select jsonb_build_object(
        'accepted', (select count(*) from written),
        'rejected', coalesce((select jsonb_agg(jsonb_build_object('row', row, 'reason', left(reason, 500)) order by row) from checked where reason <> ''), '[]')
      )
    $sql$,
    string_agg(misfit, ' or ' order by n),
    string_agg(format('case when %s then private.misfit_reason(%s, %L, %L) end', misfit, field, name, type), ', ' order by n),
    dataset.table_name,
    string_agg(format('%I', name), ', ' order by n),
    string_agg(format('%s::%s', field, private.column_sql_type(type)), ', ' order by n)
  )
  from (
    select ordinality as n, value ->> 'name' as name, value ->> 'type' as type, private.field_sql(value) as field, private.field_misfit_sql(value) as misfit
    from jsonb_array_elements(dataset.columns) with ordinality
  ) described
$function$;
comment on function private.write_rows_sql(dataset public.datasets) is 'The statement of write_rows: $1 the rows, $2 the names of the columns.';

-- function private.write_tabs(dashboard public.dashboards, tabs jsonb)
CREATE OR REPLACE FUNCTION private.write_tabs(dashboard public.dashboards, tabs jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  written int;
begin
  delete from public.dashboard_tabs t
  where t.dashboard_id = dashboard.id and t.id not in (select (value ->> 'id')::uuid from jsonb_array_elements(tabs));
  insert into public.dashboard_tabs as t (id, project_id, dashboard_id, title, description, template_id, settings, position)
  select
    (value ->> 'id')::uuid, dashboard.project_id, dashboard.id, btrim(value ->> 'title'), value ->> 'description',
    private.usable_template((value ->> 'template_id')::uuid, dashboard.project_id),
    coalesce(nullif(value -> 'settings', 'null'), '{}'), ordinality - 1
  from jsonb_array_elements(tabs) with ordinality
  on conflict (id) do update set
    title = excluded.title, description = excluded.description, template_id = excluded.template_id, settings = excluded.settings,
    position = excluded.position
  where t.dashboard_id = dashboard.id;
  get diagnostics written = row_count;
  if written <> jsonb_array_length(tabs) then
    perform private.raise_error('PT409', 'A tab has the id of a tab of another dashboard', 'Make a new id for it.');
  end if;
end
$function$;

-- function private.write_widgets(dashboard public.dashboards, tabs jsonb)
CREATE OR REPLACE FUNCTION private.write_widgets(dashboard public.dashboards, tabs jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  written int;
  widgets jsonb := (
    select coalesce(jsonb_agg(widget || jsonb_build_object('tab', tab ->> 'id')), '[]')
    from jsonb_array_elements(tabs) tab, jsonb_array_elements(tab -> 'widgets') widget
  );
begin
  delete from public.widgets w
  where w.dashboard_id = dashboard.id and w.id not in (select (value ->> 'id')::uuid from jsonb_array_elements(widgets));
  -- One statement, so that the limit of charts is checked when all widgets are in their place.
  insert into public.widgets as w (
    id, project_id, dashboard_id, dashboard_tab_id, chart_id, connector_id, name, type, config, data_query, position_x, position_y, width, height,
    min_width, min_height, is_resizable, is_draggable, refresh_interval
  )
  select
    g.id, dashboard.project_id, dashboard.id, g.tab, g.chart_id,
    (select c.id from public.connectors c where c.id = g.connector_id and c.project_id = dashboard.project_id),
    coalesce(g.name, ''), g.type, coalesce(g.config, '{}'), g.data_query, g.position_x, g.position_y, g.width, g.height,
    g.min_width, g.min_height, coalesce(g.is_resizable, true), coalesce(g.is_draggable, true), g.refresh_interval
  from jsonb_to_recordset(widgets) as g (
    id uuid, tab uuid, chart_id uuid, connector_id uuid, name text, type text, config jsonb, data_query jsonb,
    position_x numeric, position_y numeric, width numeric, height numeric, min_width numeric, min_height numeric,
    is_resizable boolean, is_draggable boolean, refresh_interval numeric
  )
  on conflict (id) do update set
    dashboard_tab_id = excluded.dashboard_tab_id, chart_id = excluded.chart_id, connector_id = excluded.connector_id, name = excluded.name,
    type = excluded.type, config = excluded.config, data_query = excluded.data_query,
    position_x = excluded.position_x, position_y = excluded.position_y, width = excluded.width, height = excluded.height, min_width = excluded.min_width, min_height = excluded.min_height,
    is_resizable = excluded.is_resizable, is_draggable = excluded.is_draggable, refresh_interval = excluded.refresh_interval
  where w.dashboard_id = dashboard.id;
  get diagnostics written = row_count;
  if written <> jsonb_array_length(widgets) then
    perform private.raise_error('PT409', 'A widget has the id of a widget of another dashboard', 'Make a new id for it.');
  end if;
end
$function$;

-- function public.accept_invitation(token text)
CREATE OR REPLACE FUNCTION public.accept_invitation(token text)
 RETURNS jsonb
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.accept_invitation(token)
$function$;
grant execute on function public.accept_invitation(token text) to authenticated;
grant execute on function public.accept_invitation(token text) to service_role;
comment on function public.accept_invitation(token text) is 'Takes up an invitation, once, as the account whose confirmed address it was sent to: {workspace_id, project_id, role}. Ends the wait of who still waits to be let in. 404 for every token that is not an open invitation of the caller''s.';

-- function public.append_rows(dataset_id uuid, rows jsonb, idempotency_key text)
CREATE OR REPLACE FUNCTION public.append_rows(dataset_id uuid, rows jsonb, idempotency_key text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.append_rows(dataset_id, rows, idempotency_key)
$function$;
grant execute on function public.append_rows(dataset_id uuid, rows jsonb, idempotency_key text) to authenticated;
grant execute on function public.append_rows(dataset_id uuid, rows jsonb, idempotency_key text) to service_role;
comment on function public.append_rows(dataset_id uuid, rows jsonb, idempotency_key text) is 'Adds at most 10,000 rows to a dataset: {accepted, rejected: [{row, reason}], replayed}. Contributors.';

-- function public.approve_dashboard_version(version_id uuid)
CREATE OR REPLACE FUNCTION public.approve_dashboard_version(version_id uuid)
 RETURNS jsonb
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.approve_dashboard_version(version_id)
$function$;
grant execute on function public.approve_dashboard_version(version_id uuid) to authenticated;
grant execute on function public.approve_dashboard_version(version_id uuid) to service_role;
comment on function public.approve_dashboard_version(version_id uuid) is 'Makes a dashboard what a proposal says; answers as restore_dashboard_version. PT409 when the dashboard, or a chart on it, has changed since: detail.current is what changed, detail.yours what was proposed, both as differences from the base. Contributors.';

-- function public.approve_user(user_id uuid)
CREATE OR REPLACE FUNCTION public.approve_user(user_id uuid)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.approve_user(user_id)
$function$;
grant execute on function public.approve_user(user_id uuid) to authenticated;
grant execute on function public.approve_user(user_id uuid) to service_role;
comment on function public.approve_user(user_id uuid) is 'Lets somebody in from the waitlist. For super users.';

-- function public.calculate_lead_score(lead_id uuid)
CREATE OR REPLACE FUNCTION public.calculate_lead_score(lead_id uuid)
 RETURNS bigint
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.calculate_lead_score(lead_id)
$function$;
grant execute on function public.calculate_lead_score(lead_id uuid) to authenticated;
grant execute on function public.calculate_lead_score(lead_id uuid) to service_role;
comment on function public.calculate_lead_score(lead_id uuid) is 'Gives a lead the points of rules that hold and were never applied to it, adds up its ledger and returns the score. Contributors. PT404 out of sight, PT403 role too low.';

-- function public.cancel_run(run_id uuid)
CREATE OR REPLACE FUNCTION public.cancel_run(run_id uuid)
 RETURNS public.sync_runs
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select * from private.cancel_run(run_id)
$function$;
grant execute on function public.cancel_run(run_id uuid) to authenticated;
grant execute on function public.cancel_run(run_id uuid) to service_role;
comment on function public.cancel_run(run_id uuid) is 'Stops a run that is queued or under way; nothing of it is kept. Contributors.';

-- function public.cleanup_expired_cache()
CREATE OR REPLACE FUNCTION public.cleanup_expired_cache()
 RETURNS bigint
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.cleanup_expired_cache()
$function$;
grant execute on function public.cleanup_expired_cache() to service_role;
comment on function public.cleanup_expired_cache() is 'Removes answers that can no longer be given, and old idempotency keys. Returns how many answers. For the service role; cron calls it every 6 hours.';

-- function public.create_backup(workspace_id uuid)
CREATE OR REPLACE FUNCTION public.create_backup(workspace_id uuid DEFAULT NULL::uuid)
 RETURNS jsonb
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.create_backup(workspace_id)
$function$;
grant execute on function public.create_backup(workspace_id uuid) to authenticated;
grant execute on function public.create_backup(workspace_id uuid) to service_role;
comment on function public.create_backup(workspace_id uuid) is 'Queues a backup of a workspace to its files, unless one waits; answers {"queued": 1}. Admins (403, 404). Of all: the service role (403).';

-- function public.create_dashboard_from_template(template_id uuid, project_id uuid, title text)
CREATE OR REPLACE FUNCTION public.create_dashboard_from_template(template_id uuid, project_id uuid, title text DEFAULT NULL::text)
 RETURNS public.dashboards
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select * from private.create_dashboard_from_template(template_id, project_id, title)
$function$;
grant execute on function public.create_dashboard_from_template(template_id uuid, project_id uuid, title text) to authenticated;
grant execute on function public.create_dashboard_from_template(template_id uuid, project_id uuid, title text) to service_role;
comment on function public.create_dashboard_from_template(template_id uuid, project_id uuid, title text) is 'Makes a dashboard with one tab that has the template''s slots, all empty: charts are put in them by chart_placements. Contributors.';

-- function public.create_ingest_token(dataset_id uuid, name text)
CREATE OR REPLACE FUNCTION public.create_ingest_token(dataset_id uuid, name text)
 RETURNS jsonb
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.create_ingest_token(dataset_id, name)
$function$;
grant execute on function public.create_ingest_token(dataset_id uuid, name text) to authenticated;
grant execute on function public.create_ingest_token(dataset_id uuid, name text) to service_role;
comment on function public.create_ingest_token(dataset_id uuid, name text) is 'Makes a key for posting rows to one dataset: {id, token}. The token is shown this once. Managers.';

-- function public.create_project(workspace_id uuid, name text, description text)
CREATE OR REPLACE FUNCTION public.create_project(workspace_id uuid, name text, description text DEFAULT NULL::text)
 RETURNS public.projects
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select * from private.create_project(workspace_id, name, description)
$function$;
grant execute on function public.create_project(workspace_id uuid, name text, description text) to authenticated;
grant execute on function public.create_project(workspace_id uuid, name text, description text) to service_role;
comment on function public.create_project(workspace_id uuid, name text, description text) is 'Makes a shared project in a workspace; the caller becomes its owner.';

-- function public.create_sharing_link(resource_type text, resource_id uuid, permissions jsonb, password text, expires_at timestamp with time zone)
CREATE OR REPLACE FUNCTION public.create_sharing_link(resource_type text, resource_id uuid, permissions jsonb DEFAULT NULL::jsonb, password text DEFAULT NULL::text, expires_at timestamp with time zone DEFAULT NULL::timestamp with time zone)
 RETURNS jsonb
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.create_sharing_link(resource_type, resource_id, permissions, password, expires_at)
$function$;
grant execute on function public.create_sharing_link(resource_type text, resource_id uuid, permissions jsonb, password text, expires_at timestamp with time zone) to authenticated;
grant execute on function public.create_sharing_link(resource_type text, resource_id uuid, permissions jsonb, password text, expires_at timestamp with time zone) to service_role;
comment on function public.create_sharing_link(resource_type text, resource_id uuid, permissions jsonb, password text, expires_at timestamp with time zone) is 'Makes an address for a dashboard, chart or template: {id, token}. The token is shown this once. permissions: {filter, export}, both false unless told. Contributors.';

-- function public.create_workflow_webhook(workflow_id uuid)
CREATE OR REPLACE FUNCTION public.create_workflow_webhook(workflow_id uuid)
 RETURNS jsonb
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.create_workflow_webhook(workflow_id)
$function$;
grant execute on function public.create_workflow_webhook(workflow_id uuid) to authenticated;
grant execute on function public.create_workflow_webhook(workflow_id uuid) to service_role;
comment on function public.create_workflow_webhook(workflow_id uuid) is 'Makes an address that starts a workflow: {id, token, signing_secret}, shown this once. Managers. PT404 out of sight, PT422 beyond 10.';

-- function public.create_workspace(name text, description text, company_name text)
CREATE OR REPLACE FUNCTION public.create_workspace(name text, description text DEFAULT NULL::text, company_name text DEFAULT NULL::text)
 RETURNS public.workspaces
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select * from private.create_workspace(name, description, company_name)
$function$;
grant execute on function public.create_workspace(name text, description text, company_name text) to authenticated;
grant execute on function public.create_workspace(name text, description text, company_name text) to service_role;
comment on function public.create_workspace(name text, description text, company_name text) is 'Makes a workspace with the free plan; the caller becomes its owner. Everybody whose account is active (403), 10 times in 30 days (429).';

-- function public.delete_team(team_id uuid)
CREATE OR REPLACE FUNCTION public.delete_team(team_id uuid)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.delete_team(team_id)
$function$;
grant execute on function public.delete_team(team_id uuid) to authenticated;
grant execute on function public.delete_team(team_id uuid) to service_role;
comment on function public.delete_team(team_id uuid) is 'Deletes a team with its space and everything in it, for good. Owners of the workspace.';

-- function public.delete_workspace(workspace_id uuid)
CREATE OR REPLACE FUNCTION public.delete_workspace(workspace_id uuid)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.delete_workspace(workspace_id)
$function$;
grant execute on function public.delete_workspace(workspace_id uuid) to authenticated;
grant execute on function public.delete_workspace(workspace_id uuid) to service_role;
comment on function public.delete_workspace(workspace_id uuid) is 'Puts a workspace with its teams and projects out of everybody''s sight; its mail domains are free again. An operator can bring it back. Owners.';

-- function public.diff_dashboard_versions(a uuid, b uuid)
CREATE OR REPLACE FUNCTION public.diff_dashboard_versions(a uuid, b uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select private.diff_dashboard_versions(a, b)
$function$;
grant execute on function public.diff_dashboard_versions(a uuid, b uuid) to authenticated;
grant execute on function public.diff_dashboard_versions(a uuid, b uuid) to service_role;
comment on function public.diff_dashboard_versions(a uuid, b uuid) is 'What changed from version a to version b of one dashboard: {dashboard: {field: {from, to}}, tabs, widgets, placements, charts: {added, removed, changed: [{id, fields}]}}. Viewers.';

-- function public.discard_dead_letters(ids uuid[])
CREATE OR REPLACE FUNCTION public.discard_dead_letters(ids uuid[])
 RETURNS integer
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.discard_dead_letters(ids)
$function$;
grant execute on function public.discard_dead_letters(ids uuid[]) to authenticated;
grant execute on function public.discard_dead_letters(ids uuid[]) to service_role;
comment on function public.discard_dead_letters(ids uuid[]) is 'Closes open dead letters without another try; answers how many. The record is kept for 90 days. Managers of the project, admins of the workspace for letters of no project (403, 404).';

-- function public.duplicate_dashboard(dashboard_id uuid, title text, project_id uuid)
CREATE OR REPLACE FUNCTION public.duplicate_dashboard(dashboard_id uuid, title text DEFAULT NULL::text, project_id uuid DEFAULT NULL::uuid)
 RETURNS public.dashboards
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select * from private.duplicate_dashboard(dashboard_id, title, project_id)
$function$;
grant execute on function public.duplicate_dashboard(dashboard_id uuid, title text, project_id uuid) to authenticated;
grant execute on function public.duplicate_dashboard(dashboard_id uuid, title text, project_id uuid) to service_role;
comment on function public.duplicate_dashboard(dashboard_id uuid, title text, project_id uuid) is 'Copies a dashboard. In its own project the copy shows the same charts; in another one it gets charts of its own, with the dataset of the same name there or none. Contributors, in both projects.';

-- function public.explain_dataset_query(dataset_id uuid, query jsonb)
CREATE OR REPLACE FUNCTION public.explain_dataset_query(dataset_id uuid, query jsonb)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select private.explain_dataset_query(dataset_id, query)
$function$;
grant execute on function public.explain_dataset_query(dataset_id uuid, query jsonb) to authenticated;
grant execute on function public.explain_dataset_query(dataset_id uuid, query jsonb) to service_role;
comment on function public.explain_dataset_query(dataset_id uuid, query jsonb) is 'The SQL a query document becomes, and the values bound in it: {sql, parameters}.';

-- function public.export_dashboard(dashboard_id uuid)
CREATE OR REPLACE FUNCTION public.export_dashboard(dashboard_id uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select private.export_dashboard(dashboard_id)
$function$;
grant execute on function public.export_dashboard(dashboard_id uuid) to authenticated;
grant execute on function public.export_dashboard(dashboard_id uuid) to service_role;
comment on function public.export_dashboard(dashboard_id uuid) is 'A dashboard as a document that import_dashboard takes anywhere: DashboardExport of shared/dashboard.ts. Datasets are named, their rows are not in it. Viewers.';

-- function public.import_dashboard(project_id uuid, document jsonb)
CREATE OR REPLACE FUNCTION public.import_dashboard(project_id uuid, document jsonb)
 RETURNS public.dashboards
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select * from private.import_dashboard(project_id, document)
$function$;
grant execute on function public.import_dashboard(project_id uuid, document jsonb) to authenticated;
grant execute on function public.import_dashboard(project_id uuid, document jsonb) to service_role;
comment on function public.import_dashboard(project_id uuid, document jsonb) is 'Makes a dashboard from a document of export_dashboard, with new ids throughout. Charts find their dataset by its name, or stay without data; templates by name and slots, or are made. PT400, PT413 or PT422 say what is wrong. Contributors.';

-- function public.invite_member(email text, role text, workspace_id uuid, project_id uuid)
CREATE OR REPLACE FUNCTION public.invite_member(email text, role text, workspace_id uuid DEFAULT NULL::uuid, project_id uuid DEFAULT NULL::uuid)
 RETURNS jsonb
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.invite_member(email, role, workspace_id, project_id)
$function$;
grant execute on function public.invite_member(email text, role text, workspace_id uuid, project_id uuid) to authenticated;
grant execute on function public.invite_member(email text, role text, workspace_id uuid, project_id uuid) to service_role;
comment on function public.invite_member(email text, role text, workspace_id uuid, project_id uuid) is 'Invites an address for 7 days to a workspace (admins) or a project (managers): {id, token}. The token is shown this once; send it to that address. Inviting again replaces the invitation. Only owners invite owners (403); 409 when the person is a member already.';

-- function public.latest_sequence(topic text)
CREATE OR REPLACE FUNCTION public.latest_sequence(topic text)
 RETURNS bigint
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select private.latest_sequence(topic)
$function$;
grant execute on function public.latest_sequence(topic text) to authenticated;
grant execute on function public.latest_sequence(topic text) to service_role;
comment on function public.latest_sequence(topic text) is 'The number (seq) of the last broadcast on a topic, 0 before the first; for whoever may listen to it. Who has seen a lower one has missed something. PT404 for anybody else.';

-- function public.load_upload(project_id uuid, path text, options jsonb)
CREATE OR REPLACE FUNCTION public.load_upload(project_id uuid, path text, options jsonb)
 RETURNS public.sync_runs
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select * from private.load_upload(project_id, path, options)
$function$;
grant execute on function public.load_upload(project_id uuid, path text, options jsonb) to authenticated;
grant execute on function public.load_upload(project_id uuid, path text, options jsonb) to service_role;
comment on function public.load_upload(project_id uuid, path text, options jsonb) is 'Queues the load of an uploaded file into a new dataset (mode create) or an existing one (append, replace). Contributors. Returns the run.';

-- function public.mark_notifications_read(ids uuid[])
CREATE OR REPLACE FUNCTION public.mark_notifications_read(ids uuid[] DEFAULT NULL::uuid[])
 RETURNS integer
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  with marked as (
    update public.notifications n set read_at = now()
    where n.user_id = (select private.user_id()) and n.read_at is null and (ids is null or n.id = any (ids))
    returning 1
  )
  select count(*)::int from marked
$function$;
grant execute on function public.mark_notifications_read(ids uuid[]) to authenticated;
grant execute on function public.mark_notifications_read(ids uuid[]) to service_role;
comment on function public.mark_notifications_read(ids uuid[]) is 'Marks one''s own notifications as read, those with these ids or all. Returns how many were unread.';

-- function public.my_account()
CREATE OR REPLACE FUNCTION public.my_account()
 RETURNS public.users
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select * from private.my_account()
$function$;
grant execute on function public.my_account() to authenticated;
grant execute on function public.my_account() to service_role;
comment on function public.my_account() is 'The caller''s account. While it is not active nothing is seen, and this says why: 403 with the status in details (waitlist, invited, inactive, banned, archived).';

-- function public.my_invitations()
CREATE OR REPLACE FUNCTION public.my_invitations()
 RETURNS TABLE(id uuid, workspace_id uuid, workspace_name text, project_id uuid, project_name text, role text, invited_by_name text, expires_at timestamp with time zone)
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select * from private.my_invitations()
$function$;
grant execute on function public.my_invitations() to authenticated;
grant execute on function public.my_invitations() to service_role;
comment on function public.my_invitations() is 'What the caller''s confirmed address is invited to. project_id is null for an invitation to the whole workspace. Also for who still waits to be let in.';

-- function public.my_projects()
CREATE OR REPLACE FUNCTION public.my_projects()
 RETURNS TABLE(id uuid, name text, description text, logo_url text, kind text, role text, is_active boolean, workspace_id uuid, workspace_name text)
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  with mine as (
    select project_id, max(private.role_rank(role)) as rank
    from unnest(array['viewer', 'contributor', 'manager', 'owner']) role, private.project_ids(role) project_id
    group by project_id
  )
  select
    p.id, p.name, p.description, p.logo_url,
    case when p.owner_user_id is not null then 'personal' when p.owner_team_id is not null then 'team' else 'shared' end,
    (array['viewer', 'contributor', 'manager', 'owner'])[mine.rank], p.is_active, p.workspace_id, w.name
  from mine
  join public.projects p on p.id = mine.project_id
  join public.workspaces w on w.id = p.workspace_id
  order by p.owner_user_id is distinct from (select auth.uid()), p.name, p.id
$function$;
grant execute on function public.my_projects() to authenticated;
grant execute on function public.my_projects() to service_role;
comment on function public.my_projects() is 'The projects the caller sees, with the kind of each (personal, team, shared) and the caller''s role in it: their own first, then by name.';

-- function public.my_role(project_id uuid)
CREATE OR REPLACE FUNCTION public.my_role(project_id uuid)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select role
  from unnest(array['viewer', 'contributor', 'manager', 'owner']) role
  where my_role.project_id in (select private.project_ids(role))
  order by private.role_rank(role) desc
  limit 1
$function$;
grant execute on function public.my_role(project_id uuid) to authenticated;
grant execute on function public.my_role(project_id uuid) to service_role;
comment on function public.my_role(project_id uuid) is 'The caller''s role in a project, the highest of all ways to it: viewer, contributor, manager or owner; null when it is out of sight.';

-- function public.open_shared_resource(token text, password text)
CREATE OR REPLACE FUNCTION public.open_shared_resource(token text, password text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.open_shared_resource(token, password)
$function$;
grant execute on function public.open_shared_resource(token text, password text) to anon;
grant execute on function public.open_shared_resource(token text, password text) to authenticated;
grant execute on function public.open_shared_resource(token text, password text) to service_role;
comment on function public.open_shared_resource(token text, password text) is 'What a sharing link opens: {resource_type, permissions, expires_at, document, dataset_ids}, as SharedResource of shared/dashboard.ts. For everybody, signed in or not. Whatever is wrong with the link, the answer is the same 404; 429 after too many tries. The rows of its charts come from query_shared_charts.';

-- function public.propose_dashboard_version(dashboard_id uuid, snapshot jsonb, change_summary text)
CREATE OR REPLACE FUNCTION public.propose_dashboard_version(dashboard_id uuid, snapshot jsonb, change_summary text DEFAULT NULL::text)
 RETURNS public.dashboard_versions
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select * from private.propose_dashboard_version(dashboard_id, snapshot, change_summary)
$function$;
grant execute on function public.propose_dashboard_version(dashboard_id uuid, snapshot jsonb, change_summary text) to authenticated;
grant execute on function public.propose_dashboard_version(dashboard_id uuid, snapshot jsonb, change_summary text) to service_role;
comment on function public.propose_dashboard_version(dashboard_id uuid, snapshot jsonb, change_summary text) is 'Keeps a DashboardSnapshot for somebody to approve; the dashboard stays as it is. base_version is the version that is what the dashboard is now (made when there is none). snapshot.revision, when given, must be the dashboard''s (PT409). PT400, PT413 or PT422 say what is wrong with the document. Contributors.';

-- function public.query_dataset(dataset_id uuid, query jsonb)
CREATE OR REPLACE FUNCTION public.query_dataset(dataset_id uuid, query jsonb)
 RETURNS jsonb
 LANGUAGE sql
 SET search_path TO ''
 SET statement_timeout TO '20s'
AS $function$
  select private.query_dataset(dataset_id, query)
$function$;
grant execute on function public.query_dataset(dataset_id uuid, query jsonb) to authenticated;
grant execute on function public.query_dataset(dataset_id uuid, query jsonb) to service_role;
comment on function public.query_dataset(dataset_id uuid, query jsonb) is 'Answers a query document: {columns, rows, version, cached, duration_ms}. Viewers. PT400 says what is wrong with the document.';

-- function public.query_datasets(queries jsonb)
CREATE OR REPLACE FUNCTION public.query_datasets(queries jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
 SET statement_timeout TO '20s'
AS $function$
declare
  asked jsonb;
  answers jsonb := '[]';
  problem text;
  advice text;
  out_of_time boolean := false;
begin
  if jsonb_typeof(queries) is distinct from 'array' or jsonb_array_length(queries) > 100 then
    perform private.raise_error('PT400', 'queries is an array of at most 100 {dataset_id, query}');
  end if;
  for asked in select value from jsonb_array_elements(queries) loop
    begin
      -- The timer of the statement rings once; what came after it would run for ever.
      if out_of_time then
        perform private.raise_error('PT503', 'A query asked for together with this one took too long', 'Ask again for this one alone.');
      end if;
      if not private.is_valid_input(coalesce(asked ->> 'dataset_id', ''), 'uuid') then
        perform private.raise_error('PT400', 'dataset_id is not a uuid');
      end if;
      answers := answers || jsonb_build_object('result', private.query_dataset((asked ->> 'dataset_id')::uuid, asked -> 'query'));
    exception when others then
      get stacked diagnostics problem = message_text, advice = pg_exception_hint;
      out_of_time := out_of_time or problem like 'The query took longer than%';
      answers := answers || jsonb_build_object('error', jsonb_build_object(
        'code', private.error_name(sqlstate), 'message', problem, 'hint', nullif(advice, '')
      ));
    end;
  end loop;
  return answers;
end
$function$;
grant execute on function public.query_datasets(queries jsonb) to authenticated;
grant execute on function public.query_datasets(queries jsonb) to service_role;
comment on function public.query_datasets(queries jsonb) is 'Answers many {dataset_id, query} in one round trip, in order: {result} or {error: {code, message, hint}} each.';

-- function public.query_shared_charts(token text, password text, chart_ids uuid[], filter jsonb)
CREATE OR REPLACE FUNCTION public.query_shared_charts(token text, password text DEFAULT NULL::text, chart_ids uuid[] DEFAULT NULL::uuid[], filter jsonb DEFAULT NULL::jsonb)
 RETURNS jsonb
 LANGUAGE sql
 SET search_path TO ''
 SET statement_timeout TO '20s'
AS $function$
  select private.query_shared_charts(token, password, chart_ids, filter)
$function$;
grant execute on function public.query_shared_charts(token text, password text, chart_ids uuid[], filter jsonb) to anon;
grant execute on function public.query_shared_charts(token text, password text, chart_ids uuid[], filter jsonb) to authenticated;
grant execute on function public.query_shared_charts(token text, password text, chart_ids uuid[], filter jsonb) to service_role;
comment on function public.query_shared_charts(token text, password text, chart_ids uuid[], filter jsonb) is 'Answers the charts'' own queries on a shared page, all or those named, under the range and filters of the dashboard: {chart id: {result: {columns, rows, version}} or {error}}; charts there was no time for are left out. filter narrows further where the link permits it, by columns a chart groups by without bins. For everybody with the link; refuses as open_shared_resource, and with 429 what a ninth visitor of a link asks while eight are being answered.';

-- function public.queue_status(workspace_id uuid)
CREATE OR REPLACE FUNCTION public.queue_status(workspace_id uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select private.queue_status(workspace_id)
$function$;
grant execute on function public.queue_status(workspace_id uuid) to authenticated;
grant execute on function public.queue_status(workspace_id uuid) to service_role;
comment on function public.queue_status(workspace_id uuid) is 'The queues as far as they concern a workspace: {"as_of", "queues": [{queue, waiting, in_work, retrying, delayed, oldest_seconds, done, retried, died, minutes, dead_letters, workers, slots, is_partial}]}. Admins (403, 404). Of everybody''s messages, when null: super users (403).';

-- function public.record_dashboard_view(dashboard_id uuid)
CREATE OR REPLACE FUNCTION public.record_dashboard_view(dashboard_id uuid)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.record_dashboard_view(dashboard_id)
$function$;
grant execute on function public.record_dashboard_view(dashboard_id uuid) to authenticated;
grant execute on function public.record_dashboard_view(dashboard_id uuid) to service_role;
comment on function public.record_dashboard_view(dashboard_id uuid) is 'Counts that somebody looked at a dashboard. Viewers.';

-- function public.redrive_dead_letters(ids uuid[])
CREATE OR REPLACE FUNCTION public.redrive_dead_letters(ids uuid[])
 RETURNS integer
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.redrive_dead_letters(ids)
$function$;
grant execute on function public.redrive_dead_letters(ids uuid[]) to authenticated;
grant execute on function public.redrive_dead_letters(ids uuid[]) to service_role;
comment on function public.redrive_dead_letters(ids uuid[]) is 'Puts the messages of open dead letters back on their queues, each once; answers how many. One that fails again is a new letter. Managers of the project, admins of the workspace for letters of no project (403, 404); 422 where the queue is no more.';

-- function public.refresh_segment(segment_id uuid)
CREATE OR REPLACE FUNCTION public.refresh_segment(segment_id uuid)
 RETURNS public.segments
 LANGUAGE sql
 SET search_path TO ''
 SET statement_timeout TO '20s'
AS $function$
  select * from private.refresh_segment(segment_id)
$function$;
grant execute on function public.refresh_segment(segment_id uuid) to authenticated;
grant execute on function public.refresh_segment(segment_id uuid) to service_role;
comment on function public.refresh_segment(segment_id uuid) is 'Counts the leads of a segment anew and returns it. Contributors. PT404 out of sight, PT403 role too low.';

-- function public.reject_dashboard_version(version_id uuid, reason text)
CREATE OR REPLACE FUNCTION public.reject_dashboard_version(version_id uuid, reason text DEFAULT NULL::text)
 RETURNS public.dashboard_versions
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select * from private.reject_dashboard_version(version_id, reason)
$function$;
grant execute on function public.reject_dashboard_version(version_id uuid, reason text) to authenticated;
grant execute on function public.reject_dashboard_version(version_id uuid, reason text) to service_role;
comment on function public.reject_dashboard_version(version_id uuid, reason text) is 'Turns a proposal down, with the reason in review_note. PT409 when it was decided on already. Contributors.';

-- function public.release_tokens(reservation uuid)
CREATE OR REPLACE FUNCTION public.release_tokens(reservation uuid)
 RETURNS boolean
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.release_tokens(reservation)
$function$;
grant execute on function public.release_tokens(reservation uuid) to service_role;
comment on function public.release_tokens(reservation uuid) is 'Gives the tokens of a call that was not made back. False: it was settled or released before. For the service role.';

-- function public.reserve_tokens(project_id uuid, tokens bigint, key text, user_id uuid)
CREATE OR REPLACE FUNCTION public.reserve_tokens(project_id uuid, tokens bigint, key text, user_id uuid DEFAULT NULL::uuid)
 RETURNS jsonb
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.reserve_tokens(project_id, tokens, key, user_id)
$function$;
grant execute on function public.reserve_tokens(project_id uuid, tokens bigint, key text, user_id uuid) to service_role;
comment on function public.reserve_tokens(project_id uuid, tokens bigint, key text, user_id uuid) is 'Holds tokens back for a model call: {id, status, tokens, expires_at}. PT402 when there are not enough. The same key again is the same reservation, held for another 15 minutes; status settled says the call was made and paid before. For the service role.';

-- function public.restore_chart_version(version_id uuid)
CREATE OR REPLACE FUNCTION public.restore_chart_version(version_id uuid)
 RETURNS public.charts
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select * from private.restore_chart_version(version_id)
$function$;
grant execute on function public.restore_chart_version(version_id uuid) to authenticated;
grant execute on function public.restore_chart_version(version_id uuid) to service_role;
comment on function public.restore_chart_version(version_id uuid) is 'Makes a chart what it was, wherever it is placed, as its newest version. A dataset that is gone leaves it without data. Contributors.';

-- function public.restore_dashboard_version(version_id uuid)
CREATE OR REPLACE FUNCTION public.restore_dashboard_version(version_id uuid)
 RETURNS jsonb
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.restore_dashboard_version(version_id)
$function$;
grant execute on function public.restore_dashboard_version(version_id uuid) to authenticated;
grant execute on function public.restore_dashboard_version(version_id uuid) to service_role;
comment on function public.restore_dashboard_version(version_id uuid) is 'Makes a dashboard, its tabs, placements, widgets and charts what they were, as a new version; what it was until now is kept as one too. Charts that were deleted come back. {version_id, version_number, dashboard_id, revision, changed_charts, other_dashboards}: a chart that changed changed on those dashboards too. Contributors.';

-- function public.restore_record(audit_log_id uuid)
CREATE OR REPLACE FUNCTION public.restore_record(audit_log_id uuid)
 RETURNS jsonb
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.restore_record(audit_log_id)
$function$;
grant execute on function public.restore_record(audit_log_id uuid) to authenticated;
grant execute on function public.restore_record(audit_log_id uuid) to service_role;
comment on function public.restore_record(audit_log_id uuid) is 'Brings a deleted row back to where it was, with what was deleted along with it: {resource_type, resource_id, restored}. PT409 when its place is taken or its parent is gone, PT422 for memberships, keys and what held secrets. Managers of the project; admins of the workspace for what is in no project.';

-- function public.retry_run(run_id uuid)
CREATE OR REPLACE FUNCTION public.retry_run(run_id uuid)
 RETURNS public.sync_runs
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select * from private.retry_run(run_id)
$function$;
grant execute on function public.retry_run(run_id uuid) to authenticated;
grant execute on function public.retry_run(run_id uuid) to service_role;
comment on function public.retry_run(run_id uuid) is 'Queues a failed or cancelled run again; the dead letter of its failure counts as redriven. Contributors.';

-- function public.revoke_ingest_token(id uuid)
CREATE OR REPLACE FUNCTION public.revoke_ingest_token(id uuid)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.revoke_ingest_token(id)
$function$;
grant execute on function public.revoke_ingest_token(id uuid) to authenticated;
grant execute on function public.revoke_ingest_token(id uuid) to service_role;
comment on function public.revoke_ingest_token(id uuid) is 'Makes a key useless at once. Managers.';

-- function public.revoke_sharing_link(id uuid)
CREATE OR REPLACE FUNCTION public.revoke_sharing_link(id uuid)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.revoke_sharing_link(id)
$function$;
grant execute on function public.revoke_sharing_link(id uuid) to authenticated;
grant execute on function public.revoke_sharing_link(id uuid) to service_role;
comment on function public.revoke_sharing_link(id uuid) is 'Makes a link useless at once. Contributors.';

-- function public.revoke_workflow_webhook(id uuid)
CREATE OR REPLACE FUNCTION public.revoke_workflow_webhook(id uuid)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.revoke_workflow_webhook(id)
$function$;
grant execute on function public.revoke_workflow_webhook(id uuid) to authenticated;
grant execute on function public.revoke_workflow_webhook(id uuid) to service_role;
comment on function public.revoke_workflow_webhook(id uuid) is 'Makes a webhook useless at once, and forgets its secret. Managers. PT404 out of sight.';

-- function public.save_dashboard_as_template(dashboard_id uuid, name text, tab_id uuid, category text, description text)
CREATE OR REPLACE FUNCTION public.save_dashboard_as_template(dashboard_id uuid, name text DEFAULT NULL::text, tab_id uuid DEFAULT NULL::uuid, category text DEFAULT NULL::text, description text DEFAULT NULL::text)
 RETURNS public.dashboard_templates
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select * from private.save_dashboard_as_template(dashboard_id, name, tab_id, category, description)
$function$;
grant execute on function public.save_dashboard_as_template(dashboard_id uuid, name text, tab_id uuid, category text, description text) to authenticated;
grant execute on function public.save_dashboard_as_template(dashboard_id uuid, name text, tab_id uuid, category text, description text) to service_role;
comment on function public.save_dashboard_as_template(dashboard_id uuid, name text, tab_id uuid, category text, description text) is 'Makes a template of the project from a tab (the first unless told): a slot where each widget or slot is, without charts. Contributors.';

-- function public.save_dashboard_canvas(dashboard_id uuid, revision bigint, canvas jsonb, about jsonb)
CREATE OR REPLACE FUNCTION public.save_dashboard_canvas(dashboard_id uuid, revision bigint, canvas jsonb, about jsonb DEFAULT NULL::jsonb)
 RETURNS public.dashboards
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select * from private.save_dashboard_canvas(dashboard_id, revision, canvas, about)
$function$;
grant execute on function public.save_dashboard_canvas(dashboard_id uuid, revision bigint, canvas jsonb, about jsonb) to authenticated;
grant execute on function public.save_dashboard_canvas(dashboard_id uuid, revision bigint, canvas jsonb, about jsonb) to service_role;
comment on function public.save_dashboard_canvas(dashboard_id uuid, revision bigint, canvas jsonb, about jsonb) is 'Writes all tabs and widgets of a dashboard at once, and of about {title, description, config} what is given. revision is the one the edit started from; PT409 when somebody was faster: detail is {revision, updated_at, updated_by, current, yours}. Tabs and widgets keep what the canvas does not say of them. Contributors.';

-- function public.save_dashboard_version(dashboard_id uuid, change_summary text)
CREATE OR REPLACE FUNCTION public.save_dashboard_version(dashboard_id uuid, change_summary text DEFAULT NULL::text)
 RETURNS public.dashboard_versions
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select * from private.save_dashboard_version(dashboard_id, change_summary)
$function$;
grant execute on function public.save_dashboard_version(dashboard_id uuid, change_summary text) to authenticated;
grant execute on function public.save_dashboard_version(dashboard_id uuid, change_summary text) to service_role;
comment on function public.save_dashboard_version(dashboard_id uuid, change_summary text) is 'Keeps what a dashboard is now, with the specs and queries of its charts, as its next version. Contributors.';

-- function public.search_chat_messages(query text, in_chat uuid, max integer)
CREATE OR REPLACE FUNCTION public.search_chat_messages(query text, in_chat uuid DEFAULT NULL::uuid, max integer DEFAULT 30)
 RETURNS TABLE(id uuid, chat_session_id uuid, project_id uuid, chat_title text, message_type text, snippet text, created_at timestamp with time zone, rank real)
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select c.id, c.chat_session_id, c.project_id, s.title, c.message_type, private.snippet(c.text, q.asked), c.created_at, m.rank
  from (select private.search_query(query) as asked) q, private.find_matches(query, null, '{chat_message}', max, in_chat) m
  join public.chat_messages c on c.id = m.id
  join public.chat_sessions s on s.id = c.chat_session_id
  order by m.rank desc, c.created_at desc
$function$;
grant execute on function public.search_chat_messages(query text, in_chat uuid, max integer) to authenticated;
grant execute on function public.search_chat_messages(query text, in_chat uuid, max integer) to service_role;
comment on function public.search_chat_messages(query text, in_chat uuid, max integer) is 'Finds messages in the chats one takes part in, or in one of them; at most max (200), best first. snippet as in search_project.';

-- function public.search_project(query text, in_project uuid, kinds text[], max integer)
CREATE OR REPLACE FUNCTION public.search_project(query text, in_project uuid DEFAULT NULL::uuid, kinds text[] DEFAULT NULL::text[], max integer DEFAULT 30)
 RETURNS TABLE(kind text, id uuid, project_id uuid, title text, snippet text, rank real)
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
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
$function$;
grant execute on function public.search_project(query text, in_project uuid, kinds text[], max integer) to authenticated;
grant execute on function public.search_project(query text, in_project uuid, kinds text[], max integer) to service_role;
comment on function public.search_project(query text, in_project uuid, kinds text[], max integer) is 'Finds dashboards, charts, datasets, workflows, artifacts, content, leads and messages of one''s chats, in one project or all; typos in titles are forgiven. kinds narrows it; at most max (200) come, best first. snippet is plain text with what was found between U+0002 and U+0003. Viewers.';

-- function public.segment_members(segment_id uuid, "limit" integer, "offset" integer)
CREATE OR REPLACE FUNCTION public.segment_members(segment_id uuid, "limit" integer DEFAULT 100, "offset" integer DEFAULT 0)
 RETURNS SETOF public.leads
 LANGUAGE sql
 STABLE
 SET search_path TO ''
 SET statement_timeout TO '20s'
AS $function$
  select * from private.segment_members(segment_id, "limit", "offset")
$function$;
grant execute on function public.segment_members(segment_id uuid, "limit" integer, "offset" integer) to authenticated;
grant execute on function public.segment_members(segment_id uuid, "limit" integer, "offset" integer) to service_role;
comment on function public.segment_members(segment_id uuid, "limit" integer, "offset" integer) is 'The leads of a segment as they are now, newest first, at most 10,000 at once. Viewers. PT404 out of sight.';

-- function public.set_api_connection_secret(id uuid, secret text)
CREATE OR REPLACE FUNCTION public.set_api_connection_secret(id uuid, secret text)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.set_api_connection_secret(id, secret)
$function$;
grant execute on function public.set_api_connection_secret(id uuid, secret text) to authenticated;
grant execute on function public.set_api_connection_secret(id uuid, secret text) to service_role;
comment on function public.set_api_connection_secret(id uuid, secret text) is 'Keeps the secret of an API connection (bearer: the token; basic: user:password; api_key: the key); null removes it. Nobody can read it back. Managers, and admins where it belongs to a workspace. It goes when endpoint_url points to another origin or auth_type changes.';

-- function public.set_connector_credentials(connector_id uuid, credentials jsonb)
CREATE OR REPLACE FUNCTION public.set_connector_credentials(connector_id uuid, credentials jsonb)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.set_connector_credentials(connector_id, credentials)
$function$;
grant execute on function public.set_connector_credentials(connector_id uuid, credentials jsonb) to authenticated;
grant execute on function public.set_connector_credentials(connector_id uuid, credentials jsonb) to service_role;
comment on function public.set_connector_credentials(connector_id uuid, credentials jsonb) is 'Keeps a connector''s credentials, as its type''s credential_schema says; null removes them. Nobody can read them back. Managers. PT400 says which field is wrong. They go when config points to another host.';

-- function public.set_oauth2_client_secret(id uuid, secret text)
CREATE OR REPLACE FUNCTION public.set_oauth2_client_secret(id uuid, secret text)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.set_oauth2_client_secret(id, secret)
$function$;
grant execute on function public.set_oauth2_client_secret(id uuid, secret text) to authenticated;
grant execute on function public.set_oauth2_client_secret(id uuid, secret text) to service_role;
comment on function public.set_oauth2_client_secret(id uuid, secret text) is 'Keeps the client secret of an OAuth connection; null removes it. Nobody can read it back. Managers, and admins where it belongs to a workspace. It goes when client_id or the token URL changes.';

-- function public.set_signup_rule(rule text)
CREATE OR REPLACE FUNCTION public.set_signup_rule(rule text)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.set_signup_rule(rule)
$function$;
grant execute on function public.set_signup_rule(rule text) to authenticated;
grant execute on function public.set_signup_rule(rule text) to service_role;
comment on function public.set_signup_rule(rule text) is 'Whether who signs up is active at once (open) or waits to be approved (waitlist). Who waits already goes on waiting. For super users.';

-- function public.set_user_secret(secret_name text, secret text, project_id uuid)
CREATE OR REPLACE FUNCTION public.set_user_secret(secret_name text, secret text, project_id uuid DEFAULT NULL::uuid)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.set_user_secret(secret_name, secret, project_id)
$function$;
grant execute on function public.set_user_secret(secret_name text, secret text, project_id uuid) to authenticated;
grant execute on function public.set_user_secret(secret_name text, secret text, project_id uuid) to service_role;
comment on function public.set_user_secret(secret_name text, secret text, project_id uuid) is 'Keeps a secret of the one who asks, for everywhere or for one project they are in; null removes it. Nobody can read it back.';

-- function public.set_user_status(user_id uuid, status text)
CREATE OR REPLACE FUNCTION public.set_user_status(user_id uuid, status text)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.set_user_status(user_id, status)
$function$;
grant execute on function public.set_user_status(user_id uuid, status text) to authenticated;
grant execute on function public.set_user_status(user_id uuid, status text) to service_role;
comment on function public.set_user_status(user_id uuid, status text) is 'Makes an account active, inactive or banned; only an active one sees anything, from the next statement on. Memberships stay. For super users, not for their own account (403).';

-- function public.set_workspace_domains(workspace_id uuid, domains text[])
CREATE OR REPLACE FUNCTION public.set_workspace_domains(workspace_id uuid, domains text[])
 RETURNS text[]
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.set_workspace_domains(workspace_id, domains)
$function$;
grant execute on function public.set_workspace_domains(workspace_id uuid, domains text[]) to authenticated;
grant execute on function public.set_workspace_domains(workspace_id uuid, domains text[]) to service_role;
comment on function public.set_workspace_domains(workspace_id uuid, domains text[]) is 'Says whose mail domains a workspace takes in: who confirms an address there becomes a project creator. Owners. A domain that is new must be that of the caller''s own confirmed address (403), none anybody can have an address at (400), and in no other workspace (409).';

-- function public.settle_tokens(reservation uuid, input_tokens bigint, output_tokens bigint, cached_tokens bigint, usage_type text, chat_session_id uuid, chat_message_id uuid)
CREATE OR REPLACE FUNCTION public.settle_tokens(reservation uuid, input_tokens bigint, output_tokens bigint, cached_tokens bigint, usage_type text, chat_session_id uuid DEFAULT NULL::uuid, chat_message_id uuid DEFAULT NULL::uuid)
 RETURNS public.token_usage
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select * from private.settle_tokens(reservation, input_tokens, output_tokens, cached_tokens, usage_type, chat_session_id, chat_message_id)
$function$;
grant execute on function public.settle_tokens(reservation uuid, input_tokens bigint, output_tokens bigint, cached_tokens bigint, usage_type text, chat_session_id uuid, chat_message_id uuid) to service_role;
comment on function public.settle_tokens(reservation uuid, input_tokens bigint, output_tokens bigint, cached_tokens bigint, usage_type text, chat_session_id uuid, chat_message_id uuid) is 'Writes what a model call used to the ledger and ends its reservation, also one that has expired meanwhile. Once: again it returns the same row. cached_tokens are part of input_tokens. For the service role.';

-- function public.store_oauth2_tokens(connection_id uuid, access_token text, refresh_token text, token_type text, expires_at timestamp with time zone, scope text)
CREATE OR REPLACE FUNCTION public.store_oauth2_tokens(connection_id uuid, access_token text, refresh_token text DEFAULT NULL::text, token_type text DEFAULT 'bearer'::text, expires_at timestamp with time zone DEFAULT NULL::timestamp with time zone, scope text DEFAULT NULL::text)
 RETURNS uuid
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.store_oauth2_tokens(connection_id, access_token, refresh_token, token_type, expires_at, scope)
$function$;
grant execute on function public.store_oauth2_tokens(connection_id uuid, access_token text, refresh_token text, token_type text, expires_at timestamp with time zone, scope text) to service_role;
comment on function public.store_oauth2_tokens(connection_id uuid, access_token text, refresh_token text, token_type text, expires_at timestamp with time zone, scope text) is 'Keeps the tokens of an OAuth connection, in place of those it had; without a refresh token the old one stays. Returns the id of oauth2_tokens. For the service role.';

-- function public.store_social_connection(project_id uuid, user_id uuid, platform text, platform_user_id text, username text, access_token text, refresh_token text, expires_at timestamp with time zone)
CREATE OR REPLACE FUNCTION public.store_social_connection(project_id uuid, user_id uuid, platform text, platform_user_id text, username text, access_token text, refresh_token text DEFAULT NULL::text, expires_at timestamp with time zone DEFAULT NULL::timestamp with time zone)
 RETURNS uuid
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.store_social_connection(project_id, user_id, platform, platform_user_id, username, access_token, refresh_token, expires_at)
$function$;
grant execute on function public.store_social_connection(project_id uuid, user_id uuid, platform text, platform_user_id text, username text, access_token text, refresh_token text, expires_at timestamp with time zone) to service_role;
comment on function public.store_social_connection(project_id uuid, user_id uuid, platform text, platform_user_id text, username text, access_token text, refresh_token text, expires_at timestamp with time zone) is 'Keeps a person''s account of a social network for a project, in place of the one they had there. Returns its id. For the service role.';

-- function public.token_balance(workspace_id uuid)
CREATE OR REPLACE FUNCTION public.token_balance(workspace_id uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select private.token_balance(workspace_id)
$function$;
grant execute on function public.token_balance(workspace_id uuid) to authenticated;
grant execute on function public.token_balance(workspace_id uuid) to service_role;
comment on function public.token_balance(workspace_id uuid) is 'Tokens of a workspace now: {limit, additional, used, reserved, remaining, period_start, period_end}; used is of the limit. For members of the workspace.';

-- queue connector_sync
select pgmq.create('connector_sync'); -- partitioned: f, unlogged: f

-- queue events
select pgmq.create('events'); -- partitioned: f, unlogged: f

-- queue maintenance
select pgmq.create('maintenance'); -- partitioned: f, unlogged: f

-- bucket artifact-files
bucket artifact-files: public f, at most 104857600 bytes, types any

-- bucket project-files
bucket project-files: public f, at most 104857600 bytes, types any

-- bucket uploads
bucket uploads: public f, at most any bytes, types any

-- bucket workspace-files
bucket workspace-files: public f, at most any bytes, types any

-- job each minute
select cron.schedule('each minute', '* * * * *', 'call private.run_each_minute()'); -- active: t

-- job wake waiting queues
select cron.schedule('wake waiting queues', '10 seconds', 'select private.wake_waiting_queues()'); -- active: t
