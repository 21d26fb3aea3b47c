"""The servers a platform consists of."""
