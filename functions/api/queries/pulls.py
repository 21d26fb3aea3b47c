"""Pull requests, as they stand."""

from collections.abc import Sequence
from typing import cast

from msgspec import UNSET

from functions.api.queries import parameters as p
from functions.api.queries.query_routes import QueryRoutes
from functions.api.queries.reading import Reading, tag
from spice.application.queries.branch_rows import Differences
from spice.application.queries.pull_rows import PullDetail, PullRow
from spice.domain.ontology.pulls.model import State
from spice.domain.ontology.pulls.rules import number_in
from spice.entrypoints.http.answer import Answer
from spice.entrypoints.http.meta import CountedMeta
from spice.entrypoints.http.query import invalid
from spice.entrypoints.http.request import Request
from spice.ports.pull_requests import Sought

_ALL = "/database/{db}/pull-requests"
_ONE = _ALL + "/{number}"
_STATES: tuple[State, ...] = ("open", "merged", "closed")
_QUERY = (p.PULL_STATE, p.AUTHOR, p.MINE, p.REVIEWER, p.SOURCE, p.TARGET, p.LIMIT, p.CURSOR, p.AFTER)


def add(room: QueryRoutes, reading: Reading) -> None:
    """Register the routes."""

    @room.get(_ALL, needs="viewer", query=_QUERY)
    def pulls(request: Request) -> Answer[Sequence[PullRow], CountedMeta]:
        """List pull requests, newest first; `meta.counts` tells how many are in which state."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        limit = request.query.whole("limit", 50, lowest=1, highest=1000)
        sought = _sought(request)
        found = reading.pulls.page(request.database, sought, limit=limit, cursor=request.query.one("cursor"))
        counts: dict[str, int] = {state: found.counts.get(state, 0) for state in _STATES}
        total = counts[sought.state] if sought.state else sum(counts.values())
        more = UNSET if found.next_cursor is None else found.next_cursor
        return Answer(data=found.rows, meta=CountedMeta(total=total, counts=counts, next_cursor=more))

    @room.get(_ONE, needs="viewer", query=(p.AFTER,), tagged=True)
    def pull(request: Request) -> Answer[PullDetail]:
        """Read a pull request: what was said, where its branches stand, and whether it could be merged now."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        row = reading.pulls.detail(request.database, number_in(request.path["number"]))
        return Answer(data=row, headers=tag(row.version))

    @room.get(_ONE + "/diff", needs="viewer", query=(p.AFTER,))
    def difference(request: Request) -> Answer[Differences]:
        """Tell what the source changed since it left the target, in three levels."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        return Answer(data=reading.pulls.difference(request.database, number_in(request.path["number"])))


def _sought(request: Request) -> Sought:
    query, author = request.query, request.query.name("author")
    state = None if query.one("state") is None else cast(State, query.choice("state", _STATES, "open"))
    if query.flag("mine"):
        if author is not None:
            raise invalid("mine", author, "it is a word for an author, and one is named")
        author = request.actor.subject
    return Sought(
        state=state,
        author=author,
        reviewer=query.name("reviewer"),
        source=query.name("source"),
        target=query.name("target"),
    )
