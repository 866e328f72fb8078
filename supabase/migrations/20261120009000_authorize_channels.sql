create function private.can_join(topic text)
returns boolean
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  kind text := split_part(topic, ':', 1);
  subject uuid;
begin
  if topic !~ '^(project|dashboard|chat|execution|workspace):[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then return false; end if;
  subject := split_part(topic, ':', 2);
  if kind = 'workspace' then return subject in (select private.workspace_ids('admin')); end if;
  if kind = 'dashboard' then
    subject := (select project_id from public.dashboards where id = subject);
  elsif kind = 'execution' then
    subject := (select project_id from public.workflow_executions where id = subject);
  elsif kind = 'chat' then
    subject := (select project_id from public.chat_sessions where id = subject and id in (select private.chat_ids()));
  end if;
  return coalesce(subject in (select private.project_ids('viewer')), false);
end
$$;
comment on function private.can_join is
  'Whether the one who asks may listen on a private topic: project:<id>, dashboard:<id> and execution:<id>, for viewers of the project, chat:<id>, for those of them who take part in it, and workspace:<id>, for admins of the workspace.';
grant execute on function private.can_join to authenticated, service_role;

create policy "Whoever may join a topic listens to it" on realtime.messages for select to authenticated
  using (extension in ('broadcast', 'presence') and (select private.can_join((select realtime.topic()))));

-- What the database tells of a project, a chat, an execution or a workspace must be true, so nobody else speaks there; on a dashboard people
-- show each other where they point.
create policy "Viewers show that they are there" on realtime.messages for insert to authenticated
  with check (
    (extension = 'presence' or (extension = 'broadcast' and (select realtime.topic()) like 'dashboard:%'))
    and (select private.can_join((select realtime.topic())))
  );

-- Security definer: nobody has rights on the numbers.
create function private.latest_sequence(topic text)
returns bigint
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  if (select auth.role()) is distinct from 'service_role' and not private.can_join(topic) then
    perform private.raise_error(
      'PT404', 'There is no such topic, or you may not listen to it', 'Topics are project:<id>, dashboard:<id>, chat:<id>, execution:<id> and workspace:<id>.'
    );
  end if;
  return coalesce((select s.last from private.broadcast_sequences s where s.topic = latest_sequence.topic), 0);
end
$$;

create function public.latest_sequence(topic text)
returns bigint
language sql
stable
set search_path = ''
as $$
  select private.latest_sequence(topic)
$$;
comment on function public.latest_sequence is
  'The number (seq) of the last broadcast on a topic, 0 before the first; for whoever may listen to it. Who has seen a lower one has missed something. PT404 for anybody else.';
grant execute on function private.latest_sequence, public.latest_sequence to authenticated, service_role;
