insert into public.connector_schemas (
  connector_type, display_name, category, auth_type, config_schema, credential_schema, data_schema, auth_config, rate_limits, streams
) values (
  'postgres', 'PostgreSQL', 'database', 'basic',
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "title": "PostgreSQL",
    "description": "Any server that speaks the Postgres protocol: PostgreSQL, Supabase, Neon, CockroachDB, Redshift …",
    "additionalProperties": false,
    "required": ["host", "database"],
    "properties": {
      "host": {
        "type": "string", "title": "Host", "description": "Name or address of the server.",
        "format": "hostname", "pattern": "^[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?$", "maxLength": 253, "x-destination": true, "x-order": 1
      },
      "port": {
        "type": "integer", "title": "Port", "description": "5432 unless it was changed.",
        "minimum": 1, "maximum": 65535, "default": 5432, "x-destination": true, "x-order": 2
      },
      "database": {"type": "string", "title": "Database", "description": "Name of the database.", "minLength": 1, "maxLength": 63, "x-order": 3},
      "schemas": {
        "type": "array", "title": "Schemas", "description": "Schemas whose tables and views are offered.",
        "items": {"type": "string", "minLength": 1, "maxLength": 63}, "minItems": 1, "maxItems": 50, "default": ["public"], "x-order": 4
      },
      "ssl_mode": {
        "type": "string", "title": "Encryption",
        "description": "verify-full checks that the server is who it says; require only encrypts; disable sends everything in the clear.",
        "enum": ["verify-full", "verify-ca", "require", "disable"], "default": "require", "x-order": 5
      },
      "mode": {
        "type": "string", "title": "Reading", "description": "synced: rows are copied on schedule. live: every question is asked of the server.",
        "enum": ["synced", "live"], "default": "synced", "x-order": 6
      },
      "statement_timeout_seconds": {
        "type": "integer", "title": "Time limit", "description": "Seconds after which a statement is given up.",
        "minimum": 1, "maximum": 3600, "default": 60, "x-order": 7
      }
    }
  }$json$,
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "title": "Credentials",
    "description": "Of a role that may only read.",
    "additionalProperties": false,
    "required": ["username", "password"],
    "properties": {
      "username": {"type": "string", "title": "User", "description": "Name of the role.", "minLength": 1, "maxLength": 63, "x-order": 1},
      "password": {"type": "string", "title": "Password", "description": "Of this role.", "format": "password", "minLength": 1, "x-order": 2},
      "ca_certificate": {
        "type": "string", "title": "CA certificate",
        "description": "PEM of the authority that signed the server's certificate, for verify-ca and verify-full.", "x-order": 3
      },
      "client_certificate": {"type": "string", "title": "Client certificate", "description": "PEM, where the server asks for one.", "x-order": 4},
      "client_key": {
        "type": "string", "title": "Client key", "description": "PEM of the certificate's private key.", "format": "password", "x-order": 5
      }
    }
  }$json$,
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$ref": "#/$defs/rows",
    "$defs": {
      "rows": {"type": "object", "title": "Row", "description": "A row of a table or view, by the names of its columns.", "additionalProperties": true}
    }
  }$json$,
  '{}',
  $json${"limits": [], "concurrent": 2, "note": "Connections of one connector at a time; the server's own limits come first."}$json$,
  $json$[
    {
      "name": "rows", "title": "Tables and views",
      "description": "Each table or view of the schemas is a stream; its primary key is that of the table.",
      "is_dynamic": true, "primary_key": [], "cursor_field": null, "sync_modes": ["full_refresh", "append", "dedup"]
    }
  ]$json$
);
