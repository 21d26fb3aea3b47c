"""An instance: its commands, its events, decide and evolve."""
