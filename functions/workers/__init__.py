"""What carries commands out and keeps read models: instance, ontology, projection, dead letters, maintenance."""
