"""Which servers we work with."""

import re
from collections.abc import Mapping

from spice.adapters.terminusdb.failures import SERVICE
from spice.ports.errors import Transient

OLDEST = (12, 0, 6)
_LEADING = re.compile(r"(\d+)\.(\d+)\.(\d+)")


def check_version(info: object) -> None:
    """Check what `/api/info` says. Raises Transient: the operator changes the server, and all goes on."""
    told = _told(info)
    found = _LEADING.match(told)
    if found is None or tuple(map(int, found.groups())) < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        named = f"the server is TerminusDB {told}" if told else "the server does not tell its version"
        raise Transient(
            SERVICE, f"{named}, and {wanted} or later is needed: earlier ones lose documents that are not ASCII"
        )


def _told(info: object) -> str:
    for name in ("api:info", "terminusdb", "version"):
        info = info.get(name) if isinstance(info, Mapping) else None
    return info if isinstance(info, str) else ""
