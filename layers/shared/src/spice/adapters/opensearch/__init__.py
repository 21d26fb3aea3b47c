"""OpenSearch: the search index as a service, for `spice up --full` and the cloud."""
