"""Exports of any size: a job writes one file, which a signed URL gives."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, Field, WithJsonSchema

from functions.api.queries import parameters as p
from functions.api.queries.query_routes import QueryRoutes
from functions.api.queries.reading import Reading
from functions.api.queries.starting import OF_JOBS, started
from spice.application.ground.showing import saw_file
from spice.application.queries.exports import ExportRow, export_of, export_row, find_export
from spice.domain.bounds import SEARCH_VALUES
from spice.entrypoints.http.answer import Answer
from spice.entrypoints.http.bodies.body import EdgeModel
from spice.entrypoints.http.query import uuid
from spice.entrypoints.http.request import Request


class ExportBody(EdgeModel):
    """What to export: a class with its subclasses, or what a filter finds of them."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=False)
    most_values: ClassVar[int] = SEARCH_VALUES

    class_: str = Field(alias="class", min_length=1)
    format: Literal["csv", "ndjson", "parquet"]
    filter: Annotated[dict[str, Any] | None, WithJsonSchema({"x-component": "Filter"})] = None
    spreadsheet: bool = Field(False, description="In a CSV, a `'` before every text that a spreadsheet would run.")


def add(room: QueryRoutes, reading: Reading) -> None:
    """Register the routes."""
    ports, files = reading.ports, reading.ports.export_files

    @room.post(
        "/database/{db}/exports",
        needs="viewer",
        noted=True,
        body=ExportBody,
        query=(p.DRY_RUN,),
        **OF_JOBS,
        may=(*p.OF_QUESTIONS, "constraint_violated"),
    )
    def ask(request: Request, body: ExportBody) -> Answer[ExportRow]:
        """Ask for all instances of a class, or those a filter finds, as one file. Answers the job."""
        said, actor = body.model_dump(by_alias=True), request.actor.subject
        return started(
            request,
            reading,
            lambda: export_of(ports.kick, request.database, reading.schema(request), said, actor=actor),
            lambda job: export_row(job, files, now=request.now),
            place=f"/database/{request.path['db']}/exports",
        )

    @room.get("/database/{db}/exports/{id}", needs="viewer", query=(p.AFTER,))
    def export(request: Request) -> Answer[ExportRow]:
        """Read how far an export is: rows, rate, time left; and where its file is, for an hour."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        export_id = uuid("id", request.path["id"])
        keys = ports.subject_keys
        row = find_export(ports.jobs, files, reading.ontologies, keys, request.database, export_id, now=request.now)
        if isinstance(row.url, str):
            _gives_file(reading, request, row.class_)
        return Answer(data=row)


def _gives_file(reading: Reading, request: Request, name: str) -> None:
    """Tell that a file is given away, with the personal properties that it may have."""
    by_id = reading.schema(request).ontology.by_id
    if (shape := reading.schema(request).ontology.by_name.get(name)) is not None:
        properties = {each for class_id in shape.family if class_id in by_id for each in by_id[class_id].personal}
        saw_file(request.database.uuid, shape.root_id, properties)
