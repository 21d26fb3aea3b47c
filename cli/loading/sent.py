"""What a run has sent, request by request: a load that goes on sends the same, or nothing."""

import os
from collections.abc import Sequence
from pathlib import Path

from cli.failure import Failure


class CannotGoOn(Failure):
    """The same command cannot go on with what it left behind."""


class Strayed(CannotGoOn):
    """What would be sent is not what was: whatever has no id would be made twice."""

    def __init__(self) -> None:
        said = (
            "the class, or spice itself, changed since this load was interrupted, so that it would send other requests"
        )
        super().__init__(f"{said}: it cannot go on; --again begins a new one, which sends all of it anew")


class Sent:
    """The keys of a run's requests, in order. Each is on the disk before its request is sent."""

    def __init__(self, file: Path | None = None, known: Sequence[str] = ()) -> None:
        self._file = file
        self._known = known
        self._at = 0

    def note(self, key: str) -> None:
        """Note that a request is sent next; Strayed where another one was."""
        if self._at < len(self._known):
            if self._known[self._at] != key:
                raise Strayed
            self._at += 1
        elif self._file is not None:
            _append(self._file, f"{key}\n")

    def was_next(self, key: str) -> bool:
        """Tell whether this one followed, when the run was here before."""
        return self._known[self._at : self._at + 1] == [key]


def no_keys(file: Path) -> None:
    """Begin a list."""
    file.write_bytes(b"")


def keys_in(file: Path) -> list[str] | None:
    """Read a list; one that a crash tore is whole to its last line. None where there is none."""
    try:
        found = file.read_text("ascii")
    except FileNotFoundError:
        return None
    whole = found[: found.rfind("\n") + 1]
    if whole != found:
        os.truncate(file, len(whole))
    return whole.split()


def _append(file: Path, line: str) -> None:
    try:
        with file.open("a", encoding="ascii") as journal:
            journal.write(line)
            journal.flush()
            os.fsync(journal.fileno())
    except OSError as broken:
        raise Failure(f"the journal {file} cannot be written: {broken.strerror}") from broken
