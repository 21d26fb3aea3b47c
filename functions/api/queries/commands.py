"""What became of commands and batches."""

from functions.api.queries import parameters as p
from functions.api.queries.operation_shapes import Batch, Command
from functions.api.queries.reading import Reading, Room, viewer
from spice.application.queries.commands import STATES
from spice.entrypoints.http.answer import Answer, page
from spice.entrypoints.http.query import uuid
from spice.entrypoints.http.request import Request


def add(room: Room, reading: Reading) -> None:
    """Register the routes."""

    @room.get(
        "/commands",
        needs="token",
        query=(p.STATE, p.DATABASE, p.ACTOR, p.LIMIT, p.CURSOR),
        data=list[Command],
    )
    def commands(request: Request) -> Answer:
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

    @room.get("/commands/{id}", needs="token", data=Command)
    def command(request: Request) -> Answer:
        """Read a command's state, result and errors."""
        return Answer(data=reading.commands.command(uuid("id", request.path["id"]), viewer(request)))

    @room.get("/database/{db}/batches/{batch_id}", needs="viewer", query=(p.LIMIT, p.CURSOR), data=Batch)
    def batch(request: Request) -> Answer:
        """Read a bulk request's progress and a page of its failures."""
        row, cursor = reading.commands.batch(
            request.database.uuid,
            uuid("batch_id", request.path["batch_id"]),
            limit=request.query.whole("limit", 50, lowest=1, highest=1000),
            cursor=request.query.one("cursor"),
        )
        return Answer(data=row, meta={} if cursor is None else {"next_cursor": cursor})
