"""May this subject do that in this database?"""

from spice.domain.administration import ROLES
from spice.domain.errors import refuse
from spice.domain.wording import quoted
from spice.ports.directory import Access, Directory


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
