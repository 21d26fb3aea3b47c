"""What memory a process has taken for itself."""

import sys
from pathlib import Path

import psutil

KILOBYTE, MEGABYTE = 1024, 1024 * 1024
_SHARE = "Pss_Anon:"


class Memory:
    """The memory of an environment: what it was forked with is shared until written to, and files are the kernel's."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._process: psutil.Process | None = None
        """Found once: to find out who it is costs more than to ask it."""

    def exceeds(self, megabytes: int) -> bool:
        """Tell whether it has more than so many; a process that is gone has none."""
        try:
            self._process = self._process or psutil.Process(self._pid)
            told = self._process.memory_info()
            # Its share of what it has with others takes longer to find out: only where that decides.
            all_of_it = told.rss - getattr(told, "shared", 0)
            return all_of_it > megabytes * MEGABYTE and self._own(self._process) > megabytes * MEGABYTE
        except (psutil.Error, FileNotFoundError, ProcessLookupError):
            return False

    def _own(self, process: psutil.Process) -> int:
        if sys.platform != "linux":
            return int(process.memory_full_info().uss)
        told = Path(f"/proc/{self._pid}/smaps_rollup").read_text().splitlines()
        return sum(int(line.split()[1]) * KILOBYTE for line in told if line.startswith(_SHARE))
