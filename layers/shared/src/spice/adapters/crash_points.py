"""Kills the process at named points, once each, when a test asked for it."""

import os
import signal
from pathlib import Path

from spice.ports.crash import Crash, never


class KillOnce:
    """Dies at a point for which a file of that name stands in a folder, and removes the file first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, point: str) -> None:
        """Pass a point, or die at it as suddenly as a machine does."""
        try:
            (self._folder / point).unlink()
        except FileNotFoundError:
            return
        os.kill(os.getpid(), signal.SIGKILL)


def crash_points(folder: str | None) -> Crash:
    """Watch a folder for points to die at; without one every point is passed."""
    return KillOnce(Path(folder)) if folder else never
