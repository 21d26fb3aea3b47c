"""The pure heart: ontology, instances, data types. No I/O, no framework."""
