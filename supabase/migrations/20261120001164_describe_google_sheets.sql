insert into public.connector_schemas (
  connector_type, display_name, category, auth_type, config_schema, credential_schema, data_schema, auth_config, rate_limits, streams
) values (
  'google_sheets', 'Google Sheets', 'spreadsheet', 'oauth2',
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "title": "Google Sheets",
    "additionalProperties": false,
    "required": ["spreadsheet_id"],
    "properties": {
      "spreadsheet_id": {
        "type": "string", "title": "Spreadsheet", "description": "The part between /d/ and /edit of the spreadsheet's address.",
        "pattern": "^[A-Za-z0-9_-]{20,100}$", "x-order": 1
      },
      "sheets": {
        "type": "array", "title": "Sheets", "description": "Names of the sheets to read. Empty: all.",
        "items": {"type": "string", "minLength": 1, "maxLength": 100}, "maxItems": 200, "default": [], "x-order": 2
      },
      "header_row": {
        "type": "integer", "title": "Header row", "description": "The row that names the columns; data begins below it.",
        "minimum": 1, "maximum": 1000, "default": 1, "x-order": 3
      },
      "value_render": {
        "type": "string", "title": "Values", "description": "UNFORMATTED_VALUE: as computed. FORMATTED_VALUE: as shown in the sheet.",
        "enum": ["UNFORMATTED_VALUE", "FORMATTED_VALUE"], "default": "UNFORMATTED_VALUE", "x-order": 4
      }
    }
  }$json$,
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "title": "Service account",
    "description": "Instead of signing in with Google.",
    "additionalProperties": false,
    "required": ["service_account_key"],
    "properties": {
      "service_account_key": {
        "type": "string", "title": "Service account key", "format": "password", "minLength": 1, "x-order": 1,
        "description": "The JSON key file of a Google Cloud service account with which the spreadsheet is shared."
      }
    }
  }$json$,
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$ref": "#/$defs/rows",
    "$defs": {
      "rows": {
        "type": "object", "title": "Row", "description": "A row of the sheet, by the names in its header row.",
        "additionalProperties": {"type": ["string", "number", "boolean", "null"]}
      }
    }
  }$json$,
  $json${
    "provider": "google",
    "authorize_url": "https://accounts.google.com/o/oauth2/v2/auth",
    "token_url": "https://oauth2.googleapis.com/token",
    "revoke_url": "https://oauth2.googleapis.com/revoke",
    "scopes": ["https://www.googleapis.com/auth/spreadsheets.readonly"],
    "authorize_params": {"access_type": "offline", "prompt": "consent"},
    "pkce": true,
    "client_authentication": "body",
    "access_token_seconds": 3600,
    "refresh_token": "stays"
  }$json$,
  $json${
    "limits": [
      {"scope": "app", "requests": 300, "per_seconds": 60},
      {"scope": "user", "requests": 60, "per_seconds": 60}
    ],
    "note": "Read requests. Beyond them Google answers 429; wait with growing pauses.",
    "documentation_url": "https://developers.google.com/workspace/sheets/api/limits"
  }$json$,
  $json$[
    {
      "name": "rows", "title": "Sheets", "description": "Each sheet is a stream.", "is_dynamic": true,
      "primary_key": [], "cursor_field": null, "sync_modes": ["full_refresh"]
    }
  ]$json$
);
