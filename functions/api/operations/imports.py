"""Imports: the rows of a file become instances."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import msgspec

from functions.api.operations.import_models import ImportBody, SourceBody, pairs_of
from functions.api.operations.import_sources import origins_of
from functions.api.queries import parameters as p
from functions.api.queries.paging import next_part
from functions.api.queries.query_routes import QueryRoutes
from functions.api.queries.reading import Reading
from functions.api.queries.starting import OF_JOBS, started
from spice.application.ground.sheet_keys import SheetKeys
from spice.application.ground.starting import Start
from spice.application.queries.cursor import digest
from spice.application.queries.pages import fitting
from spice.application.upkeep.importing.ask_import import Given, Imports
from spice.application.upkeep.importing.check_mapping import check_mapping
from spice.application.upkeep.importing.import_rows import ImportRow, Naming, import_row
from spice.application.upkeep.importing.tell_rejects import MEDIA_TYPE, MOST_ROWS, TellRejects
from spice.application.upkeep.importing.wanted import Filling, Origins, Wanted
from spice.entrypoints.http.answer import Answer, Listed, page
from spice.entrypoints.http.query import uuid
from spice.entrypoints.http.request import Request
from spice.ports.jobs import Job

_ALL = "/database/{db}/imports"
_ONE = _ALL + "/{id}"
_REJECTS = (p.REJECTS_LIMIT, p.REJECTED_ROWS, p.CURSOR)
_MAY = (
    *("malformed_json", "unknown_field", "missing_property", "wrong_type", "constraint_violated", "too_large"),
    *("unknown_class", "unknown_property", "invalid_parameter", "not_supported", "not_yet_visible"),
)


def add(room: QueryRoutes, reading: Reading) -> None:
    """Register the routes."""
    ports = reading.ports
    imports = Imports(ports.jobs, ports.import_files, ports.uploads, ports.kick)
    rejects = TellRejects(ports.import_files, reading.cursors)
    _add_asking(room, reading, imports)

    @room.post(_ALL, needs="editor", body=ImportBody, query=(p.DRY_RUN,), may=_MAY, noted=True, **OF_JOBS)
    def begin(request: Request, body: ImportBody) -> Answer[ImportRow]:
        """Bring the rows of an upload, or of the body, into a class: a job whose progress its Location tells."""

        def asked() -> Start:
            wanted = wanted_of(request, body, imports, reading)
            return imports.wanted(request.database, wanted, _given(body.source, wanted.source, wanted.mapping))

        place = f"/database/{request.database.name}/imports"
        return started(request, reading, asked, lambda job: told(reading, request, job), place=place)

    @room.get(_ALL, needs="viewer", query=(p.LIMIT, p.CURSOR, p.AFTER))
    def listed(request: Request) -> Listed[ImportRow]:
        """List imports, newest first, each with its mapping and its first rows."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        question = digest("imports", request.database.uuid)
        limit, cursor = request.query.whole("limit", 50, lowest=1, highest=1000), request.query.one("cursor")
        before = None if cursor is None else reading.cursors.read(cursor, question, tuple[datetime, UUID])
        found = imports.page(request.database, limit=limit + 1, before=before)
        rows = fitting([told(reading, request, job) for job in found[:limit]])
        last = found[len(rows) - 1] if len(rows) < len(found) else None
        following = None if last is None else reading.cursors.write(question, (last.created_at, last.id))
        return page(rows, next_cursor=following)

    @room.get(_ONE, needs="viewer", query=(p.AFTER,))
    def one(request: Request) -> Answer[ImportRow]:
        """Read how far an import is, how fast it goes, and how long it will take."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        return Answer(data=told(reading, request, imports.find(request.database, uuid("id", request.path["id"]))))

    @room.get(_ONE + "/rejects", needs="viewer", query=_REJECTS, answers="text/csv", may=("too_large",))
    def rejected(request: Request) -> Answer:
        """Tell why rows were not taken, as CSV, or with `rows` those rows; whole, or with `limit` in parts."""
        job = imports.find(request.database, uuid("id", request.path["id"]))
        limit = request.query.whole("limit", MOST_ROWS, lowest=1, highest=MOST_ROWS)
        wanted = limit if "limit" in request.query.names else None
        rows, cursor = request.query.flag("rows"), request.query.one("cursor")
        found = rejects(job, limit=wanted, cursor=cursor, now=request.now, rows=rows)
        headers = {} if found.next_cursor is None else next_part(request, found.next_cursor)
        return Answer(body=found.body, content_type=MEDIA_TYPE, headers=headers)


def _add_asking(room: QueryRoutes, reading: Reading, imports: Imports) -> None:
    """Register what is asked of an import that there is."""

    @room.delete(_ONE, needs="editor", query=(p.DRY_RUN,), noted=True, **OF_JOBS)
    def stop(request: Request) -> Answer[ImportRow]:
        """Stop an import: rows that are on their way come to their end, no others follow. What is done stays."""
        database, id_ = request.database, uuid("id", request.path["id"])
        found = imports.stopped if request.dry_run else imports.find
        return started(
            request,
            reading,
            lambda: imports.stopping(database, id_),
            lambda _: told(reading, request, found(database, id_)),
            place=f"/database/{database.name}/imports",
            of=lambda _: id_,
        )

    @room.post(_ONE + "/resume", needs="editor", query=(p.DRY_RUN,), may=("constraint_violated",), **OF_JOBS)
    def resume(request: Request) -> Answer[ImportRow]:
        """Let an import that failed or was stopped go on with the rows that have no outcome; none comes in twice."""
        database, id_ = request.database, uuid("id", request.path["id"])
        return started(
            request,
            reading,
            lambda: imports.resuming(database, id_, request.now),
            lambda _: told(reading, request, imports.resumed(database, id_, request.now, is_done=not request.dry_run)),
            place=f"/database/{database.name}/imports",
            of=lambda _: id_,
        )


def told(reading: Reading, request: Request, job: Job) -> ImportRow:
    """Tell of an import by the names of today."""
    return import_row(job, Naming(reading.ontologies, request.database))


def wanted_of(request: Request, body: ImportBody, imports: Imports, reading: Reading) -> Wanted:
    """Check what a request asks for against the classes of today."""
    schema, subject = reading.schema(request), request.actor.subject
    shape = schema.named(body.class_, path="/class")
    mapping = check_mapping(schema, shape, pairs_of(body.mapping), body.op)
    source = imports.named(origins_of(body.source), subject=subject, now=request.now)
    return Wanted(
        source=_by_a_credential(source, request, reading),
        class_id=shape.id,
        mapping=mapping,
        op=body.op,
        on_error=body.on_error,
        dry_run=body.dry_run,
        actor=subject,
        correlation_id=request.correlation_id,
    )


def _by_a_credential(source: Origins, request: Request, reading: Reading) -> Origins:
    """Say by which credential a sheet is read: one that is not there is refused at once, and not by the import."""
    if source.google_sheet is None:
        return source
    keys, named = SheetKeys(reading.ports.sheet_credentials, reading.ports.seal), source.google_sheet.credential
    chosen = keys.named(request.database, named, "/source/google_sheet/credential").name
    return msgspec.structs.replace(source, google_sheet=replace(source.google_sheet, credential=chosen))


def _given(body: SourceBody, source: Origins, mapping: Sequence[Filling]) -> Given | None:
    """Check columns and rows that came along as they will be read."""
    if body.columns is None:
        return None
    from spice.application.upkeep.importing.staging import check_given

    rows = body.rows or []
    check_given(body.columns, rows, source, mapping)
    return Given(columns=body.columns, rows=rows)
