begin;
select plan(44);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'own', 'man', 'con', 'eve']) who;
insert into workspaces (name) values ('Acme');
select set_config('t.w', (select id::text from workspaces where name = 'Acme'), true);
insert into projects (workspace_id, name) values (current_setting('t.w')::uuid, 'One'), (current_setting('t.w')::uuid, 'Two');
select set_config('t.p', (select id::text from projects where name = 'One'), true), set_config('t.q', (select id::text from projects where name = 'Two'), true);
insert into workspace_users (workspace_id, user_id, role) values (current_setting('t.w')::uuid, current_setting('t.own')::uuid, 'owner');
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.man')::uuid, 'manager'), tests.add_member(current_setting('t.p')::uuid, current_setting('t.con')::uuid, 'contributor');
select tests.add_member(current_setting('t.q')::uuid, current_setting('t.eve')::uuid, 'manager');
-- The time of a deletion says what was deleted together, and a test is one transaction: what was recorded up to here was a second earlier.
create function pg_temp.later() returns void language plpgsql security definer as $$
begin
  alter table audit_logs disable trigger refuse_change;
  update audit_logs set created_at = created_at - interval '1 second';
  alter table audit_logs enable trigger refuse_change;
end
$$;
create function pg_temp.deletion(resource text, of text default null) returns uuid language sql security definer as $$
  select id from audit_logs where resource_type = resource and action = 'delete' and (of is null or of in (resource_id::text, old_values ->> 'title', old_values ->> 'name', old_values ->> 'email'))
  order by created_at desc, cmin::text::bigint desc limit 1
$$;
create function pg_temp.restore(resource text, of text default null) returns jsonb language sql as $$ select public.restore_record(pg_temp.deletion(resource, of)) $$;
grant execute on function pg_temp.deletion, pg_temp.restore, pg_temp.later to public;

select tests.as_user(current_setting('t.con')::uuid);
insert into leads (id, project_id, email, tags, custom_fields) values ('00000000-0000-4000-8000-00000000e001', current_setting('t.p')::uuid, 'lead@example.com', '{a,"b c"}', '{"x": {"y": [1, null]}}');
select tests.as_admin();
update leads set created_at = '2024-02-29 12:00:00.123456+00';
create temp table before as select * from leads;
delete from leads;
select tests.as_user(current_setting('t.con')::uuid);
select throws_ok($$select pg_temp.restore('leads')$$, 'PT404', null, 'contributors bring nothing back');
select tests.as_user(current_setting('t.eve')::uuid);
select throws_ok($$select pg_temp.restore('leads')$$, 'PT404', null, 'nor managers of another project');
select tests.as_user(current_setting('t.man')::uuid);
select is(pg_temp.restore('leads'), '{"resource_type": "leads", "resource_id": "00000000-0000-4000-8000-00000000e001", "restored": 1}', 'a manager does');
select tests.as_admin();
select is((select to_jsonb(l) - '{updated_at,score}'::text[] from leads l), (select to_jsonb(b) - '{updated_at,score}'::text[] from before b), 'as it was, and of whom it was');
select ok(exists (select from audit_logs where resource_type = 'leads' and action = 'insert' and metadata ->> 'restored_from' = pg_temp.deletion('leads')::text and user_id::text = current_setting('t.man')), 'which is recorded as such');
select tests.as_user(current_setting('t.man')::uuid);
select throws_ok($$select pg_temp.restore('leads')$$, 'PT409', 'Something else has taken the place of a deleted row of leads', 'once');
select tests.as_admin();
delete from leads;
insert into leads (project_id, email) values (current_setting('t.p')::uuid, 'lead@example.com');
select tests.as_user(current_setting('t.man')::uuid);
select throws_ok($$select pg_temp.restore('leads')$$, 'PT409', 'Something else has taken the place of a deleted row of leads', 'not where another has its name');
select throws_ok($$select public.restore_record((select id from audit_logs where resource_type = 'leads' and action = 'insert' limit 1))$$, 'PT400', null, 'only deletions are undone');
select throws_ok($$select public.restore_record(gen_random_uuid())$$, 'PT404', null, 'which must be there');
select throws_ok($$select public.restore_record(null)$$, 'PT404', null, 'nothing is not');

