"""Partners are told of events: what is taken from the log, tried, and written down."""
