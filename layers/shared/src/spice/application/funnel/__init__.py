"""Funnel: a table of any make goes in, what it is and what it could become comes out."""
