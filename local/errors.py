"""Why the platform does not start or does not answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class LocalError(Exception):
    """Something about the platform on this machine; the message is for a person."""


class Refused(LocalError):
    """The platform cannot do what was asked."""


class NotStarted(LocalError):
    """A service ends whenever it is started."""


class Unreachable(LocalError):
    """No platform runs."""


@contextmanager
def using(folder: Path) -> Iterator[None]:
    """Use a data folder. Refused says what the system does not allow, and what to do."""
    try:
        yield
    except OSError as failed:
        place = f" ({failed.filename})" if failed.filename else ""
        raise Refused(
            f"the data folder {folder} cannot be used: {failed.strerror or failed}{place};"
            " make it a folder that you may read and write, or name another with --data"
        ) from failed
