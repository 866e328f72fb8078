-- Security definer: token and secret are written by no API role.
create function private.create_workflow_webhook(workflow_id uuid)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  workflow public.workflows;
  token constant text := 'owh_' || translate(encode(extensions.gen_random_bytes(24), 'base64'), '+/', '-_');
  signing_secret constant text := 'whsec_' || encode(extensions.gen_random_bytes(32), 'base64');
  made uuid;
begin
  select * into workflow from public.workflows w where w.id = workflow_id for no key update;
  if not found or not coalesce(private.can_access(workflow.project_id, 'viewer'), false) then
    perform private.raise_error('PT404', 'There is no such workflow in a project of yours', 'A template is copied into a project first.');
  end if;
  perform private.require_role(workflow.project_id, 'manager');
  if (select count(*) >= 10 from public.workflow_webhooks h where h.workflow_id = workflow.id and h.is_active) then
    perform private.raise_error('PT422', 'A workflow has at most 10 webhooks', 'Revoke one that is no longer used.');
  end if;
  insert into public.workflow_webhooks (project_id, workflow_id, token_hash, signing_secret_id)
  values (workflow.project_id, workflow.id, private.hash_token(token), vault.create_secret(signing_secret, null, 'Signing secret of a webhook'))
  returning id into made;
  return jsonb_build_object('id', made, 'token', token, 'signing_secret', signing_secret);
end
$$;

create function public.create_workflow_webhook(workflow_id uuid)
returns jsonb
language sql
set search_path = ''
as $$
  select private.create_workflow_webhook(workflow_id)
$$;
comment on function public.create_workflow_webhook is 'Makes an address that starts a workflow: {id, token, signing_secret}, shown this once. Managers. PT404 out of sight, PT422 beyond 10.';

-- Security definer: as above.
create function private.revoke_workflow_webhook(id uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  webhook public.workflow_webhooks;
begin
  select * into webhook from public.workflow_webhooks h where h.id = revoke_workflow_webhook.id for update;
  if not found or not coalesce(private.can_access(webhook.project_id, 'viewer'), false) then
    perform private.raise_error('PT404', 'There is no such webhook');
  end if;
  perform private.require_role(webhook.project_id, 'manager');
  update public.workflow_webhooks h set is_active = false, signing_secret_id = null where h.id = webhook.id;
end
$$;

create function public.revoke_workflow_webhook(id uuid)
returns void
language sql
set search_path = ''
as $$
  select private.revoke_workflow_webhook(id)
$$;
comment on function public.revoke_workflow_webhook is 'Makes a webhook useless at once, and forgets its secret. Managers. PT404 out of sight.';

grant execute on function
  public.create_workflow_webhook, private.create_workflow_webhook, public.revoke_workflow_webhook, private.revoke_workflow_webhook
  to authenticated, service_role;
