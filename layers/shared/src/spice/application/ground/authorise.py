"""May this subject do that in this database?"""

from collections.abc import Callable

from spice.domain.administration import ROLES
from spice.domain.errors import refuse
from spice.domain.wording import quoted
from spice.ports.directory import Access, Directory

Recheck = Callable[[], None]
"""Asks again whether who asks may: raises DomainError when the token is over or the role is gone."""
_EVERY_SECONDS = 1.0


def authorise(directory: Directory, *, database: str, subject: str, needs: str) -> Access:
    """Find a live database for a subject whose role is at least `needs`; not_found or forbidden otherwise."""
    access = directory.access(database, subject)
    if access is None:
        raise refuse("not_found", f"there is no database {quoted(database)}")
    if access.role is None:
        raise refuse("forbidden", f"you have no role in {quoted(database)}", hint="an owner can grant you one")
    if ROLES.index(access.role) < ROLES.index(needs):
        raise refuse("forbidden", f"this needs the role {needs} in {quoted(database)}; yours is {access.role}")
    return access


def now_and_then(recheck: Recheck, clock: Callable[[], float]) -> Recheck:
    """Ask again once a second at most: a loop that waits may call it as often as it likes."""
    asked_at = [clock()]

    def look() -> None:
        if (now := clock()) - asked_at[0] >= _EVERY_SECONDS:
            asked_at[0] = now
            recheck()

    return look
