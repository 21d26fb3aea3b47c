"""The driver's errors in the words of the ports."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from spice.adapters.engines.figures import TooManyBuckets, too_many_groups
from spice.domain.errors import refuse
from spice.ports.errors import DiskFull, Permanent, Transient

SERVICE = "search"
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)

_PASSING = ("LockBusy", "IO error", "IoError", "No such file", "does not exist", "killed")


@contextmanager
def translated() -> Iterator[None]:
    """Raise Transient for what may pass, a refusal for too many groups, Permanent for the rest."""
    try:
        yield
    except TooManyBuckets as broken:
        raise too_many_groups() from broken
    except UnicodeEncodeError as broken:
        raise refuse("invalid_parameter", f"a text to search for is not Unicode: {broken.reason}") from broken
    except OSError as broken:
        raise (DiskFull if broken.errno in NO_ROOM else Transient)(SERVICE, str(broken)) from broken
    except (ValueError, RuntimeError) as broken:
        said = str(broken)
        if is_too_many(broken):
            raise too_many_groups() from broken
        if "No space left" in said:
            raise DiskFull(SERVICE, said) from broken
        if any(sign in said for sign in _PASSING):
            raise Transient(SERVICE, said) from broken
        raise Permanent(SERVICE, said) from broken


def is_too_many(broken: Exception) -> bool:
    """Tell whether an answer has more groups than there may be."""
    return "limit was exceeded" in str(broken)
