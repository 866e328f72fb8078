insert into public.connector_schemas (
  connector_type, display_name, category, auth_type, config_schema, credential_schema, data_schema, auth_config, rate_limits, streams
) values (
  'linkedin', 'LinkedIn', 'social', 'oauth2',
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "title": "LinkedIn",
    "additionalProperties": false,
    "required": ["organization_id"],
    "properties": {
      "organization_id": {
        "type": "string", "title": "Organization",
        "description": "The number in the address of the page's admin view, linkedin.com/company/<number>/admin.",
        "pattern": "^[0-9]{1,20}$", "x-order": 1
      },
      "ad_account_ids": {
        "type": "array", "title": "Ad accounts", "description": "Numbers of the ad accounts in Campaign Manager, for the ad streams.",
        "items": {"type": "string", "pattern": "^[0-9]{1,20}$"}, "maxItems": 50, "default": [], "x-order": 2
      },
      "start_date": {
        "type": "string", "title": "From", "description": "First day of statistics. LinkedIn keeps 12 months of those of posts.", "format": "date",
        "x-order": 3
      }
    }
  }$json$,
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "title": "Access token",
    "description": "Instead of signing in with LinkedIn.",
    "additionalProperties": false,
    "required": ["access_token"],
    "properties": {
      "access_token": {
        "type": "string", "title": "Access token", "format": "password", "minLength": 1, "x-order": 1,
        "description": "From the token generator of the LinkedIn developer portal; valid for 60 days."
      }
    }
  }$json$,
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "anyOf": [
      {"$ref": "#/$defs/posts"}, {"$ref": "#/$defs/share_statistics"}, {"$ref": "#/$defs/follower_statistics"},
      {"$ref": "#/$defs/ad_campaigns"}, {"$ref": "#/$defs/ad_analytics"}
    ],
    "$defs": {
      "posts": {
        "type": "object", "title": "Post",
        "required": ["id"],
        "properties": {
          "id": {"type": "string", "description": "urn:li:share:… or urn:li:ugcPost:…"},
          "author": {"type": "string", "description": "urn:li:organization:…"},
          "commentary": {"type": ["string", "null"]},
          "lifecycleState": {"type": "string", "enum": ["DRAFT", "PUBLISHED", "PUBLISH_REQUESTED", "PUBLISH_FAILED"]},
          "visibility": {"type": "string"},
          "createdAt": {"type": "integer", "description": "Milliseconds since 1970."},
          "publishedAt": {"type": ["integer", "null"], "description": "Milliseconds since 1970."},
          "lastModifiedAt": {"type": "integer", "description": "Milliseconds since 1970."}
        }
      },
      "share_statistics": {
        "type": "object", "title": "Statistics of posts on a day",
        "required": ["organizationalEntity", "day"],
        "properties": {
          "organizationalEntity": {"type": "string"},
          "day": {"type": "string", "format": "date"},
          "impressionCount": {"type": "integer"},
          "uniqueImpressionsCount": {"type": "integer"},
          "clickCount": {"type": "integer"},
          "likeCount": {"type": "integer"},
          "commentCount": {"type": "integer"},
          "shareCount": {"type": "integer"},
          "engagement": {"type": "number", "description": "Clicks, likes, comments and shares per impression."}
        }
      },
      "follower_statistics": {
        "type": "object", "title": "Followers gained on a day",
        "required": ["organizationalEntity", "day"],
        "properties": {
          "organizationalEntity": {"type": "string"},
          "day": {"type": "string", "format": "date"},
          "organicFollowerGain": {"type": "integer"},
          "paidFollowerGain": {"type": "integer"}
        }
      },
      "ad_campaigns": {
        "type": "object", "title": "Ad campaign",
        "required": ["id", "name", "status"],
        "properties": {
          "id": {"type": "integer"},
          "account": {"type": "string", "description": "urn:li:sponsoredAccount:…"},
          "name": {"type": "string"},
          "status": {"type": "string", "enum": ["ACTIVE", "PAUSED", "ARCHIVED", "COMPLETED", "CANCELED", "DRAFT", "PENDING_DELETION", "REMOVED"]},
          "type": {"type": "string"},
          "objectiveType": {"type": ["string", "null"]},
          "costType": {"type": ["string", "null"]}
        }
      },
      "ad_analytics": {
        "type": "object", "title": "Results of a campaign on a day",
        "required": ["campaign", "day"],
        "properties": {
          "campaign": {"type": "string", "description": "urn:li:sponsoredCampaign:…"},
          "day": {"type": "string", "format": "date"},
          "impressions": {"type": "integer"},
          "clicks": {"type": "integer"},
          "costInLocalCurrency": {"type": "number"},
          "costInUsd": {"type": "number"},
          "externalWebsiteConversions": {"type": "integer"},
          "totalEngagements": {"type": "integer"}
        }
      }
    }
  }$json$,
  $json${
    "provider": "linkedin",
    "authorize_url": "https://www.linkedin.com/oauth/v2/authorization",
    "token_url": "https://www.linkedin.com/oauth/v2/accessToken",
    "scopes": ["r_organization_social", "rw_organization_admin"],
    "optional_scopes": ["r_ads", "r_ads_reporting", "w_organization_social"],
    "pkce": false,
    "client_authentication": "body",
    "access_token_seconds": 5184000,
    "refresh_token": "stays",
    "note": "Refresh tokens are given to approved partners only; others sign in again after 60 days."
  }$json$,
  $json${
    "limits": [],
    "note": "Calls per day for the app and for each member, begun anew at midnight UTC. How many is shown in the developer portal only; beyond it LinkedIn answers 429.",
    
    "documentation_url": "https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/rate-limits"
  }$json$,
  $json$[
    {
      "name": "posts", "title": "Posts", "description": "Posts of the organization.",
      "primary_key": ["id"], "cursor_field": "lastModifiedAt", "sync_modes": ["full_refresh", "dedup"]
    },
    {
      "name": "share_statistics", "title": "Statistics of posts", "description": "Impressions and engagement of each day.",
      "primary_key": ["organizationalEntity", "day"], "cursor_field": "day", "sync_modes": ["full_refresh", "dedup"]
    },
    {
      "name": "follower_statistics", "title": "Followers", "description": "Followers gained on each day.",
      "primary_key": ["organizationalEntity", "day"], "cursor_field": "day", "sync_modes": ["full_refresh", "dedup"]
    },
    {
      "name": "ad_campaigns", "title": "Ad campaigns", "description": "Campaigns of the ad accounts. Needs the scope r_ads.",
      "primary_key": ["id"], "cursor_field": null, "sync_modes": ["full_refresh"]
    },
    {
      "name": "ad_analytics", "title": "Ad results",
      "description": "Impressions, clicks and cost of each campaign and day. Needs the scope r_ads_reporting.",
      "primary_key": ["campaign", "day"], "cursor_field": "day", "sync_modes": ["full_refresh", "dedup"]
    }
  ]$json$
);
