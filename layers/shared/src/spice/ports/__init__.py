"""What the use cases want from the world, one Protocol a file."""
