"""Parked commands, as operators look at them: one by one, and how many of which kind."""

from typing import Literal
from uuid import UUID

from functions.api.queries import parameters as p
from functions.api.queries.paging import PAGED, page_of
from functions.api.queries.query_routes import QueryRoutes
from functions.api.queries.reading import Reading
from spice.application.queries.platform import operations
from spice.entrypoints.http.answer import Answer, Listed, page
from spice.entrypoints.http.query import Query, uuid
from spice.entrypoints.http.request import Request
from spice.entrypoints.http.route import Parameter
from spice.ports.dead_letters import LETTER_STATES, LetterGroup, LettersSought

MOST_GROUPS = 10_000
"""Groups that are counted."""
_LARGEST = 2**63
LETTERS = (
    Parameter(name="type", type=p.Text, description="The type of a parked command."),
    Parameter(name="error", type=p.Text, description="Why it was parked, the whole text."),
    Parameter(
        name="state",
        type=Literal["waiting", "retrying", "manual"],
        description="`waiting` behind another of its key, `retrying` by itself, `manual`: it waits for people.",
    ),
    Parameter(name="database", type=UUID, description="A database's id."),
    Parameter(name="key", type=p.Text, description="The key that is blocked."),
)
"""Which parked commands are meant."""


def add(room: QueryRoutes, reading: Reading) -> None:
    """Register the routes."""
    ports = reading.ports

    @room.get("/admin/dead-letters/groups", needs="admin", query=(*LETTERS, *PAGED))
    def groups(request: Request) -> Listed[operations.LetterGroupRow]:
        """Count parked commands by type and error, the most first."""
        sought = _sought(request.query)
        held, of = ports.letters.groups(sought, limit=MOST_GROUPS), ("dead-letter groups", sought)
        rows, cursor = page_of(reading, request, held, _most_first, operations.group_row, *of)
        return page(rows, next_cursor=cursor)

    @room.get("/admin/dead-letters", needs="admin", query=(*LETTERS, p.LIMIT, p.CURSOR))
    def letters(request: Request) -> Listed[operations.DeadLetterRow]:
        """List parked commands, oldest first."""
        limit = request.query.whole("limit", 50, lowest=1, highest=1000)
        rows, cursor = operations.list_letters(
            ports.letters, reading.cursors, _sought(request.query), limit=limit, cursor=request.query.one("cursor")
        )
        return page(rows, next_cursor=cursor)

    @room.get("/admin/dead-letters/{id}", needs="admin")
    def letter(request: Request) -> Answer[operations.DeadLetterWithRecord]:
        """Read a parked command with the record it came in."""
        return Answer(data=operations.read_letter(ports.letters, uuid("id", request.path["id"])))


def _most_first(group: LetterGroup) -> list[str]:
    return [f"{_LARGEST - group.count:020}", group.type or "", group.error]


def _sought(query: Query) -> LettersSought:
    """Read which parked commands are meant."""
    state = None if query.one("state") is None else query.choice("state", LETTER_STATES, "")
    return LettersSought(
        type=query.one("type"),
        error=query.one("error"),
        state=state,
        database=query.uuid("database"),
        key=query.one("key"),
    )
