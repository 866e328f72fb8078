create table public.dead_letters (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid references public.workspaces on delete cascade,
  project_id uuid references public.projects on delete cascade,
  queue text not null,
  message jsonb not null,
  error jsonb not null default '{}',
  attempts int not null default 0,
  idempotency_key text not null,
  failed_at timestamptz not null default now(),
  redriven_at timestamptz,
  redriven_by uuid references public.users on delete set null,
  discarded_at timestamptz,
  discarded_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint an_error_is_an_object check (jsonb_typeof(error) = 'object'),
  constraint a_letter_is_redriven_or_discarded check (redriven_at is null or discarded_at is null)
);
comment on table public.dead_letters is 'Messages that failed for good, with the reason.';
comment on column public.dead_letters.idempotency_key is 'Under which the message''s effects outside are known. Sent again, it keeps it, so that an effect that was had is not had twice.';
create index on public.dead_letters (project_id, failed_at desc);
create index on public.dead_letters (workspace_id, failed_at desc);
create index on public.dead_letters (redriven_by);
create index on public.dead_letters (discarded_by);
create index open_dead_letters on public.dead_letters (workspace_id, queue) where redriven_at is null and discarded_at is null;
create trigger touch_updated_at before update on public.dead_letters for each row execute function private.touch_updated_at();

alter table public.dead_letters enable row level security;
create policy "Viewers read the dead letters of projects, admins those of workspaces" on public.dead_letters for select to authenticated
  using (
    project_id = any (array(select private.project_ids('viewer')))
    or (project_id is null and workspace_id = any (array(select private.workspace_ids('admin'))))
    or (select private.is_super_user())
  );
grant select on public.dead_letters to authenticated;
