create function private.number_version()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.version := 1;
  if new.parent_id is not null then
    -- Two who continue the same version at once: a_version_has_one_next_version refuses the second.
    select version + 1 into new.version from public.artifacts a
    where a.id = new.parent_id and a.project_id = new.project_id;
    if not found then
      perform private.raise_error('PT422', 'There is no such artifact in this project to make the next version of',
        'Leave parent_id out for a new artifact.');
    end if;
  end if;
  -- One that is brought back is as it was.
  if private.is_api_user() and coalesce(current_setting('orrery.restored_from', true), '') = '' then new.status := 'ready'; end if;
  return new;
end
$$;
comment on function private.number_version is 'A version follows the one before. What a person makes is ready at once; what a machine makes begins pending.';
create trigger number_version before insert on public.artifacts for each row execute function private.number_version();

create function private.finish_progress()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.progress := 100;
  return new;
end
$$;
create trigger ready_is_finished before insert or update on public.artifacts
  for each row when (new.status = 'ready') execute function private.finish_progress();

insert into private.status_transitions
select 'public.artifacts', old_status, unnest(string_to_array(allowed, ' '))
from (values
  ('pending', 'generating ready failed archived'),
  ('generating', 'ready failed archived'),
  ('ready', 'archived'),
  ('failed', 'pending generating archived'),
  ('archived', 'ready')
) x (old_status, allowed);
create trigger check_transition before update of status on public.artifacts
  for each row when (new.status <> old.status) execute function private.check_status_transition();
