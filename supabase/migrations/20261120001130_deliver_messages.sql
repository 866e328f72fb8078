create function private.message_key(queue text, msg_id bigint, enqueued_at timestamptz, message jsonb)
returns text
language sql
stable
set search_path = ''
as $$
  select coalesce(message ->> 'idempotency_key', concat_ws('-', queue, msg_id, floor(extract(epoch from enqueued_at))))
$$;
comment on function private.message_key is 'Names a message for ever: the same over all its deliveries, and when it is sent again from the dead letters.';

create function private.read_messages(queue text, visible_after_seconds int, quantity int, above bigint default 0, except_projects text[] default '{}')
returns table (msg_id bigint, read_ct int, enqueued_at timestamptz, message jsonb)
language plpgsql
set search_path = ''
-- A queue that was just empty has statistics that say so; a plan made from them would read all of it.
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  skipped constant text := case when except_projects = '{}' then '' else
    -- Null where a message has no project: such a one is nobody's, and never skipped.
    'and (n.message ->> ''project_id'' = any ($4)) is not true' end;
begin
  return query execute format($sql$
    update pgmq.%1$I m
    set vt = clock_timestamp() + make_interval(secs => $1), read_ct = m.read_ct + 1
    where m.msg_id = any (array(
      select n.msg_id from pgmq.%1$I n
      where n.msg_id > $3 and n.vt <= clock_timestamp() %2$s
      order by n.msg_id
      limit $2
      for update skip locked
    ))
    returning m.msg_id, m.read_ct, m.enqueued_at, m.message
  $sql$, 'q_' || queue, skipped) using visible_after_seconds, quantity, above, except_projects;
end
$$;
comment on function private.read_messages is
  'Delivers the oldest waiting messages above a msg_id, but none of these projects; nobody else gets them for so many seconds. read_ct is the token that fences all that is done with a delivery.';

-- What follows is fenced by read_ct: a worker whose message was delivered again meanwhile can do nothing with it.
-- Rows are found by the list of their ids, and the fence is no join: whatever the statistics say, nothing else is read.
create function private.extend_messages(queue text, msg_ids bigint[], read_cts int[], seconds int)
returns setof bigint
language plpgsql
set search_path = ''
set enable_seqscan = off
set enable_bitmapscan = off
as $$
begin
  return query execute format($sql$
    update pgmq.%I m set vt = clock_timestamp() + make_interval(secs => $3)
    where m.msg_id = any ($1) and ((m.msg_id, m.read_ct) in (select * from unnest($1, $2))) is true
    returning m.msg_id
  $sql$, 'q_' || queue) using msg_ids, read_cts, seconds;
end
$$;
comment on function private.extend_messages is
  'Heartbeat: nobody else gets these messages for so many seconds. Returns those that still are the caller''s.';

create function private.retry_messages(queue text, msg_ids bigint[], read_cts int[], seconds int[])
returns void
language plpgsql
set search_path = ''
set enable_seqscan = off
set enable_bitmapscan = off
as $$
begin
  execute format($sql$
    update pgmq.%I m
    set vt = clock_timestamp() + make_interval(secs => held.seconds),
      message = case when jsonb_typeof(m.message) = 'object'
        then m.message || jsonb_build_object('retried', coalesce(substring(m.message ->> 'retried' from '^\d{1,6}$')::int, 0) + 1, 'tried', m.read_ct) else m.message end
    from unnest($1, $2, $3) as held (msg_id, read_ct, seconds)
    where m.msg_id = any ($1) and m.msg_id = held.msg_id and m.read_ct = held.read_ct
  $sql$, 'q_' || queue) using msg_ids, read_cts, seconds;
end
$$;
comment on function private.retry_messages is
  'Lets each be delivered again after its number of seconds. `retried` in the message counts failures that were told; deliveries beyond them ended their worker. `tried` is the read_ct of the last of them: one that is higher means that it is in work.';

create function private.return_messages(queue text, msg_ids bigint[], read_cts int[])
returns void
language plpgsql
set search_path = ''
set enable_seqscan = off
set enable_bitmapscan = off
as $$
begin
  execute format($sql$
    update pgmq.%I m
    set vt = clock_timestamp(), read_ct = m.read_ct - 1
    where m.msg_id = any ($1) and ((m.msg_id, m.read_ct) in (select * from unnest($1, $2))) is true
  $sql$, 'q_' || queue) using msg_ids, read_cts;
end
$$;
comment on function private.return_messages is 'Gives back messages that nobody began to work on, as if they had not been delivered.';

grant execute on function private.message_key, private.read_messages, private.extend_messages, private.retry_messages, private.return_messages to service_role;
