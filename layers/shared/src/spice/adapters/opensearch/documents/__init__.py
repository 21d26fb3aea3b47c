"""Documents as OpenSearch keeps them: fields, columns, languages."""
