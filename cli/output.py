"""Files that a command writes: whole, or not at all."""

import os
from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile

from cli.failure import WrongUse


def write_whole(file: Path, parts: Iterable[bytes]) -> None:
    """Write beside the file and put it in place when all of it is on the disk; what was there stays until then."""
    target = file.resolve()
    try:
        if target.exists() and not target.is_file():
            # A device or a pipe takes what is written into it; put in its place, a file would be the end of it.
            with target.open("wb") as there:
                there.writelines(parts)
            return
        with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name[:100]}.", delete=False) as fresh:
            try:
                fresh.writelines(parts)
                fresh.flush()
                os.fsync(fresh.fileno())
                Path(fresh.name).chmod(_mode(target))
                Path(fresh.name).replace(target)
            except BaseException:
                Path(fresh.name).unlink()
                raise
    except OSError as broken:
        raise WrongUse(f"{file} cannot be written: {broken.strerror}") from broken


def _mode(target: Path) -> int:
    """Keep the mode of the file that is replaced; a new one gets what the user's mask leaves."""
    if target.exists():
        return target.stat().st_mode & 0o7777
    mask = os.umask(0o022)
    os.umask(mask)
    return 0o666 & ~mask
