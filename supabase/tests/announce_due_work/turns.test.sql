begin;
select plan(7);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'bob']) who;
select set_config('t.' || who, tests.project_of(current_setting('t.' || who)::uuid)::text, true) from unnest(array['ada', 'bob']) who;
create function pg_temp.make(who text, n int, due_at timestamptz) returns void language sql as $$
  insert into public.workflows (project_id, name, trigger_config, status)
  select current_setting('t.' || who)::uuid, who || ' ' || k, '{"type": "schedule", "cron": "0 8 1 * *"}', 'active' from generate_series(1, n) k;
  update public.workflows set next_run_at = due_at where project_id = current_setting('t.' || who)::uuid;
$$;
create function pg_temp.told() returns text language sql as $$
  select string_agg(distinct split_part(w.name, ' ', 1), ',') || ' ' || count(*) from public.events e join public.workflows w on w.id = e.subject_id where e.type = 'workflow.due'
$$;
select pg_temp.make('ada', 120, '2026-06-01 08:00Z');
select pg_temp.make('bob', 2, '2026-06-01 08:01Z');
select is(private.announce_due_workflows(10, '2026-06-01 08:02Z'), 10, 'a call takes as many as it is told');
select is(pg_temp.told(), 'ada,bob 10', 'of every project, however many one has');
select is((select count(*) from workflows where name like 'bob %' and next_run_at < '2026-06-02'), 0::bigint, 'whose own were due before');
select is(private.announce_due_work('workflows', 10, '2026-06-01 08:02Z'), 112, 'all of them are taken, in batches');
select is((select count(distinct subject_id) from events where type = 'workflow.due'), 122::bigint, 'each once');
select is(private.announce_due_work('workflows', 10, '2026-06-01 08:02Z'), 0, 'then nothing is due');

select throws_ok($$select private.announce_due_work('birthdays')$$, '20000', null, 'there are four kinds');
select * from finish();
rollback;
