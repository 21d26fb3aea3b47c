"""What keeps the platform whole: ticks, growth, rebuilds, verification, deployments."""
