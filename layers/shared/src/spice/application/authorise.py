"""May this subject do that in this database?"""

from spice.domain.administration import ROLES
from spice.domain.errors import refuse
from spice.ports.directory import Access, Directory


def authorise(directory: Directory, *, database: str, subject: str, needs: str) -> Access:
    """Find a live database for a subject whose role is at least `needs`; not_found or forbidden otherwise."""
    access = directory.access(database, subject)
    if access is None:
        raise refuse("not_found", f"there is no database {database!r}")
    if access.role is None:
        raise refuse("forbidden", f"you have no role in {database!r}", hint="an owner can grant you one")
    if ROLES.index(access.role) < ROLES.index(needs):
        raise refuse("forbidden", f"this needs the role {needs} in {database!r}; yours is {access.role}")
    return access
