begin;
select plan(22);
select set_eq('select name from private.upkeep', array['clean up expired cache', 'close expired links', 'mend schedules', 'write daily stats', 'keep partitions', 'forget old rows', 'back up workspaces'], 'what is kept up');
select is_empty($$select name from private.upkeep u where next_run_at <> private.next_occurrence(cron, 'UTC', next_run_at - interval '1 second')$$, 'each is due by its cron expression');
select results_eq('select jobname, schedule, command from cron.job order by 1',
  $$values ('each minute', '* * * * *', 'call private.run_each_minute()'), ('wake waiting queues', '10 seconds', 'select private.wake_waiting_queues()')$$, 'and cron asks every minute');
update private.upkeep set next_run_at = now() + interval '1 hour';
select is(private.run_upkeep('back up workspaces'), false, 'what is not due is not done');
select is(private.run_upkeep('make coffee'), false, 'nor what there is not');

insert into workspaces (name) values ('Acme');
update private.upkeep set next_run_at = now() - interval '3 days' where name = 'back up workspaces';
select is(private.run_upkeep('back up workspaces'), true, 'what was missed is done');
select is((select count(*) from pgmq.q_maintenance where message ->> 'type' = 'backup'), (select count(*) from workspaces where is_active and deleted_at is null), 'all of it, once');
select results_eq($$select next_run_at, last_run_at from private.upkeep where name = 'back up workspaces'$$,
  $$values (private.next_occurrence('11 1 * * *', 'UTC', now()), now())$$, 'and is due again at its next time');
select is(private.run_upkeep('back up workspaces'), false, 'not before');

select set_config('t.today', (now() at time zone 'UTC')::date::text, true);
-- The latest day whose 23:55 has passed.
select set_config('t.last', ((now() at time zone 'UTC') - interval '23 hours 55 minutes')::date::text, true);
delete from project_stats;
update workspaces set created_at = now() - interval '1 year';
update private.upkeep set next_run_at = (current_setting('t.last')::date - 3)::timestamp at time zone 'UTC' + interval '23 hours 55 minutes' where name = 'write daily stats';
select is(private.run_upkeep('write daily stats'), true, 'statistics of days that were missed are written');
select set_eq('select distinct stats_date from workspace_stats', format($$select generate_series(%L::date - 3, %L::date, interval '1 day')::date$$, current_setting('t.last'), current_setting('t.last')), 'of each of them');
select is_empty(format('select 1 from workspace_stats where stats_date > %L', current_setting('t.last')), 'and of none that is not over');
select lives_ok($$select private.write_missing_stats(now() - interval '1 year')$$, 'a year of them is too much');
select is((select count(distinct stats_date) from workspace_stats), 31::bigint, 'a month is not');

update private.upkeep set next_run_at = now() - interval '1 day' where name in ('keep partitions', 'forget old rows', 'clean up expired cache');
select is(private.run_upkeep('keep partitions'), true, 'partitions are kept');
select is(private.run_upkeep('forget old rows'), true, 'rows forgotten');
select is(private.run_upkeep('clean up expired cache'), true, 'answers cleaned up');

select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
insert into dashboards (project_id, title) values (tests.project_of(current_setting('t.ada')::uuid), 'Board');
insert into sharing_links (project_id, resource_type, resource_id, token_hash, expires_at) select project_id, 'dashboard', id, sha256('x'), now() - interval '8 days' from dashboards;
update dashboards set is_public = true;
update private.upkeep set next_run_at = now() - interval '9 days' where name = 'close expired links';
select is(private.run_upkeep('close expired links'), true, 'links that expired are closed');
select is((select is_public from dashboards), false, 'however long ago that was');

update private.upkeep set next_run_at = now() + interval '10 years' where name = 'forget old rows';
select is(private.run_upkeep('forget old rows'), true, 'what ran while the clock was years ahead does not wait for years');
update private.upkeep set command = 'select 1 / 0', next_run_at = now() where name = 'forget old rows';
select throws_ok($$select private.run_upkeep('forget old rows')$$, '22012', null, 'one that fails says so');
select is((select next_run_at from private.upkeep where name = 'forget old rows'), now(), 'and is due still');
select * from finish();
rollback;
