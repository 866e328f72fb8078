-- Security definer, like the next: the score is not writable by any API role.
create function private.calculate_lead_score(lead_id uuid)
returns bigint
language plpgsql
security definer
set search_path = ''
as $$
declare
  lead public.leads;
  total bigint;
begin
  select * into lead from public.leads l where l.id = lead_id;
  if not found or not coalesce(private.can_access(lead.project_id, 'viewer'), false) then
    perform private.raise_error('PT404', 'There is no such lead, or you may not see it', 'It may have been deleted. Ask a member of its project.');
  end if;
  perform private.require_role(lead.project_id, 'contributor');
  select * into lead from public.leads l where l.id = lead_id for no key update;
  perform private.apply_scoring_rules(array[to_jsonb(lead)]);
  update public.leads l
  set score = coalesce((select sum(c.points) from public.lead_score_changes c where c.lead_id = l.id and c.project_id = l.project_id), 0)
  where l.id = lead.id
  returning l.score into total;
  return total;
end
$$;

create function public.calculate_lead_score(lead_id uuid)
returns bigint
language sql
set search_path = ''
as $$
  select private.calculate_lead_score(lead_id)
$$;
comment on function public.calculate_lead_score is
  'Gives a lead the points of rules that hold and were never applied to it, adds up its ledger and returns the score. Contributors. PT404 out of sight, PT403 role too low.';
grant execute on function public.calculate_lead_score, private.calculate_lead_score to authenticated, service_role;

create function private.add_default_scoring_rules(project_id uuid)
returns void
language sql
security definer
set search_path = ''
as $$
  insert into public.lead_scoring_rules (project_id, name, condition, points)
  values
    (project_id, 'Has a company', '{"field": "company", "op": "is_not_null"}', 10),
    (project_id, 'Has a phone number', '{"field": "phone", "op": "is_not_null"}', 5)
  on conflict do nothing
$$;

create function private.make_default_scoring_rules()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.add_default_scoring_rules(new.id);
  return null;
end
$$;
comment on function private.make_default_scoring_rules is 'A project comes with two scoring rules, which it may change or delete.';
create trigger make_default_scoring_rules after insert on public.projects for each row execute function private.make_default_scoring_rules();
select private.add_default_scoring_rules(id) from public.projects;
