insert into public.connector_schemas (
  connector_type, display_name, category, auth_type, config_schema, credential_schema, data_schema, auth_config, rate_limits, streams
) values (
  'twitter', 'X (Twitter)', 'social', 'oauth2',
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "title": "X (Twitter)",
    "additionalProperties": false,
    "required": ["username"],
    "properties": {
      "username": {
        "type": "string", "title": "Account", "description": "Name of the account to read, without the @.",
        "pattern": "^[A-Za-z0-9_]{1,15}$", "x-order": 1
      },
      "start_date": {
        "type": "string", "title": "From", "description": "Older posts are left out. X gives the latest 3,200 of an account.", "format": "date",
        "x-order": 2
      },
      "exclude": {
        "type": "array", "title": "Leave out", "description": "Kinds of posts that are not read.",
        "items": {"type": "string", "enum": ["retweets", "replies"]}, "maxItems": 2, "default": [], "x-order": 3
      }
    }
  }$json$,
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "title": "App-only access",
    "description": "Instead of signing in with X; reads what is public.",
    "additionalProperties": false,
    "required": ["bearer_token"],
    "properties": {
      "bearer_token": {
        "type": "string", "title": "Bearer token", "format": "password", "minLength": 1, "x-order": 1,
        "description": "Of the app, from the X developer console."
      }
    }
  }$json$,
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "anyOf": [{"$ref": "#/$defs/tweets"}, {"$ref": "#/$defs/mentions"}, {"$ref": "#/$defs/followers"}, {"$ref": "#/$defs/profile"}],
    "$defs": {
      "metrics": {
        "type": "object", "title": "Public metrics",
        "properties": {
          "retweet_count": {"type": "integer"}, "reply_count": {"type": "integer"}, "like_count": {"type": "integer"},
          "quote_count": {"type": "integer"}, "bookmark_count": {"type": "integer"}, "impression_count": {"type": "integer"}
        }
      },
      "tweets": {
        "type": "object", "title": "Post",
        "required": ["id", "text"],
        "properties": {
          "id": {"type": "string", "description": "Grows with time."},
          "text": {"type": "string"},
          "author_id": {"type": "string"},
          "created_at": {"type": "string", "format": "date-time"},
          "conversation_id": {"type": "string"},
          "in_reply_to_user_id": {"type": ["string", "null"]},
          "lang": {"type": ["string", "null"], "description": "BCP 47 tag as X guessed it."},
          "possibly_sensitive": {"type": ["boolean", "null"]},
          "referenced_tweets": {
            "type": ["array", "null"],
            "items": {
              "type": "object",
              "properties": {"type": {"type": "string", "enum": ["retweeted", "quoted", "replied_to"]}, "id": {"type": "string"}}
            }
          },
          "public_metrics": {"$ref": "#/$defs/metrics"}
        }
      },
      "mentions": {"$ref": "#/$defs/tweets"},
      "followers": {"$ref": "#/$defs/profile"},
      "profile": {
        "type": "object", "title": "Account",
        "required": ["id", "name", "username"],
        "properties": {
          "id": {"type": "string"},
          "name": {"type": "string"},
          "username": {"type": "string"},
          "created_at": {"type": "string", "format": "date-time"},
          "description": {"type": ["string", "null"]},
          "location": {"type": ["string", "null"]},
          "verified": {"type": ["boolean", "null"]},
          "public_metrics": {
            "type": "object",
            "properties": {
              "followers_count": {"type": "integer"}, "following_count": {"type": "integer"},
              "tweet_count": {"type": "integer"}, "listed_count": {"type": "integer"}
            }
          }
        }
      }
    }
  }$json$,
  $json${
    "provider": "twitter",
    "authorize_url": "https://x.com/i/oauth2/authorize",
    "token_url": "https://api.x.com/2/oauth2/token",
    "revoke_url": "https://api.x.com/2/oauth2/revoke",
    "scopes": ["tweet.read", "users.read", "offline.access"],
    "optional_scopes": ["follows.read", "tweet.write", "media.write"],
    "pkce": true,
    "client_authentication": "basic",
    "access_token_seconds": 7200,
    "refresh_token": "rotates"
  }$json$,
  $json${
    "limits": [
      {"scope": "user", "requests": 900, "per_seconds": 900, "streams": ["tweets"]},
      {"scope": "user", "requests": 300, "per_seconds": 900, "streams": ["mentions"]},
      {"scope": "user", "requests": 300, "per_seconds": 900, "streams": ["followers"]}
    ],
    "remaining_header": "x-rate-limit-remaining",
    "reset_header": "x-rate-limit-reset",
    "note": "Limits change, and posts read are billed; the headers of the answer say what holds. X sends no retry-after.",
    "documentation_url": "https://docs.x.com/x-api/fundamentals/rate-limits"
  }$json$,
  $json$[
    {
      "name": "tweets", "title": "Posts", "description": "Posts of the account with their metrics.",
      "primary_key": ["id"], "cursor_field": "id", "sync_modes": ["full_refresh", "append", "dedup"]
    },
    {
      "name": "mentions", "title": "Mentions", "description": "Posts that mention the account; the latest 800.",
      "primary_key": ["id"], "cursor_field": "id", "sync_modes": ["full_refresh", "append", "dedup"]
    },
    {
      "name": "followers", "title": "Followers", "description": "Accounts that follow this one. Needs the scope follows.read.",
      "primary_key": ["id"], "cursor_field": null, "sync_modes": ["full_refresh"]
    },
    {
      "name": "profile", "title": "Profile", "description": "The account itself; append keeps the metrics of each sync.",
      "primary_key": ["id"], "cursor_field": null, "sync_modes": ["full_refresh", "append"]
    }
  ]$json$
);
