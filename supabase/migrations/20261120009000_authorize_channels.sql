create function private.can_join(topic text)
returns boolean
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  kind text := split_part(topic, ':', 1);
  subject text := split_part(topic, ':', 2);
begin
  if topic !~ '^(project|dashboard):[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then return false; end if;
  if kind = 'dashboard' then
    subject := (select project_id::text from public.dashboards where id = subject::uuid);
  end if;
  return coalesce(subject::uuid in (select private.project_ids('viewer')), false);
end
$$;
comment on function private.can_join is 'Whether the one who asks may listen on a private topic: project:<id> and dashboard:<id>, for viewers of the project.';
grant execute on function private.can_join to authenticated, service_role;

create policy "Viewers listen to their projects and dashboards" on realtime.messages for select to authenticated
  using (extension in ('broadcast', 'presence') and (select private.can_join((select realtime.topic()))));

-- What the database tells a project must be true, so nobody else speaks there; on a dashboard people show each other where they are.
create policy "Viewers show that they are there" on realtime.messages for insert to authenticated
  with check (
    (extension = 'presence' or (extension = 'broadcast' and (select realtime.topic()) like 'dashboard:%'))
    and (select private.can_join((select realtime.topic())))
  );
