begin;
select plan(9);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['owner', 'admin', 'lead', 'stranger']) who;
insert into workspaces (id, name) values ('00000000-0000-4000-8000-0000000000aa', 'Acme'), ('00000000-0000-4000-8000-0000000000ab', 'Bolt');
insert into workspace_users (workspace_id, user_id, role)
select '00000000-0000-4000-8000-0000000000aa', current_setting('t.' || who)::uuid, who from unnest(array['owner', 'admin']) who;
insert into teams (id, workspace_id, name) values ('00000000-0000-4000-8000-0000000000d1', '00000000-0000-4000-8000-0000000000aa', 'Team');
insert into user_team_memberships (team_id, user_id, role) values ('00000000-0000-4000-8000-0000000000d1', current_setting('t.lead')::uuid, 'admin');
select throws_ok($$update projects set workspace_id = '00000000-0000-4000-8000-0000000000ab' where owner_team_id is not null$$, '23503', null, 'a team space is in the workspace of its team');
select throws_ok($$delete from teams$$, '23503', null, 'a team is not deleted without its space');

select tests.as_user(current_setting('t.lead')::uuid);
select throws_ok($$select delete_team('00000000-0000-4000-8000-0000000000d1')$$, 'PT403', null, 'a team''s admin does not delete it');
select is_empty('delete from projects where owner_team_id is not null returning 1', 'nor its space');
select tests.as_user(current_setting('t.admin')::uuid);
select throws_ok($$select delete_team('00000000-0000-4000-8000-0000000000d1')$$, 'PT403', null, 'nor does an admin of the workspace');
select tests.as_user(current_setting('t.stranger')::uuid);
select throws_ok($$select delete_team('00000000-0000-4000-8000-0000000000d1')$$, 'PT404', null, 'to a stranger there is no such team');
select tests.as_user(current_setting('t.owner')::uuid);
select throws_ok($$select delete_team(gen_random_uuid())$$, 'PT404', null, 'a team must be there');
select lives_ok($$select delete_team('00000000-0000-4000-8000-0000000000d1')$$, 'an owner of the workspace deletes it');
select is((select count(*) from projects where owner_team_id is not null), 0::bigint, 'with its space');
select * from finish();
rollback;
