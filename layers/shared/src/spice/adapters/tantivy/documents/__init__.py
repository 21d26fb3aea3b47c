"""Documents as tantivy keeps them: fields, columns, texts."""
