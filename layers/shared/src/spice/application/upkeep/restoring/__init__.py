"""A log is made whole from a copy of it."""
