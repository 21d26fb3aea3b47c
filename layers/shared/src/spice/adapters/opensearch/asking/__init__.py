"""Questions as OpenSearch is asked them, and its answers read."""
