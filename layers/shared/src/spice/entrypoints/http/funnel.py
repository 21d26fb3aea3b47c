"""The routes of Funnel: a file, or columns and rows, in; what it is and what it could become, out."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Annotated, Any, ClassVar

from pydantic import Field, WithJsonSchema

from spice.application.funnel.analyze import analyze
from spice.application.funnel.propose import propose_ontology
from spice.application.funnel.rows import AnalysisRow, ProposalRow
from spice.application.funnel.source import Source, file_source, given_source, uploaded_source
from spice.application.ground.authorise import authorise
from spice.application.ground.class_members import with_inherited
from spice.application.ground.schemas import Ontologies, Schema
from spice.application.ground.uploads import NO_TABLES, open_upload
from spice.application.upkeep.importing.learned import LearnedMappings
from spice.domain.bounds import BODY_VALUES
from spice.domain.errors import refuse
from spice.domain.inference.column import Chance
from spice.domain.regions import REGIONS
from spice.domain.tables.delimiters import delimiter_named
from spice.entrypoints.http import uploads
from spice.entrypoints.http.answer import Answer
from spice.entrypoints.http.api import Api
from spice.entrypoints.http.bodies.body import CHARSET, EdgeModel
from spice.entrypoints.http.bodies.google_sheet import FunnelSheetBody
from spice.entrypoints.http.funnel_sources import Sources, SpreadsheetRow
from spice.entrypoints.http.request import Request
from spice.entrypoints.http.route import Parameter, Route
from spice.ports.directory import Database
from spice.wired import Wired

MEDIA_TYPES = (
    "application/json",
    "text/csv",
    "text/tab-separated-values",
    "application/x-ndjson",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/octet-stream",
)
_OF_FILES = (
    Parameter(name="filename", description="What the file is called; for messages and names."),
    Parameter(name="encoding", description="What a text is encoded in, such as cp949; told by its bytes otherwise."),
    Parameter(name="delimiter", description="What stands between cells; `tab` for a tab."),
    Parameter(name="region", description="ISO 3166: whose telephone numbers and dates these are."),
)
_OF_CLASSES = (
    Parameter(name="database", description="A database whose classes the columns could fill as well."),
    Parameter(name="class", description="Only this class of it."),
)
_MAY = ("malformed_json", "unknown_field", "missing_property", "wrong_type", "too_large", "unsupported_media_type")
_MAY_OF_UPLOADS = ("not_found", "not_yet_visible", "constraint_violated", "not_supported")
_MAY_OF_SHEETS = ("invalid_parameter", "missing_property", "not_found", "forbidden", "constraint_violated", "too_large")
_UNNAMED = "table"
_Cell = Annotated[Any, WithJsonSchema({"x-component": "Value"})]


class FunnelBody(EdgeModel):
    """Columns and rows; or what names a source."""

    most_values: ClassVar[int] = BODY_VALUES
    columns: list[str] = Field(default_factory=list)
    rows: list[list[_Cell]] = Field(default_factory=list)
    upload_id: str | None = None
    google_sheet: FunnelSheetBody | None = None


class TabsBody(EdgeModel):
    """The spreadsheet whose tabs are listed."""

    google_sheet: FunnelSheetBody


def add(api: Api, ports: Wired) -> None:
    """Register the routes, and the one by which files come."""
    uploads.add(api, ports)
    ontologies, sources = Ontologies(ports.ontology, ports.cache), Sources(ports)
    learned = LearnedMappings(ports.jobs)

    @api.post(
        "/funnel/analyze",
        needs="token",
        reads=FunnelBody,
        media_types=MEDIA_TYPES,
        query=_OF_FILES,
        may=(*_MAY, *_MAY_OF_UPLOADS, *_MAY_OF_SHEETS),
    )
    def analysis(request: Request) -> Answer[AnalysisRow]:
        """Tell what a file holds: its dialect, its tables, and of each column the type, how sure that is, and why."""
        chance = _chance()
        return Answer(data=analyze(_source(request, sources, chance), chance, region=_region(request)))

    @api.post(
        "/funnel/propose",
        needs="token",
        reads=FunnelBody,
        media_types=MEDIA_TYPES,
        query=(*_OF_FILES, *_OF_CLASSES),
        may=(*_MAY, *_MAY_OF_UPLOADS, *_MAY_OF_SHEETS),
    )
    def proposal(request: Request) -> Answer[ProposalRow]:
        """Propose classes with keys and relationships for a file's tables, and match them with those that are there."""
        chance, named = _chance(), _named(request, ports, ontologies)
        classes = () if named is None else _classes(request, named[1])
        source = _source(request, sources, chance)
        home = None if named is None else named[1].home
        proposal = propose_ontology(source, chance, classes=classes, region=_region(request), home=home)
        return Answer(data=proposal if named is None else learned.offered(proposal, *named, classes=classes))

    @api.post("/funnel/tabs", needs="token", body=TabsBody, may=_MAY_OF_SHEETS)
    def tabs(request: Request, body: TabsBody) -> Answer[SpreadsheetRow]:
        """List the tabs of a Google Sheet."""
        return Answer(data=sources.tabs(request.actor.subject, body.google_sheet))


