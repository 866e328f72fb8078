-- shared/workflow describes these documents. A null id is still to be chosen by who copies the template.
insert into public.workflows (id, name, description, template_category, is_template, tags, trigger_config, steps, config) values
(
  '00000000-0000-4000-8000-000000004901', 'Weekly summary',
  'Every Monday morning: reads last week''s figures, says in plain words what changed, and tells everybody in the project.',
  'reports', true, '{schedule,summary}',
  '{"type": "schedule", "cron": "0 8 * * MON", "time_zone": "UTC"}',
  '[
    {"id": "figures", "type": "query", "name": "Read the last weeks", "dataset_id": null, "timeout": 60,
      "query": {"measures": [{"function": "count", "as": "rows"}]},
      "retry": {"max_attempts": 3, "delay": 30, "backoff": "exponential"}},
    {"id": "summary", "type": "prompt", "name": "Say what changed", "if": "$count(steps.figures.rows) > 0", "timeout": 120, "max_tokens": 800,
      "prompt": "Summarize these figures of a team in at most five sentences. Name the largest change first.\n\n{{ $string(steps.figures.rows) }}",
      "retry": {"max_attempts": 2, "delay": 60}},
    {"id": "tell", "type": "notify", "name": "Tell the project", "if": "steps.summary.text", "to": {"role": "viewer"},
      "title": "The week in figures", "body": "{{ $substring(steps.summary.text, 0, 1900) }}"}
  ]',
  '{"concurrency": {"limit": 1, "when_full": "skip"}, "timeout": 900}'
),
(
  '00000000-0000-4000-8000-000000004902', 'Follow up on new leads',
  'Greets a new lead by e-mail once somebody has read the draft, and marks the lead as contacted.',
  'marketing', true, '{leads,email}',
  '{"type": "event", "event": "lead.created"}',
  '[
    {"id": "draft", "type": "prompt", "name": "Draft a greeting", "if": "trigger.subject.email and $not($exists(trigger.subject.unsubscribed_at))",
      "prompt": "Write a short, friendly first e-mail to {{ trigger.subject.first_name }} of {{ trigger.subject.company }}. Offer help; no more than 90 words.",
      "max_tokens": 400, "timeout": 120, "retry": {"max_attempts": 2, "delay": 60}},
    {"id": "approval", "type": "wait_for_approval", "name": "Read the draft", "if": "steps.draft.text", "approvers": {"role": "contributor"},
      "title": "Send this e-mail?", "message": "{{ steps.draft.text }}", "timeout": 604800},
    {"id": "send", "type": "send_email", "name": "Send it", "if": "steps.approval.approved", "to": ["{{ trigger.subject.email }}"],
      "subject": "Welcome", "body": "{{ steps.draft.text }}", "retry": {"max_attempts": 3, "delay": 60, "backoff": "exponential"}},
    {"id": "mark", "type": "update_lead", "name": "Mark as contacted", "if": "steps.send.sent", "lead_id": "{{ trigger.subject.id }}",
      "changes": {"status": "contacted"}}
  ]',
  '{"concurrency": {"limit": 5, "when_full": "queue"}, "timeout": 1209600}'
),
(
  '00000000-0000-4000-8000-000000004903', 'Explain an alert',
  'When an alert fires: looks at the rows behind it, says what may be the cause, draws a chart of it and tells the contributors.',
  'alerts', true, '{alert,analysis}',
  '{"type": "alert"}',
  '[
    {"id": "refresh", "type": "refresh_cache", "name": "Take fresh data", "dataset_id": null, "on_error": "continue"},
    {"id": "evidence", "type": "query", "name": "Read the rows behind it", "dataset_id": null, "query": {"limit": 200}, "timeout": 60},
    {"id": "cause", "type": "prompt", "name": "Look for the cause", "timeout": 120, "max_tokens": 600,
      "prompt": "The alert \"{{ trigger.data.name }}\" fires. Say what in these rows may be the cause, and what is uncertain.\n\n{{ $string(steps.evidence.rows) }}",
      "on_error": "continue"},
    {"id": "chart", "type": "create_chart", "name": "Draw it", "title": "What made \"{{ trigger.data.name }}\" fire", "chart_type": "bar",
      "dataset_id": null, "data_query": {"measures": [{"function": "count"}]}, "spec": {"mark": "bar"}, "on_error": "continue"},
    {"id": "tell", "type": "notify", "name": "Tell the contributors", "to": {"role": "contributor"}, "title": "{{ trigger.data.name }}",
      "body": "{{ steps.cause.text ? $substring(steps.cause.text, 0, 1900) : \"The alert fires.\" }}"}
  ]',
  '{"concurrency": {"limit": 2, "when_full": "queue"}, "timeout": 900}'
),
(
  '00000000-0000-4000-8000-000000004904', 'Take in posted records',
  'Takes records that another program posts to the webhook, keeps those that are complete in a dataset, and tells the managers of the others.',
  'data', true, '{webhook,dataset}',
  '{"type": "webhook"}',
  '[
    {"id": "sorted", "type": "transform", "name": "Sort the records",
      "expression": "( $all := [trigger.body.records]; { \"whole\": [$all[$exists(id)]], \"rest\": [$all[$not($exists(id))]] } )"},
    {"id": "check", "type": "branch", "name": "Anything to keep?", "cases": [
      {"if": "$count(steps.sorted.whole) > 0", "steps": [
        {"id": "keep", "type": "write_records", "name": "Keep them", "dataset_id": null, "rows": "steps.sorted.whole",
          "timeout": 60, "retry": {"max_attempts": 5, "delay": 10, "backoff": "exponential"}},
        {"id": "fresh", "type": "refresh_cache", "dataset_id": null, "on_error": "continue"}
      ]}
    ]},
    {"id": "tell", "type": "notify", "name": "Tell of the rest", "if": "$count(steps.sorted.rest) > 0", "to": {"role": "manager"},
      "title": "{{ $count(steps.sorted.rest) }} posted records had no id"}
  ]',
  '{"concurrency": {"limit": 10, "when_full": "queue"}, "timeout": 600}'
),
(
  '00000000-0000-4000-8000-000000004905', 'Write and publish a post',
  'Drafts posts on the topics that the figures suggest, waits until a manager agrees to each, and publishes them.',
  'marketing', true, '{content,approval}',
  '{"type": "manual"}',
  '[
    {"id": "figures", "type": "query", "name": "Read the figures", "dataset_id": null, "query": {"limit": 100}, "timeout": 60},
    {"id": "topics", "type": "prompt", "name": "Find topics",
      "prompt": "Name up to three topics for posts that these rows suggest.\n\n{{ $string(steps.figures.rows) }}",
      "schema": {"type": "object", "properties": {"topics": {"type": "array", "items": {"type": "string"}}}, "required": ["topics"]}, "timeout": 120},
    {"id": "each", "type": "foreach", "name": "For each topic", "items": "steps.topics.value.topics", "max_items": 3, "steps": [
      {"id": "draft", "type": "prompt", "name": "Draft a post", "prompt": "Write a post of at most 200 words about: {{ item }}", "timeout": 120},
      {"id": "content", "type": "create_content", "content_type": "social_post",
        "title": "{{ $substring(item, 0, 190) }}", "content": "{{ steps.draft.text }}"},
      {"id": "approval", "type": "wait_for_approval", "approvers": {"role": "manager"},
        "title": "Publish this post?", "message": "{{ steps.draft.text }}",
        "timeout": 604800, "on_error": "continue"},
      {"id": "publish", "type": "publish_content", "if": "steps.approval.approved", "content_id": "{{ steps.content.id }}",
        "retry": {"max_attempts": 3, "delay": 60, "backoff": "exponential"}}
    ]}
  ]',
  '{"timeout": 1209600, "on_error": "fail"}'
);
