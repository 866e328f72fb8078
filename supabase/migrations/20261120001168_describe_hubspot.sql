insert into public.connector_schemas (
  connector_type, display_name, category, auth_type, config_schema, credential_schema, data_schema, auth_config, rate_limits, streams
) values (
  'hubspot', 'HubSpot', 'crm', 'oauth2',
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "title": "HubSpot",
    "additionalProperties": false,
    "properties": {
      "start_date": {
        "type": "string", "title": "From", "description": "Records changed before this day are left out.", "format": "date", "x-order": 1
      },
      "properties": {
        "type": "array", "title": "Further properties", "description": "Internal names of properties to read beside the usual ones.",
        "items": {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,99}$"}, "maxItems": 500, "default": [], "x-order": 2
      },
      "include_archived": {"type": "boolean", "title": "Archived records", "description": "Reads those too.", "default": false, "x-order": 3}
    }
  }$json$,
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "title": "Private app",
    "description": "Instead of signing in with HubSpot.",
    "additionalProperties": false,
    "required": ["access_token"],
    "properties": {
      "access_token": {
        "type": "string", "title": "Access token", "format": "password", "minLength": 1, "x-order": 1,
        "description": "Of a private app of the HubSpot account; it begins with pat-."
      }
    }
  }$json$,
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "anyOf": [
      {"$ref": "#/$defs/contacts"}, {"$ref": "#/$defs/companies"}, {"$ref": "#/$defs/deals"}, {"$ref": "#/$defs/tickets"}, {"$ref": "#/$defs/owners"}
    ],
    "$defs": {
      "contacts": {
        "type": "object", "title": "Contact", "description": "HubSpot gives every property as text.",
        "required": ["id", "createdAt", "updatedAt"],
        "properties": {
          "id": {"type": "string"},
          "createdAt": {"type": "string", "format": "date-time"},
          "updatedAt": {"type": "string", "format": "date-time"},
          "archived": {"type": "boolean"},
          "properties": {
            "type": "object", "additionalProperties": {"type": ["string", "null"]},
            "properties": {
              "email": {"type": ["string", "null"]}, "firstname": {"type": ["string", "null"]}, "lastname": {"type": ["string", "null"]},
              "company": {"type": ["string", "null"]}, "lifecyclestage": {"type": ["string", "null"]}, "hs_lead_status": {"type": ["string", "null"]},
              "hubspot_owner_id": {"type": ["string", "null"]}
            }
          }
        }
      },
      "companies": {
        "type": "object", "title": "Company",
        "required": ["id", "createdAt", "updatedAt"],
        "properties": {
          "id": {"type": "string"},
          "createdAt": {"type": "string", "format": "date-time"},
          "updatedAt": {"type": "string", "format": "date-time"},
          "archived": {"type": "boolean"},
          "properties": {
            "type": "object", "additionalProperties": {"type": ["string", "null"]},
            "properties": {
              "name": {"type": ["string", "null"]}, "domain": {"type": ["string", "null"]}, "industry": {"type": ["string", "null"]},
              "annualrevenue": {"type": ["string", "null"]}, "numberofemployees": {"type": ["string", "null"]},
              "country": {"type": ["string", "null"]}
            }
          }
        }
      },
      "deals": {
        "type": "object", "title": "Deal",
        "required": ["id", "createdAt", "updatedAt"],
        "properties": {
          "id": {"type": "string"},
          "createdAt": {"type": "string", "format": "date-time"},
          "updatedAt": {"type": "string", "format": "date-time"},
          "archived": {"type": "boolean"},
          "properties": {
            "type": "object", "additionalProperties": {"type": ["string", "null"]},
            "properties": {
              "dealname": {"type": ["string", "null"]}, "amount": {"type": ["string", "null"]}, "dealstage": {"type": ["string", "null"]},
              "pipeline": {"type": ["string", "null"]}, "closedate": {"type": ["string", "null"]}, "hubspot_owner_id": {"type": ["string", "null"]}
            }
          }
        }
      },
      "tickets": {
        "type": "object", "title": "Ticket",
        "required": ["id", "createdAt", "updatedAt"],
        "properties": {
          "id": {"type": "string"},
          "createdAt": {"type": "string", "format": "date-time"},
          "updatedAt": {"type": "string", "format": "date-time"},
          "archived": {"type": "boolean"},
          "properties": {
            "type": "object", "additionalProperties": {"type": ["string", "null"]},
            "properties": {
              "subject": {"type": ["string", "null"]}, "content": {"type": ["string", "null"]}, "hs_pipeline": {"type": ["string", "null"]},
              "hs_pipeline_stage": {"type": ["string", "null"]}, "hs_ticket_priority": {"type": ["string", "null"]}
            }
          }
        }
      },
      "owners": {
        "type": "object", "title": "Owner",
        "required": ["id"],
        "properties": {
          "id": {"type": "string"}, "email": {"type": ["string", "null"]}, "firstName": {"type": ["string", "null"]},
          "lastName": {"type": ["string", "null"]}, "userId": {"type": ["integer", "null"]}, "archived": {"type": "boolean"},
          "createdAt": {"type": "string", "format": "date-time"}, "updatedAt": {"type": "string", "format": "date-time"}
        }
      }
    }
  }$json$,
  $json${
    "provider": "hubspot",
    "authorize_url": "https://app.hubspot.com/oauth/authorize",
    "token_url": "https://api.hubapi.com/oauth/2026-03/token",
    "scopes": ["oauth", "crm.objects.contacts.read", "crm.objects.companies.read", "crm.objects.deals.read", "crm.objects.owners.read"],
    "optional_scopes": ["tickets"],
    "pkce": false,
    "client_authentication": "body",
    "access_token_seconds": 1800,
    "refresh_token": "stays"
  }$json$,
  $json${
    "limits": [
      {"scope": "account", "requests": 110, "per_seconds": 10},
      {"scope": "account", "requests": 5, "per_seconds": 1, "note": "Of the search API, which changed records are read with."}
    ],
    "remaining_header": "x-hubspot-ratelimit-remaining",
    "note": "Of an app with OAuth, for each account. Private apps have 100 in 10 seconds on Free and Starter, 190 on Professional and Enterprise, and a daily limit.",
    
    "documentation_url": "https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines"
  }$json$,
  $json$[
    {"name": "contacts", "title": "Contacts", "primary_key": ["id"], "cursor_field": "updatedAt", "sync_modes": ["full_refresh", "append", "dedup"]},
    {
      "name": "companies", "title": "Companies", "primary_key": ["id"], "cursor_field": "updatedAt", "sync_modes": ["full_refresh", "append", "dedup"]
    },
    {"name": "deals", "title": "Deals", "primary_key": ["id"], "cursor_field": "updatedAt", "sync_modes": ["full_refresh", "append", "dedup"]},
    {
      "name": "tickets", "title": "Tickets", "description": "Needs the scope tickets.",
      "primary_key": ["id"], "cursor_field": "updatedAt", "sync_modes": ["full_refresh", "append", "dedup"]
    },
    {"name": "owners", "title": "Owners", "primary_key": ["id"], "cursor_field": null, "sync_modes": ["full_refresh"]}
  ]$json$
);
