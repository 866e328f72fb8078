begin;
select plan(17);
create table public.ticks (id int, project_id uuid not null references projects on delete cascade, occurred_at timestamptz not null, note text default 'x', primary key (id, occurred_at),
  constraint a_note_is_short check (length(note) < 5)) partition by range (occurred_at);
create index on public.ticks (project_id);
create trigger refuse_change before update or delete on public.ticks for each row execute function private.refuse_ledger_change();
create function pg_temp.parts() returns setof text language sql as $$
  select replace(c.relname, to_char(now() at time zone 'UTC', 'YYYY_MM'), 'now') from pg_inherits join pg_class c on c.oid = inhrelid where inhparent = 'public.ticks'::regclass
$$;
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);

select lives_ok($$select private.make_month_partitions('public.ticks', 0)$$, 'a table gets its first partitions');
select set_eq('select pg_temp.parts()', array['ticks_now', 'ticks_default'], 'this month, and one for the rest');
select is((select relnamespace::regnamespace::text from pg_class where relname = 'ticks_default'), 'private', 'where the API does not look');
insert into ticks (id, project_id, occurred_at)
select n, current_setting('t.p')::uuid, date_trunc('month', now(), 'UTC') + make_interval(months => n) from generate_series(-3, 3) n;
select is((select count(*) from private.ticks_default), 6::bigint, 'the other months go to the default one');
select lives_ok($$select private.make_month_partitions('public.ticks', 2, 1)$$, 'partitions can be made later');
select is((select count(*) from pg_temp.parts()), 5::bigint, 'for the months that were asked for');
select results_eq('select id from private.ticks_default order by 1', array[-3, -2, 3], 'and take their rows over from the default one');
select is((select count(*) from ticks), 7::bigint, 'so that none is lost');
select lives_ok($$select private.make_month_partitions('public.ticks', 2, 1)$$, 'doing it again changes nothing');
insert into ticks (id, project_id, occurred_at) values (9, current_setting('t.p')::uuid, date_trunc('month', now(), 'UTC') + interval '1 month' - interval '1 microsecond');
select ok((select tableoid::regclass::text = 'private.ticks_' || to_char(now() at time zone 'UTC', 'YYYY_MM') from ticks where id = 9), 'a month ends where the next begins, in UTC');
select throws_ok($$delete from ticks where id = -3$$, 'PT403', null, 'triggers hold in the partitions, the default one after rows were taken from it too');
select throws_ok($$insert into ticks values (1, gen_random_uuid(), now())$$, '23503', null, 'and so do foreign keys');
select throws_ok($$insert into ticks values (10, current_setting('t.p')::uuid, now(), 'too long')$$, '23514', null, 'and checks');

-- What is left of an interval in days depends on the time zone.
set local timezone = 'UTC';
select lives_ok($$select private.drop_month_partitions('public.ticks', now() - date_trunc('month', now()))$$, 'what is too old is dropped');
select results_eq('select id from ticks order by id', array[0, 1, 2, 3, 9], 'months as a whole, and rows of the default partition');
select is((select count(*) from pg_temp.parts()), 4::bigint, 'with their partitions');
select throws_ok($$update ticks set note = 'y' where id = 3$$, 'PT403', null, 'and the triggers stay');
select * from finish();
rollback;
