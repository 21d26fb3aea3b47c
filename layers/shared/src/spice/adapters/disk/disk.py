"""The disk everything of one machine lies on: is there room to write?"""

import os
from pathlib import Path

from spice.ports.errors import DiskFull

SERVICE = "disk"
MEGABYTE = 1024 * 1024
SPENT_BYTES = 16 * MEGABYTE
"""With less, a server may have failed to write something it never tries again."""
FEWEST_FILES = 100


class Disk:
    """A folder's disk. It is full while less than `needed_bytes` are free: nothing new is accepted then, so that what
    runs can end in good order."""

    def __init__(self, path: Path | str, *, needed_bytes: int) -> None:
        self._folder, self._needed = Path(path), needed_bytes

    @property
    def free_bytes(self) -> int:
        """What is free; nothing when no file can be made, whatever its size."""
        seen = os.statvfs(self._folder)
        # Some file systems count no files, and tell 0 of 0.
        no_files = seen.f_files and seen.f_favail < FEWEST_FILES
        return 0 if no_files else seen.f_bavail * seen.f_frsize

    @property
    def is_full(self) -> bool:
        """Tell whether nothing new may be accepted."""
        return self.free_bytes < self._needed

    @property
    def is_spent(self) -> bool:
        """Tell whether servers may have failed to write."""
        return self.free_bytes < SPENT_BYTES

    def lacks(self, more_bytes: int) -> bool:
        """Tell whether it would be full with so much more on it."""
        return self.free_bytes < self._needed + more_bytes

    def said(self) -> str:
        """Say how much is free, of what is needed."""
        return f"{self.free_bytes // MEGABYTE} MB are free, {self._needed // MEGABYTE} MB are needed"

    def ping(self) -> None:
        """Return when there is room. Raises DiskFull."""
        if self.is_full:
            raise DiskFull(SERVICE, self.said())
