begin;
select plan(4);
insert into workspaces (id, name) values ('00000000-0000-4000-8000-0000000000aa', 'Acme');
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['owner', 'manager', 'other', 'waits']) who;
insert into projects (id, workspace_id, name, created_by)
values ('00000000-0000-4000-8000-0000000000c1', '00000000-0000-4000-8000-0000000000aa', 'Shared', current_setting('t.owner')::uuid);
select tests.add_member('00000000-0000-4000-8000-0000000000c1', current_setting('t.' || who)::uuid, 'manager') from unnest(array['manager', 'other']) who;

update users set status = 'waitlist' where id = current_setting('t.waits')::uuid;
select tests.add_member('00000000-0000-4000-8000-0000000000c1', current_setting('t.waits')::uuid, 'viewer');
select is((select status from users where id = current_setting('t.waits')::uuid), 'active', 'who is added to a project waits no longer');

select tests.as_user(current_setting('t.' || who)::uuid), invite_member(who || '.guest@example.com', 'viewer', project_id => '00000000-0000-4000-8000-0000000000c1')
from unnest(array['manager', 'other']) who;
select tests.as_admin();
select is((select count(*) from workspace_invitations), 2::bigint, 'managers have invited');
update project_users set role = 'viewer' where user_id = current_setting('t.manager')::uuid;
select is((select string_agg(email, ',') from workspace_invitations), 'other.guest@example.com', 'who is demoted leaves no open invitation behind');
delete from project_users where user_id = current_setting('t.other')::uuid;
select is_empty('select 1 from workspace_invitations', 'nor does who is removed');
select * from finish();
rollback;
