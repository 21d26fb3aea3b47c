"""Logs that do not grow for ever."""

import os
import shutil
from pathlib import Path

LIMIT = 10 * 1024 * 1024


def open_log(file: Path) -> int:
    """Open a log to append to; several processes may. It is no link: root may open one in another user's folder."""
    return os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


def trim_logs(folder: Path, *, limit: int = LIMIT) -> None:
    """Move what a log holds beside it once it is long. Its writers go on writing to the same, now empty, file."""
    for log in folder.glob("*.log"):
        if log.stat().st_size > limit:
            _keep(log)
            os.truncate(log, 0)


def _keep(log: Path) -> None:
    kept = log.with_suffix(".log.1")
    try:
        shutil.copyfile(log, kept)
    except OSError:
        # On a full disk the room is worth more than what a log said long ago.
        kept.unlink(missing_ok=True)
