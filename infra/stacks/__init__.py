"""What is deployed, split by how long it lives: network, stores, functions, watch."""
