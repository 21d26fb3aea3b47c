"""The API described by itself: the OpenAPI documents and a page to read them."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from functions.api.description.database import database_document
from functions.api.description.openapi import document
from functions.api.queries.parameters import AFTER, AT_COMMIT, BRANCH
from functions.api.queries.query_routes import QueryRoutes
from functions.api.queries.reading import Reading, tag, unchanged
from spice.domain.ontology.branches import MAIN
from spice.domain.spelling import spelled
from spice.entrypoints.http.answer import JSON, Answer
from spice.entrypoints.http.request import Request
from spice.entrypoints.http.route import Route
from spice.messages.codec import encode

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'"
)


def add(room: QueryRoutes, reading: Reading, routes: Callable[[], Sequence[Route]]) -> None:
    """Register the routes; `routes` lists every route of the API, of this function and of others."""

    @cache
    def everything() -> bytes:
        return encode(document(routes()))

    @room.get("/openapi.json", needs="nothing", enveloped=False)
    def openapi(request: Request) -> Answer:
        """Describe every route: OpenAPI 3.1."""
        return Answer(body=everything(), content_type=JSON)

    @room.get(
        "/database/{db}/openapi.json",
        needs="viewer",
        query=(AT_COMMIT, BRANCH, AFTER),
        enveloped=False,
        tagged=True,
        revalidates=True,
    )
    def of_database(request: Request) -> Answer:
        """Describe a database's instances, typed from its ontology, of a branch, a commit or a time: OpenAPI 3.1."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        branch = spelled(request.query.one("branch", MAIN) or MAIN)
        schema = reading.ontologies.at(request.database, request.query.one("at"), branch)
        version = request.database.version
        if (same := unchanged(request, held := f"{schema.commit or ''}.{version}")) is not None:
            return same
        body = encode(database_document(request.database, schema, routes()))
        return Answer(body=body, content_type=JSON, headers=tag(held))

    @room.get("/docs", needs="nothing", answers="text/html")
    def docs(request: Request) -> Answer:
        """Show a page that renders the document, with forms to try every route."""
        headers = {"Content-Security-Policy": _POLICY, "X-Content-Type-Options": "nosniff"}
        return Answer(body=_page(), content_type="text/html; charset=utf-8", headers=headers)


@cache
def _page() -> bytes:
    return Path(__file__).with_name("docs.html").read_bytes()
