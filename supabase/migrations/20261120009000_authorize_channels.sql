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
  if topic !~ '^(project|dashboard|chat|execution):[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then return false; end if;
  subject := split_part(topic, ':', 2);
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
  'Whether the one who asks may listen on a private topic: project:<id>, dashboard:<id> and execution:<id>, for viewers of the project, and chat:<id>, for those of them who take part in it.';
grant execute on function private.can_join to authenticated, service_role;

create policy "Viewers listen to their projects, participants to their chats" on realtime.messages for select to authenticated
  using (extension in ('broadcast', 'presence') and (select private.can_join((select realtime.topic()))));

-- What the database tells of a project, a chat or an execution must be true, so nobody else speaks there; on a dashboard people show each
-- other where they point.
create policy "Viewers show that they are there" on realtime.messages for insert to authenticated
  with check (
    (extension = 'presence' or (extension = 'broadcast' and (select realtime.topic()) like 'dashboard:%'))
    and (select private.can_join((select realtime.topic())))
  );
