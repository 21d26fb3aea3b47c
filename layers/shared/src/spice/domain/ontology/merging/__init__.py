"""Merging ontologies: trees of stable ids, three sides, conflicts that are values."""
