"""SeaweedFS, and what makes of it a store that keeps what it acknowledged."""
