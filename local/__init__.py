"""The platform on one machine: embedded services and a host that feeds the same handlers."""
