"""Google Sheets that are looked at on a schedule, and brought in when they changed."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from functions.api.operations.imports import wanted_of
from functions.api.operations.sheet_models import ConnectionBody
from functions.api.queries import parameters as p
from functions.api.queries.paging import PAGED, page_of
from functions.api.queries.query_routes import QueryRoutes
from functions.api.queries.reading import Reading
from spice.application.ground.sheet_keys import check_name
from spice.application.ground.times import written
from spice.application.upkeep.importing.ask_import import Imports
from spice.application.upkeep.importing.check_mapping import refuse_doubles
from spice.application.upkeep.importing.import_rows import ImportSheetRow, Naming, sheet_row
from spice.application.upkeep.importing.wanted import OnError, Operation, Wanted
from spice.domain.errors import refuse
from spice.domain.sheets.google_doors import NO_WAY
from spice.domain.wording import quoted
from spice.entrypoints.http.answer import Answer, Listed, page, undone
from spice.entrypoints.http.request import Request
from spice.messages.codec import encode
from spice.messages.shapes import Count, Time
from spice.ports.sheet_connections import SheetConnection

MOST = 50
"""Connections of a database."""
_ALL = "/database/{db}/sheets/connections"
_ONE = _ALL + "/{name}"
_MAY = (
    "invalid_parameter",
    "missing_property",
    "constraint_violated",
    "unknown_class",
    "unknown_property",
    "wrong_type",
)


class ConnectionRow(Struct, frozen=True, kw_only=True, rename={"class_": "class"}):
    """A sheet that is looked at, the import that its change begins, and what the last look found."""

    name: str
    google_sheet: ImportSheetRow | None
    class_: str
    mapping: Mapping[str, str]
    op: Operation
    on_error: OnError
    every_minutes: Count
    looked_at: Time | None
    import_id: UUID | None
    error: str
    created_by: str
    created_at: Time


def add(room: QueryRoutes, reading: Reading) -> None:
    """Register the routes."""
    ports = reading.ports
    imports = Imports(ports.jobs, ports.import_files, ports.uploads, ports.kick)

    @room.get(_ALL, needs="editor", query=PAGED)
    def connections(request: Request) -> Listed[ConnectionRow]:
        """List the sheets that are looked at."""
        naming = Naming(reading.ontologies, request.database)
        uuid = request.database.uuid
        held, of = ports.sheet_connections.all(uuid), ("sheet connections", uuid)
        rows, cursor = page_of(reading, request, held, lambda each: [each.name], lambda each: _row(each, naming), *of)
        return page(rows, next_cursor=cursor)

    @room.put(_ONE, needs="editor", body=ConnectionBody, query=(p.DRY_RUN,), may=_MAY, noted=True)
    def keep(request: Request, body: ConnectionBody) -> Answer[ConnectionRow]:
        """Look at a sheet from now on, in the place of what has its name; the first look brings it in."""
        name, database = check_name(request.path["name"]), request.database
        if not reading.asks_google:
            raise refuse("constraint_violated", f"no sheet can be looked at from here: {NO_WAY}")
        held = {each.name for each in ports.sheet_connections.all(database.uuid)}
        if len(held) >= MOST and name not in held:
            raise refuse("constraint_violated", f"a database has at most {MOST} connections of sheets")
        wanted = wanted_of(request, body.asked(), imports, reading)
        refuse_doubles(reading.schema(request).named(body.class_, path="/class"), wanted.mapping)
        connection = SheetConnection(
            database=database.uuid,
            name=name,
            wanted=encode(wanted),
            every_minutes=body.every_minutes,
            created_by=request.actor.subject,
            created_at=request.now,
        )
        row = _row(connection, Naming(reading.ontologies, database))
        if request.dry_run:
            return undone(row)
        ports.sheet_connections.keep(connection)
        return Answer(data=row)

    @room.delete(_ONE, needs="editor", query=(p.DRY_RUN,), noted=True)
    def forget(request: Request) -> Answer[None]:
        """Look at a sheet no more; an import that has begun goes on."""
        name, kept, uuid = request.path["name"], ports.sheet_connections, request.database.uuid
        dry = request.dry_run
        there = any(each.name == name for each in kept.all(uuid)) if dry else kept.delete(uuid, name)
        if not there:
            raise refuse("not_found", f"there is no connection {quoted(name)}", value=name[:100])
        return undone(None) if dry else Answer(data=None)


def _row(connection: SheetConnection, naming: Naming) -> ConnectionRow:
    wanted, looked = msgspec.json.decode(connection.wanted, type=Wanted), connection.looked
    return ConnectionRow(
        name=connection.name,
        google_sheet=sheet_row(wanted.source.google_sheet),
        class_=naming.class_of(wanted, connection.created_at),
        mapping=naming.mapping_of(wanted, connection.created_at),
        op=wanted.op,
        on_error=wanted.on_error,
        every_minutes=connection.every_minutes,
        looked_at=_time(looked.at),
        import_id=looked.import_id,
        error=looked.error,
        created_by=connection.created_by,
        created_at=written(connection.created_at),
    )


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else written(moment)
