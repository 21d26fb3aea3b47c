"""A batch of commands is carried out: one segment, its index, its publication."""