-- With what belongs to it.
select tests.as_user(current_setting('t.con')::uuid);
insert into charts (id, project_id, title, chart_type) values ('00000000-0000-4000-8000-00000000c001', current_setting('t.p')::uuid, 'Sales', 'bar');
insert into dashboards (id, project_id, title) values ('00000000-0000-4000-8000-00000000d001', current_setting('t.p')::uuid, 'Board'), ('00000000-0000-4000-8000-00000000d002', current_setting('t.p')::uuid, 'Other');
select save_dashboard_canvas('00000000-0000-4000-8000-00000000d001', 1, '{"tabs": [
  {"id": "00000000-0000-4000-8000-0000000000a1", "title": "A", "widgets": [{"id": "00000000-0000-4000-8000-0000000000b1", "type": "chart", "chart_id": "00000000-0000-4000-8000-00000000c001", "position_x": 0, "position_y": 0, "width": 4, "height": 4}]},
  {"id": "00000000-0000-4000-8000-0000000000a2", "title": "B", "widgets": [{"id": "00000000-0000-4000-8000-0000000000b2", "type": "text", "position_x": 0, "position_y": 0, "width": 4, "height": 4}]}
]}');
select tests.as_user(current_setting('t.man')::uuid);
select create_sharing_link('dashboard', '00000000-0000-4000-8000-00000000d001');
select pg_temp.later();
delete from dashboards;
select is(pg_temp.restore('dashboards', 'Board') ->> 'restored', '5', 'a dashboard comes back with its tabs and widgets');
select results_eq($$select title, position from dashboard_tabs order by position$$, $$values ('A', 0), ('B', 1)$$, 'and no others');
select results_eq($$select id::text, dashboard_tab_id::text, chart_id::text from widgets order by id$$, $$values
  ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-00000000c001'),
  ('00000000-0000-4000-8000-0000000000b2', '00000000-0000-4000-8000-0000000000a2', null)$$, 'in their places');
select is((select is_public from dashboards), false, 'not public, without the link');
select is((select count(*) from dashboards), 1::bigint, 'what else was deleted then stays deleted');
select is(pg_temp.restore('dashboards', 'Other') ->> 'restored', '2', 'until it is asked for');
insert into dashboards (project_id, title) values (current_setting('t.p')::uuid, 'New');
select is((select count(*) from dashboard_tabs t join dashboards d on d.id = t.dashboard_id where d.title = 'New'), 1::bigint, 'a new one has its first tab again');

-- What is missing meanwhile.
select tests.as_admin();
select pg_temp.later();
delete from dashboards;
delete from charts;
select tests.as_user(current_setting('t.man')::uuid);
select throws_ok($$select pg_temp.restore('dashboards', 'Board')$$, 'PT409', 'What a deleted row of widgets belonged to is gone', 'a chart that is gone is named');
select is((select count(*) from dashboards), 0::bigint, 'and nothing comes back by half');
select throws_ok($$select pg_temp.restore('widgets', '00000000-0000-4000-8000-0000000000b2')$$, 'PT409', null, 'nor without its dashboard');
select is(pg_temp.restore('charts', 'Sales') ->> 'restored', '1', 'after the chart');
select is(pg_temp.restore('dashboards', 'Board') ->> 'restored', '5', 'the dashboard comes back');
select is((select created_by::text from dashboards), current_setting('t.con'), 'still of whom it was');

-- Never a way to rights or secrets.
select tests.as_admin();
insert into sharing_links (project_id, resource_type, resource_id, token_hash) values (current_setting('t.p')::uuid, 'dashboard', '00000000-0000-4000-8000-00000000d001', sha256('x'));
delete from sharing_links;
delete from project_users where user_id = current_setting('t.con')::uuid;
insert into ingest_tokens (project_id, dataset_id, name, token_hash) select current_setting('t.p')::uuid, tests.make_dataset(current_setting('t.p')::uuid, 'Orders', tests.columns('a:integer')), 'Key', sha256('x');
delete from ingest_tokens;
delete from datasets where name = 'Orders';
insert into leads (project_id, email, custom_fields) values (current_setting('t.p')::uuid, 'secret@example.com', '{"password": "x"}');
delete from leads where email = 'secret@example.com';
select tests.as_user(current_setting('t.own')::uuid);
select throws_ok($$select pg_temp.restore('project_users')$$, 'PT422', null, 'a membership is not brought back');
select throws_ok($$select pg_temp.restore('sharing_links')$$, 'PT422', null, 'nor a link');
select throws_ok($$select pg_temp.restore('ingest_tokens')$$, 'PT422', null, 'nor a key');
select throws_ok($$select pg_temp.restore('datasets', 'Orders')$$, 'PT422', null, 'nor a dataset, whose rows are gone');
select throws_ok($$select pg_temp.restore('leads', 'secret@example.com')$$, 'PT422', 'A deleted row of leads held secrets, which are not kept', 'nor what held a secret');

