"""If-Match on what has versions: which one must be current when the command is decided."""

from collections.abc import Sequence

from spice.domain.errors import DomainError, refuse

_LONGEST = 18
_NEVER = 0


def expected_version(what: str, tags: Sequence[str], current: int | None, *, must_exist: bool = False) -> int | None:
    """Turn entity tags into the version that must be current; None: any will do.

    version_conflict where it is over already: a version that is past is never current again, one to come may be.
    `must_exist`: what is not there is not_found to this write, whatever it expects (RFC 9110, 13.2.1); that is the
    rules' to say.
    """
    versions = [int(tag) for tag in tags if tag.isascii() and tag.isdigit() and len(tag) <= _LONGEST]
    if current is None and must_exist:
        return None if "*" in tags else max(versions, default=_NEVER)
    if "*" in tags:
        if current is None:
            raise _stale(what, "*", current)
        return None
    if current in versions:
        return current
    if not versions or (current is not None and current > max(versions)):
        raise _stale(what, ", ".join(tags), current)
    return max(versions)


def _stale(what: str, expected: str, current: int | None) -> DomainError:
    there = "it does not exist" if current is None else f"it is at version {current}"
    return refuse("version_conflict", f"{what} was expected at version {expected}, but {there}", value=expected)
