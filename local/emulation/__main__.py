"""`python -m local.emulation --data DIR --port N`: the emulated account in the foreground; Ctrl-C ends it."""
