"""Outbox to bus."""
