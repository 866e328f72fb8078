-- Security definer: the policies on chat_participants ask it, and would otherwise ask themselves.
create function private.chat_ids()
returns setof uuid
language sql
stable
security definer
rows 50
set search_path = ''
as $$
  select chat_session_id from public.chat_participants where user_id = (select private.user_id()) and is_active
$$;
comment on function private.chat_ids is
  'Chats the one who asks takes part in. Policies ask for the role in the project as well, so that who loses the project loses its chats.';
grant execute on function private.chat_ids to authenticated, service_role;

alter table public.chat_sessions enable row level security;
alter table public.chat_participants enable row level security;
alter table public.chat_messages enable row level security;

-- Their own as well: an insert returns its row before its maker is a participant.
create policy "Participants read their chats" on public.chat_sessions for select to authenticated
  using (
    project_id = any (array(select private.project_ids('viewer')))
    and (id = any (array(select private.chat_ids())) or created_by = (select private.user_id()))
  );
create policy "Contributors make chats" on public.chat_sessions for insert to authenticated
  with check (project_id = any (array(select private.project_ids('contributor'))) and created_by = (select private.user_id()));
create policy "Participants edit their chats" on public.chat_sessions for update to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))) and id = any (array(select private.chat_ids())))
  with check (project_id = any (array(select private.project_ids('contributor'))) and id = any (array(select private.chat_ids())));
create policy "People delete the chats they made" on public.chat_sessions for delete to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))) and created_by = (select private.user_id()));

create policy "Participants read who is in their chats" on public.chat_participants for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))) and chat_session_id = any (array(select private.chat_ids())));
create policy "Participants add others" on public.chat_participants for insert to authenticated
  with check (project_id = any (array(select private.project_ids('contributor'))) and chat_session_id = any (array(select private.chat_ids())));
create policy "People note what they have read" on public.chat_participants for update to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))) and user_id = (select private.user_id()))
  with check (project_id = any (array(select private.project_ids('viewer'))) and user_id = (select private.user_id()));
create policy "Everybody may leave, and who made a chat may remove others" on public.chat_participants for delete to authenticated
  using (
    project_id = any (array(select private.project_ids('viewer')))
    and (user_id = (select private.user_id()) or exists (
      select from public.chat_sessions s where s.id = chat_session_id and s.created_by = (select private.user_id())
    ))
  );

create policy "Participants read messages" on public.chat_messages for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))) and chat_session_id = any (array(select private.chat_ids())));
create policy "Participants write messages" on public.chat_messages for insert to authenticated
  with check (project_id = any (array(select private.project_ids('contributor'))) and chat_session_id = any (array(select private.chat_ids())));

grant select, delete,
  insert (id, project_id, title, description, context_type, context_id, context, model_config, settings),
  update (title, description, context_type, context_id, context, model_config, settings, is_active, is_archived)
  on public.chat_sessions to authenticated;
grant select, delete, insert (id, project_id, chat_session_id, user_id), update (last_read_at) on public.chat_participants to authenticated;
grant select, insert (id, project_id, chat_session_id, parent_message_id, agent_id, llm_model_id, content, output_routing)
  on public.chat_messages to authenticated;
