"""Ontologies that come from elsewhere: JSON-LD, Turtle and RDF/XML, in one commit."""

from collections.abc import Sequence
from typing import Annotated, Any

from msgspec import UNSET, Struct, UnsetType
from pydantic import RootModel, WithJsonSchema

from functions.api.commands.ontology import branch_of, intent
from functions.api.commands.parameters import BRANCH, MATCHED, MESSAGE, OF_COMMITS
from functions.api.commands.writing import CommandRoutes, Intent, Writing
from spice.application.ground.class_rows import ChangedClasses
from spice.application.ground.interchange.media_types import MEDIA_TYPES
from spice.application.intake.command import Caller
from spice.application.intake.ontology import WouldChange
from spice.domain.administration import ChangeOntology
from spice.domain.bounds import CHANGES, PROBLEMS
from spice.domain.errors import refuse
from spice.entrypoints.http.meta import Meta
from spice.entrypoints.http.request import Request

_LONGEST = 500
_DOCUMENT = WithJsonSchema({"type": "object", "additionalProperties": {"x-component": "Value"}})


class LinkedData(RootModel[Annotated[dict[str, Any], _DOCUMENT]]):
    """JSON-LD whose contexts are in the document itself."""


class LeftOut(Struct, frozen=True):
    """A statement that no class says: what it is of, and what it says."""

    subject: str
    predicate: str


class ImportMeta(Meta, frozen=True):
    """What of the document was left out, at most 1,000 of it; a retry by its key is answered without reading it."""

    left_out: Sequence[LeftOut] | UnsetType = UNSET


def add(room: CommandRoutes, writing: Writing) -> None:
    """Register the import."""

    @room.command(
        "POST",
        "/database/{db}/ontology/import",
        needs="modeler",
        query=(BRANCH, MESSAGE),
        reads=LinkedData,
        media_types=tuple(MEDIA_TYPES),
        heeds=MATCHED,
        may=(*OF_COMMITS, "malformed_json"),
    )
    def take_in(request: Request, asking: Caller) -> Intent[ChangedClasses, WouldChange, ImportMeta]:
        """Take in the classes of a document: those that are there by id or name are replaced, others are made."""
        classes, meta = _read(request)
        change = ChangeOntology(
            changes=[{"op": "adopt", "class": each} for each in classes],
            message=request.query.one("message", "") or "",
            branch=branch_of(request),
        )
        return intent(writing, request, asking, change, meta)


def _read(request: Request) -> tuple[list[dict[str, Any]], ImportMeta]:
    # rdflib takes a quarter of a second: nobody else waits for it.
    from spice.application.ground.interchange.formats import read_bytes
    from spice.application.ground.interchange.reading import read_graph

    kind = request.body.media_type
    if kind not in MEDIA_TYPES:
        said = f"a body of {kind or 'no type'} is not accepted here"
        raise refuse("unsupported_media_type", said, hint=", ".join(MEDIA_TYPES))
    read = read_graph(read_bytes(request.body.content(), kind))
    if not 0 < len(read.classes) <= CHANGES:
        said = f"a document to import has from 1 to {CHANGES} classes (owl:Class, rdfs:Class), not {len(read.classes)}"
        raise refuse("constraint_violated", said, value=len(read.classes))
    left = [LeftOut(subject[:_LONGEST], predicate[:_LONGEST]) for subject, predicate in read.left_out[:PROBLEMS]]
    return read.classes, ImportMeta(left_out=left)
