begin;
select plan(13);
update workspaces set settings = '{"signup": "waitlist"}' where id = private.global_workspace_id();
insert into workspaces (id, name, company_email_domains) values ('00000000-0000-4000-8000-0000000000aa', 'Acme', '{acme.com}');
insert into workspaces (id, name, company_email_domains, is_active) values ('00000000-0000-4000-8000-0000000000ab', 'Closed', '{closed.com}', false);

select set_config('t.waits', tests.make_user('a@elsewhere.com')::text, true);
select is((select status from users where id = current_setting('t.waits')::uuid), 'waitlist', 'others wait');
select isnt(tests.project_of(current_setting('t.waits')::uuid), null, 'with a personal project already');
select tests.as_user(current_setting('t.waits')::uuid);
select is_empty('select * from projects', 'who waits sees nothing');
select is_empty($$select private.project_ids('viewer')$$, 'who waits is nowhere a viewer');
select tests.as_admin();

select set_config('t.joins', tests.make_user('b@Acme.com')::text, true);
select is((select status from users where id = current_setting('t.joins')::uuid), 'active', 'a confirmed address of a company is let in');
select is((select role from workspace_users where user_id = current_setting('t.joins')::uuid), 'project_creator', 'as a project creator');

select set_config('t.later', tests.make_user('c@acme.com', false)::text, true);
select is((select status from users where id = current_setting('t.later')::uuid), 'waitlist', 'an unconfirmed address is not');
update auth.users set email_confirmed_at = now() where id = current_setting('t.later')::uuid;
select is((select status from users where id = current_setting('t.later')::uuid), 'active', 'until it is confirmed');
select is((select count(*) from workspace_users where user_id = current_setting('t.later')::uuid), 1::bigint, 'then it joins too');
select set_config('t.closed', tests.make_user('d@closed.com')::text, true);
select is((select count(*) from workspace_users where user_id = current_setting('t.closed')::uuid), 0::bigint, 'an inactive workspace takes nobody');
select set_config('t.star', tests.make_user('x@*')::text, true);
select is((select count(*) from workspace_users where user_id = current_setting('t.star')::uuid), 0::bigint, 'the star is no domain');
select set_config('t.sub', tests.make_user('e@sub.acme.com')::text, true);
select is((select count(*) from workspace_users where user_id = current_setting('t.sub')::uuid), 0::bigint, 'nor is a subdomain the domain');

select tests.add_member(tests.project_of(current_setting('t.joins')::uuid), current_setting('t.waits')::uuid, 'viewer');
select is((select status from users where id = current_setting('t.waits')::uuid), 'active', 'being added to a project ends the wait');
select * from finish();
rollback;
