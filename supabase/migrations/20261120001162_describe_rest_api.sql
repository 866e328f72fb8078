insert into public.connector_schemas (
  connector_type, display_name, category, auth_type, config_schema, credential_schema, data_schema, auth_config, rate_limits, streams
) values (
  'rest_api', 'REST API', 'api', 'none',
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "title": "REST API",
    "description": "Address, secret, headers and pagination are those of the API connection.",
    "additionalProperties": false,
    "properties": {
      "path": {
        "type": "string", "title": "Path", "description": "Added to the endpoint of the API connection, e.g. /v1/orders.",
        "pattern": "^/([^/\\\\\\s][^\\\\\\s]*)?$", "maxLength": 2000, "default": "/", "x-order": 1
      },
      "query": {
        "type": "object", "title": "Query parameters", "description": "Sent with every request. Secrets belong to the API connection.",
        "additionalProperties": {"type": "string"}, "x-order": 2
      },
      "records_path": {
        "type": "string", "title": "Path to the records",
        "description": "Where in the answer the array of records is, e.g. data.items. Empty: the answer is the array.",
        "maxLength": 500, "default": "", "x-order": 3
      },
      "primary_key": {
        "type": "array", "title": "Primary key", "description": "Fields that tell records apart. Needed to update rows instead of adding them.",
        "items": {"type": "string", "minLength": 1}, "maxItems": 10, "default": [], "x-order": 4
      },
      "cursor_field": {
        "type": "string", "title": "Cursor field", "description": "A field that only grows, such as updated_at. A sync then asks for what is newer.",
        "maxLength": 200, "x-order": 5
      },
      "cursor_parameter": {
        "type": "string", "title": "Cursor parameter",
        "description": "The query parameter in which the newest cursor is sent, such as updated_since.",
        "maxLength": 200, "x-order": 6
      }
    }
  }$json$,
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "title": "No credentials",
    "description": "The secret is set on the API connection.", "additionalProperties": false, "properties": {}
  }$json$,
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$ref": "#/$defs/records",
    "$defs": {"records": {"type": "object", "title": "Record", "description": "Whatever the API answers.", "additionalProperties": true}}
  }$json$,
  '{}',
  $json${"limits": [], "retry_after_header": "retry-after", "note": "What the API itself allows. A 429 or 503 with retry-after is obeyed."}$json$,
  $json$[
    {
      "name": "records", "title": "Records", "description": "What the path answers.", "is_dynamic": true,
      "primary_key": [], "cursor_field": null, "sync_modes": ["full_refresh", "append", "dedup"]
    }
  ]$json$
);
