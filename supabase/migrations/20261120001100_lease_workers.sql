create table private.worker_slots (
  queue text primary key references pgmq.meta (queue_name) on delete cascade,
  slots int not null,
  constraint a_queue_has_a_plain_name check (queue ~ '^[a-z][a-z0-9_]*$'),
  constraint a_queue_has_a_worker check (slots between 1 and 100)
);
comment on table private.worker_slots is 'How many workers may consume a queue at a time.';

create table private.worker_leases (
  holder uuid primary key,
  queue text not null references private.worker_slots on delete cascade,
  expires_at timestamptz not null,
  is_reading boolean not null default true
) with (fillfactor = 50);
comment on table private.worker_leases is 'Workers at work. A worker that is gone gives its slot back when its lease expires.';
comment on column private.worker_leases.is_reading is 'It will soon look by itself for what comes. One that has no room, or waits to be called, will not.';
create index on private.worker_leases (queue);

create function private.needs_worker(queue text)
returns boolean
language sql
stable
set search_path = ''
as $$
  -- Who lives extends 10 seconds every 3: with less than 5 left it may be gone. More than a minute was said by a clock that was wrong.
  select coalesce(bool_and(not l.is_reading or l.expires_at < clock_timestamp() + interval '5 seconds'), true) and count(l.holder) < s.slots
  from private.worker_slots s
  left join private.worker_leases l on l.queue = s.queue and l.expires_at between clock_timestamp() and clock_timestamp() + interval '1 minute'
  where s.queue = needs_worker.queue
  group by s.slots
$$;
comment on function private.needs_worker is 'Whether a message of a queue needs one more worker: nobody at work will look for it, and a slot is free.';

create function private.take_worker_lease(queue text, holder uuid, seconds int)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  free int;
begin
  -- The lock on the queue's row closes the race of two workers for one slot.
  select s.slots into free from private.worker_slots s where s.queue = take_worker_lease.queue for update;
  delete from private.worker_leases l
  where l.queue = take_worker_lease.queue and l.expires_at not between clock_timestamp() and clock_timestamp() + interval '1 minute';
  free := free - (select count(*) from private.worker_leases l where l.queue = take_worker_lease.queue);
  if free is null or free < 1 then return false; end if;
  insert into private.worker_leases (holder, queue, expires_at) values (holder, queue, clock_timestamp() + make_interval(secs => seconds));
  return true;
end
$$;
comment on function private.take_worker_lease is 'Takes one of a queue''s worker slots. False: all are taken.';

create function private.extend_worker_lease(holder uuid, seconds int, is_reading boolean)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  mine text;
begin
  update private.worker_leases l
  set expires_at = clock_timestamp() + make_interval(secs => seconds), is_reading = extend_worker_lease.is_reading
  where l.holder = extend_worker_lease.holder
  returning l.queue into mine;
  if not is_reading then perform private.wake_worker_if_waiting(mine); end if;
  return mine is not null;
end
$$;
comment on function private.extend_worker_lease is 'A worker says that it lives, and whether it looks for messages by itself. False: its lease ran out and somebody else has the slot.';

create function private.release_worker_lease(holder uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  released text;
begin
  delete from private.worker_leases l where l.holder = release_worker_lease.holder returning l.queue into released;
  perform private.wake_worker_if_waiting(released);
end
$$;
comment on function private.release_worker_lease is 'Gives a worker slot back, and calls the next worker when messages wait.';

grant select, insert, update, delete on private.worker_leases to service_role;
grant select, update on private.worker_slots to service_role;
grant execute on function private.needs_worker, private.take_worker_lease, private.extend_worker_lease, private.release_worker_lease to service_role;
