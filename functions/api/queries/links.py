"""What instances are linked to: along a path, as a graph, counted."""

from collections.abc import Sequence
from functools import partial

from msgspec import UNSET

from functions.api.queries import parameters as p
from functions.api.queries.bodies import GraphBody
from functions.api.queries.paging import PAGED, page_of
from functions.api.queries.reading import QueryRoutes, Reading
from functions.api.queries.searches import after_of
from spice.application.ground.instance_rows import InstanceRow
from spice.application.ground.times import moment_parameter
from spice.application.queries.cursor import digest
from spice.application.queries.instances import is_final
from spice.application.queries.linking.graph import GraphRow, Graphs, Hop, Start
from spice.application.queries.linking.links import LinksRow, link_key, links_of, links_row
from spice.application.queries.linking.related import Related, Wanted, path_of
from spice.application.queries.linking.start import found_by, one
from spice.application.queries.linking.state import State
from spice.domain.errors import refuse
from spice.entrypoints.http.answer import Answer, Listed, page
from spice.entrypoints.http.meta import GraphMeta, RelatedMeta
from spice.entrypoints.http.request import Request
from spice.messages.shapes import Written

_PATH = "/database/{db}/instances/{class}/{id}"
_RELATED = (p.PATH, p.LIMIT, p.CURSOR, p.AT, p.AFTER)
_OF_GRAPHS = (*p.OF_QUESTIONS, "not_found", "too_large")


def add(room: QueryRoutes, reading: Reading) -> None:
    """Register the routes."""

    @room.get(_PATH + "/related", needs="viewer", query=_RELATED, may=("unknown_property",))
    def related(request: Request) -> Answer[Written[Sequence[InstanceRow]], RelatedMeta]:
        """List what an instance leads to along a path of relationships and inverses, by id."""
        return _related(reading, request)

    @room.get(_PATH + "/links", needs="viewer", query=(*PAGED, p.AFTER))
    def links(request: Request) -> Listed[LinksRow]:
        """Count what an instance is linked to, per relationship and direction, by name."""
        request = reading.wait(request, request.query.uuid("after"), projected=True)
        schema, found, state = reading.schema(request), reading.seen(request, None), reading.state(request)
        of = "links", request.database.uuid, found.class_id, found.id
        tell = partial(links_row, schema, state, found)
        rows, cursor = page_of(reading, request, links_of(schema, found), link_key, tell, *of)
        return page(rows, next_cursor=cursor)

    @room.post("/database/{db}/instances/graph", needs="viewer", query=(p.AFTER,), body=GraphBody, may=_OF_GRAPHS)
    def graph(request: Request, body: GraphBody) -> Answer[Written[GraphRow], GraphMeta]:
        """Draw what instances lead to, hop after hop, with the links between them."""
        return _graph(reading, request, body)


def _related(reading: Reading, request: Request) -> Answer[Written[Sequence[InstanceRow]], RelatedMeta]:
    query = request.query
    moment, path = query.moment("at", request.zone), path_of(query.one("path") or "")
    limit, cursor = query.whole("limit", 50, lowest=1, highest=1000), query.one("cursor")
    request = reading.wait(request, query.uuid("after"), projected=True)
    about = digest(request.database.uuid, moment)
    wanted = Wanted(start=reading.seen(request, moment), path=path, about=about, limit=limit, cursor=cursor)
    found = Related(reading.schema(request), reading.state(request, moment), reading.cursors).page(wanted)
    meta = RelatedMeta(
        hidden=found.hidden,
        missing=found.missing,
        next_cursor=UNSET if found.next_cursor is None else found.next_cursor,
        final=UNSET if moment is None else is_final(moment, request.now),
    )
    return Answer(data=found.rows, meta=meta)


def _graph(reading: Reading, request: Request, body: GraphBody) -> Answer[Written[GraphRow], GraphMeta]:
    moment = None if body.at is None else moment_parameter("at", body.at, request.zone)
    request = reading.wait(request, after_of(request, body.after), projected=True)
    schema, state = reading.schema(request), reading.state(request, moment)
    hops = [Hop(relationship=hop.relationship, direction=hop.direction) for hop in body.hops]
    start = _start(reading, request, body, state)
    found = Graphs(schema, state, reading.cursors).page(start, hops, limit=body.limit, cursor=body.cursor)
    meta = GraphMeta(
        hidden=found.hidden,
        next_cursor=UNSET if found.next_cursor is None else found.next_cursor,
        final=UNSET if moment is None else is_final(moment, request.now),
    )
    return Answer(data=found.row, meta=meta)


def _start(reading: Reading, request: Request, body: GraphBody, state: State) -> Start:
    schema, start, database = reading.schema(request), body.start, request.database
    if start.id is not None:
        return one(schema, state, start.class_, start.id, about=(database.uuid, body.at))
    if body.at is not None:
        said = "a filter finds what is now, and a graph of the past begins where it was then: search has no past"
        hint = "start from an id, or ask for each instance that the filter finds"
        raise refuse("not_supported", said, path="/at", hint=hint)
    return found_by(schema, state, reading.ports.search, reading.unsealer, database, start.class_, start.filter)
