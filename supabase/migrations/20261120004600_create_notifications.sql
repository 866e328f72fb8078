create table public.notifications (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  user_id uuid not null references public.users on delete cascade,
  kind text not null,
  title text not null,
  body text,
  link text,
  read_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint a_kind_is_a_word check (kind ~ '^[a-z][a-z_.]{0,79}$'),
  constraint a_notification_has_a_title check (btrim(title) <> '' and length(title) <= 200),
  constraint a_body_is_short check (length(body) <= 2000),
  constraint a_link_stays_in_the_app check (link ~ '^/([^/\\]|$)' and link !~ '[[:cntrl:]]' and length(link) <= 500)
);
comment on table public.notifications is 'What a person is told. Seen by that person alone, as long as they are in the project.';
create index on public.notifications (project_id);
create index on public.notifications (user_id, created_at desc);
create index unread_notifications on public.notifications (user_id) where read_at is null;

create trigger touch_updated_at before update on public.notifications for each row execute function private.touch_updated_at();

alter table public.notifications enable row level security;
create policy "People read what they are told" on public.notifications for select to authenticated
  using (user_id = (select private.user_id()) and project_id = any (array(select private.project_ids('viewer'))));
create policy "People mark what they have read" on public.notifications for update to authenticated
  using (user_id = (select private.user_id()) and project_id = any (array(select private.project_ids('viewer'))))
  with check (user_id = (select private.user_id()) and project_id = any (array(select private.project_ids('viewer'))));
create policy "People delete what they are told" on public.notifications for delete to authenticated
  using (user_id = (select private.user_id()) and project_id = any (array(select private.project_ids('viewer'))));
grant select, delete, update (read_at) on public.notifications to authenticated;

create function public.mark_notifications_read(ids uuid[] default null)
returns int
language sql
set search_path = ''
as $$
  with marked as (
    update public.notifications n set read_at = now()
    where n.user_id = (select private.user_id()) and n.read_at is null and (ids is null or n.id = any (ids))
    returning 1
  )
  select count(*)::int from marked
$$;
comment on function public.mark_notifications_read is 'Marks one''s own notifications as read, those with these ids or all. Returns how many were unread.';
grant execute on function public.mark_notifications_read to authenticated, service_role;
