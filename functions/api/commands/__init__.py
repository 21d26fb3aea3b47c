"""Writes: every one a command."""
