"""Every semantic type that a column may be found to have: one module a family."""
