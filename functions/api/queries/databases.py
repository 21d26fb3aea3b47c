"""Databases, their grants and figures."""

from functions.api.queries.paging import PAGED, page_of
from functions.api.queries.parameters import AFTER, OWN
from functions.api.queries.query_routes import QueryRoutes
from functions.api.queries.reading import Reading, tag
from spice.application.queries.databases import (
    DatabaseRow,
    GrantRow,
    MetricsRow,
    database_row,
    grant_row,
    list_databases,
    metrics,
)
from spice.entrypoints.http.answer import Answer, Listed, page
from spice.entrypoints.http.request import Request


def add(room: QueryRoutes, reading: Reading) -> None:
    """Register the routes."""
    ports = reading.ports

    @room.get("/database", needs="token", query=(*PAGED, OWN))
    def databases(request: Request) -> Listed[DatabaseRow]:
        """List the databases you have a role in, by name; an administrator sees all."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        rows, cursor = list_databases(
            ports.directory,
            reading.cursors,
            subject=request.actor.subject,
            everything=request.actor.admin,
            limit=request.query.whole("limit", 50, lowest=1, highest=1000),
            cursor=request.query.one("cursor"),
        )
        return page(rows, next_cursor=cursor)

    @room.get("/database/{db}", needs="viewer", query=(AFTER,), tagged=True)
    def database(request: Request) -> Answer[DatabaseRow]:
        """Read a database and your role in it."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        row = database_row(request.database, request.access.role if request.access else None)
        return Answer(data=row, headers=tag(row.version))

    @room.get("/database/{db}/grants", needs="viewer", query=(*PAGED, AFTER))
    def grants(request: Request) -> Listed[GrantRow]:
        """List who has which role, by subject."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        uuid = request.database.uuid
        held = ports.directory.grants(uuid)
        rows, cursor = page_of(reading, request, held, lambda grant: [grant.subject], grant_row, "grants", uuid)
        return page(rows, next_cursor=cursor)

    @room.get("/database/{db}/metrics", needs="viewer", query=(AFTER,))
    def figures(request: Request) -> Answer[MetricsRow]:
        """Count instances by class, writes and reads by hour and actor."""
        request = reading.wait(request, request.query.uuid("after"), projected=True, counted=True)
        return Answer(data=metrics(ports.operations, request.database, reading.schema(request)))
