create table private.worker_slots (
  queue text primary key,
  slots int not null,
  constraint a_queue_has_a_worker check (slots between 1 and 100)
);
comment on table private.worker_slots is 'How many workers may consume a queue at a time.';
insert into private.worker_slots values ('connector_sync', 2);

create table private.worker_leases (
  holder uuid primary key,
  queue text not null references private.worker_slots,
  expires_at timestamptz not null
);
comment on table private.worker_leases is 'Workers at work. A worker that is gone gives its slot back when its lease expires.';
create index on private.worker_leases (queue);

create function private.has_free_worker(queue text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select (select count(*) from private.worker_leases l where l.queue = s.queue and l.expires_at > clock_timestamp()) < s.slots
  from private.worker_slots s
  where s.queue = has_free_worker.queue
$$;
comment on function private.has_free_worker is 'Whether one more worker may consume a queue.';

create function private.take_worker_lease(queue text, holder uuid, seconds int)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  -- The lock on the queue's row closes the race of two workers for one slot.
  perform from private.worker_slots s where s.queue = take_worker_lease.queue for update;
  delete from private.worker_leases l where l.queue = take_worker_lease.queue and l.expires_at <= clock_timestamp();
  if not coalesce(private.has_free_worker(queue), false) then return false; end if;
  insert into private.worker_leases values (holder, queue, clock_timestamp() + make_interval(secs => seconds));
  return true;
end
$$;
comment on function private.take_worker_lease is 'Takes one of a queue''s worker slots. False: all are taken.';

create function private.extend_worker_lease(holder uuid, seconds int)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  update private.worker_leases l set expires_at = clock_timestamp() + make_interval(secs => seconds) where l.holder = extend_worker_lease.holder;
  return found;
end
$$;
comment on function private.extend_worker_lease is 'A worker says it lives.';

create function private.release_worker_lease(holder uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  released text;
  is_waiting boolean;
begin
  delete from private.worker_leases l where l.holder = release_worker_lease.holder returning l.queue into released;
  if released is null then return; end if;
  execute format('select exists (select from pgmq.%I where vt <= clock_timestamp())', 'q_' || released) into is_waiting;
  if is_waiting then perform private.wake_worker(released); end if;
end
$$;
comment on function private.release_worker_lease is 'Gives a worker slot back, and calls the next worker when messages wait.';

grant select, insert, update, delete on private.worker_leases to service_role;
grant select, update on private.worker_slots to service_role;
grant execute on function private.has_free_worker, private.take_worker_lease, private.extend_worker_lease, private.release_worker_lease to service_role;
