-- Security definer, like all here: links are written by functions only.
create function private.project_of_resource(resource_type text, resource_id uuid)
returns uuid
language sql
stable
security definer
set search_path = ''
as $$
  select project_id from public.dashboards where resource_type = 'dashboard' and id = resource_id
  union all select project_id from public.charts where resource_type = 'chart' and id = resource_id
  union all select project_id from public.dashboard_templates where resource_type = 'template' and id = resource_id and project_id is not null
$$;
comment on function private.project_of_resource is 'The project of what can be shared.';

create function private.keep_public()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.mark_public(coalesce(new.resource_type, old.resource_type), coalesce(new.resource_id, old.resource_id));
  return null;
end
$$;
comment on function private.keep_public is 'What a link opens is public.';

create function private.mark_public(resource_type text, resource_id uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  open boolean;
begin
  -- Two links that change at once are counted one after the other.
  perform from public.dashboards d where d.id = resource_id for no key update;
  perform from public.charts c where c.id = resource_id for no key update;
  open := exists (
    select from public.sharing_links l
    where l.resource_type = mark_public.resource_type and l.resource_id = mark_public.resource_id and l.revoked_at is null
      and (l.expires_at is null or l.expires_at > now())
  );
  if resource_type = 'dashboard' then
    update public.dashboards d set is_public = open where d.id = resource_id and d.is_public <> open;
  elsif resource_type = 'chart' then
    update public.charts c set is_public = open where c.id = resource_id and c.is_public <> open;
  end if;
end
$$;
comment on function private.mark_public is 'Sets is_public of a dashboard or chart: whether there is a link that opens it.';

create trigger keep_public after insert or delete or update of revoked_at, expires_at on public.sharing_links
  for each row execute function private.keep_public();

create function private.check_link(permissions jsonb, password text, expires_at timestamptz)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.check_shape(permissions, '{"view": "boolean?", "filter": "boolean?", "export": "boolean?"}', 'The permissions');
  if permissions -> 'view' = 'false' then
    perform private.raise_error('PT400', 'A link lets people view what it opens', 'Leave "view" out, or make no link.');
  end if;
  if octet_length(password) not between 8 and 72 then
    perform private.raise_error('PT400', 'A password has 8 to 72 bytes', 'Choose another one, or none.');
  end if;
  if expires_at <= now() then
    perform private.raise_error('PT400', 'The link would have expired already', 'Choose a time to come.');
  end if;
end
$$;

create function private.create_sharing_link(resource_type text, resource_id uuid, permissions jsonb, password text, expires_at timestamptz)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  project constant uuid := private.project_of_resource(resource_type, resource_id);
  token constant text := 'osl_' || translate(encode(extensions.gen_random_bytes(24), 'base64'), '+/', '-_');
  made uuid;
begin
  if project is null or not coalesce(private.can_access(project, 'viewer'), false) then
    perform private.raise_error('PT404', 'There is no such dashboard, chart or template, or you may not see it');
  end if;
  perform private.require_role(project, 'contributor');
  permissions := coalesce(permissions, '{}');
  perform private.check_link(permissions, password, expires_at);
  insert into public.sharing_links (project_id, resource_type, resource_id, token_hash, permissions, password_hash, expires_at, created_by)
  values (
    project, resource_type, resource_id, private.hash_token(token),
    '{"view": true, "filter": false, "export": false}' || jsonb_strip_nulls(permissions),
    extensions.crypt(password, extensions.gen_salt('bf', 8)), expires_at, private.user_id()
  )
  returning id into made;
  return jsonb_build_object('id', made, 'token', token);
end
$$;

create function public.create_sharing_link(
  resource_type text, resource_id uuid, permissions jsonb default null, password text default null, expires_at timestamptz default null
)
returns jsonb
language sql
set search_path = ''
as $$
  select private.create_sharing_link(resource_type, resource_id, permissions, password, expires_at)
$$;
comment on function public.create_sharing_link is 'Makes an address for a dashboard, chart or template: {id, token}. The token is shown this once. permissions: {filter, export}, both false unless told. Contributors.';

create function private.revoke_sharing_link(id uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  link public.sharing_links;
begin
  select * into link from public.sharing_links l where l.id = revoke_sharing_link.id;
  if not found or not coalesce(private.can_access(link.project_id, 'viewer'), false) then
    perform private.raise_error('PT404', 'There is no such link');
  end if;
  perform private.require_role(link.project_id, 'contributor');
  update public.sharing_links l set revoked_at = now() where l.id = link.id and l.revoked_at is null;
end
$$;

create function public.revoke_sharing_link(id uuid)
returns void
language sql
set search_path = ''
as $$
  select private.revoke_sharing_link(id)
$$;
comment on function public.revoke_sharing_link is 'Makes a link useless at once. Contributors.';

grant execute on function public.create_sharing_link, private.create_sharing_link, public.revoke_sharing_link, private.revoke_sharing_link
  to authenticated, service_role;
