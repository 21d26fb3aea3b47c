"""What the platform tells of itself: readiness, types, projections, jobs."""
