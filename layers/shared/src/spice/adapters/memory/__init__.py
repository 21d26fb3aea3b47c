"""Honest twins in memory, for tests and simulation."""
