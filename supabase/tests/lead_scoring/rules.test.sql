begin;
select plan(59);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'ben', 'viewer', 'other']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true), set_config('t.q', tests.project_of(current_setting('t.other')::uuid)::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.ben')::uuid, 'contributor');
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.viewer')::uuid, 'viewer');
create function tests.score(email text) returns int language sql security definer as $$
  select score from public.leads l where l.email = score.email and project_id = current_setting('t.p')::uuid
$$;
create function tests.ledger() returns bigint language sql security definer as $$
  select sum(points) from public.lead_score_changes where project_id = current_setting('t.p')::uuid
$$;
grant execute on function tests.score, tests.ledger to public;
select set_eq('select project_id, points from lead_scoring_rules', 'select p.id, points from projects p, unnest(array[10, 5]) points', 'every project comes with two rules');

select tests.as_user(current_setting('t.ben')::uuid);
insert into leads (project_id, email) values (current_setting('t.p')::uuid, 'a@example.com');
select is(tests.score('a@example.com'), 0, 'a lead begins at nothing');
update leads set company = '  ';
select is(tests.score('a@example.com'), 0, 'a blank company is none');
update leads set company = 'Navy';
select is(tests.score('a@example.com'), 10, 'a company gives 10');
select results_eq('select points, reason, rule_id is not null, created_by from lead_score_changes', format('values (10, %L::text, true, %L::uuid)', 'Has a company', current_setting('t.ben')), 'recorded with its reason');
update leads set company = 'Army';
select is(tests.score('a@example.com'), 10, 'another one gives no more');
update leads set company = null;
select is(tests.score('a@example.com'), 10, 'one that is lost takes nothing back');
update leads set company = 'Navy', phone = '123';
select is(tests.score('a@example.com'), 15, 'one that comes back gives nothing, a phone 5');
insert into leads (project_id, email, company, phone) values (current_setting('t.p')::uuid, 'b@example.com', 'Navy', '1'), (current_setting('t.p')::uuid, 'c@example.com', 'Navy', null);
select is(tests.score('b@example.com'), 15, 'a lead can begin with both');
select is(tests.score('c@example.com'), 10, 'several at once are told apart');

select lives_ok(format($$insert into lead_scoring_rules (project_id, name, condition, points, max_times) values (%L, 'Asks', '{"field": "status", "op": "=", "value": "contacted"}', 7, 2)$$, current_setting('t.p')), 'a project has rules of its own');
select is(tests.ledger(), 40::bigint, 'which change no score by themselves');
update leads set status = 'contacted' where email = 'a@example.com';
update leads set status = 'contacted', source = 'x' where email = 'a@example.com';
select is(tests.score('a@example.com'), 22, 'they apply when their condition comes true, not while it is');
update leads set status = 'new'; update leads set status = 'contacted' where email = 'a@example.com';
select is(tests.score('a@example.com'), 29, 'again when it comes true again');
update leads set status = 'new'; update leads set status = 'contacted' where email = 'a@example.com';
select is(tests.score('a@example.com'), 29, 'max_times at most');
update lead_scoring_rules set max_times = null where name = 'Asks';
update leads set status = 'new'; update leads set status = 'contacted' where email = 'a@example.com';
select is(tests.score('a@example.com'), 36, 'without limit if there is none');
update lead_scoring_rules set points = 100, name = 'Asked' where name = 'Asks';
select is(tests.score('a@example.com'), 36, 'editing a rule does not rewrite what was');
update lead_scoring_rules set is_active = false;
update leads set status = 'new'; update leads set status = 'contacted' where email = 'a@example.com';
select is(tests.score('a@example.com'), 36, 'a rule that is off gives nothing');
delete from lead_scoring_rules where name = 'Asked';
select is((select count(*) from lead_score_changes where reason = 'Asks' and rule_id is null), 3::bigint, 'what a deleted rule gave stays');
select lives_ok(format($$insert into lead_score_changes (project_id, lead_id, points, reason) select project_id, id, -6, 'Asked us to stop' from leads where email = 'a@example.com' and project_id = %L$$, current_setting('t.p')), 'people give and take points');
select is(tests.score('a@example.com'), 30, 'which are added');
select is((select sum(score) from leads), (select sum(points)::numeric from lead_score_changes), 'scores are the sum of the ledger');
select lives_ok($$insert into lead_score_changes (project_id, lead_id, points, reason) select project_id, id, 1000000, 'Much' from leads, generate_series(1, 3000) where email = 'c@example.com'$$, 'however many they are');
select is((select score from leads where email = 'c@example.com'), 3000000010, 'they add up');
select tests.run_sql($$delete from leads where email = 'c@example.com'$$);
select throws_ok($$insert into lead_score_changes (project_id, lead_id, rule_id, points, reason) select project_id, id, gen_random_uuid(), 1, 'x' from leads$$, '42501', null, 'not in the name of a rule');
select throws_ok($$insert into lead_score_changes (project_id, lead_id, points, reason) select project_id, id, 0, 'x' from leads$$, '23514', null, 'not none');
select throws_ok($$insert into lead_score_changes (project_id, lead_id, points, reason) select project_id, id, 1, ' ' from leads$$, '23514', null, 'not without a reason');
select throws_ok($$update lead_score_changes set points = 1000$$, '42501', null, 'the ledger is not changed');
select throws_ok($$delete from lead_score_changes$$, '42501', null, 'nor shortened');
select throws_ok($$update leads set score = 1000$$, '42501', null, 'and the score is not written');
select tests.as_service();
select throws_ok($$update lead_score_changes set points = 1000$$, '42501', null, 'not by the service role either');
select throws_ok($$delete from lead_score_changes$$, '42501', null, 'nor deleted by it');
select tests.as_admin();
select throws_ok($$update lead_score_changes set points = 1000$$, 'PT403', null, 'nor by whoever owns the table');
select throws_ok($$truncate lead_score_changes$$, 'PT403', null, 'in whatever way');
create function tests.tamper() returns trigger language plpgsql as $$ begin execute tg_argv[0]; return null; end $$;
create trigger tamper after insert on campaigns for each row when (new.type = 'email') execute function tests.tamper('update lead_score_changes set points = 1000');
create trigger tamper_more after insert on campaigns for each row when (new.type = 'mixed') execute function tests.tamper('delete from lead_score_changes');
create trigger tamper_rules after insert on campaigns for each row when (new.type = 'social') execute function tests.tamper('update lead_score_changes set rule_id = null');
select throws_ok(format('insert into campaigns (project_id, name, type) values (%L, %L, %L)', current_setting('t.p'), 'x', kind), 'PT403', null, 'nor by a trigger: ' || kind)
from unnest(array['email', 'mixed', 'social']) kind;
select lives_ok($$delete from leads where email = 'b@example.com'$$, 'it goes with its lead');

select tests.as_user(current_setting('t.viewer')::uuid);
select throws_ok(format($$insert into lead_scoring_rules (project_id, name, condition, points) values (%L, 'x', '{"field": "company", "op": "is_null"}', 1)$$, current_setting('t.p')), '42501', null, 'a viewer makes no rules');
select throws_ok($$insert into lead_score_changes (project_id, lead_id, points, reason) select project_id, id, 1, 'x' from leads$$, '42501', null, 'and gives no points');
select tests.as_user(current_setting('t.ben')::uuid);
select throws_ok(format('insert into lead_scoring_rules (project_id, name, condition, points) values (%L, %L, %L, 1)', current_setting('t.p'), c, c), '23514', null, c || ' is no condition')
from unnest(array['[]', '{"field": "score", "op": "is_null"}', '{"field": "company"}', '{"field": "company", "op": "like", "value": "x"}', '{"field": "company", "op": "="}', '{"field": "company", "op": "in", "value": "x"}', '{"field": "company", "op": "is_null", "more": 1}']) c;

update lead_scoring_rules set is_active = true;
select set_config('t.events', (select coalesce(max(id), 0)::text from events), true);
insert into leads (project_id, email, company, phone) select current_setting('t.p')::uuid, 'many' || i || '@example.com', 'C', '1' from generate_series(1, 30) i;
select results_eq($$select score, count(*) from leads where email like 'many%' group by 1$$, $$values (15::bigint, 30::bigint)$$, 'many leads at once are scored together');
select is((select count(*) from events where type = 'lead.scored' and id > current_setting('t.events')::bigint), 1::bigint, 'which is one event');
update lead_scoring_rules set is_active = false;

select tests.as_admin();
create function tests.meets(condition jsonb) returns boolean language sql as $$
  select private.meets_condition('{"company": "Royal Navy", "phone": null, "tags": ["vip", "uk"], "custom_fields": {"seats": 40, "plan": "Pro", "trial": true, "empty": null}}', condition)
$$;
select is(array(select tests.meets(c::jsonb) from unnest(array[
  '{"field": "company", "op": "=", "value": "Royal Navy"}', '{"field": "company", "op": "!=", "value": "Army"}', '{"field": "company", "op": "contains", "value": "navy"}',
  '{"field": "company", "op": "starts_with", "value": "ROYAL"}', '{"field": "company", "op": "in", "value": ["Army", "Royal Navy"]}', '{"field": "phone", "op": "is_null"}', '{"field": "phone", "op": "not_in", "value": ["1"]}',
  '{"field": "phone", "op": "!=", "value": "1"}', '{"field": "tags", "op": "contains", "value": "vip"}', '{"field": "custom_fields.seats", "op": ">", "value": 5}', '{"field": "custom_fields.trial", "op": "=", "value": true}',
  '{"field": "custom_fields.empty", "op": "is_null"}', '{"field": "custom_fields.seats", "op": "is_not_null"}', '{"field": "custom_fields.plan", "op": "<", "value": "Q"}'
]) c), array_fill(true, array[14]), 'these are met');
select is(array(select tests.meets(c::jsonb) from unnest(array[
  '{"field": "company", "op": "=", "value": "royal navy"}', '{"field": "company", "op": "not_in", "value": ["Royal Navy"]}', '{"field": "phone", "op": "=", "value": "1"}', '{"field": "phone", "op": "contains", "value": ""}', '{"field": "phone", "op": "is_not_null"}',
  '{"field": "tags", "op": "contains", "value": "v"}', '{"field": "custom_fields.seats", "op": ">", "value": "5"}', '{"field": "custom_fields.none", "op": "<", "value": 5}', '{"field": "custom_fields.plan", "op": "=", "value": "x"}', '{"field": "tags", "op": "is_null"}'
]) c), array_fill(false, array[10]), 'and these are not');
insert into leads (project_id, email, company, score) values (current_setting('t.p')::uuid, 'back@example.com', 'Navy', 500);
select is(tests.score('back@example.com'), 500, 'a lead that is brought in with a score keeps it');
update lead_scoring_rules set is_active = true where name = 'Has a company';
insert into leads (project_id, email, company, score) values (current_setting('t.p')::uuid, 'more@example.com', 'Navy', 7);
select is(tests.score('more@example.com'), 7, 'also when a rule applies');
select is((select array_agg(c.points order by c.points) from lead_score_changes c join leads l on l.id = c.lead_id where l.email = 'more@example.com'), '{-3,10}', 'which its ledger shows');
select is(private.calculate_lead_score((select id from leads where email = 'more@example.com')), 7::bigint, 'and adds up to') from (select set_config('request.jwt.claims', '{"role": "service_role"}', true)) service;
select set_config('request.jwt.claims', '', true);
delete from projects where id = current_setting('t.p')::uuid;
select is((select count(*) from lead_score_changes where project_id = current_setting('t.p')::uuid), 0::bigint, 'the ledger goes with its project');
create table leads_before as select * from lead_scoring_rules;
select private.add_default_scoring_rules(current_setting('t.q')::uuid);
select is((select count(*) from lead_scoring_rules), (select count(*) from leads_before), 'default rules come once');
update lead_scoring_rules set points = 3 where project_id = current_setting('t.q')::uuid and name = 'Has a company';
insert into leads (project_id, email, company) values (current_setting('t.q')::uuid, 'z@example.com', 'Z');
select is((select score from leads where email = 'z@example.com'), 3::bigint, 'and can be changed');
delete from lead_scoring_rules where project_id = current_setting('t.q')::uuid;
insert into leads (project_id, email, company) values (current_setting('t.q')::uuid, 'y@example.com', 'Y');
select is((select score from leads where email = 'y@example.com'), 0::bigint, 'or done without');
select * from finish();
rollback;
