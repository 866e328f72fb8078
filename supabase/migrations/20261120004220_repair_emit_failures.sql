create function private.write_missing_events(failures bigint[])
returns void
language plpgsql
set search_path = ''
as $$
declare
  failure bigint;
begin
  perform private.write_events(array(
    select jsonb_populate_record(null::public.events, f.event) from private.emit_failures f where f.id = any (failures) order by f.id
  ));
  delete from private.emit_failures where id = any (failures);
exception when others then
  if cardinality(failures) > 1 and sqlstate ~ '^2[23]' then
    -- Something is wrong with one of them: each on its own.
    foreach failure in array failures loop
      perform private.write_missing_events(array[failure]);
    end loop;
    return;
  end if;
  update private.emit_failures
  set code = sqlstate, message = sqlerrm, attempts = attempts + 1, retry_at = now() + make_interval(mins => least(2 ^ least(attempts, 6), 60)::int)
  where id = any (failures);
  for failure in select id from private.emit_failures where id = any (failures) and attempts >= 10 loop
    raise warning 'Event % of private.emit_failures cannot be written: %', failure, sqlerrm;
  end loop;
end
$$;
comment on function private.write_missing_events is 'Writes events that are missing and forgets that they were; all of one project and time. Those that fail again wait, up to an hour.';

create function private.repair_emit_failures()
returns void
language plpgsql
set search_path = ''
as $$
declare
  failures bigint[];
begin
  -- Who repairs at the same time takes others. What ten seconds are too short for comes the next time.
  for failures in
    select array_agg(id order by id)
    from (select id, event from private.emit_failures where retry_at <= now() order by retry_at, id limit 10000 for update skip locked) due
    group by event -> 'project_id', event -> 'occurred_at'
    order by min(id)
  loop
    perform private.write_missing_events(failures);
    exit when clock_timestamp() > now() + interval '10 seconds';
  end loop;
end
$$;
comment on function private.repair_emit_failures is
  'Writes the events that are missing, once each, with their actor, cause and time, and sends their messages. Nothing to do costs a look at an index.';
