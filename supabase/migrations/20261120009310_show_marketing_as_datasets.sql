-- Phone numbers, addresses of messages, IP addresses and user agents stay out: nobody charts them, and what is charted is shared.
create view data.system_leads as
select
  l.project_id, l.created_at as _row, l.id as _row_id,
  l.id::text as id, l.email, l.first_name, l.last_name, l.company, l.score, l.status, l.source, to_jsonb(l.tags) as tags, l.custom_fields,
  l.unsubscribed_at is not null as is_unsubscribed, l.owner_id::text as owner_id, l.created_at, l.updated_at
from public.leads l;

select private.add_system_stream(
  'leads', 'viewer', 'Leads with their score, status and source.',
  'id text key', 'email text dimension', 'first_name text dimension', 'last_name text dimension', 'company text dimension', 'score integer measure',
  'status text dimension', 'source text dimension', 'tags json dimension', 'custom_fields json dimension', 'is_unsubscribed boolean dimension',
  'owner_id text key', 'created_at timestamp time', 'updated_at timestamp time'
);

create view data.system_lead_score_changes as
select
  c.project_id, c.occurred_at as _row, c.id as _row_id,
  c.id::text as id, c.lead_id::text as lead_id, l.company, c.rule_id::text as rule_id, r.name as rule, c.points, c.reason, c.occurred_at
from public.lead_score_changes c
join public.leads l on l.id = c.lead_id
left join public.lead_scoring_rules r on r.id = c.rule_id;

select private.add_system_stream(
  'lead_score_changes', 'viewer', 'Every change of a lead''s score, with the rule behind it.',
  'id text key', 'lead_id text key', 'company text dimension', 'rule_id text key', 'rule text dimension', 'points integer measure',
  'reason text dimension', 'occurred_at timestamp time'
);

create view data.system_campaign_results as
select
  m.project_id, m.created_at as _row, m.id as _row_id,
  m.id::text as id, m.email_campaign_id::text as email_campaign_id, e.subject, e.campaign_id::text as campaign_id, c.name as campaign,
  m.lead_id::text as lead_id, m.variant, m.status, m.attempts, m.error,
  exists (select from public.email_events v where v.email_message_id = m.id and v.project_id = m.project_id and v.type = 'delivered') as is_delivered,
  exists (select from public.email_events v where v.email_message_id = m.id and v.project_id = m.project_id and v.type = 'open' and not v.is_machine) as is_opened,
  exists (select from public.email_events v where v.email_message_id = m.id and v.project_id = m.project_id and v.type = 'click' and not v.is_machine) as is_clicked,
  exists (select from public.email_events v where v.email_message_id = m.id and v.project_id = m.project_id and v.type = 'unsubscribe') as is_unsubscribed,
  m.sent_at, m.created_at
from public.email_messages m
join public.email_campaigns e on e.id = m.email_campaign_id
left join public.campaigns c on c.id = e.campaign_id;

select private.add_system_stream(
  'campaign_results', 'viewer', 'Every message of e-mail campaigns, and what became of it. Opens and clicks of machines do not count.',
  'id text key', 'email_campaign_id text key', 'subject text dimension', 'campaign_id text key', 'campaign text dimension', 'lead_id text key',
  'variant text dimension', 'status text dimension', 'attempts integer measure', 'error text dimension', 'is_delivered boolean dimension',
  'is_opened boolean dimension', 'is_clicked boolean dimension', 'is_unsubscribed boolean dimension', 'sent_at timestamp time', 'created_at timestamp time'
);

create view data.system_email_events as
select
  v.project_id, v.occurred_at as _row, v.id as _row_id,
  v.id::text as id, v.email_message_id::text as email_message_id, m.email_campaign_id::text as email_campaign_id, e.subject,
  m.lead_id::text as lead_id, m.variant, v.type, v.url, v.is_machine, v.occurred_at
from public.email_events v
join public.email_messages m on m.id = v.email_message_id
join public.email_campaigns e on e.id = m.email_campaign_id;

select private.add_system_stream(
  'email_events', 'viewer', 'Deliveries, opens, clicks, bounces, complaints and unsubscriptions of e-mail campaigns.',
  'id text key', 'email_message_id text key', 'email_campaign_id text key', 'subject text dimension', 'lead_id text key', 'variant text dimension',
  'type text dimension', 'url text dimension', 'is_machine boolean dimension', 'occurred_at timestamp time'
);

create view data.system_analytics_events as
select
  a.project_id, a.occurred_at as _row, a.id as _row_id,
  a.id::text as id, a.event_type, a.event_name, a.properties, a.lead_id::text as lead_id, a.user_id::text as user_id, a.session_id, a.occurred_at
from public.analytics_events a;

select private.add_system_stream(
  'analytics_events', 'viewer', 'What visitors and leads did: page views and other events.',
  'id text key', 'event_type text dimension', 'event_name text dimension', 'properties json dimension', 'lead_id text key', 'user_id text key',
  'session_id text key', 'occurred_at timestamp time'
);
