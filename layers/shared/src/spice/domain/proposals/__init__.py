"""What an ontology could be for tables that were found: classes, keys, relationships, and which column fills what."""
