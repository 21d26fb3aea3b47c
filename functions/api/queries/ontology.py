"""The ontology: its classes now or then, and its commits."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypeVar, cast

from pydantic import Field

from functions.api.queries.parameters import AFTER, AT_COMMIT, BRANCH, CHANGED_PATH, CURSOR, FORMAT
from functions.api.queries.query_routes import QueryRoutes
from functions.api.queries.reading import Reading, tag, unchanged
from spice.application.ground.class_rows import ClassRow
from spice.application.ground.interchange.media_types import JSON_LD, owl_syntax
from spice.application.ground.schemas import Schema
from spice.application.queries.commits import LOOKED_AT
from spice.application.queries.documents import CommitWithChanges, CommitWithClasses, commit_with_classes, documents
from spice.application.queries.json_schema import class_schema, ontology_schema
from spice.application.queries.migrations import MigrationProgress, find_migration
from spice.domain.errors import refuse
from spice.domain.ontology.branches import MAIN
from spice.domain.spelling import spelled
from spice.entrypoints.http.answer import Answer, Listed, page
from spice.entrypoints.http.meta import CommitMeta
from spice.entrypoints.http.request import Request
from spice.entrypoints.http.route import Parameter
from spice.messages.codec import encode

COMMITS = Parameter(
    name="limit",
    type=Annotated[int, Field(ge=1, le=1000, default=50)],
    description=f"Commits a page, at most 1000. One looks at {LOOKED_AT} at most: go on while there is a cursor.",
)
_READ = (AT_COMMIT, BRANCH, FORMAT, AFTER)
_FORMATS = ("json", "jsonld", "owl", "json_schema")
Told = TypeVar("Told")


def add(room: QueryRoutes, reading: Reading) -> None:
    """Register the routes."""

    @room.get("/database/{db}/ontology", needs="viewer", query=_READ, tagged=True, revalidates=True)
    def ontology(request: Request) -> Answer[Sequence[ClassRow], CommitMeta]:
        """List all classes, as they are stored, at a commit or a time."""
        return _all(reading, request)

    @room.get("/database/{db}/ontology/{class}", needs="viewer", query=_READ, tagged=True, revalidates=True)
    def one_class(request: Request) -> Answer[ClassRow, CommitMeta]:
        """Read a class, as it is stored, at a commit or a time."""
        return _one(reading, request)

    @room.get("/database/{db}/commits", needs="viewer", query=(BRANCH, AT_COMMIT, CHANGED_PATH, COMMITS, CURSOR, AFTER))
    def commits(request: Request) -> Listed[CommitWithChanges]:
        """List the commits of a branch with what each changed, newest first, or those that changed a path; `at` a
        commit or a time, those that it stood on."""
        return _commits(reading, request)

    @room.get("/database/{db}/commits/{commit}", needs="viewer", query=(AFTER,), tagged=True, revalidates=True)
    def commit(request: Request) -> Answer[CommitWithClasses]:
        """Read a commit with all its classes, and what it changed of its first parent's."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        found = reading.ports.ontology.read(request.database.uuid, request.path["commit"])
        if found is None:
            raise refuse("not_found", "there is no such commit", value=request.path["commit"])
        if (same := unchanged(request, found.id)) is not None:
            return same
        uuid, parent = request.database.uuid, next(iter(found.parents), None)
        schema, before = (reading.ontologies.at_commit(uuid, commit) for commit in (found.id, parent))
        row = commit_with_classes(found, schema, before, request.database.compatibility)
        return Answer(data=row, headers=tag(found.id))

    @room.get("/database/{db}/migrations/{commit}", needs="viewer", query=(AFTER,))
    def migration(request: Request) -> Answer[MigrationProgress]:
        """Tell how far a commit's migrations are, and which instances could not be migrated."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        ports, database = reading.ports, request.database
        found = find_migration(ports.jobs, ports.ontology, reading.ontologies, database, request.path["commit"])
        return Answer(data=found)


def _all(reading: Reading, request: Request) -> Answer[Sequence[ClassRow], CommitMeta]:
    schema, form = _asked(reading, request)
    if (same := unchanged(request, schema.commit or "")) is not None:
        return same
    if form == "json_schema":
        return _plain(ontology_schema(schema), schema)
    if form != "json":
        return _linked([*schema.documents.values()], schema, form, request)
    return _told(documents(schema), schema)


def _one(reading: Reading, request: Request) -> Answer[ClassRow, CommitMeta]:
    schema, form = _asked(reading, request)
    shape = schema.in_path(request.path["class"])
    if (same := unchanged(request, schema.commit or "")) is not None:
        return same
    if form == "json_schema":
        return _plain(class_schema(schema, shape), schema)
    if form != "json":
        return _linked([schema.documents[shape.id]], schema, form, request)
    return _told(cast(ClassRow, schema.documents[shape.id]), schema)


def _told(data: Told, schema: Schema) -> Answer[Told, CommitMeta]:
    return Answer(data=data, headers=tag(schema.commit or ""), meta=CommitMeta(commit=schema.commit))


def _commits(reading: Reading, request: Request) -> Listed[CommitWithChanges]:
    request = reading.wait(request, request.query.uuid("after"), projected=False)
    branch, at = _branch(request), request.query.one("at")
    reading.ontologies.head(request.database, branch)  # refuses one that is not there
    start = None if at is None else reading.ontologies.at(request.database, at, branch).commit
    if at is not None and start is None:
        return page([])
    found = reading.commits.page(
        request.database,
        branch,
        at=start,
        path=request.query.name("path"),
        limit=request.query.whole("limit", 50, lowest=1, highest=1000),
        cursor=request.query.one("cursor"),
    )
    return page(found.rows, next_cursor=found.next_cursor)


def _asked(reading: Reading, request: Request) -> tuple[Schema, str]:
    form = request.query.choice("format", _FORMATS, "json")
    request = reading.wait(request, request.query.uuid("after"), projected=False)
    return reading.ontologies.at(request.database, request.query.one("at"), _branch(request)), form


def _branch(request: Request) -> str:
    return spelled(request.query.one("branch", MAIN) or MAIN)


def _plain(document: dict[str, object], schema: Schema) -> Answer[Any, Any]:
    return Answer(body=encode(document), content_type="application/schema+json", headers=tag(schema.commit or ""))


def _linked(classes: Sequence[Mapping[str, Any]], schema: Schema, form: str, request: Request) -> Answer[Any, Any]:
    # rdflib takes a quarter of a second: nobody else waits for it.
    from spice.application.ground.interchange.formats import write_bytes
    from spice.application.ground.interchange.writing import write_graph

    kind = JSON_LD if form == "jsonld" else owl_syntax(request.headers.get("accept", ""))
    by_name = {str(document["name"]): document for document in schema.documents.values()}
    body = write_bytes(write_graph(classes, by_name), kind)
    return Answer(body=body, content_type=kind, headers={**tag(schema.commit or ""), "Vary": "Accept"})
