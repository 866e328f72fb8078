create function private.is_web_address(url text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  -- Backslashes and control characters are read in more ways than one: what is checked here must be what is called later.
  select length(url) <= 2000 and url ~ '^https?://[^/?#@\\[:space:][:cntrl:]]+([/?#][^\\[:space:][:cntrl:]]*)?$'
$$;
comment on function private.is_web_address is 'Whether a text is an http or https URL without user and password. Whether it is one of a private network is checked when it is called.';
create function private.origin(url text)
returns text
language sql
immutable
set search_path = ''
as $$
  select lower(substring(url from '^https?://[^/?#]+'))
$$;
comment on function private.origin is 'Scheme, host and port of a web address.';

create function private.names_a_secret(name text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select name ~* '(authorization|cookie2?|token|session([-_]?id)?|signature|assertion|(^|[-_])(auth|key|pwd))$|api[-_]?key|secret|passw|credential'
$$;
comment on function private.names_a_secret is 'Whether a header or parameter of this name usually carries a secret.';

grant execute on function private.is_web_address, private.origin, private.names_a_secret to authenticated, service_role;
