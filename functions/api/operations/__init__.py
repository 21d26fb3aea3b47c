"""What operators look at and start."""
