"""A request that waited for what `after=` names: from then on it sees its database as it is."""

from dataclasses import replace

from spice.application.ground.authorise import authorise
from spice.entrypoints.http.request import Request
from spice.ports.directory import Directory


def seen_anew(directory: Directory, request: Request) -> Request:
    """Read the database and the right to it again. Refuses who has none any more."""
    name, subject = request.database.name, request.actor.subject
    return replace(request, access=authorise(directory, database=name, subject=subject, needs="viewer"))
