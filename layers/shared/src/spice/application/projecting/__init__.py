"""Events become read models."""
