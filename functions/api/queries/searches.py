"""Lists, search, aggregates, suggestions, exports."""

from urllib.parse import urlencode
from uuid import UUID

from functions.api.queries import parameters as p
from functions.api.queries import shapes
from functions.api.queries.bodies import AggregateBody, SearchBody
from functions.api.queries.reading import Reading, Room
from spice.application.queries.finding.aggregates import Aggregate
from spice.application.queries.finding.export import FORMATS, PART_ROWS, Exporter, Form, Part
from spice.application.queries.finding.search import MOST, Search
from spice.application.queries.finding.suggest import suggest
from spice.entrypoints.http.answer import Answer
from spice.entrypoints.http.query import Query, uuid
from spice.entrypoints.http.request import Request
from spice.entrypoints.http.route import Parameter

_LIST = (p.CLASS, p.Q, p.FILTER, p.SORT, p.FACET, p.HIGHLIGHT, p.LIMIT, p.CURSOR, p.AFTER)
_EXPORT = (p.CLASS, p.Q, p.FILTER, p.SORT, p.EXPORT_FORMAT, p.SPREADSHEET, p.EXPORT_LIMIT, p.CURSOR, p.AFTER)
_SUGGEST = (Parameter(name="q", required=True, description="What was typed."), p.CLASS, p.LIMIT)
SETTLING_SECONDS = 10.0
"""How long an export waits for the search index to have all that was written before it."""


def add(room: Room, reading: Reading) -> None:
    """Register the routes."""
    exporter = Exporter(reading.searcher)

    @room.get("/database/{db}/instances", needs="viewer", query=_LIST, data=list[shapes.Hit])
    def listed(request: Request) -> Answer:
        """List or search instances: full text, filters, sort, facets, highlights."""
        return _found(reading, request, _search(request.query), request.query.uuid("after"))

    @room.post("/database/{db}/instances/search", needs="viewer", body=SearchBody, data=list[shapes.Hit])
    def search(request: Request, body: SearchBody) -> Answer:
        """Search as GET …/instances does, with filters nested by and, or, not."""
        return _found(reading, request, body.search(), _after(body.after))

    @room.post("/database/{db}/instances/aggregate", needs="viewer", body=AggregateBody, data=list[shapes.Row])
    def figures(request: Request, body: AggregateBody) -> Answer:
        """Compute figures over groups, as flat rows."""
        request = reading.wait(request, _after(body.after), projected=True)
        asked: Aggregate = body.aggregate()
        page = reading.aggregator.rows(request.database, reading.schema(request), asked)
        return Answer(data=page.rows, meta={"approximate": page.approximate} if page.approximate else {})

    @room.get("/database/{db}/instances/suggest", needs="viewer", query=_SUGGEST, data=list[shapes.Suggestion])
    def suggestions(request: Request) -> Answer:
        """Complete a word or a name: instances with a word that begins as the last word of q."""
        reading.losses.marker(request.database.uuid)
        rows = suggest(
            reading.ports.search,
            request.database,
            reading.schema(request),
            request.query.one("q") or "",
            class_name=request.query.one("class"),
            limit=request.query.whole("limit", 10, lowest=1, highest=1000),
        )
        return Answer(data=rows)

    @room.get(
        "/database/{db}/instances/export", needs="viewer", query=_EXPORT, answers="text/csv, application/x-ndjson"
    )
    def export(request: Request) -> Answer:
        """Export as CSV or JSON lines: whole, else 413; with `limit` a part, and `Link` (rel=next) to the next."""
        form = Form(
            name=request.query.choice("format", tuple(FORMATS), "csv"), spreadsheet=request.query.flag("spreadsheet")
        )
        request = reading.wait(request, request.query.uuid("after"), projected=True)
        part = _exported(exporter, reading, request, form)
        headers = {} if part.next_cursor is None else _next(request, part.next_cursor)
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


def _found(reading: Reading, request: Request, asked: Search, after: UUID | None) -> Answer:
    request = reading.wait(request, after, projected=True)
    found = reading.searcher.search(request.database, reading.schema(request), asked)
    meta: dict[str, object] = {"total": found.total}
    if found.next_cursor is not None:
        meta["next_cursor"] = found.next_cursor
    if asked.facets:
        meta["facets"] = found.facets
    return Answer(data=found.rows, meta=meta)


def _search(query: Query, *, limit: int | None = None, default_sort: list[str] | None = None) -> Search:
    sort = [key for text in query.all("sort") for key in text.split(",")]
    return Search(
        class_name=query.one("class"),
        q=query.one("q"),
        texts=query.all("filter"),
        sort=sort or default_sort or [],
        facets=[name for text in query.all("facet") for name in text.split(",")],
        highlight=query.flag("highlight"),
        limit=query.whole("limit", 50, lowest=1, highest=MOST) if limit is None else limit,
        cursor=query.one("cursor"),
    )


def _after(text: str | None) -> UUID | None:
    return None if text is None else uuid("after", text)


def _next(request: Request, cursor: str) -> dict[str, str]:
    given = [(name, value) for name in request.query.names for value in request.query.all(name)]
    kept = [(name, value) for name, value in given if name not in ("cursor", "after")]
    link = f'<{request.url}?{urlencode([*kept, ("cursor", cursor)])}>; rel="next"'
    return {"Link": link, "X-Next-Cursor": cursor}
