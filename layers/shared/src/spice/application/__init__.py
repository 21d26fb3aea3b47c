"""The use cases, named as verbs."""
