"""PostgreSQL: commands, outbox, bus, index, ontology."""
