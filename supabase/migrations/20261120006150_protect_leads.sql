alter table public.leads enable row level security;
alter table public.lead_scoring_rules enable row level security;
alter table public.lead_score_changes enable row level security;
alter table public.segments enable row level security;

create policy "Viewers read leads" on public.leads for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
create policy "Contributors make leads" on public.leads for insert to authenticated
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors edit leads" on public.leads for update to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))))
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors delete leads" on public.leads for delete to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))));

create policy "Viewers read scoring rules" on public.lead_scoring_rules for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
create policy "Contributors make scoring rules" on public.lead_scoring_rules for insert to authenticated
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors edit scoring rules" on public.lead_scoring_rules for update to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))))
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors delete scoring rules" on public.lead_scoring_rules for delete to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))));

create policy "Viewers read how scores came about" on public.lead_score_changes for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
create policy "Contributors give points" on public.lead_score_changes for insert to authenticated
  with check (project_id = any (array(select private.project_ids('contributor'))));

create policy "Viewers read segments" on public.segments for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
create policy "Contributors make segments" on public.segments for insert to authenticated
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors edit segments" on public.segments for update to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))))
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors delete segments" on public.segments for delete to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))));

-- An upsert sets every column it is given, the project too; a trigger keeps it what it was.
grant select, delete,
  insert (id, project_id, email, first_name, last_name, company, phone, status, source, tags, custom_fields, unsubscribed_at, owner_id),
  update (project_id, email, first_name, last_name, company, phone, status, source, tags, custom_fields, unsubscribed_at, owner_id)
  on public.leads to authenticated;
grant select, delete,
  insert (id, project_id, name, condition, points, is_active, max_times),
  update (name, condition, points, is_active, max_times)
  on public.lead_scoring_rules to authenticated;
grant select, insert (id, project_id, lead_id, points, reason) on public.lead_score_changes to authenticated;
revoke update, delete, truncate on public.lead_score_changes from service_role;
grant select, delete, insert (id, project_id, name, definition), update (name, definition) on public.segments to authenticated;
