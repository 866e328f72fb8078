begin;
select plan(36);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
create function pg_temp.told(type text) returns text language sql as $$
  select string_agg((data ->> 'scheduled_for') || ' missed ' || (data ->> 'missed'), ', ' order by id) from public.events e where e.type = told.type
$$;
create function pg_temp.utc(moment timestamptz) returns text language sql set timezone = 'UTC' as $$ select to_jsonb(moment) #>> '{}' $$;

-- A new connector is due at once, then every hour.
insert into connectors (id, project_id, name, type, config, sync_frequency)
values ('00000000-0000-4000-8000-00000000c001', current_setting('t.p')::uuid, 'Shop', 'csv', '{}', 3600);
select is(private.announce_due_connectors(10, now() - interval '1 second'), 0, 'a connector is not due before its time');
select is(private.announce_due_connectors(10, now()), 1, 'at its time it is');
select is(pg_temp.told('connector.due'), pg_temp.utc(now()) || ' missed 0', 'which an event says');
select is((select next_sync_at from connectors), now() + interval '1 hour', 'and again a frequency later');
select is(private.announce_due_connectors(10, now()), 0, 'not twice');
update connectors set status = 'error', last_error = 'No answer';
select is((select next_sync_at from connectors), now() + interval '1 hour', 'a sync that fails does not make it due at once');
insert into sync_runs (project_id, connector_id, trigger, status) select project_id, id, 'manual', unnest(array['queued', 'succeeded']) from connectors;
select is(private.announce_due_connectors(10, now() + interval '1 hour'), 0, 'it is not announced while a run is queued');
update sync_runs set status = 'running' where status = 'queued';
select is(private.announce_due_connectors(10, now() + interval '1 hour'), 0, 'or under way');
update sync_runs set status = 'failed';
select is(private.announce_due_connectors(10, now() + interval '3 days 20 minutes'), 1, 'late, it is once');
select ok(pg_temp.told('connector.due') like '%, ' || pg_temp.utc(now() + interval '3 days') || ' missed 72', 'for the latest of its times, with the number of those that were missed');
select is((select next_sync_at from connectors), now() + interval '3 days 1 hour 20 minutes', 'and again a frequency from then');
update connectors set last_sync_at = now() + interval '3 days 30 minutes', status = 'active';
select is((select next_sync_at from connectors), now() + interval '3 days 1 hour 30 minutes', 'when it has synced, a frequency from that');
update connectors set sync_frequency = 60, announced_at = null, last_sync_at = now() - interval '30 days';
select private.announce_due_connectors(10, now());
select ok(pg_temp.told('connector.due') like '% missed 1000', 'missed times are counted to 1,000');
update projects set is_active = false where id = current_setting('t.p')::uuid;
select is(private.announce_due_connectors(10, now() + interval '9 days'), 0, 'not in a project that is not active');
update projects set is_active = true where id = current_setting('t.p')::uuid;
update connectors set announced_at = now() + interval '1 year', last_sync_at = now() + interval '1 year';
select private.mend_schedules();
select is(private.announce_due_connectors(10, now()), 1, 'one that synced while the clock was a year ahead does not wait for a year');
update connectors set announced_at = null, last_sync_at = now();
select private.mend_schedules();
select is((select next_sync_at from connectors), now() + interval '1 minute', 'others go on as they do');

insert into content (project_id, title, content_type, status, scheduled_at) values (current_setting('t.p')::uuid, 'Post', 'blog_post', 'scheduled', '2026-06-01 08:00Z');
select is(private.announce_due_work('content', 10, '2026-06-01 07:59Z'), 0, 'content is not due before its time');
select is(private.announce_due_work('content', 10, '2026-06-01 08:00:10Z'), 1, 'at its time it is');
select is(pg_temp.told('content.due'), '2026-06-01T08:00:00+00:00 missed 0', 'which an event says');
select is(private.announce_due_work('content', 10, '2026-06-01 09:00Z'), 0, 'once');
update content set scheduled_at = '2026-06-01 10:00Z';
select private.announce_due_work('content', 10, '2026-06-03 09:00Z');
select is(pg_temp.told('content.due'), '2026-06-01T08:00:00+00:00 missed 0, 2026-06-01T10:00:00+00:00 missed 1', 'for another time again, late if it has passed');
update content set status = 'failed';
update content set status = 'scheduled';
select is((select scheduled_at from content), now(), 'scheduled again for a time that was announced, it is meant for now');
select is(private.announce_due_work('content', 10, now()), 1, 'and due');
update content set status = 'draft';
update content set status = 'scheduled', scheduled_at = now() + interval '1 day';
select is((select scheduled_at from content), now() + interval '1 day', 'for another time it is for that one');
update content set status = 'draft';
select is(private.announce_due_work('content', 10, now() + interval '1 day'), 0, 'a draft is not due');

insert into email_campaigns (project_id, subject, status, send_at) values (current_setting('t.p')::uuid, 'News', 'scheduled', '2026-06-01 08:00Z');
select is(private.announce_due_work('email_campaigns', 10, '2026-06-01 07:59Z'), 0, 'an e-mail is not due before its time');
select is(private.announce_due_work('email_campaigns', 10, '2026-06-01 08:06Z'), 1, 'at its time it is');
select is(pg_temp.told('email_campaign.due'), '2026-06-01T08:00:00+00:00 missed 1', 'which an event says');
select is(private.announce_due_work('email_campaigns', 10, '2026-06-01 09:00Z'), 0, 'once');
update email_campaigns set status = 'paused';
update email_campaigns set status = 'scheduled';
select is(private.announce_due_work('email_campaigns', 10, now()), 1, 'one that goes on after a pause is due again');
select is((select count(*) from events where type = 'email_campaign.due' and subject_id = (select id from email_campaigns)), 2::bigint, 'for another time');
select is_empty($$select 1 from audit_logs where new_values ?| '{announced_for,announced_at}' and action = 'update'$$, 'what was announced is nobody''s change');
select tests.as_user(current_setting('t.ada')::uuid);
select throws_ok('update connectors set announced_at = null', '42501', null, 'nobody says when a connector was announced');
select throws_ok('update content set announced_for = null', '42501', null, 'or content');
select throws_ok('update email_campaigns set announced_for = null', '42501', null, 'or an e-mail');
select throws_ok('select private.announce_due_work(''content'')', '42501', null, 'and people announce nothing');
select * from finish();
rollback;
