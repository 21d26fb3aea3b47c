"""A command comes in: checked, rehearsed if asked, kept for the relay."""
