begin;
select plan(33);
select set_config('t.' || who, tests.make_user(who || '@acme.com')::text, true) from unnest(array['owner', 'admin', 'rival']) who;
select set_config('t.second', tests.make_user('second@acme.io')::text, true), set_config('t.gmail', tests.make_user('g@gmail.com')::text, true), set_config('t.stranger', tests.make_user('s@example.com')::text, true);
select set_config('t.unconfirmed', tests.make_user('u@bolt.com', false)::text, true);
insert into workspaces (id, name) values ('00000000-0000-4000-8000-0000000000aa', 'Acme'), ('00000000-0000-4000-8000-0000000000ab', 'Rival');
insert into workspace_users (workspace_id, user_id, role) values
  ('00000000-0000-4000-8000-0000000000aa', current_setting('t.owner')::uuid, 'owner'),
  ('00000000-0000-4000-8000-0000000000aa', current_setting('t.second')::uuid, 'owner'),
  ('00000000-0000-4000-8000-0000000000aa', current_setting('t.gmail')::uuid, 'owner'),
  ('00000000-0000-4000-8000-0000000000aa', current_setting('t.unconfirmed')::uuid, 'owner'),
  ('00000000-0000-4000-8000-0000000000aa', current_setting('t.admin')::uuid, 'admin'),
  ('00000000-0000-4000-8000-0000000000ab', current_setting('t.rival')::uuid, 'owner');
create function pg_temp.claim(who text, domains text[], workspace uuid default '00000000-0000-4000-8000-0000000000aa') returns text language plpgsql as $$
begin
  perform tests.as_user(current_setting('t.' || who)::uuid);
  return set_workspace_domains(workspace, domains)::text;
exception when others then
  return sqlstate;
end
$$;
grant execute on function pg_temp.claim to public;
select is(pg_temp.claim('owner', '{" Acme.COM ", acme.com}'), '{acme.com}', 'an owner takes the domain of their address, in lower case');
select is(pg_temp.claim('owner', '{acme.com, acme.io}'), 'PT403', 'but not one of which they have no address');
select is(pg_temp.claim('second', '{acme.com, acme.io}'), '{acme.com,acme.io}', 'another owner adds theirs, and keeps the first');
select is(pg_temp.claim('admin', '{acme.com}'), 'PT403', 'an admin sets no domains');
select is(pg_temp.claim('stranger', '{example.com}'), 'PT404', 'to a stranger there is no such workspace');
select is(pg_temp.claim('gmail', '{acme.com, acme.io, gmail.com}'), 'PT400', 'a domain of everybody is none of a company');
select is(pg_temp.claim('unconfirmed', '{acme.com, acme.io, bolt.com}'), 'PT403', 'an address must be confirmed');
select is(pg_temp.claim('owner', array['acme.com', domain]), 'PT400', 'no domain: ' || domain)
from unnest(array['*', 'com', '', 'a@acme.com', '.acme.com', 'acme..com', 'acme.com/x']) domain;
select is(pg_temp.claim('rival', '{acme.com}', '00000000-0000-4000-8000-0000000000ab'), 'PT409', 'a domain is in one workspace');
select tests.as_admin();
select tests.make_user('new@acme.io');
select results_eq($$select workspace_id, role from workspace_users m join users u on u.id = m.user_id where u.email = 'new@acme.io'$$, $$values ('00000000-0000-4000-8000-0000000000aa'::uuid, 'project_creator')$$, 'who confirms an address there joins');
select is(pg_temp.claim('second', '{acme.io}'), '{acme.io}', 'a domain is given up');
select is(pg_temp.claim('rival', '{acme.com}', '00000000-0000-4000-8000-0000000000ab'), '{acme.com}', 'and free for another');
select is(pg_temp.claim('second', null), '{}', 'all are given up');
select tests.as_admin();
select is(private.is_public_mail_domain(domain), true, domain || ' is everybody''s') from unnest(array['yahoo.co.uk', 'hotmail.fr', 'gmx.com.br', 'privaterelay.appleid.com', 'users.noreply.github.com', 'duck.com', 'mozmail.com', 'abv.bg', 'a.gmail.com', 'b.a.yahoo.de']) domain;
select is(private.is_public_mail_domain(domain), false, domain || ' is a company''s') from unnest(array['notgmail.com', 'mail.acme.com']) domain;
insert into workspace_users (workspace_id, user_id, role) values (private.global_workspace_id(), current_setting('t.owner')::uuid, 'owner');
select is(pg_temp.claim('owner', '{acme.com}', '00000000-0000-4000-8000-000000000001'), 'PT400', 'the global workspace keeps its star');
select tests.as_admin();
select throws_ok($$update workspaces set company_email_domains = '{*,x.com}' where name = 'Rival'$$, '23514', null, 'which stands alone');
select * from finish();
rollback;
