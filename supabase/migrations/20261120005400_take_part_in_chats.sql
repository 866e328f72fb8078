-- Security definer, like all here: they look at members, chats and agents whatever the one who asks may see.
create function private.is_project_member(project_id uuid, user_id uuid)
returns boolean
language sql
stable
security definer
set search_path = ''
as $$
  select exists (
    select from public.projects p join public.users u on u.id = is_project_member.user_id
    where p.id = is_project_member.project_id and u.status = 'active' and (
      p.owner_user_id = u.id
      or exists (select from public.project_users m where m.project_id = p.id and m.user_id = u.id)
      or exists (select from public.workspace_users m where m.workspace_id = p.workspace_id and m.user_id = u.id and m.role in ('owner', 'admin'))
      or exists (select from public.user_team_memberships m where m.team_id = p.owner_team_id and m.user_id = u.id)
    )
  )
$$;
comment on function private.is_project_member is 'Whether somebody, not the one who asks, has a role in a project.';

create function private.check_participant()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if private.is_api_user() and not private.is_project_member(new.project_id, new.user_id) then
    perform private.raise_error('PT422', 'Only members of the project can take part in its chats', 'Add the person to the project first.');
  end if;
  return null;
end
$$;
comment on function private.check_participant is 'Participants can see the project. Who loses it later loses its chats by the policies.';
-- After the row, like the other checks here: a policy has its say first, so that nobody outside learns who or what a project has.
create trigger check_participant after insert on public.chat_participants for each row execute function private.check_participant();

create function private.make_first_participant()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into public.chat_participants (project_id, chat_session_id, user_id) values (new.project_id, new.id, new.created_by);
  return null;
end
$$;
comment on function private.make_first_participant is 'Who makes a chat takes part in it.';
create trigger make_first_participant after insert on public.chat_sessions
  for each row when (new.created_by is not null) execute function private.make_first_participant();

create function private.check_message_agent()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform from public.agents a where a.id = new.agent_id and coalesce(a.project_id, new.project_id) = new.project_id;
  if not found then
    -- As for one that does not exist.
    perform private.raise_error('23503', 'insert or update on table "chat_messages" violates foreign key constraint "chat_messages_agent_id_fkey"',
      null, format('Key (agent_id)=(%s) is not present in table "agents".', new.agent_id));
  end if;
  return null;
end
$$;
comment on function private.check_message_agent is 'What a composite foreign key cannot say: the agent is built in or of the same project.';
create trigger check_agent after insert or update of agent_id on public.chat_messages
  for each row when (new.agent_id is not null) execute function private.check_message_agent();

create function private.count_chat_messages()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- The update locks the chat, so messages that come at once are counted one after another.
  if tg_op = 'INSERT' then
    update public.chat_sessions s set message_count = message_count + 1, last_message_at = greatest(last_message_at, new.created_at)
    where s.id = new.chat_session_id;
  else
    update public.chat_sessions s set message_count = message_count - 1 where s.id = old.chat_session_id;
    update public.chat_sessions s
    set last_message_at = (select max(created_at) from public.chat_messages m where m.chat_session_id = s.id and m.project_id = s.project_id)
    where s.id = old.chat_session_id;
  end if;
  return null;
end
$$;
comment on function private.count_chat_messages is 'Keeps message_count and last_message_at of a chat.';
create trigger count_messages after insert or delete on public.chat_messages for each row execute function private.count_chat_messages();

create function private.tell_message_changed()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.broadcast('chat:' || new.chat_session_id, 'message.changed', jsonb_build_object(
    'id', new.id, 'chat_session_id', new.chat_session_id, 'message_type', new.message_type, 'status', new.status
  ));
  return null;
end
$$;
comment on function private.tell_message_changed is 'Tells the participants of a chat which message to read; never what is in it.';
create trigger tell_message_made after insert on public.chat_messages for each row execute function private.tell_message_changed();
create trigger tell_message_changed after update on public.chat_messages
  for each row when (new.status <> old.status or new.content <> old.content) execute function private.tell_message_changed();
