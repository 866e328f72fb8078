-- Prices in US dollars per million tokens, read in October 2026 from the provider's pages. above: what a prompt of more than so many tokens costs.
insert into public.llm_models (provider, model_id, display_name, description, capabilities) values
  ('anthropic', 'claude-fable-5-1', 'Claude Fable 5.1', 'For demanding reasoning and work over many steps. The most expensive.', '{
    "context_window": 1000000, "max_output": 128000, "input": ["text", "image"], "tools": true, "forced_tool_use": false,
    "thinking": "adaptive", "default_effort": "high",
    "prices": {"input": 10, "output": 50, "cache_read": 0.25, "cache_write_5m": 12.5, "cache_write_1h": 20}
  }'),
  ('anthropic', 'claude-opus-5-5', 'Claude Opus 5.5', 'For long work with tools: code, analyses, documents. The one to begin with.', '{
    "context_window": 1000000, "max_output": 128000, "input": ["text", "image"], "tools": true, "forced_tool_use": false,
    "thinking": "adaptive", "default_effort": "medium",
    "prices": {"input": 4, "output": 20, "cache_read": 0.2, "cache_write_5m": 5, "cache_write_1h": 8}
  }'),
  ('anthropic', 'claude-sonnet-5-5', 'Claude Sonnet 5.5', 'Fast, for everyday work that is well described.', '{
    "context_window": 1000000, "max_output": 128000, "input": ["text", "image"], "tools": true, "forced_tool_use": false,
    "thinking": "adaptive", "default_effort": "high",
    "prices": {"input": 2, "output": 10, "cache_read": 0.1, "cache_write_5m": 2.5, "cache_write_1h": 4}
  }'),
  ('anthropic', 'claude-haiku-5-5', 'Claude Haiku 5.5', 'The fastest and cheapest: sorting, extracting, checking many small things.', '{
    "context_window": 1000000, "max_output": 128000, "input": ["text", "image"], "tools": true,
    "thinking": "adaptive", "default_effort": "medium",
    "prices": {
      "input": 0.1, "output": 0.5, "cache_read": 0.01, "cache_write_5m": 0.125, "cache_write_1h": 0.2,
      "above": {"prompt_tokens": 100000, "input": 0.5, "output": 2.5, "cache_read": 0.05, "cache_write_5m": 0.625, "cache_write_1h": 1}
    }
  }');