-- The schema has moved on.
select tests.as_admin();
insert into campaigns (id, project_id, name, type) values ('00000000-0000-4000-8000-00000000ca01', current_setting('t.p')::uuid, 'Spring', 'email');
delete from campaigns;
alter table campaigns add column added int not null default 5;
alter table campaigns drop column description;
alter table campaigns add column twice int generated always as (added * 2) stored;
alter table campaigns add column number int generated always as identity;
select tests.as_user(current_setting('t.own')::uuid);
select lives_ok($$select pg_temp.restore('campaigns')$$, 'an admin of the workspace brings things back as well, into a table that has changed');
select is((select (name, added, twice)::text from campaigns), '(Spring,5,10)', 'with what is new there');
select tests.as_admin();
delete from campaigns;
select tests.as_user(current_setting('t.own')::uuid);
select is((select (old_values ->> 'number')::int from audit_logs where id = pg_temp.deletion('campaigns')), 1, 'a number of its own');
select lives_ok($$select pg_temp.restore('campaigns')$$, 'comes back, too');
select is((select number from campaigns), 1, 'as the same');
select tests.as_admin();
delete from campaigns;
alter table campaigns add constraint stricter check (name <> 'Spring');
select tests.as_user(current_setting('t.own')::uuid);
select throws_ok($$select pg_temp.restore('campaigns')$$, 'PT409', 'A deleted row of campaigns no longer fits', 'but not against new rules');

-- What it only pointed at may be gone.
select tests.as_admin();
select set_config('t.d', tests.make_dataset(current_setting('t.p')::uuid, 'Visits', tests.columns('a:integer'))::text, true);
insert into charts (project_id, title, chart_type, dataset_id) values (current_setting('t.p')::uuid, 'Kept', 'bar', current_setting('t.d')::uuid), (current_setting('t.p')::uuid, 'Lost', 'bar', current_setting('t.d')::uuid);
delete from charts where title in ('Kept', 'Lost');
select tests.as_user(current_setting('t.own')::uuid);
select pg_temp.restore('charts', 'Kept');
select is((select dataset_id::text from charts where title = 'Kept'), current_setting('t.d'), 'a chart comes back to its dataset');
select tests.as_admin();
delete from datasets where name = 'Visits';
select tests.as_user(current_setting('t.own')::uuid);
select pg_temp.restore('charts', 'Lost');
select is((select (dataset_id is null, project_id)::text from charts where title = 'Lost'), format('(t,%s)', current_setting('t.p')), 'or without it, as if it had been there when that was deleted');

-- What belongs to the workspace itself.
select tests.as_admin();
insert into workspace_users (workspace_id, user_id, role) values (current_setting('t.w')::uuid, current_setting('t.eve')::uuid, 'project_creator');
insert into api_connections (workspace_id, name, endpoint_url) values (current_setting('t.w')::uuid, 'API', 'https://api.example.com');
delete from api_connections;
select tests.as_user(current_setting('t.eve')::uuid);
select throws_ok($$select pg_temp.restore('api_connections')$$, 'PT404', null, 'members of a workspace bring nothing of it back');
select tests.as_user(current_setting('t.own')::uuid);
select is(pg_temp.restore('api_connections') ->> 'restored', '1', 'its admins do');
select is((select workspace_id::text from api_connections), current_setting('t.w'), 'to where it was');

select tests.as_admin();
delete from projects where id = current_setting('t.p')::uuid;
select tests.as_user(current_setting('t.own')::uuid);
select throws_ok($$select pg_temp.restore('charts', 'Sales')$$, 'PT404', null, 'nor into a project that is gone');
select throws_ok($$select pg_temp.restore('projects')$$, 'PT404', null, 'nor that itself');
select tests.as_service();
select throws_ok($$select pg_temp.restore('projects')$$, 'PT422', null, 'not even by the service role');
select throws_ok($$select pg_temp.restore('leads', 'lead@example.com')$$, 'PT409', null, 'which brings nothing back into nowhere');
select tests.as_user(current_setting('t.man')::uuid);
select throws_ok($$select pg_temp.restore('charts', 'Sales')$$, 'PT404', null, 'its managers see nothing of it');
select * from finish();
rollback;
