create function private.is_secret(key text, kind text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select case
    when kind in ('null', 'boolean') then false
    when key ~* '(secret|passw)' then true
    -- Counts of tokens, addresses of endpoints and hashtags are none, nor, unlike in a header, what merely is a key.
    else kind <> 'number' and (private.names_a_secret(key) or key ~* '(token|hash(?!tag)|api.?key|private.?key|authorization|cookie)')
      and key !~* '(url|uri|endpoint|type|expires_(at|in)|chat_session_id|^(auth|key)|(?<!api|auth|private|access|signing)_key)$'
  end
$$;
comment on function private.is_secret is 'Whether a value is a secret by the name of its column or key; kind is its JSON type.';

create function private.secret_pattern()
returns text
language sql
immutable
set search_path = ''
as $$
  select '(token|secret|hash|passw|(api|private).?key|key"|auth"|authorization|pwd|session|credential|cookie|signature|assertion|//[^/"]+@|"(bearer|basic) )'
$$;
comment on function private.secret_pattern is 'What the text of a document with secrets matches, and of few others. A constant to the planner; every write pays for each of its states.';

create function private.redact(document jsonb, depth int default 0)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
begin
  if document is null or document::text !~* private.secret_pattern() then return document; end if;
  if depth > 50 then return '"[redacted]"'; end if;
  case jsonb_typeof(document)
    when 'object' then
      return (
        select jsonb_object_agg(
          key, case when private.is_secret(key, jsonb_typeof(value)) then '"[redacted]"' else private.redact(value, depth + 1) end
        )
        from jsonb_each(document)
      );
    when 'array' then
      return (
        select jsonb_agg(private.redact(value, depth + 1) order by ordinality) from jsonb_array_elements(document) with ordinality
      );
    else
      -- A text that only speaks of secrets is none.
      return case
        when document::text ~* '(^"(bearer|basic) +(?=[^"]*[\d=._])[\w+/=.~-]{16,}"$|//[^/\s:@"]+:[^/\s@"]+@)' then '"[redacted]"'
        else document
      end;
  end case;
end
$$;
comment on function private.redact is 'A document with "[redacted]" for every secret, at any depth: values under keys that name one, "Bearer …", addresses with a password.';
