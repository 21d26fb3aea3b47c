"""What `spice up --full` runs beside the wheels: a Java runtime, Kafka's jars, OpenSearch. Pinned, fetched once."""
