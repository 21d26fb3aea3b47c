"""The ontology: its classes now or then, and its commits."""

from functions.api.queries import shapes
from functions.api.queries.branch_shapes import CommitWithClasses
from functions.api.queries.parameters import AFTER, AT_COMMIT, BRANCH, CURSOR, FORMAT, LIMIT
from functions.api.queries.reading import Reading, Room, tag, unchanged
from spice.application.deciding.committing import entry_row
from spice.application.ground.schemas import Schema
from spice.application.queries.cursor import digest
from spice.application.queries.documents import commit_row, documents
from spice.application.queries.json_schema import class_schema, ontology_schema
from spice.domain.errors import refuse
from spice.domain.ontology.branches import MAIN
from spice.domain.ontology.differences import differences
from spice.domain.spelling import spelled
from spice.entrypoints.http.answer import Answer, page
from spice.entrypoints.http.request import Request
from spice.messages.codec import encode

_READ = (AT_COMMIT, BRANCH, FORMAT, AFTER)
_FORMATS = ("json", "json_schema")


def add(room: Room, reading: Reading) -> None:
    """Register the routes."""

    @room.get("/database/{db}/ontology", needs="viewer", query=_READ, data=list[shapes.Class])
    def ontology(request: Request) -> Answer:
        """List all classes, as they are stored, at a commit or a time."""
        return _all(reading, request)

    @room.get("/database/{db}/ontology/{class}", needs="viewer", query=_READ, data=shapes.Class)
    def one_class(request: Request) -> Answer:
        """Read a class, as it is stored, at a commit or a time."""
        return _one(reading, request)

    @room.get("/database/{db}/commits", needs="viewer", query=(BRANCH, LIMIT, CURSOR), data=list[shapes.Commit])
    def commits(request: Request) -> Answer:
        """List the commits of a branch, newest first."""
        return _commits(reading, request)

    @room.get("/database/{db}/commits/{commit}", needs="viewer", data=CommitWithClasses)
    def commit(request: Request) -> Answer:
        """Read a commit with all its classes, and what it changed of its first parent's."""
        found = reading.ports.ontology.read(request.database.uuid, request.path["commit"])
        if found is None:
            raise refuse("not_found", "there is no such commit", value=request.path["commit"])
        uuid, parent = request.database.uuid, next(iter(found.parents), None)
        schema, before = (reading.ontologies.at_commit(uuid, commit) for commit in (found.id, parent))
        changes = [entry_row(entry) for entry in differences(before.documents, schema.documents)]
        row = commit_row(found) | {"changes": changes, "classes": documents(schema)}
        return Answer(data=row, headers=tag(found.id))


def _all(reading: Reading, request: Request) -> Answer:
    schema, form = _asked(reading, request)
    if (same := unchanged(request, schema.commit)) is not None:
        return same
    if form == "json_schema":
        return _plain(ontology_schema(schema), schema)
    return Answer(data=documents(schema), headers=tag(schema.commit or ""), meta={"commit": schema.commit})


def _one(reading: Reading, request: Request) -> Answer:
    schema, form = _asked(reading, request)
    shape = schema.in_path(request.path["class"])
    if (same := unchanged(request, schema.commit)) is not None:
        return same
    if form == "json_schema":
        return _plain(class_schema(schema, shape), schema)
    data = schema.documents[shape.id]
    return Answer(data=data, headers=tag(schema.commit or ""), meta={"commit": schema.commit})


def _commits(reading: Reading, request: Request) -> Answer:
    branch = _branch(request)
    reading.ontologies.on_branch(request.database, branch)
    limit = request.query.whole("limit", 50, lowest=1, highest=1000)
    question, cursor = digest("commits", request.database.uuid, branch), request.query.one("cursor")
    before = reading.cursors.read(cursor, question, str) if cursor else None
    found = reading.ports.ontology.log(request.database.uuid, branch, limit=limit + 1, before=before)
    more = reading.cursors.write(question, found[limit - 1].id) if len(found) > limit else None
    return page([commit_row(commit) for commit in found[:limit]], next_cursor=more)


def _asked(reading: Reading, request: Request) -> tuple[Schema, str]:
    form = request.query.one("format", "json") or "json"
    if form in ("jsonld", "owl"):
        raise refuse("not_supported", f"the format {form} is not there yet", value=form, hint="json or json_schema")
    form = request.query.choice("format", _FORMATS, "json")
    request = reading.wait(request, request.query.uuid("after"), projected=False)
    return reading.ontologies.at(request.database, request.query.one("at"), _branch(request)), form


def _branch(request: Request) -> str:
    return spelled(request.query.one("branch", MAIN) or MAIN)


def _plain(document: dict[str, object], schema: Schema) -> Answer:
    return Answer(body=encode(document), content_type="application/schema+json", headers=tag(schema.commit or ""))
