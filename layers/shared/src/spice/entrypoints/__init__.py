"""What every function shares at its door: HTTP, Kafka records, lazy wiring, observability."""
