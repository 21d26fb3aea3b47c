"""The platform on one machine: embedded services and a host that feeds the same handlers.

`local.platform.Platform(data, port).run()` is the whole of it; `local.folder.data_folder.DataFolder(data)` finds one
that runs.
"""
