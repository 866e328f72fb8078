insert into public.connector_schemas (
  connector_type, display_name, category, auth_type, config_schema, credential_schema, data_schema, auth_config, rate_limits, streams
) values (
  'github', 'GitHub', 'development', 'oauth2',
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "title": "GitHub",
    "additionalProperties": false,
    "required": ["repositories"],
    "properties": {
      "repositories": {
        "type": "array", "title": "Repositories", "description": "As owner/name; owner/* takes all of an owner.",
        "items": {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9-]{0,38}/([A-Za-z0-9._-]{1,100}|\\*)$"},
        "minItems": 1, "maxItems": 100, "x-order": 1
      },
      "start_date": {"type": "string", "title": "From", "description": "What changed before this day is left out.", "format": "date", "x-order": 2}
    }
  }$json$,
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "title": "Personal access token",
    "description": "Instead of signing in with GitHub.",
    "additionalProperties": false,
    "required": ["access_token"],
    "properties": {
      "access_token": {
        "type": "string", "title": "Access token", "format": "password", "minLength": 1, "x-order": 1,
        "description": "Fine-grained, with read access to contents, issues and pull requests of the repositories."
      }
    }
  }$json$,
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "anyOf": [
      {"$ref": "#/$defs/repositories"}, {"$ref": "#/$defs/issues"}, {"$ref": "#/$defs/pull_requests"}, {"$ref": "#/$defs/commits"},
      {"$ref": "#/$defs/releases"}, {"$ref": "#/$defs/workflow_runs"}, {"$ref": "#/$defs/stargazers"}
    ],
    "$defs": {
      "repositories": {
        "type": "object", "title": "Repository", "required": ["id", "full_name"],
        "properties": {
          "id": {"type": "integer"}, "full_name": {"type": "string"}, "private": {"type": "boolean"}, "description": {"type": ["string", "null"]},
          "language": {"type": ["string", "null"]}, "stargazers_count": {"type": "integer"}, "forks_count": {"type": "integer"},
          "open_issues_count": {"type": "integer"}, "archived": {"type": "boolean"}, "pushed_at": {"type": ["string", "null"], "format": "date-time"},
          "created_at": {"type": "string", "format": "date-time"}, "updated_at": {"type": "string", "format": "date-time"}
        }
      },
      "issues": {
        "type": "object", "title": "Issue", "description": "GitHub counts pull requests among them; those have pull_request.",
        "required": ["id", "number"],
        "properties": {
          "id": {"type": "integer"}, "repository": {"type": "string"}, "number": {"type": "integer"}, "title": {"type": "string"},
          "state": {"type": "string", "enum": ["open", "closed"]}, "state_reason": {"type": ["string", "null"]},
          "user": {"type": ["object", "null"]}, "labels": {"type": "array"}, "assignees": {"type": "array"}, "comments": {"type": "integer"},
          "pull_request": {"type": ["object", "null"]}, "closed_at": {"type": ["string", "null"], "format": "date-time"},
          "created_at": {"type": "string", "format": "date-time"}, "updated_at": {"type": "string", "format": "date-time"}
        }
      },
      "pull_requests": {
        "type": "object", "title": "Pull request", "required": ["id", "number"],
        "properties": {
          "id": {"type": "integer"}, "repository": {"type": "string"}, "number": {"type": "integer"}, "title": {"type": "string"},
          "state": {"type": "string", "enum": ["open", "closed"]}, "draft": {"type": "boolean"}, "user": {"type": ["object", "null"]},
          "base": {"type": "object"}, "head": {"type": "object"}, "merge_commit_sha": {"type": ["string", "null"]},
          "merged_at": {"type": ["string", "null"], "format": "date-time"}, "closed_at": {"type": ["string", "null"], "format": "date-time"},
          "created_at": {"type": "string", "format": "date-time"}, "updated_at": {"type": "string", "format": "date-time"}
        }
      },
      "commits": {
        "type": "object", "title": "Commit", "required": ["sha", "repository"],
        "properties": {
          "sha": {"type": "string"}, "repository": {"type": "string"}, "message": {"type": "string"}, "author_login": {"type": ["string", "null"]},
          "author_name": {"type": "string"}, "authored_at": {"type": "string", "format": "date-time"},
          "committed_at": {"type": "string", "format": "date-time"}
        }
      },
      "releases": {
        "type": "object", "title": "Release", "required": ["id", "tag_name"],
        "properties": {
          "id": {"type": "integer"}, "repository": {"type": "string"}, "tag_name": {"type": "string"}, "name": {"type": ["string", "null"]},
          "draft": {"type": "boolean"}, "prerelease": {"type": "boolean"}, "created_at": {"type": "string", "format": "date-time"},
          "published_at": {"type": ["string", "null"], "format": "date-time"}
        }
      },
      "workflow_runs": {
        "type": "object", "title": "Workflow run", "required": ["id"],
        "properties": {
          "id": {"type": "integer"}, "repository": {"type": "string"}, "name": {"type": ["string", "null"]}, "event": {"type": "string"},
          "head_branch": {"type": ["string", "null"]}, "status": {"type": ["string", "null"]}, "conclusion": {"type": ["string", "null"]},
          "run_attempt": {"type": "integer"}, "run_started_at": {"type": "string", "format": "date-time"},
          "created_at": {"type": "string", "format": "date-time"}, "updated_at": {"type": "string", "format": "date-time"}
        }
      },
      "stargazers": {
        "type": "object", "title": "Star", "required": ["repository", "user_id"],
        "properties": {
          "repository": {"type": "string"}, "user_id": {"type": "integer"}, "login": {"type": "string"},
          "starred_at": {"type": "string", "format": "date-time"}
        }
      }
    }
  }$json$,
  $json${
    "provider": "github",
    "authorize_url": "https://github.com/login/oauth/authorize",
    "token_url": "https://github.com/login/oauth/access_token",
    "scopes": ["repo", "read:org"],
    "pkce": true,
    "client_authentication": "body",
    "refresh_token": "none",
    "note": "Tokens of an OAuth app do not expire. The scope repo may write too; a fine-grained token of one's own can be limited to reading."
  }$json$,
  $json${
    "limits": [
      {"scope": "user", "requests": 5000, "per_seconds": 3600},
      {"scope": "user", "requests": 900, "per_seconds": 60, "note": "Points of the secondary limit; a GET is one."}
    ],
    "concurrent": 100,
    "remaining_header": "x-ratelimit-remaining",
    "reset_header": "x-ratelimit-reset",
    "retry_after_header": "retry-after",
    "documentation_url": "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api"
  }$json$,
  $json$[
    {"name": "repositories", "title": "Repositories", "primary_key": ["id"], "cursor_field": null, "sync_modes": ["full_refresh"]},
    {"name": "issues", "title": "Issues", "primary_key": ["id"], "cursor_field": "updated_at", "sync_modes": ["full_refresh", "append", "dedup"]},
    {
      "name": "pull_requests", "title": "Pull requests", "primary_key": ["id"], "cursor_field": "updated_at",
      "sync_modes": ["full_refresh", "append", "dedup"]
    },
    {
      "name": "commits", "title": "Commits", "primary_key": ["repository", "sha"], "cursor_field": "committed_at",
      "sync_modes": ["full_refresh", "append", "dedup"]
    },
    {"name": "releases", "title": "Releases", "primary_key": ["id"], "cursor_field": "created_at", "sync_modes": ["full_refresh", "append", "dedup"]},
    {
      "name": "workflow_runs", "title": "Workflow runs", "primary_key": ["id"], "cursor_field": "created_at",
      "sync_modes": ["full_refresh", "append", "dedup"]
    },
    {
      "name": "stargazers", "title": "Stars", "description": "Who starred, and when.",
      "primary_key": ["repository", "user_id"], "cursor_field": null, "sync_modes": ["full_refresh"]
    }
  ]$json$
);
