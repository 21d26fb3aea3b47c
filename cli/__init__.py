"""The `spice` command."""
