"""What became of commands and batches."""

from msgspec import UNSET

from functions.api.queries import parameters as p
from functions.api.queries.reading import QueryRoutes, Reading, viewer
from spice.application.queries.command_rows import BatchRow, CommandRow
from spice.application.queries.commands import STATES
from spice.application.queries.results import Left
from spice.entrypoints.http.answer import Answer, Listed, page
from spice.entrypoints.http.meta import PageMeta
from spice.entrypoints.http.query import uuid
from spice.entrypoints.http.request import Request


def add(room: QueryRoutes, reading: Reading) -> None:
    """Register the routes."""

    @room.get(
        "/commands",
        needs="token",
        query=(p.STATE, p.DATABASE, p.ACTOR, p.LIMIT, p.CURSOR),
        may=("not_found",),
    )
    def commands(request: Request) -> Listed[CommandRow[Left]]:
        """List commands, newest first: your own; those of others to owners of `database` and administrators."""
        query = request.query
        state = None if query.one("state") is None else query.choice("state", STATES, "PENDING")
        rows, cursor = reading.commands.page(
            viewer(request),
            state=state,
            database=query.name("database"),
            actor=query.name("actor"),
            limit=query.whole("limit", 50, lowest=1, highest=1000),
            cursor=query.one("cursor"),
        )
        return page(rows, next_cursor=cursor)

    @room.get("/commands/{id}", needs="token")
    def command(request: Request) -> Answer[CommandRow[Left]]:
        """Read a command's state, result and errors."""
        return Answer(data=reading.commands.command(uuid("id", request.path["id"]), viewer(request)))

    @room.get("/database/{db}/batches/{batch_id}", needs="viewer", query=(p.LIMIT, p.CURSOR))
    def batch(request: Request) -> Answer[BatchRow, PageMeta]:
        """Read a bulk request's progress and a page of its failures."""
        row, cursor = reading.commands.batch(
            request.database.uuid,
            uuid("batch_id", request.path["batch_id"]),
            limit=request.query.whole("limit", 50, lowest=1, highest=1000),
            cursor=request.query.one("cursor"),
        )
        return Answer(data=row, meta=PageMeta(next_cursor=UNSET if cursor is None else cursor))
