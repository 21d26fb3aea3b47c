"""Defects that the tests must notice, and what puts one after the other into a copy of the tree."""
