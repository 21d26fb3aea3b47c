"""The platform on one machine: embedded services and a host that feeds the same handlers.

`local.platform.Platform(data, port).run()` is the whole of it; `local.folder.DataFolder(data)` finds a running one.
"""
