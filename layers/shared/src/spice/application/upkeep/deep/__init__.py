"""The log read to the last value, folded a second time, and held against the index."""
