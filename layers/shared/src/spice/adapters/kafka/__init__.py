"""Apache Kafka: the bus of the cloud and of `spice up --full`."""
