create function private.prepare_lead()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and new.project_id <> old.project_id then
    perform private.raise_error('PT403', 'A lead stays in its project', 'Make it anew in the other one.');
  end if;
  new.email := lower(btrim(new.email));
  -- What is blank is not there: a form posts empty strings, and rules ask whether there is a company.
  new.first_name := nullif(btrim(new.first_name), '');
  new.last_name := nullif(btrim(new.last_name), '');
  new.company := nullif(btrim(new.company), '');
  new.phone := nullif(btrim(new.phone), '');
  new.source := nullif(btrim(new.source), '');
  return new;
end
$$;
comment on function private.prepare_lead is 'Stores an address in one form, so that it is unique whatever the case, and an upsert finds it.';
create trigger prepare_lead before insert or update on public.leads for each row execute function private.prepare_lead();

-- Security definer: looks at all members of the project.
create function private.check_lead_owner()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if not private.is_project_member(new.project_id, new.owner_id) then
    perform private.raise_error('PT422', 'A lead is owned by a member of the project', 'Add the person to the project first.');
  end if;
  return null;
end
$$;
-- After the row: the policy has its say first, so that nobody outside learns who is in a project.
create trigger check_owner_of_new after insert on public.leads
  for each row when (new.owner_id is not null) execute function private.check_lead_owner();
create trigger check_owner after update on public.leads
  for each row when (new.owner_id is not null and new.owner_id is distinct from old.owner_id) execute function private.check_lead_owner();
