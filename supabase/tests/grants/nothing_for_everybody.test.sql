begin;
select plan(7);
select is_empty($$
  select c.oid::regclass::text from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relrowsecurity
$$, 'every table of the API has row level security');
select is_empty($$
  select c.oid::regclass::text from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v') and has_any_column_privilege('anon', c.oid, 'select, insert, update')
$$, 'who is not signed in reads and writes nothing');
select bag_eq($$
  select p.pronamespace::regnamespace || '.' || p.proname from pg_proc p
  where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace) and has_function_privilege('anon', p.oid, 'execute')
$$, $$values ('public.open_shared_resource'), ('private.open_shared_resource'), ('public.query_shared_charts'), ('private.query_shared_charts')$$,
  'and calls only what opens a sharing link');
select is_empty($$
  select p.oid::regprocedure::text from pg_proc p
  where p.pronamespace = 'private'::regnamespace and has_function_privilege('authenticated', p.oid, 'execute')
    and p.proname in ('apply_snapshot', 'try_snapshot', 'make_dashboard', 'import_document', 'export_document', 'dashboard_snapshot', 'tabs_of', 'write_charts',
      'write_tabs', 'write_widgets', 'write_placements', 'write_dashboard_version', 'keep_version', 'lock_dashboard', 'mark_public', 'settle_template',
      'find_link', 'try_link', 'shared_dashboard', 'shared_charts', 'shared_template', 'answer_shared_chart', 'shared_query', 'close_expired_links', 'note_attempts', 'is_over_limit')
$$, 'what works on dashboards without asking for a role is called by nobody directly');
select is_empty($$
  select p.oid::regprocedure::text from pg_proc p
  where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace) and not coalesce('search_path=""' = any (p.proconfig), false)
    -- A procedure that commits can have none.
    and p.oid <> 'private.run_each_minute'::regproc
$$, 'every function has an empty search path');
select is_empty($$
  select p.oid::regprocedure::text from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prosecdef
$$, 'no function of the API runs with its owner''s rights');
select is_empty($$
  select p.oid::regprocedure::text from pg_proc p
  where p.pronamespace = 'private'::regnamespace and has_function_privilege('authenticated', p.oid, 'execute')
    and p.proname in ('start_run', 'open_load', 'open_typed_load', 'take_staged_rows', 'take_typed_rows', 'finish_load', 'fail_run', 'reject_rows', 'report_run_progress',
      'ingest_rows', 'ingest_dataset', 'read_messages', 'acknowledge_messages', 'bury_message', 'extend_messages', 'retry_messages', 'return_messages', 'wake_worker', 'run_query',
      'write_rows', 'write_rows_once', 'make_dataset', 'make_dataset_table', 'queue_run', 'read_cache', 'write_cache', 'swap_dataset_table', 'take_worker_lease')
$$, 'what the worker calls, users cannot');
select * from finish();
rollback;
