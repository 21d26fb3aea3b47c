"""The part Lambda plays: processes that run handlers."""
