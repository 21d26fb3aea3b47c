"""The ontology: classes, properties, relationships, changes, compiled checks."""
