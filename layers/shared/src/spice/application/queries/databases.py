"""Databases, their grants and figures, and who is asking."""

from collections.abc import Mapping, Sequence

from spice.application.ground.schemas import Schema
from spice.application.ground.times import written
from spice.application.queries.cursor import Cursors, digest
from spice.ports.directory import Database, Directory, Grant
from spice.ports.operations import Operations


def database_row(database: Database, role: str | None) -> dict[str, object]:
    """Write a database and the asker's role in it."""
    return {
        "id": database.uuid,
        "name": database.name,
        "label": database.label,
        "description": database.description,
        "region": database.region,
        "timezone": database.timezone,
        "compatibility": database.compatibility,
        "version": database.version,
        "created_at": None if database.created_at is None else written(database.created_at),
        "created_by": database.created_by,
        "head": database.head,
        "role": role,
    }


def list_databases(
    directory: Directory, cursors: Cursors, *, subject: str, everything: bool, limit: int, cursor: str | None
) -> tuple[list[dict[str, object]], str | None]:
    """List by name the databases a subject has a role in, or (an administrator) all."""
    question = digest("databases", subject, everything)
    after = cursors.read(cursor, question, str) if cursor else None
    found = directory.databases(subject=None if everything else subject, after=after, limit=limit + 1)
    roles = directory.roles(subject)
    rows = [database_row(each, roles.get(each.name)) for each in found[:limit]]
    return rows, cursors.write(question, found[limit - 1].name) if len(found) > limit else None


def grant_row(grant: Grant) -> dict[str, object]:
    """Write a grant."""
    return {
        "subject": grant.subject,
        "role": grant.role,
        "granted_at": written(grant.granted_at),
        "granted_by": grant.granted_by,
    }


def metrics(operations: Operations, database: Database, schema: Schema) -> dict[str, object]:
    """Count instances by class (of those there are), writes and reads by hour and actor."""
    counted = dict(operations.metrics(database.uuid))
    classes = counted.get("classes")
    if isinstance(classes, Mapping):
        counted["classes"] = {
            schema.class_name(class_id): count
            for class_id, count in classes.items()
            if class_id in schema.ontology.by_id
        }
    return counted


def slice_of(
    rows: Sequence[dict[str, object]], cursors: Cursors, question: str, cursor: str | None, limit: int
) -> tuple[list[dict[str, object]], str | None]:
    """Cut a page out of a list that is whole already."""
    start = cursors.read(cursor, question, int) if cursor else 0
    more = start + limit < len(rows)
    return list(rows[start : start + limit]), cursors.write(question, start + limit) if more else None
