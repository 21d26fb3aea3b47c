"""What the BFF answers: rooms of routes that read."""
