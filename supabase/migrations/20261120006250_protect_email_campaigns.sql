alter table public.email_campaigns enable row level security;
alter table public.email_messages enable row level security;
alter table public.email_events enable row level security;
alter table public.email_suppressions enable row level security;

create policy "Viewers read e-mail campaigns" on public.email_campaigns for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
-- What is sent, and what came of it, is for the sender to say.
create policy "Contributors plan e-mail campaigns" on public.email_campaigns for insert to authenticated
  with check (project_id = any (array(select private.project_ids('contributor'))) and status in ('draft', 'scheduled'));
create policy "Contributors edit e-mail campaigns" on public.email_campaigns for update to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))))
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors delete e-mail campaigns" on public.email_campaigns for delete to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))));

create policy "Viewers read the ledger" on public.email_messages for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
create policy "Viewers read what became of messages" on public.email_events for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));

create policy "Viewers read suppressed addresses" on public.email_suppressions for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
create policy "Contributors suppress addresses" on public.email_suppressions for insert to authenticated
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Managers allow addresses again" on public.email_suppressions for delete to authenticated
  using (project_id = any (array(select private.project_ids('manager'))));

grant select, delete,
  insert (id, project_id, campaign_id, subject, content, template_id, recipient_list, variants, send_at, status),
  update (campaign_id, subject, content, template_id, recipient_list, variants, send_at, status)
  on public.email_campaigns to authenticated;
grant select on public.email_messages, public.email_events to authenticated;
grant select, delete, insert (id, project_id, address, reason) on public.email_suppressions to authenticated;
