"""Spice Harvester: what every function of the platform shares."""
