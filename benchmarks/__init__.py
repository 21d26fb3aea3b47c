"""Measurements of the platform beside its targets: `python -m benchmarks`."""
