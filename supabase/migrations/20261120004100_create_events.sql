create table public.events (
  id bigint generated always as identity,
  occurred_at timestamptz not null default now(),
  project_id uuid not null references public.projects on delete cascade,
  type text not null,
  subject_type text not null,
  subject_id uuid,
  actor_id uuid,
  data jsonb not null default '{}',
  causation_id uuid,
  primary key (id, occurred_at),
  constraint a_type_is_a_subject_and_a_verb check (type ~ '^[a-z][a-z_]{0,39}\.[a-z][a-z_]{0,39}$'),
  constraint data_is_a_small_object check (jsonb_typeof(data) = 'object' and pg_column_size(data) <= 65536)
) partition by range (occurred_at);
comment on table public.events is 'What happened in a project: its activity feed, and what workflows start from. Append-only. Ids, names, states and names of changed columns; never contents or secrets.';
comment on column public.events.subject_id is 'Null where one event stands for many rows of one statement: data then holds their ids and count.';
comment on column public.events.actor_id is 'Who asked, a row of users; null for what the platform did by itself. Not a foreign key: what happened stays as it was.';
comment on column public.events.causation_id is 'The execution or run in whose course it happened.';
create index on public.events (project_id, occurred_at desc, id desc);
create index on public.events (project_id, subject_type, occurred_at desc, id desc);

select private.make_month_partitions('public.events', 3);
select private.create_queue('events', 2);

create trigger refuse_change before update or delete on public.events for each row execute function private.refuse_ledger_change();
create trigger refuse_truncate before truncate on public.events for each statement execute function private.refuse_ledger_change();

alter table public.events enable row level security;
create policy "Viewers read events" on public.events for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
grant select on public.events to authenticated;
revoke insert, update, delete, truncate on public.events from service_role;
