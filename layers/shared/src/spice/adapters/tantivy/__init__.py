"""tantivy: the search index on disk, in this process."""
