begin;
create function pg_temp.after_friday(cron text) returns text language sql as $$
  select to_char(private.next_occurrence(cron, 'UTC', '2026-11-20 10:00:30Z') at time zone 'UTC', 'YYYY-MM-DD HH24:MI')
$$;
create temp table cases (cron text, expected text);
insert into cases values
  ('* * * * *', '2026-11-20 10:01'),
  ('0 10 * * *', '2026-11-21 10:00'),
  ('*/15 * * * *', '2026-11-20 10:15'),
  ('5,35 9-17 * * *', '2026-11-20 10:05'),
  ('10-50/20 * * * *', '2026-11-20 10:10'),
  ('0 8 * * mon-fri', '2026-11-23 08:00'),
  ('0 8 * * MON,wed', '2026-11-23 08:00'),
  ('0 0 * * 7', '2026-11-22 00:00'),
  ('0 0 * * 0', '2026-11-22 00:00'),
  ('0 0 * * 5-7', '2026-11-21 00:00'),
  ('0 0 * * */2', '2026-11-21 00:00'),
  ('0 0 1 Jan *', '2027-01-01 00:00'),
  ('0 0 1 feb-apr *', '2027-02-01 00:00'),
  ('0 0 24 * 3', '2026-11-24 00:00'),
  ('0 0 29 * 3', '2026-11-25 00:00'),
  ('0 0 */2 * 3', '2026-11-25 00:00'),
  ('0 0 24 * */2', '2026-11-24 00:00'),
  ('0 0 25 * */3', '2026-11-25 00:00'),
  ('0 0 31 * *', '2026-12-31 00:00'),
  ('0 0 29 2 *', '2028-02-29 00:00'),
  ('0 0 31 2 *', null),
  ('0 0 31 4,6,9,11 *', null),
  ('0 0 31 2 1', '2027-02-01 00:00'),
  ('  0   12 * * *  ', '2026-11-20 12:00'),
  ('@hourly', '2026-11-20 11:00'),
  ('@daily', '2026-11-21 00:00'),
  ('@midnight', '2026-11-21 00:00'),
  ('@Weekly', '2026-11-22 00:00'),
  ('@monthly', '2026-12-01 00:00'),
  ('@yearly', '2027-01-01 00:00'),
  ('@annually', '2027-01-01 00:00');
create temp table refused (cron text, message text);
insert into refused values
  ('60 * * * *', '"60" is no minute of a cron expression'),
  ('* 24 * * *', '"24" is no hour of a cron expression'),
  ('* * 0 * *', '"0" is no day of month of a cron expression'),
  ('* * 32 * *', '"32" is no day of month of a cron expression'),
  ('* * * 13 *', '"13" is no month of a cron expression'),
  ('* * * mai *', '"mai" is no month of a cron expression'),
  ('* * * * 8', '"8" is no day of week of a cron expression'),
  ('* * * * sat-mon', '"sat-mon" is no day of week of a cron expression'),
  ('5-1 * * * *', '"5-1" is no minute of a cron expression'),
  ('*/0 * * * *', '"*/0" is no minute of a cron expression'),
  ('5/10 * * * *', '"5/10" is no minute of a cron expression'),
  ('1,,2 * * * *', '"1,,2" is no minute of a cron expression'),
  (', * * * *', '"," is no minute of a cron expression'),
  ('-1 * * * *', '"-1" is no minute of a cron expression'),
  ('mon * * * *', '"mon" is no minute of a cron expression'),
  ('* * L * *', '"L" is no day of month of a cron expression'),
  ('* * * * 5#2', '"5#2" is no day of week of a cron expression'),
  ('? * * * *', '"?" is no minute of a cron expression'),
  ('* * * *', 'A cron expression has five fields: minute, hour, day of month, month, day of week'),
  ('* * * * * *', 'A cron expression has five fields: minute, hour, day of month, month, day of week'),
  ('@reboot', 'A cron expression has five fields: minute, hour, day of month, month, day of week'),
  ('', 'A cron expression has five fields: minute, hour, day of month, month, day of week'),
  (null, 'A cron expression has five fields: minute, hour, day of month, month, day of week'),
  (repeat('0,', 50) || '0 * * * *', 'A cron expression has five fields: minute, hour, day of month, month, day of week');
select plan((select count(*) from cases)::int + (select count(*) from refused)::int + 11);
select is(pg_temp.after_friday(cron), expected, cron) from cases;
select throws_ok(format('select private.parse_cron(%L)', cron), 'PT400', message, coalesce(cron, 'null') || ' is refused') from refused;

create function pg_temp.hint_of(cron text) returns text language plpgsql as $$
declare
  said text;
begin
  perform private.parse_cron(cron);
  return null;
exception when others then
  get stacked diagnostics said = pg_exception_hint;
  return said;
end
$$;
select is(pg_temp.hint_of('* * * * 9'), 'Allowed are 0 to 7 (sun to sat) and *, lists (1,2), ranges (1-5) and steps of them (*/2, 1-5/2).', 'a hint says what a field may be');
select is(pg_temp.hint_of('61 * * * *'), 'Allowed are 0 to 59 and *, lists (1,2), ranges (1-5) and steps of them (*/2, 1-5/2).', 'names where it has some');
select throws_ok($$select private.next_occurrence('* * * * *', 'Mars/Olympus', now())$$, 'PT400', 'There is no time zone "Mars/Olympus"', 'a zone is one');
select throws_ok($$select private.next_occurrence('* * * * *', 'CEST', now())$$, 'PT400', 'There is no time zone "CEST"', 'no abbreviation');
select throws_ok($$select private.next_occurrence('* * * * *', '', now())$$, 'PT400', null, 'not nothing');
select throws_ok($$select private.next_occurrence('* * * * *', null, now())$$, 'PT400', null, 'nor null');
select is(private.next_occurrence('* * * * *', 'UTC', null), null, 'after no time there is none');
select is(private.next_occurrence('* * * * *', 'UTC', 'infinity'), null, 'nor after all of it');
select is(private.next_occurrence('0 8 * * *', 'UTC', '2026-11-20 08:00Z'), '2026-11-21 08:00Z', 'the moment itself is not after it');
select is(private.next_occurrence('0 0 29 2 *', 'UTC', '2096-02-29 12:00Z'), '2104-02-29 00:00Z', 'a leap day is found eight years away');
select tests.as_user(tests.make_user('ada@example.com'));
select throws_ok($$select private.next_occurrence('* * * * *', 'UTC', now())$$, '42501', null, 'people do not call it');
select * from finish();
rollback;
