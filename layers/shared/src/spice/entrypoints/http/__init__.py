"""The HTTP door: who may pass, what a route takes, what it answers."""
