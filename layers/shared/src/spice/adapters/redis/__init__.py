"""Redis: cache and rate limits."""
