"""Lists, search, aggregates, suggestions, exports."""

from collections.abc import Sequence
from typing import TypeAlias
from uuid import UUID

from msgspec import UNSET

from functions.api.queries import parameters as p
from functions.api.queries.bodies import AggregateBody, SearchBody
from functions.api.queries.paging import next_part
from functions.api.queries.query_routes import QueryRoutes
from functions.api.queries.reading import Reading
from spice.application.queries.finding.aggregates import Aggregate, Figures
from spice.application.queries.finding.export import FORMATS, PART_ROWS, Exporter, Form, Part
from spice.application.queries.finding.faceting import FacetAsked
from spice.application.queries.finding.scope import HitRow
from spice.application.queries.finding.search import MOST, Search, nothing
from spice.application.queries.finding.suggest import SuggestionRow, suggest
from spice.application.queries.linking.expand import beside
from spice.domain.errors import refuse
from spice.entrypoints.http.answer import Answer
from spice.entrypoints.http.meta import FiguresMeta, FoundMeta, SearchMeta
from spice.entrypoints.http.query import Query, uuid
from spice.entrypoints.http.request import Request
from spice.entrypoints.http.route import Parameter
from spice.messages.shapes import Written

_LIST = (p.CLASS, p.Q, p.FILTER, p.SORT, p.FACET, p.HIGHLIGHT, p.EXPAND, p.LIMIT, p.CURSOR, p.AFTER)
_EXPORT = (p.CLASS, p.Q, p.FILTER, p.SORT, p.EXPORT_FORMAT, p.SPREADSHEET, p.EXPORT_LIMIT, p.CURSOR, p.AFTER)
_OF_LISTS = (*p.OF_QUESTIONS, "too_large")
_SUGGEST = (Parameter(name="q", required=True, description="What was typed."), p.CLASS, p.SUGGESTIONS, p.AFTER)
Found: TypeAlias = Answer[Written[Sequence[HitRow]], FoundMeta]
Searched: TypeAlias = Answer[Written[Sequence[HitRow]], SearchMeta]
SETTLING_SECONDS = 10.0
"""How long an export waits for the search index to have all that was written before it."""


def add(room: QueryRoutes, reading: Reading) -> None:
    """Register the routes."""
    exporter = Exporter(reading.searcher)

    @room.get("/database/{db}/instances", needs="viewer", query=_LIST, may=_OF_LISTS)
    def listed(request: Request) -> Found:
        """List or search instances: full text, filters, sort, facets, highlights."""
        return _found(reading, request, _search(request.query), request.query.uuid("after"))

    @room.post("/database/{db}/instances/search", needs="viewer", query=(p.AFTER,), body=SearchBody, may=_OF_LISTS)
    def search(request: Request, body: SearchBody) -> Searched:
        """Search as GET …/instances does, with filters nested by and, or, not."""
        return _found(reading, request, body.search(), after_of(request, body.after))

    @room.post(
        "/database/{db}/instances/aggregate", needs="viewer", query=(p.AFTER,), body=AggregateBody, may=p.OF_QUESTIONS
    )
    def figures(request: Request, body: AggregateBody) -> Answer[Written[Sequence[Figures]], FiguresMeta]:
        """Compute figures over groups, as flat rows."""
        request = reading.wait(request, after_of(request, body.after), projected=True)
        asked: Aggregate = body.aggregate()
        page = reading.aggregator.rows(request.database, reading.schema(request), asked)
        return Answer(data=page.written, meta=FiguresMeta(approximate=page.approximate or UNSET))

    @room.get("/database/{db}/instances/suggest", needs="viewer", query=_SUGGEST, may=p.OF_QUESTIONS)
    def suggestions(request: Request) -> Answer[Sequence[SuggestionRow]]:
        """Complete a word or a name: instances with a word that begins as the last word of q."""
        request = reading.wait(request, request.query.uuid("after"), projected=True)
        reading.losses.marker(request.database.uuid)
        rows = suggest(
            reading.ports.search,
            request.database,
            reading.schema(request),
            reading.unsealer.ring(request.database.uuid),
            request.query.one("q") or "",
            class_name=request.query.one("class"),
            limit=request.query.whole("limit", 10, lowest=1, highest=1000),
        )
        return Answer(data=rows)

    @room.get(
        "/database/{db}/instances/export",
        needs="viewer",
        query=_EXPORT,
        answers="text/csv, application/x-ndjson",
        may=(*p.OF_QUESTIONS, "too_large"),
    )
    def export(request: Request) -> Answer:
        """Export as CSV or JSON lines: whole, else 413; with `limit` a part, and `Link` (rel=next) to the next."""
        form = Form(
            name=request.query.choice("format", tuple(FORMATS), "csv"), spreadsheet=request.query.flag("spreadsheet")
        )
        request = reading.wait(request, request.query.uuid("after"), projected=True)
        part = _exported(exporter, reading, request, form)
        headers = {} if part.next_cursor is None else next_part(request, part.next_cursor)
        return Answer(body=part.body, content_type=FORMATS[form.name], headers=headers)


def _exported(exporter: Exporter, reading: Reading, request: Request, form: Form) -> Part:
    """Answer a part to whom asks for parts; whoever does not gets everything, or is told that it is too much."""
    query, schema = request.query, reading.schema(request)
    rows = query.whole("limit", PART_ROWS, lowest=1, highest=PART_ROWS)
    asked = _search(query, limit=MOST, default_sort=["_id"])
    if asked.cursor is None:
        # Whole means all that is written, not what the search index happens to have.
        reading.visibility.wait_for_all(seconds=SETTLING_SECONDS, recheck=request.recheck)
    if "limit" in query.names or asked.cursor is not None:
        return exporter.part(request.database, schema, asked, form, rows=rows)
    return Part(body=exporter.whole(request.database, schema, asked, form), next_cursor=None)


def _found(reading: Reading, request: Request, asked: Search, after: UUID | None) -> Searched:
    request = reading.wait(request, after, projected=True)
    schema = reading.schema(request)
    links = beside(schema, reading.state(request), asked.expand) if asked.expand else nothing
    found = reading.searcher.search(request.database, schema, asked, links)
    cursor = UNSET if found.next_cursor is None else found.next_cursor
    facets = UNSET if found.facets is None else found.facets
    return Answer(data=found.written, meta=SearchMeta(total=found.total, next_cursor=cursor, facets=facets))


def _search(query: Query, *, limit: int | None = None, default_sort: list[str] | None = None) -> Search:
    sort = p.split(query, "sort")
    return Search(
        class_name=query.one("class"),
        q=query.one("q"),
        texts=query.all("filter"),
        sort=sort or default_sort or [],
        facets=[FacetAsked(field=name) for name in p.split(query, "facet")],
        highlight=query.flag("highlight"),
        expand=p.split(query, "expand"),
        limit=query.whole("limit", 50, lowest=1, highest=MOST) if limit is None else limit,
        cursor=query.one("cursor"),
    )


def after_of(request: Request, text: str | None) -> UUID | None:
    """Read `after` where the address or the body of a POST names it."""
    there, here = request.query.uuid("after"), None if text is None else uuid("after", text)
    if there is not None and here is not None and there != here:
        raise refuse("invalid_parameter", "after: the address names one command, the body another", value=text)
    return there or here
