"""How much room the platform on a data folder needs, what it keeps back of it, and what is said when there is none."""

import os
from pathlib import Path

from local.errors import Refused
from local.folder.data_folder import DataFolder
from spice.adapters.disk.disk import MEGABYTE, Disk

NEEDED, NEEDED_FULL = 64 * MEGABYTE, 600 * MEGABYTE
"""OpenSearch makes its indexes read-only with 500 MB left."""
RESERVE = 32 * MEGABYTE
"""Two segments of PostgreSQL's log: with it the server starts again, begins sessions and answers reads."""


def disk_of(folder: DataFolder, *, full: bool) -> Disk:
    """Look at the disk of a data folder."""
    return Disk(folder.root, needed_bytes=NEEDED_FULL if full else NEEDED)


class Reserve:
    """A file that holds room on the disk until there is no other."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def keep(self, disk: Disk) -> None:
        """Hold the room, where more than that is free."""
        if self._file.exists() or disk.lacks(RESERVE):
            return
        descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.write(descriptor, bytes(RESERVE))
        except OSError:
            self.release()  # somebody was faster
        finally:
            os.close(descriptor)

    def release(self) -> None:
        """Let what runs have the room."""
        self._file.unlink(missing_ok=True)


def check_room(folder: DataFolder, *, full: bool) -> None:
    """Refused when there is not even room to start and answer reads."""
    disk = disk_of(folder, full=full)
    if disk.is_spent:
        Reserve(folder.reserve).release()
    if disk.is_spent:
        raise Refused(f"the disk of {folder.root} is full: {disk.said()}; make room and start it again")
