create function private.is_lead_condition(condition jsonb)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select coalesce(
    jsonb_typeof(condition) = 'object' and pg_column_size(condition) <= 8192 and condition - array['field', 'op', 'value'] = '{}'
    and condition ->> 'field' ~ '^(email|first_name|last_name|company|phone|status|source|tags|unsubscribed_at|custom_fields\..{1,100})$'
    and case
      when condition ->> 'op' in ('is_null', 'is_not_null') then not condition ? 'value'
      when condition ->> 'op' in ('=', '!=', '<', '<=', '>', '>=') then jsonb_typeof(condition -> 'value') in ('string', 'number', 'boolean')
      when condition ->> 'op' in ('contains', 'starts_with') then jsonb_typeof(condition -> 'value') = 'string'
      when condition ->> 'op' in ('in', 'not_in') then jsonb_typeof(condition -> 'value') = 'array'
    end, false)
$$;
comment on function private.is_lead_condition is 'Whether a document is {field, op, value} as LeadCondition of shared/marketing.ts has it.';

-- In PL/pgSQL, which keeps its plan: as an SQL function it takes 0.1 ms a call.
create function private.meets_condition(lead jsonb, condition jsonb)
returns boolean
language plpgsql
immutable
set search_path = ''
as $$
declare
  field constant text := condition ->> 'field';
  wanted constant jsonb := condition -> 'value';
  actual constant jsonb := nullif(
    case when starts_with(field, 'custom_fields.') then lead -> 'custom_fields' -> substr(field, 15) else lead -> field end, 'null'
  );
  shown constant text := nullif(nullif(actual #>> '{}', ''), '[]');
begin
  return coalesce(case condition ->> 'op'
    when 'is_null' then shown is null
    when 'is_not_null' then shown is not null
    when '=' then actual = wanted
    when '!=' then actual is distinct from wanted
    when 'in' then wanted @> jsonb_build_array(actual)
    when 'not_in' then not wanted @> jsonb_build_array(actual)
    when 'contains' then case jsonb_typeof(actual) when 'array' then actual ? (wanted #>> '{}')
      else strpos(lower(shown), lower(wanted #>> '{}')) > 0 end
    when 'starts_with' then starts_with(lower(shown), lower(wanted #>> '{}'))
    when '<' then jsonb_typeof(actual) = jsonb_typeof(wanted) and actual < wanted
    when '<=' then jsonb_typeof(actual) = jsonb_typeof(wanted) and actual <= wanted
    when '>' then jsonb_typeof(actual) = jsonb_typeof(wanted) and actual > wanted
    when '>=' then jsonb_typeof(actual) = jsonb_typeof(wanted) and actual >= wanted
  end, false);
end
$$;
comment on function private.meets_condition is
  'The one way to evaluate the condition of a scoring rule. Words as in query documents; contains on a list asks for one of its elements.';

alter table public.lead_scoring_rules add constraint a_condition_is_a_field_with_a_value check (private.is_lead_condition(condition));
grant execute on function private.is_lead_condition to authenticated, service_role;

-- Security definer, like all below: rules and ledger are written for whoever changes a lead.
create function private.apply_scoring_rules(leads jsonb[], befores jsonb[] default null)
returns void
language sql
security definer
set search_path = ''
as $$
  -- Callers hold the locks on the leads' rows, so nobody else counts or applies a rule to them meanwhile.
  insert into public.lead_score_changes (project_id, lead_id, rule_id, points, reason)
  select r.project_id, (lead ->> 'id')::uuid, r.id, r.points, r.name
  from unnest(leads, befores) as changed (lead, before)
  join public.lead_scoring_rules r on r.project_id = (lead ->> 'project_id')::uuid and r.is_active
  where case
      when before is null then private.meets_condition(lead, r.condition)
      -- What did not change has not come true; most leads end here.
      when lead -> split_part(r.condition ->> 'field', '.', 1) is not distinct from before -> split_part(r.condition ->> 'field', '.', 1) then false
      else private.meets_condition(lead, r.condition) and not private.meets_condition(before, r.condition)
    end
    and (
      -- A filter, so that no plan goes over all that the rule ever gave.
      select count(*) filter (where c.rule_id = r.id) from public.lead_score_changes c
      where c.lead_id = (lead ->> 'id')::uuid and c.project_id = r.project_id
    ) < case when before is null then 1 else coalesce(r.max_times, 2147483647) end
$$;
comment on function private.apply_scoring_rules is
  'Gives leads the points of each rule whose condition has come true since before; without befores, of those that hold and were never given.';

-- Statement triggers: once for all leads of a statement, at a cost in proportion to it.
create function private.score_new_leads()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  leads constant jsonb[] := array(select to_jsonb(n) from new_rows n);
begin
  if cardinality(leads) = 0 then return null; end if;
  update public.leads l set score = 0 where l.score <> 0 and l.id in (select id from new_rows where score <> 0);
  perform private.apply_scoring_rules(leads);
  -- One that is brought in or back with a score keeps it: what no rule explains is its first entry.
  insert into public.lead_score_changes (project_id, lead_id, points, reason)
  select n.project_id, n.id, n.score - l.score, 'Score it came with'
  from new_rows n join public.leads l on l.id = n.id
  where n.score <> 0 and n.score <> l.score;
  return null;
end
$$;
create trigger score_new_leads after insert on public.leads
  referencing new table as new_rows for each statement execute function private.score_new_leads();

create function private.score_changed_leads()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  -- The update of the score itself ends here.
  unseen constant text[] := array['score', 'owner_id', 'updated_at'];
  leads jsonb[];
  befores jsonb[];
begin
  -- Grouped rather than joined: the plan is kept, and one for a single row would compare each of a thousand with each.
  select array_agg(lead), array_agg(before) into leads, befores
  from (
    select (array_agg(x.doc) filter (where x.is_new))[1] as lead, (array_agg(x.doc) filter (where not x.is_new))[1] as before
    from (
      select n.id, true as is_new, to_jsonb(n) - unseen as doc from new_rows n
      union all
      select o.id, false, to_jsonb(o) - unseen from old_rows o
    ) x
    group by x.id
  ) changed
  where lead is distinct from before;
  if leads is not null then perform private.apply_scoring_rules(leads, befores); end if;
  return null;
end
$$;
create trigger score_changed_leads after update on public.leads
  referencing old table as old_rows new table as new_rows for each statement execute function private.score_changed_leads();

create function private.sum_score()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  given uuid[];
begin
  select array_agg(distinct lead_id) into given from new_rows;
  if given is null then return null; end if;
  -- In one order, so that two who give points to the same leads wait for each other instead of blocking each other.
  perform from public.leads l where l.id = any (given) order by l.id for no key update;
  update public.leads l set score = l.score + sums.points
  from (select lead_id, sum(points) as points from new_rows group by lead_id) sums
  where l.id = sums.lead_id and l.id = any (given);
  return null;
end
$$;
comment on function private.sum_score is 'The score of a lead is the sum of its ledger.';
create trigger sum_score after insert on public.lead_score_changes
  referencing new table as new_rows for each statement execute function private.sum_score();

create function private.keep_score_ledger()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if tg_op = 'DELETE' and not (
    exists (select from public.leads where id = old.lead_id) and exists (select from public.projects where id = old.project_id)
  ) then
    return old;
  end if;
  if tg_op = 'UPDATE' and new.rule_id is null and to_jsonb(new) - 'rule_id' = to_jsonb(old) - 'rule_id'
    and not exists (select from public.lead_scoring_rules where id = old.rule_id)
  then
    return new;
  end if;
  perform private.raise_error('PT403', 'What is recorded here is neither changed nor deleted', 'Give or take points with another row.');
  return null;
end
$$;
comment on function private.keep_score_ledger is 'Append-only for everybody: a row goes with its lead, and outlives the rule it came from.';
create trigger refuse_change before update or delete on public.lead_score_changes for each row execute function private.keep_score_ledger();
create trigger refuse_truncate before truncate on public.lead_score_changes for each statement execute function private.refuse_ledger_change();
