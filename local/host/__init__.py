"""The host: turns HTTP, bus records and ticks into the events AWS would send, and runs the functions."""
