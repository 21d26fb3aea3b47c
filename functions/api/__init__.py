"""HTTP: commands (OMS) and queries (BFF)."""
