"""The rules a worker decides by, and a dry run rehearses."""