def funnel_routes(ports: Wired) -> Sequence[Route]:
    """List them, for the function that describes the whole API."""
    api = Api(ports)
    add(api, ports)
    return list(api.routes)


def _chance() -> Chance:
    """Begin anew for each request: the same file gives the same answer."""
    return Random(0).randrange


def _source(request: Request, sources: Sources, chance: Chance) -> Source:
    header = request.headers.get("content-type", "")
    kind = header.partition(";")[0].strip().lower()
    name = request.query.one("filename")
    if kind == "application/json" or kind.endswith("+json"):
        return _given(request, request.body.read(FunnelBody), sources, chance)
    if kind.startswith(NO_TABLES):
        raise refuse("unsupported_media_type", f"a body of {kind} is not accepted here", hint=", ".join(MEDIA_TYPES))
    charset = CHARSET.search(header)
    encoding = request.query.one("encoding") or (charset[1] if charset else None)
    content = request.body.content()
    return file_source(content, name or _UNNAMED, chance, encoding=encoding, delimiter=_delimiter(request))


def _delimiter(request: Request) -> str | None:
    delimiter = request.query.one("delimiter")
    if delimiter is not None and delimiter_named(delimiter) is None:
        raise refuse("invalid_parameter", "delimiter is one character, or tab", value=delimiter)
    return delimiter


def _given(request: Request, body: FunnelBody, sources: Sources, chance: Chance) -> Source:
    given = sorted(body.model_fields_set & {"columns", "upload_id", "google_sheet"})
    if len(given) > 1:
        raise refuse("constraint_violated", f"one source is read, and there are {' and '.join(given)}")
    name = request.query.one("filename")
    if body.google_sheet is not None:
        return sources.sheet(request.actor.subject, body.google_sheet, name, chance)
    if body.upload_id is None:
        return given_source(body.columns, body.rows, name or _UNNAMED)
    uploaded = open_upload(sources.uploads, body.upload_id, subject=request.actor.subject, now=request.now)
    encoding = request.query.one("encoding")
    return uploaded_source(
        uploaded, name or uploaded.upload.filename, chance, encoding=encoding, delimiter=_delimiter(request)
    )


def _region(request: Request) -> str | None:
    region = request.query.one("region")
    if region is not None and region not in REGIONS:
        raise refuse("invalid_parameter", "region is an ISO 3166 country code such as KR", value=region)
    return region


def _named(request: Request, ports: Wired, ontologies: Ontologies) -> tuple[Database, Schema] | None:
    """Find the database that is named, and its ontology; its viewers alone may."""
    name, wanted = request.query.one("database"), request.query.one("class")
    if name is None:
        if wanted is not None:
            raise refuse("invalid_parameter", "class needs database: whose class is it?", value=wanted)
        return None
    access = authorise(ports.directory, database=name, subject=request.actor.subject, needs="viewer")
    return access.database, ontologies.current(access.database)


def _classes(request: Request, schema: Schema) -> Sequence[Mapping[str, Any]]:
    """Read the classes that columns could fill, with what they inherit: all that may have instances, or the one that is
    named."""
    wanted = request.query.one("class")
    named = [schema.in_path(wanted)] if wanted is not None else schema.ontology.by_id.values()
    return [with_inherited(schema, each) for each in named if not each.abstract]
