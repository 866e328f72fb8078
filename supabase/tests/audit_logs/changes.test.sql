begin;
select plan(31);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
create function pg_temp.last(resource text) returns audit_logs language sql security definer as $$
  select l from audit_logs l where resource_type = resource and created_at = now() order by cmin::text::bigint desc limit 1
$$;
create function pg_temp.logged() returns bigint language sql security definer as $$ select count(*) from audit_logs where project_id = current_setting('t.p')::uuid $$;
grant execute on function pg_temp.last, pg_temp.logged to public;
select tests.as_user(current_setting('t.ada')::uuid);
select set_config('request.headers', '{"x-forwarded-for": "10.0.0.1, 203.0.113.7", "user-agent": "Firefox"}', true);
insert into charts (id, project_id, title, chart_type, tags) values ('00000000-0000-4000-8000-00000000c001', current_setting('t.p')::uuid, 'Sales', 'bar', '{a,b}');
select is((pg_temp.last('charts')).action, 'insert', 'a new row is recorded');
select is((pg_temp.last('charts')).resource_id, '00000000-0000-4000-8000-00000000c001', 'by its id');
select is((pg_temp.last('charts')).user_id::text, current_setting('t.ada'), 'with who made it');
select is(host((pg_temp.last('charts')).ip_address) || ' ' || (pg_temp.last('charts')).user_agent, '203.0.113.7 Firefox', 'and from where');
select is((pg_temp.last('charts')).project_id::text, current_setting('t.p'), 'in its project');
select is((pg_temp.last('charts')).workspace_id, '00000000-0000-4000-8000-000000000001', 'and workspace');
select is((pg_temp.last('charts')).old_values, null, 'there was nothing before');
select is((pg_temp.last('charts')).new_values ->> 'title', 'Sales', 'and now there is this');
select ok(not (pg_temp.last('charts')).new_values ?| array['updated_at', 'revision'], 'without what changes by itself');
select is((pg_temp.last('charts')).metadata, '{}', 'a person needs no remark');

update charts set title = 'Revenue', description = 'All of it' where title = 'Sales';
select is((pg_temp.last('charts')).action, 'update', 'a change is recorded');
select is((pg_temp.last('charts')).old_values, '{"title": "Sales", "description": null}', 'with what was');
select is((pg_temp.last('charts')).new_values, '{"title": "Revenue", "description": "All of it"}', 'and what is, of the changed columns alone');
select set_config('t.n', pg_temp.logged()::text, true);
update charts set title = title, tags = tags;
select is(pg_temp.logged()::text, current_setting('t.n'), 'an update that changes nothing is not recorded');
update charts set title = 'x' where false;
select is(pg_temp.logged()::text, current_setting('t.n'), 'nor one of no row');
insert into charts (project_id, title, chart_type) select project_id, 'x', 'bar' from charts where false;
select is(pg_temp.logged()::text, current_setting('t.n'), 'nor one that makes none');

insert into dashboards (id, project_id, title) values ('00000000-0000-4000-8000-00000000d001', current_setting('t.p')::uuid, 'Board');
select is((pg_temp.last('dashboard_tabs')).action, 'insert', 'what a trigger makes is recorded as well');
select set_config('t.n', pg_temp.logged()::text, true);
select tests.as_admin();
update dashboards set view_count = view_count + 1, last_viewed_at = now();
select is(pg_temp.logged()::text, current_setting('t.n'), 'a counter is no change');
update dashboards set view_count = view_count + 1, title = 'Boards';
select is((pg_temp.last('dashboards')).new_values, '{"title": "Boards"}', 'and is not shown with one');
select is((pg_temp.last('dashboards')).metadata, '{"actor": "system"}', 'what the database does by itself has no person');
select tests.as_service();
update dashboards set title = 'Board';
select is((pg_temp.last('dashboards')).metadata, '{"actor": "service"}', 'nor what a service does');
select is((pg_temp.last('dashboards')).user_id, null, 'of either');

select tests.as_user(current_setting('t.ada')::uuid);
delete from dashboards;
select is((pg_temp.last('dashboards')).action, 'delete', 'a deletion is recorded');
select is((pg_temp.last('dashboards')).old_values ->> 'view_count', '2', 'with the whole row');
select is((pg_temp.last('dashboards')).new_values, null, 'after which there is nothing');
select is((pg_temp.last('dashboard_tabs')).action, 'delete', 'and so is what goes with it');

select lives_ok($$select set_config('request.headers', '{broken', true); update charts set title = 'y'$$, 'headers that make no sense stop nothing');
select is((pg_temp.last('charts')).ip_address, null, 'and say nothing');

-- A new id is not possible through the API; whoever can do it leaves a trace of both.
select tests.as_admin();
insert into campaigns (id, project_id, name, type) values ('00000000-0000-4000-8000-00000000c001', current_setting('t.p')::uuid, 'Spring', 'email');
update campaigns set id = '00000000-0000-4000-8000-00000000c002';
select bag_eq($$select resource_id::text, new_values ->> 'id' from audit_logs where resource_type = 'campaigns' and action = 'update'$$,
  $$values ('00000000-0000-4000-8000-00000000c001', null), ('00000000-0000-4000-8000-00000000c002', '00000000-0000-4000-8000-00000000c002')$$, 'another id is no way out');

insert into workspaces (name) values ('Acme');
select is((pg_temp.last('workspaces')).workspace_id, (select id from workspaces where name = 'Acme'), 'a workspace is in itself');
insert into teams (workspace_id, name) select id, 'Team' from workspaces where name = 'Acme';
insert into user_team_memberships (team_id, user_id, role) select id, current_setting('t.ada')::uuid, 'viewer' from teams;
select is((pg_temp.last('user_team_memberships')).workspace_id, (select id from workspaces where name = 'Acme'), 'a membership is where its team is');
select * from finish();
rollback;
