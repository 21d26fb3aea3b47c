"""The disk of one machine."""
