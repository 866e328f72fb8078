begin;
-- What follows after a moment, as the wall clock shows it and in UTC, three times over.
create function pg_temp.next_three(cron text, zone text, after timestamptz) returns text language sql as $$
  with recursive step (n, moment) as (
    select 1, private.next_occurrence(cron, zone, after)
    union all
    select n + 1, private.next_occurrence(cron, zone, moment) from step where n < 3
  )
  select string_agg(to_char(moment at time zone zone, 'DD HH24:MI') || '=' || to_char(moment at time zone 'UTC', 'HH24:MI'), ' ' order by n) from step
$$;
create temp table cases (cron text, zone text, after timestamptz, expected text, why text);
insert into cases values
  ('30 2 * * *', 'Europe/Berlin', '2026-03-28 12:00Z', '29 03:00=01:00 30 02:30=00:30 31 02:30=00:30', 'a time that is left out comes right after the gap'),
  ('0,30 2 * * *', 'Europe/Berlin', '2026-03-28 12:00Z', '29 03:00=01:00 30 02:00=00:00 30 02:30=00:30', 'two of them come once'),
  ('0 2,3 * * *', 'Europe/Berlin', '2026-03-28 12:00Z', '29 03:00=01:00 30 02:00=00:00 30 03:00=01:00', 'with one that is due then anyway, once'),
  ('30 2 * * *', 'Europe/Berlin', '2026-10-24 12:00Z', '25 02:30=00:30 26 02:30=01:30 27 02:30=01:30', 'a time that comes twice is due the first time'),
  ('30 2 * * *', 'Europe/Berlin', '2026-10-25 01:10Z', '26 02:30=01:30 27 02:30=01:30 28 02:30=01:30', 'not the second time'),
  ('*/20 1-2 * * *', 'Europe/Berlin', '2026-10-25 00:40Z', '26 01:00=00:00 26 01:20=00:20 26 01:40=00:40', 'however many of them'),
  ('*/30 * * * *', 'Europe/Berlin', '2026-03-29 00:00Z', '29 01:30=00:30 29 03:00=01:00 29 03:30=01:30', 'every half hour goes on through a gap'),
  ('30 * * * *', 'Europe/Berlin', '2026-10-25 00:00Z', '25 02:30=00:30 25 02:30=01:30 25 03:30=02:30', 'every hour in both of the two'),
  ('0 */2 * * *', 'Europe/Berlin', '2026-03-28 23:00Z', '29 03:00=01:00 29 04:00=02:00 29 06:00=04:00', 'every second hour is a list of times'),
  ('0 9 * * *', 'America/New_York', '2026-03-07 15:00Z', '08 09:00=13:00 09 09:00=13:00 10 09:00=13:00', 'other times of the day stay where they are'),
  ('30 2 * * *', 'America/New_York', '2026-03-07 15:00Z', '08 03:00=07:00 09 02:30=06:30 10 02:30=06:30', 'a gap in New York'),
  ('30 1 * * *', 'America/New_York', '2026-10-31 15:00Z', '01 01:30=05:30 02 01:30=06:30 03 01:30=06:30', 'an hour twice in New York'),
  ('15 2 * * *', 'Australia/Lord_Howe', '2026-10-03 00:00Z', '04 02:30=15:30 05 02:15=15:15 06 02:15=15:15', 'a gap of half an hour'),
  ('45 1 * * *', 'Australia/Lord_Howe', '2026-04-04 00:00Z', '05 01:45=14:45 06 01:45=15:15 07 01:45=15:15', 'half an hour twice'),
  ('45 * * * *', 'Australia/Lord_Howe', '2026-04-04 14:00Z', '05 01:45=14:45 05 01:45=15:15 05 02:45=16:15', 'in which every hour comes twice'),
  ('0 * * * *', 'Australia/Lord_Howe', '2026-10-03 14:00Z', '04 01:00=14:30 04 03:00=16:00 04 04:00=17:00', 'or not at all'),
  ('0 0 * * *', 'America/Sao_Paulo', '2018-11-03 12:00Z', '04 01:00=03:00 05 00:00=02:00 06 00:00=02:00', 'a day without a midnight'),
  ('30 23 * * sat', 'America/Sao_Paulo', '2018-02-17 12:00Z', '17 23:30=01:30 24 23:30=02:30 03 23:30=02:30', 'an evening with two of them'),
  ('30 * * * sun', 'America/Sao_Paulo', '2018-02-18 01:40Z', '18 00:30=03:30 18 01:30=04:30 18 02:30=05:30', 'Sunday after both'),
  ('30 * * * sat', 'America/Sao_Paulo', '2018-02-18 01:40Z', '17 23:30=02:30 24 00:30=03:30 24 01:30=04:30', 'Saturday in both'),
  ('0 9 * * *', 'Pacific/Apia', '2011-12-29 20:00Z', '31 00:00=10:00 31 09:00=19:00 01 09:00=19:00', 'a day that never was comes at its end'),
  ('0 9 30 12 *', 'Pacific/Apia', '2011-01-01 00:00Z', '31 00:00=10:00 30 09:00=19:00 30 09:00=19:00', 'also for what was meant for it alone'),
  ('0 */1 * * *', 'Pacific/Apia', '2011-12-30 08:30Z', '29 23:00=09:00 31 00:00=10:00 31 01:00=11:00', 'its hours are passed over'),
  ('0 9 * * *', 'Asia/Kolkata', '2026-11-20 12:00Z', '21 09:00=03:30 22 09:00=03:30 23 09:00=03:30', 'half an hour off'),
  ('45 23 * * *', 'Asia/Kathmandu', '2026-11-20 12:00Z', '20 23:45=18:00 21 23:45=18:00 22 23:45=18:00', 'three quarters off'),
  ('0 0 * * *', 'Pacific/Kiritimati', '2026-11-20 12:00Z', '22 00:00=10:00 23 00:00=10:00 24 00:00=10:00', 'far east'),
  ('30 2 * * *', 'UTC', '2026-03-28 12:00Z', '29 02:30=02:30 30 02:30=02:30 31 02:30=02:30', 'UTC has no changes'),
  ('30 0 * * *', 'Africa/Casablanca', '2026-02-14 12:00Z', '15 00:30=23:30 16 00:30=00:30 17 00:30=00:30', 'a zone whose year has a change for a month'),
  ('0 2 * * *', 'Antarctica/Troll', '2026-10-24 12:00Z', '25 02:00=00:00 26 02:00=02:00 27 02:00=02:00', 'a change of two hours');
select plan((select count(*) from cases)::int);
select is(pg_temp.next_three(cron, zone, after), expected, why) from cases;
select * from finish();
rollback;
