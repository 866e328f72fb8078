begin;
select plan(14);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
delete from realtime.messages;
delete from private.broadcast_sequences;
create function pg_temp.seen(wanted text default 'a') returns text language sql as $$
  select string_agg(coalesce(payload ->> 'seq', 'null') || ':' || event, ' ' order by (payload ->> 'seq')::bigint nulls last) from realtime.messages where topic = wanted
$$;
create function pg_temp.tell(event text, topic text default 'a') returns void language sql as $$ select private.broadcast(topic, event, '{"x": 1}') $$;

select pg_temp.tell('one');
select is(pg_temp.seen(), null, 'nothing is told, and no number taken, before the transaction ends');
select is_empty('select * from private.broadcast_sequences', 'so that nobody waits for it');
set constraints private.send_broadcast immediate;
select is(pg_temp.seen(), '1:one', 'then it is');
select is_empty('select * from private.broadcasts', 'and nothing of it stays');
select pg_temp.tell('two');
select pg_temp.tell('other', 'b');
select pg_temp.tell('three');
select is(pg_temp.seen(), '1:one 2:two 3:three', 'each topic counts its own');
select is(pg_temp.seen('b'), '1:other', 'from one');
select is((select payload - 'id' from realtime.messages where event = 'two'), '{"x": 1, "seq": 2}', 'the number is beside what is told');

savepoint undone;
select pg_temp.tell('undone');
rollback to undone;
select pg_temp.tell('four');
select is(pg_temp.seen(), '1:one 2:two 3:three 4:four', 'what is undone leaves no gap');

select set_config('orrery.unnumbered', 'on', true);
select pg_temp.tell('five');
select is(pg_temp.seen(), '1:one 2:two 3:three 4:four null:five', 'a transaction that could not number goes on telling');
select set_config('orrery.unnumbered', '', true);
select lives_ok($$select pg_temp.tell('lost', null)$$, 'what cannot be told disturbs nobody');
select set_config('orrery.unnumbered', '', true);

select tests.as_user(current_setting('t.ada')::uuid);
insert into dashboards (id, project_id, title) values ('00000000-0000-4000-8000-0000000000b1', current_setting('t.p')::uuid, 'Board');
update dashboards set title = 'New' where id = '00000000-0000-4000-8000-0000000000b1';
select is(tests.value_of(format('select last from private.broadcast_sequences where topic = %L', 'project:' || current_setting('t.p'))), latest_sequence('project:' || current_setting('t.p'))::text, 'what a person writes is numbered');
select cmp_ok(latest_sequence('project:' || current_setting('t.p')), '>', 0::bigint, 'too');
select throws_ok('select private.next_sequence(''a'')', '42501', null, 'people take no numbers');
select throws_ok('select private.broadcast(''a'', ''x'', ''{}'')', '42501', null, 'and tell nothing themselves');
select * from finish();
rollback;
