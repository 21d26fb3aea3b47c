"""Imports: the rows of a file become commands of instances, in slices, each row once."""
