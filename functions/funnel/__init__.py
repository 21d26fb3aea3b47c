"""Types of columns, told from their values."""
