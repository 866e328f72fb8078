begin;
select plan(16);
update workspaces set settings = '{"signup": "waitlist"}' where id = private.global_workspace_id();
insert into workspaces (id, name, company_email_domains) values ('00000000-0000-4000-8000-0000000000aa', 'Acme', '{acme.com}');
insert into workspace_invitations (workspace_id, email, role, token_hash) values
  ('00000000-0000-4000-8000-0000000000aa', 'invited@example.com', 'admin', sha256('1')), ('00000000-0000-4000-8000-0000000000aa', 'later@example.com', 'admin', sha256('2'));
insert into workspace_invitations (workspace_id, email, role, token_hash, created_at, expires_at) values
  ('00000000-0000-4000-8000-0000000000aa', 'late@example.com', 'admin', sha256('3'), '2026-01-01', '2026-01-08');
create function pg_temp.status_of(address text) returns text language sql as 'select status from users where email = address';

select tests.make_user('Invited@example.com');
select is(pg_temp.status_of('Invited@example.com'), 'invited', 'an address with an open invitation signs up as invited');
select is((select count(*) from workspace_users), 0::bigint, 'and is in nothing before it accepts');
select tests.make_user('late@example.com');
select is(pg_temp.status_of('late@example.com'), 'waitlist', 'an expired one counts for nothing');
select tests.make_user('later@example.com', false);
select is(pg_temp.status_of('later@example.com'), 'waitlist', 'nor does an address that is not confirmed');
update auth.users set email_confirmed_at = now() where email = 'later@example.com';
select is(pg_temp.status_of('later@example.com'), 'invited', 'until it is');

select tests.make_user('guest@example.com', false);
update auth.users set invited_at = now() where email = 'guest@example.com';
select is(pg_temp.status_of('guest@example.com'), 'invited', 'who was invited through Auth is invited');
update auth.users set email_confirmed_at = now() where email = 'guest@example.com';
select is(pg_temp.status_of('guest@example.com'), 'active', 'and let in with their address');
select tests.make_user('"x@acme.com"@example.com');
select is(pg_temp.status_of('"x@acme.com"@example.com'), 'waitlist', 'the domain is what follows the last @');

select tests.make_user('ban@example.com');
update users set status = 'banned' where email = 'ban@example.com';
update auth.users set email = 'ban@acme.com', invited_at = now() where email = 'ban@example.com';
select is(pg_temp.status_of('ban@acme.com'), 'banned', 'no address lifts a ban');

select set_config('t.soft', tests.make_user('soft@acme.com')::text, true);
insert into workspace_invitations (workspace_id, email, role, token_hash, invited_by) values ('00000000-0000-4000-8000-0000000000aa', 'x@example.com', 'admin', sha256('4'), current_setting('t.soft')::uuid);
update auth.users set deleted_at = now(), email = 'd3b0' where id = current_setting('t.soft')::uuid;
select results_eq(
  $$select status, email, deleted_at is not null from users where id = current_setting('t.soft')::uuid$$, $$values ('archived', null::text, true)$$,
  'an account Auth deletes softly is archived too'
);
select is((select settings ->> 'archived_reason' from projects where owner_user_id = current_setting('t.soft')::uuid), 'owner_deleted', 'with its project');
select is_empty($$select 1 from workspace_invitations where email = 'x@example.com'$$, 'and its invitations');
update auth.users set last_sign_in_at = now() where id = current_setting('t.soft')::uuid;
select is((select email from users where id = current_setting('t.soft')::uuid), null, 'and stays so');
select tests.as_user(current_setting('t.soft')::uuid);
select is_empty('select id from projects', 'a token that lives on opens nothing');
select is_empty($$select private.workspace_ids('project_creator')$$, 'in no workspace either');
select throws_ok($$select create_workspace('Mine')$$, 'PT403', null, 'and makes nothing');
select * from finish();
rollback;
