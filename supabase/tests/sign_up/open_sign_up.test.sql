begin;
select plan(15);
select set_config('t.ada', tests.make_user('ada@example.com', true, '{"full_name": "Ada Lovelace"}')::text, true);
select is((select status from users where id = current_setting('t.ada')::uuid), 'active', 'open sign-up makes an account active at once');
select is((select email from users where id = current_setting('t.ada')::uuid), 'ada@example.com', 'the account is mirrored');
select is((select display_name from user_profiles where id = current_setting('t.ada')::uuid), 'Ada Lovelace', 'the profile takes the name that was given');
select is((select name from projects where owner_user_id = current_setting('t.ada')::uuid), 'Ada Lovelace''s project', 'a personal project is made');
select is((select workspace_id from projects where owner_user_id = current_setting('t.ada')::uuid), private.global_workspace_id(), 'in the global workspace');
select set_config('t.bob', tests.make_user('bob@example.com')::text, true), set_config('t.nobody', tests.make_user(null)::text, true);
select is((select display_name from user_profiles where id = current_setting('t.bob')::uuid), 'bob', 'without a name the address stands in');
select is((select display_name from user_profiles where id = current_setting('t.nobody')::uuid), 'New user', 'without an address too there is a name');
select lives_ok($$select tests.make_user('x@example.com', true, jsonb_build_object('full_name', repeat('ab ', 300)))$$, 'an endless name does not break sign-up');
select lives_ok($$select tests.make_user('', true, '{"full_name": 7, "name": {"a": []}}')$$, 'strange metadata does not break sign-up');
select lives_ok($$insert into auth.users (id, email, email_confirmed_at, is_sso_user) values (gen_random_uuid(), 'ada@example.com', now(), true)$$, 'a second account with one address does not break sign-up');
select is((select count(*) from users where email = 'ada@example.com'), 1::bigint, 'the first account keeps the address');

update auth.users set email = 'countess@example.com', last_sign_in_at = '2026-01-01' where id = current_setting('t.ada')::uuid;
select is((select email from users where id = current_setting('t.ada')::uuid), 'countess@example.com', 'changes are mirrored');

select private.sign_up(account) from auth.users account;
select is((select count(*) from projects where owner_user_id = current_setting('t.ada')::uuid), 1::bigint, 'accounts from before can be signed up, once');

update projects set settings = jsonb_build_object('x', repeat('x', 65500)) where owner_user_id = current_setting('t.ada')::uuid;
delete from auth.users where id = current_setting('t.ada')::uuid;
select results_eq(
  $$select status, email, raw_user_meta_data from users where id = current_setting('t.ada')::uuid$$,
  $$values ('archived', null::text, '{}'::jsonb)$$, 'a deleted account stays as an empty row'
);
select results_eq(
  $$select is_active, deleted_at is not null, settings ->> 'archived_reason' from projects where owner_user_id = current_setting('t.ada')::uuid$$,
  $$values (false, true, 'owner_deleted')$$, 'its personal project is archived, not deleted, however full its settings are'
);
select * from finish();
rollback;
