begin;
select plan(22);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
insert into email_campaigns (id, project_id, subject) values ('00000000-0000-4000-8000-0000000000ec', current_setting('t.p')::uuid, 'News');
insert into leads (project_id, email) select current_setting('t.p')::uuid, 'lead' || i || '@example.com' from generate_series(1, 4) i;
insert into email_messages (project_id, email_campaign_id, lead_id) select project_id, '00000000-0000-4000-8000-0000000000ec', id from leads;
update email_messages set status = 'sending';
update email_messages set status = 'sent';
create function tests.event(lead int, type text, machine boolean default false, external text default null) returns void language sql as $$
  insert into public.email_events (project_id, email_message_id, type, is_machine, external_id)
  select project_id, id, event.type, machine, external from public.email_messages where to_address = 'lead' || lead || '@example.com'
$$;
grant execute on function tests.event to public;
create function tests.metric(name text) returns int language sql security definer as $$ select coalesce((metrics ->> name)::int, 0) from public.email_campaigns $$;
grant execute on function tests.metric to public;

select tests.as_user(current_setting('t.ada')::uuid);
select throws_ok($$select tests.event(1, 'open')$$, '42501', null, 'people report nothing');
select tests.as_service();
select tests.event(i, 'delivered') from generate_series(1, 4) i;
select is(tests.metric('delivered'), 4, 'deliveries are counted');
select tests.event(1, 'open', true);
select is(tests.metric('opened') || ' ' || tests.metric('machine_events'), '0 1', 'what a machine opens is told apart');
select tests.event(1, 'open'); select tests.event(1, 'open'); select tests.event(2, 'open');
select is(tests.metric('opened'), 2, 'who opens twice is counted once');
insert into email_events (project_id, email_message_id, type, url) select m.project_id, m.id, 'click', u from email_messages m, unnest(array['https://a.example', 'https://b.example']) u where to_address = 'lead2@example.com';
select is(tests.metric('clicked'), 1, 'two clicks at once count once, too');
select tests.event(3, 'open', false, 'evt_1');
select throws_ok($$select tests.event(3, 'open', false, 'evt_1')$$, '23505', null, 'an event is taken once');
select is(tests.metric('opened'), 3, 'and counted once');
select throws_ok($$select tests.event(3, 'sneeze')$$, '23514', null, 'types are known');

select tests.event(1, 'unsubscribe', true);
select is((select count(*) from leads where unsubscribed_at is not null), 0::bigint, 'a scanner that follows every link unsubscribes nobody');
select tests.event(1, 'unsubscribe');
select is((select array_agg(email) from leads where unsubscribed_at is not null), '{lead1@example.com}', 'a person does');
select is(tests.metric('unsubscribed'), 1, 'and is counted');
select tests.event(2, 'bounce');
select is((select status from email_messages where to_address = 'lead2@example.com'), 'bounced', 'a bounce marks the message');
select results_eq('select address, source from email_suppressions', $$values ('lead2@example.com'::text, 'bounce'::text)$$, 'and suppresses the address');
select is(tests.metric('bounced') || ' ' || tests.metric('sent'), '1 3', 'the counts follow');
select tests.event(3, 'complaint');
select is((select status from email_messages where to_address = 'lead3@example.com'), 'complained', 'so does a complaint');
select is((select source from email_suppressions where address = 'lead3@example.com'), 'complaint', 'for its address');
select lives_ok($$select tests.event(2, 'bounce')$$, 'another bounce changes nothing');
select is((select count(*) from email_suppressions), 2::bigint, 'an address is suppressed once');
select lives_ok($$select tests.event(2, 'complaint')$$, 'a complaint about what bounced neither');
select is((select status from email_messages where to_address = 'lead2@example.com'), 'bounced', 'it stays bounced');
select tests.as_user(current_setting('t.ada')::uuid);
select isnt_empty('select * from email_events', 'members read what became of messages');
select throws_ok('delete from email_events', '42501', null, 'and delete nothing');
select * from finish();
rollback;
