"""What became of commands and batches."""

from msgspec import UNSET

from functions.api.queries import parameters as p
from functions.api.queries.query_routes import QueryRoutes
from functions.api.queries.reading import Reading, viewer
from spice.application.queries.command_rows import BatchRow, CommandRow
from spice.application.queries.commands import STATES
from spice.application.queries.left import Left
from spice.domain.bounds import PAGE
from spice.domain.errors import refuse
from spice.entrypoints.http.answer import Answer, Listed, page
from spice.entrypoints.http.meta import PageMeta
from spice.entrypoints.http.query import Query, uuid
from spice.entrypoints.http.request import Request
from spice.messages.registry import COMMANDS
from spice.ports.command_store import CommandsSought


def add(room: QueryRoutes, reading: Reading) -> None:
    """Register the routes."""

    @room.get(
        "/commands",
        needs="token",
        query=(p.IDS, p.STATE, p.COMMAND_TYPE, p.DATABASE, p.CLASS_CHANGED, p.ACTOR, p.SINCE, p.LIMIT, p.CURSOR, p.OWN),
        may=("not_found", "unknown_class"),
    )
    def commands(request: Request) -> Listed[CommandRow[Left]]:
        """List commands, newest first: your own; those of others to owners of `database` and administrators."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        query = request.query
        rows, cursor = reading.commands.page(
            viewer(request),
            _sought(query),
            database=query.name("database"),
            class_name=query.name("class"),
            limit=query.whole("limit", 50, lowest=1, highest=1000),
            cursor=query.one("cursor"),
        )
        return page(rows, next_cursor=cursor)

    @room.get("/commands/{id}", needs="token", query=(p.OWN,))
    def command(request: Request) -> Answer[CommandRow[Left]]:
        """Read a command's state, result and errors."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        return Answer(data=reading.commands.command(uuid("id", request.path["id"]), viewer(request)))

    @room.get("/database/{db}/batches/{batch_id}", needs="viewer", query=(p.LIMIT, p.CURSOR, p.AFTER))
    def batch(request: Request) -> Answer[BatchRow, PageMeta]:
        """Read a bulk request's progress and a page of its failures."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        row, cursor = reading.commands.batch(
            request.database.uuid,
            uuid("batch_id", request.path["batch_id"]),
            limit=request.query.whole("limit", 50, lowest=1, highest=1000),
            cursor=request.query.one("cursor"),
        )
        return Answer(data=row, meta=PageMeta(next_cursor=UNSET if cursor is None else cursor))


def _sought(query: Query) -> CommandsSought:
    ids = p.split(query, "ids")
    if len(ids) > PAGE:
        raise refuse("invalid_parameter", f"at most {PAGE} ids are asked for at once")
    return CommandsSought(
        state=None if query.one("state") is None else query.choice("state", STATES, "PENDING"),
        actor=query.name("actor"),
        ids=[uuid("ids", each) for each in ids] if ids else None,
        type=None if query.one("type") is None else query.choice("type", [*COMMANDS], ""),
        since=query.moment("since", None),
    )
