create view data.system_sync_runs as
select
  r.project_id, r.created_at as _row, r.id as _row_id,
  r.id::text as id, r.connector_id::text as connector_id, c.name as connector, r.dataset_id::text as dataset_id, d.name as dataset,
  r.trigger, r.status, r.attempt, r.rows_read, r.rows_written, r.rows_rejected, r.bytes_read, r.error_code, r.error_message,
  r.created_at, r.started_at, r.finished_at, extract(epoch from r.finished_at - r.started_at) as duration_seconds
from public.sync_runs r
left join public.connectors c on c.id = r.connector_id
left join public.datasets d on d.id = r.dataset_id;

select private.add_system_stream(
  'sync_runs', 'viewer', 'Runs that fill datasets: uploads and syncs, with what they read, wrote and rejected.',
  'id text key', 'connector_id text key', 'connector text dimension', 'dataset_id text key', 'dataset text dimension',
  'trigger text dimension', 'status text dimension', 'attempt integer measure', 'rows_read integer measure', 'rows_written integer measure',
  'rows_rejected integer measure', 'bytes_read integer measure', 'error_code text dimension', 'error_message text dimension',
  'created_at timestamp time', 'started_at timestamp time', 'finished_at timestamp time', 'duration_seconds number measure'
);
