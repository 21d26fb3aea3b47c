"""tantivy: the search index on disk."""
