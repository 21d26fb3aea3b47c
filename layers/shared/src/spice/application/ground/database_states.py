"""A database as decisions see it."""

from spice.domain.administration_rules import DatabaseState
from spice.domain.database_settings import settings_of
from spice.ports.directory import Database


def state_of(database: Database | None) -> DatabaseState | None:
    """Tell what decides about a database; None where there is none."""
    if database is None:
        return None
    return DatabaseState(
        uuid=database.uuid,
        name=database.name,
        version=database.version,
        settings=settings_of(database),
        deleted=database.deleted,
    )
