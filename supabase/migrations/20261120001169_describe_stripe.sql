insert into public.connector_schemas (
  connector_type, display_name, category, auth_type, config_schema, credential_schema, data_schema, auth_config, rate_limits, streams
) values (
  'stripe', 'Stripe', 'payments', 'api_key',
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "title": "Stripe",
    "additionalProperties": false,
    "properties": {
      "account_id": {
        "type": "string", "title": "Connected account",
        "description": "Reads this account of a platform (Stripe-Account). Empty: the account of the key.",
        "pattern": "^acct_[A-Za-z0-9]{6,40}$", "x-order": 1
      },
      "start_date": {
        "type": "string", "title": "From", "description": "Objects created before this day are left out.", "format": "date", "x-order": 2
      },
      "lookback_days": {
        "type": "integer", "title": "Look back",
        "description": "Days that are read again with each sync, since charges, invoices and subscriptions change after they were made.",
        "minimum": 0, "maximum": 365, "default": 30, "x-order": 3
      }
    }
  }$json$,
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "title": "API key",
    "additionalProperties": false,
    "required": ["api_key"],
    "properties": {
      "api_key": {
        "type": "string", "title": "Restricted key", "format": "password", "pattern": "^(rk|sk)_(live|test)_[A-Za-z0-9]{10,240}$", "x-order": 1,
        "description": "With read access to what is synced: rk_live_… A secret key (sk_…) works too, but may do far more than read."
      }
    }
  }$json$,
  $json${
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "anyOf": [
      {"$ref": "#/$defs/customers"}, {"$ref": "#/$defs/charges"}, {"$ref": "#/$defs/invoices"}, {"$ref": "#/$defs/subscriptions"},
      {"$ref": "#/$defs/products"}, {"$ref": "#/$defs/prices"}, {"$ref": "#/$defs/refunds"}, {"$ref": "#/$defs/balance_transactions"}
    ],
    "$defs": {
      "customers": {
        "type": "object", "title": "Customer", "description": "Times are seconds since 1970, amounts the currency's smallest unit.",
        "required": ["id", "created"],
        "properties": {
          "id": {"type": "string"}, "created": {"type": "integer"}, "email": {"type": ["string", "null"]}, "name": {"type": ["string", "null"]},
          "currency": {"type": ["string", "null"]}, "balance": {"type": "integer"}, "delinquent": {"type": ["boolean", "null"]},
          "livemode": {"type": "boolean"}, "metadata": {"type": "object"}
        }
      },
      "charges": {
        "type": "object", "title": "Charge", "required": ["id", "created", "amount", "currency"],
        "properties": {
          "id": {"type": "string"}, "created": {"type": "integer"}, "amount": {"type": "integer"}, "amount_captured": {"type": "integer"},
          "amount_refunded": {"type": "integer"}, "currency": {"type": "string"}, "customer": {"type": ["string", "null"]},
          "status": {"type": "string", "enum": ["succeeded", "pending", "failed"]}, "paid": {"type": "boolean"}, "refunded": {"type": "boolean"},
          "disputed": {"type": "boolean"}, "failure_code": {"type": ["string", "null"]}, "payment_intent": {"type": ["string", "null"]},
          "description": {"type": ["string", "null"]}, "metadata": {"type": "object"}
        }
      },
      "invoices": {
        "type": "object", "title": "Invoice", "required": ["id", "created"],
        "properties": {
          "id": {"type": "string"}, "created": {"type": "integer"}, "customer": {"type": ["string", "null"]}, "number": {"type": ["string", "null"]},
          "status": {"type": ["string", "null"], "enum": ["draft", "open", "paid", "uncollectible", "void", null]}, "currency": {"type": "string"},
          "amount_due": {"type": "integer"}, "amount_paid": {"type": "integer"}, "amount_remaining": {"type": "integer"},
          "total": {"type": "integer"},
          "period_start": {"type": "integer"}, "period_end": {"type": "integer"}, "due_date": {"type": ["integer", "null"]},
          "metadata": {"type": ["object", "null"]}
        }
      },
      "subscriptions": {
        "type": "object", "title": "Subscription", "required": ["id", "created", "status"],
        "properties": {
          "id": {"type": "string"}, "created": {"type": "integer"}, "customer": {"type": "string"},
          "status": {
            "type": "string", "enum": ["incomplete", "incomplete_expired", "trialing", "active", "past_due", "canceled", "unpaid", "paused"]
          },
          "currency": {"type": "string"}, "start_date": {"type": "integer"}, "trial_end": {"type": ["integer", "null"]},
          "cancel_at": {"type": ["integer", "null"]}, "canceled_at": {"type": ["integer", "null"]}, "ended_at": {"type": ["integer", "null"]},
          "cancel_at_period_end": {"type": "boolean"}, "items": {"type": "object"}, "metadata": {"type": "object"}
        }
      },
      "products": {
        "type": "object", "title": "Product", "required": ["id", "created"],
        "properties": {
          "id": {"type": "string"}, "created": {"type": "integer"}, "updated": {"type": "integer"}, "name": {"type": "string"},
          "active": {"type": "boolean"}, "description": {"type": ["string", "null"]}, "metadata": {"type": "object"}
        }
      },
      "prices": {
        "type": "object", "title": "Price", "required": ["id", "created", "currency"],
        "properties": {
          "id": {"type": "string"}, "created": {"type": "integer"}, "product": {"type": "string"}, "currency": {"type": "string"},
          "unit_amount": {"type": ["integer", "null"]}, "type": {"type": "string", "enum": ["one_time", "recurring"]},
          "recurring": {"type": ["object", "null"]}, "active": {"type": "boolean"}, "nickname": {"type": ["string", "null"]}
        }
      },
      "refunds": {
        "type": "object", "title": "Refund", "required": ["id", "created", "amount", "currency"],
        "properties": {
          "id": {"type": "string"}, "created": {"type": "integer"}, "amount": {"type": "integer"}, "currency": {"type": "string"},
          "charge": {"type": ["string", "null"]}, "payment_intent": {"type": ["string", "null"]}, "reason": {"type": ["string", "null"]},
          "status": {"type": ["string", "null"]}
        }
      },
      "balance_transactions": {
        "type": "object", "title": "Balance transaction", "required": ["id", "created", "amount", "currency"],
        "properties": {
          "id": {"type": "string"}, "created": {"type": "integer"}, "available_on": {"type": "integer"}, "amount": {"type": "integer"},
          "fee": {"type": "integer"}, "net": {"type": "integer"}, "currency": {"type": "string"}, "type": {"type": "string"},
          "reporting_category": {"type": "string"}, "source": {"type": ["string", "null"]}, "status": {"type": "string"}
        }
      }
    }
  }$json$,
  $json${"header": "Authorization", "scheme": "Bearer"}$json$,
  $json${
    "limits": [
      {"scope": "account", "requests": 100, "per_seconds": 1, "note": "Live."},
      {"scope": "account", "requests": 25, "per_seconds": 1, "note": "Sandbox, and each endpoint."}
    ],
    "note": "Stripe answers 429 without saying how long to wait; wait with growing pauses.",
    "documentation_url": "https://docs.stripe.com/rate-limits"
  }$json$,
  $json$[
    {"name": "customers", "title": "Customers", "primary_key": ["id"], "cursor_field": "created", "sync_modes": ["full_refresh", "append", "dedup"]},
    {"name": "charges", "title": "Charges", "primary_key": ["id"], "cursor_field": "created", "sync_modes": ["full_refresh", "append", "dedup"]},
    {"name": "invoices", "title": "Invoices", "primary_key": ["id"], "cursor_field": "created", "sync_modes": ["full_refresh", "append", "dedup"]},
    {
      "name": "subscriptions", "title": "Subscriptions", "primary_key": ["id"], "cursor_field": "created",
      "sync_modes": ["full_refresh", "append", "dedup"]
    },
    {"name": "products", "title": "Products", "primary_key": ["id"], "cursor_field": "created", "sync_modes": ["full_refresh", "append", "dedup"]},
    {"name": "prices", "title": "Prices", "primary_key": ["id"], "cursor_field": "created", "sync_modes": ["full_refresh", "append", "dedup"]},
    {"name": "refunds", "title": "Refunds", "primary_key": ["id"], "cursor_field": "created", "sync_modes": ["full_refresh", "append", "dedup"]},
    {
      "name": "balance_transactions", "title": "Balance transactions", "description": "Every movement of money, with its fee.",
      "primary_key": ["id"], "cursor_field": "created", "sync_modes": ["full_refresh", "append", "dedup"]
    }
  ]$json$
);
