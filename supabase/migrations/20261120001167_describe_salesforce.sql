insert into public.connector_schemas (
  connector_type, display_name, category, auth_type, config_schema, credential_schema, data_schema, auth_config, rate_limits, streams
) values (
  'salesforce', 'Salesforce', 'crm', 'oauth2',
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "title": "Salesforce",
    "additionalProperties": false,
    "required": ["instance_url"],
    "properties": {
      "instance_url": {
        "type": "string", "title": "Address", "description": "My Domain of the organization, e.g. https://acme.my.salesforce.com.",
        "format": "uri", "pattern": "^https://[a-z0-9-]+(\\.[a-z0-9-]+)*\\.salesforce\\.com$", "maxLength": 255, "x-destination": true, "x-order": 1
      },
      "api_version": {
        "type": "string", "title": "API version", "description": "Such as v62.0.", "pattern": "^v[0-9]{2,3}\\.0$", "default": "v62.0", "x-order": 2
      },
      "start_date": {
        "type": "string", "title": "From", "description": "Records changed before this day are left out.", "format": "date", "x-order": 3
      },
      "include_deleted": {
        "type": "boolean", "title": "Deleted records", "description": "Reads those in the recycle bin too, with IsDeleted.", "default": false,
        "x-order": 4
      }
    }
  }$json$,
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "title": "No credentials",
    "description": "Sign in with Salesforce instead.", "additionalProperties": false, "properties": {}
  }$json$,
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "anyOf": [
      {"$ref": "#/$defs/accounts"}, {"$ref": "#/$defs/contacts"}, {"$ref": "#/$defs/leads"}, {"$ref": "#/$defs/opportunities"},
      {"$ref": "#/$defs/campaigns"}, {"$ref": "#/$defs/users"}
    ],
    "$defs": {
      "accounts": {
        "type": "object", "title": "Account", "description": "Custom fields (…__c) come as they are.",
        "required": ["Id"], "additionalProperties": true,
        "properties": {
          "Id": {"type": "string"}, "Name": {"type": "string"}, "Type": {"type": ["string", "null"]}, "Industry": {"type": ["string", "null"]},
          "AnnualRevenue": {"type": ["number", "null"]}, "NumberOfEmployees": {"type": ["integer", "null"]},
          "BillingCountry": {"type": ["string", "null"]}, "Website": {"type": ["string", "null"]}, "OwnerId": {"type": "string"},
          "CreatedDate": {"type": "string", "format": "date-time"}, "SystemModstamp": {"type": "string", "format": "date-time"}
        }
      },
      "contacts": {
        "type": "object", "title": "Contact",
        "required": ["Id"], "additionalProperties": true,
        "properties": {
          "Id": {"type": "string"}, "AccountId": {"type": ["string", "null"]}, "FirstName": {"type": ["string", "null"]},
          "LastName": {"type": "string"}, "Email": {"type": ["string", "null"]}, "Phone": {"type": ["string", "null"]},
          "Title": {"type": ["string", "null"]}, "LeadSource": {"type": ["string", "null"]}, "OwnerId": {"type": "string"},
          "CreatedDate": {"type": "string", "format": "date-time"}, "SystemModstamp": {"type": "string", "format": "date-time"}
        }
      },
      "leads": {
        "type": "object", "title": "Lead",
        "required": ["Id"], "additionalProperties": true,
        "properties": {
          "Id": {"type": "string"}, "FirstName": {"type": ["string", "null"]}, "LastName": {"type": "string"}, "Company": {"type": "string"},
          "Email": {"type": ["string", "null"]}, "Status": {"type": "string"}, "LeadSource": {"type": ["string", "null"]},
          "Rating": {"type": ["string", "null"]}, "IsConverted": {"type": "boolean"}, "ConvertedDate": {"type": ["string", "null"], "format": "date"},
          "ConvertedOpportunityId": {"type": ["string", "null"]}, "OwnerId": {"type": "string"},
          "CreatedDate": {"type": "string", "format": "date-time"}, "SystemModstamp": {"type": "string", "format": "date-time"}
        }
      },
      "opportunities": {
        "type": "object", "title": "Opportunity",
        "required": ["Id"], "additionalProperties": true,
        "properties": {
          "Id": {"type": "string"}, "AccountId": {"type": ["string", "null"]}, "Name": {"type": "string"}, "StageName": {"type": "string"},
          "Amount": {"type": ["number", "null"]}, "Probability": {"type": ["number", "null"], "description": "Percent."},
          "CloseDate": {"type": "string", "format": "date"}, "IsClosed": {"type": "boolean"}, "IsWon": {"type": "boolean"},
          "ForecastCategoryName": {"type": ["string", "null"]}, "LeadSource": {"type": ["string", "null"]},
          "CampaignId": {"type": ["string", "null"]},
          "OwnerId": {"type": "string"},
          "CreatedDate": {"type": "string", "format": "date-time"}, "SystemModstamp": {"type": "string", "format": "date-time"}
        }
      },
      "campaigns": {
        "type": "object", "title": "Campaign",
        "required": ["Id"], "additionalProperties": true,
        "properties": {
          "Id": {"type": "string"}, "Name": {"type": "string"}, "Type": {"type": ["string", "null"]}, "Status": {"type": ["string", "null"]},
          "StartDate": {"type": ["string", "null"], "format": "date"}, "EndDate": {"type": ["string", "null"], "format": "date"},
          "BudgetedCost": {"type": ["number", "null"]}, "ActualCost": {"type": ["number", "null"]}, "NumberOfLeads": {"type": "integer"},
          "AmountWonOpportunities": {"type": "number"},
          "CreatedDate": {"type": "string", "format": "date-time"}, "SystemModstamp": {"type": "string", "format": "date-time"}
        }
      },
      "users": {
        "type": "object", "title": "User",
        "required": ["Id"], "additionalProperties": true,
        "properties": {
          "Id": {"type": "string"}, "Name": {"type": "string"}, "Email": {"type": "string"}, "IsActive": {"type": "boolean"},
          "UserRoleId": {"type": ["string", "null"]}, "ManagerId": {"type": ["string", "null"]},
          "CreatedDate": {"type": "string", "format": "date-time"}, "SystemModstamp": {"type": "string", "format": "date-time"}
        }
      }
    }
  }$json$,
  $json${
    "provider": "salesforce",
    "authorize_url": "https://login.salesforce.com/services/oauth2/authorize",
    "token_url": "https://login.salesforce.com/services/oauth2/token",
    "revoke_url": "https://login.salesforce.com/services/oauth2/revoke",
    "scopes": ["api", "refresh_token"],
    "pkce": true,
    "client_authentication": "body",
    "refresh_token": "stays",
    "note": "Sandboxes sign in at test.salesforce.com: give its authorize_url and token_url in provider_config. How long an access token lives is a setting of the organization."
  }$json$,
  $json${
    "limits": [{"scope": "account", "requests": 100000, "per_seconds": 86400}],
    "concurrent": 25,
    "remaining_header": "sforce-limit-info",
    "note": "More with more licences: 1,000 a day for each of Enterprise, 5,000 of Unlimited; Developer Edition has 15,000 in all. concurrent counts calls of 20 seconds or longer.",
    
    "documentation_url": "https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-api.html"
  }$json$,
  $json$[
    {
      "name": "accounts", "title": "Accounts", "primary_key": ["Id"], "cursor_field": "SystemModstamp",
      "sync_modes": ["full_refresh", "append", "dedup"]
    },
    {
      "name": "contacts", "title": "Contacts", "primary_key": ["Id"], "cursor_field": "SystemModstamp",
      "sync_modes": ["full_refresh", "append", "dedup"]
    },
    {"name": "leads", "title": "Leads", "primary_key": ["Id"], "cursor_field": "SystemModstamp", "sync_modes": ["full_refresh", "append", "dedup"]},
    {
      "name": "opportunities", "title": "Opportunities", "primary_key": ["Id"], "cursor_field": "SystemModstamp",
      "sync_modes": ["full_refresh", "append", "dedup"]
    },
    {
      "name": "campaigns", "title": "Campaigns", "primary_key": ["Id"], "cursor_field": "SystemModstamp",
      "sync_modes": ["full_refresh", "append", "dedup"]
    },
    {"name": "users", "title": "Users", "primary_key": ["Id"], "cursor_field": "SystemModstamp", "sync_modes": ["full_refresh", "append", "dedup"]}
  ]$json$
);
