create table private.status_transitions (
  source regclass not null,
  old_status text not null,
  new_status text not null,
  primary key (source, old_status, new_status)
);
comment on table private.status_transitions is 'Which status may follow which, for tables with the trigger check_transition. An execution or step that is over stays so: another try is another row.';

insert into private.status_transitions
select 'public.workflow_executions', old_status, unnest(string_to_array(allowed, ' '))
from (values
  ('pending', 'running failed cancelled'),
  ('running', 'waiting completed failed cancelled'),
  ('waiting', 'running failed cancelled')
) x (old_status, allowed);

insert into private.status_transitions
select 'public.workflow_step_runs', old_status, unnest(string_to_array(allowed, ' '))
from (values
  ('queued', 'running skipped failed cancelled'),
  ('running', 'waiting succeeded failed cancelled'),
  ('waiting', 'running succeeded failed cancelled')
) x (old_status, allowed);

-- Security definer: nobody has rights on the table of transitions.
create function private.check_status_transition()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if not exists (
    select from private.status_transitions t where t.source = tg_relid and t.old_status = old.status and t.new_status = new.status
  ) then
    perform private.raise_error(
      'PT409', format('What is %s cannot become %s', old.status, new.status), 'Load it again: somebody was faster, or it is over.'
    );
  end if;
  return new;
end
$$;
comment on function private.check_status_transition is 'Refuses a change of status that status_transitions does not list.';

create trigger check_transition before update of status on public.workflow_executions
  for each row when (new.status <> old.status) execute function private.check_status_transition();
create trigger check_transition before update of status on public.workflow_step_runs
  for each row when (new.status <> old.status) execute function private.check_status_transition();
