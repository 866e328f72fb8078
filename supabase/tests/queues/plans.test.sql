begin;
select plan(4);
select private.create_queue('crowd', 1);

-- What the statistics say of a queue that autovacuum looked at while it was empty.
select count(*) from pgmq.send_batch('crowd', array(select '{}'::jsonb from generate_series(1, 5000)));
delete from pgmq.q_crowd;
analyze pgmq.q_crowd;
select is((select reltuples from pg_class where oid = 'pgmq.q_crowd'::regclass), 0::real, 'the queue is known to be empty');
select count(*) from pgmq.send_batch('crowd', array(select '{}'::jsonb from generate_series(1, 5000)));

create function pg_temp.rows_read() returns bigint language sql as $$
  select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables where relid = 'pgmq.q_crowd'::regclass
$$;
create temporary table seen as select pg_temp.rows_read() as before;

create temporary table held as select array_agg(msg_id) as ids, array_agg(read_ct) as tokens from private.read_messages('crowd', 30, 50);
select cmp_ok(pg_temp.rows_read() - (select before from seen), '<=', 150::bigint, 'a read looks at what it takes');

update seen set before = pg_temp.rows_read();
select count(*) from held, private.extend_messages('crowd', ids, tokens, 30);
select cmp_ok(pg_temp.rows_read() - (select before from seen), '<=', 150::bigint, 'a heartbeat looks at what is held');

update seen set before = pg_temp.rows_read();
select private.acknowledge_messages('crowd', ids, tokens) from held;
select cmp_ok(pg_temp.rows_read() - (select before from seen), '<=', 150::bigint, 'an acknowledgement looks at what ended');

select * from finish();
rollback;
