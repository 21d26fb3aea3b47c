"""Parquet, written a group of rows at a time: who goes on with a file needs a few numbers of what is before."""
