"""Questions as tantivy is asked them, and its answers read."""
