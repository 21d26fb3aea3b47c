"""What the platform costs: from dated prices, the catalogue and a stage's configuration to docs/cost.md."""
