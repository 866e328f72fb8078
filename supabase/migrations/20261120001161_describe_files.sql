-- Keys of a jsonb document have no order, so x-order says in which order a form shows the fields.
insert into public.connector_schemas (
  connector_type, display_name, category, auth_type, config_schema, credential_schema, data_schema, auth_config, rate_limits, streams
) values (
  'csv', 'CSV file', 'file', 'none',
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "title": "CSV file",
    "additionalProperties": false,
    "properties": {
      "delimiter": {
        "type": "string", "title": "Delimiter", "description": "What separates the fields of a line.",
        "enum": [",", ";", "\t", "|"], "default": ",", "x-order": 1
      },
      "quote": {
        "type": "string", "title": "Quote", "description": "What encloses a field that holds a delimiter or a line break.",
        "enum": ["\"", "'"], "default": "\"", "x-order": 2
      },
      "header": {"type": "boolean", "title": "Header line", "description": "The first line names the columns.", "default": true, "x-order": 3},
      "encoding": {
        "type": "string", "title": "Encoding", "description": "A WHATWG label such as utf-8, windows-1252 or utf-16le.",
        "maxLength": 40, "default": "utf-8", "x-order": 4
      },
      "decimal": {"type": "string", "title": "Decimal sign", "description": "1.5 or 1,5.", "enum": [".", ","], "default": ".", "x-order": 5},
      "date_order": {
        "type": "string", "title": "Order of dates", "description": "How dates that are not ISO 8601 are read: day, month, year.",
        "enum": ["iso", "dmy", "mdy", "ymd"], "default": "iso", "x-order": 6
      }
    }
  }$json$,
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "title": "No credentials", "additionalProperties": false,
    "properties": {}
  }$json$,
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$ref": "#/$defs/rows",
    "$defs": {
      "rows": {
        "type": "object", "title": "Row", "description": "A line of the file, by the names of its columns.",
        "additionalProperties": {"type": ["string", "null"]}
      }
    }
  }$json$,
  '{}', '{}',
  $json$[
    {
      "name": "rows", "title": "Rows", "description": "The lines of the file.", "is_dynamic": true,
      "primary_key": [], "cursor_field": null, "sync_modes": ["full_refresh", "append"]
    }
  ]$json$
),
(
  'json', 'JSON file', 'file', 'none',
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "title": "JSON file",
    "additionalProperties": false,
    "properties": {
      "format": {
        "type": "string", "title": "Format", "description": "json: one array of objects. ndjson: an object on each line.",
        "enum": ["json", "ndjson"], "default": "json", "x-order": 1
      },
      "encoding": {
        "type": "string", "title": "Encoding", "description": "A WHATWG label such as utf-8 or utf-16le.",
        "maxLength": 40, "default": "utf-8", "x-order": 2
      }
    }
  }$json$,
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "title": "No credentials", "additionalProperties": false,
    "properties": {}
  }$json$,
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$ref": "#/$defs/rows",
    "$defs": {"rows": {"type": "object", "title": "Row", "description": "An object of the file.", "additionalProperties": true}}
  }$json$,
  '{}', '{}',
  $json$[
    {
      "name": "rows", "title": "Rows", "description": "The objects of the file.", "is_dynamic": true,
      "primary_key": [], "cursor_field": null, "sync_modes": ["full_refresh", "append"]
    }
  ]$json$
);
