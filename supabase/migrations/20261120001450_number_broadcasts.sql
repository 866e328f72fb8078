-- The number of the last broadcast on each topic. A row is written again and again: room in its page for the next versions, and no index on what changes.
create table private.broadcast_sequences (
  topic text primary key,
  last bigint not null
) with (fillfactor = 50);

-- What a transaction will tell when it commits. A row does not outlive its transaction, so nothing is lost by not logging it.
create unlogged table private.broadcasts (
  id bigint generated always as identity primary key,
  topic text,
  event text,
  payload jsonb
);

-- Whoever has taken a number of a topic keeps others waiting for the next one until it commits; numbers are committed in their order by that.
create function private.next_sequence(topic text)
returns bigint
language plpgsql
security definer
set search_path = ''
set lock_timeout = '200ms'
as $$
declare
  number bigint;
begin
  if current_setting('orrery.unnumbered', true) = 'on' then return null; end if;
  insert into private.broadcast_sequences as s (topic, last) values (next_sequence.topic, 1)
  on conflict on constraint broadcast_sequences_pkey do update set last = s.last + 1
  returning s.last into number;
  return number;
exception when others then
  -- A transaction waits once, however much it tells.
  perform set_config('orrery.unnumbered', 'on', true);
  return null;
end
$$;
comment on function private.next_sequence is 'The number of the next broadcast on a topic; null when it cannot be had soon. It holds the topic until the end of the transaction.';

-- Security definer, like the next two: whoever writes a row has no rights on what tells of it.
create function private.send_broadcast()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  delete from private.broadcasts where id = new.id;
  begin
    perform realtime.send(new.payload || jsonb_build_object('seq', private.next_sequence(new.topic)), new.event, new.topic, true);
  exception when others then
    -- Nobody's write fails because nobody could be told of it.
    raise warning 'Could not broadcast %: %', new.event, sqlerrm;
  end;
  return null;
end
$$;
comment on function private.send_broadcast is 'Numbers a broadcast and hands it to Realtime.';

-- With the commit: a number taken earlier would keep everybody else's waiting for as long as a load lasts, and lie across the locks that it takes after.
create constraint trigger send_broadcast after insert on private.broadcasts
  deferrable initially deferred for each row execute function private.send_broadcast();

create function private.broadcast(topic text, event text, payload jsonb)
returns void
language sql
security definer
set search_path = ''
as $$
  insert into private.broadcasts (topic, event, payload) values (topic, event, payload)
$$;
comment on function private.broadcast is
  'Broadcasts an event to everybody who listens on a private topic, when the transaction commits. The payload gets the key seq: the number of the broadcast on its topic, without gaps, or null, which means: read again.';

create function private.announce(project_id uuid, event text, payload jsonb)
returns void
language sql
security definer
set search_path = ''
as $$
  select private.broadcast('project:' || project_id, event, payload)
$$;
comment on function private.announce is 'Broadcasts an event to everybody who has the project open.';
