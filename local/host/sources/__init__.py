"""The part event source mappings, schedules and asynchronous invocations play."""
