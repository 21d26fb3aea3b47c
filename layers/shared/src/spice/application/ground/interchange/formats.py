"""Graphs as bytes, and bytes as graphs: nothing outside is fetched, and nothing may grow on the way."""

import json
from typing import Any
from xml.parsers import expat
from xml.sax import SAXException

from rdflib import Graph
from rdflib.exceptions import ParserError
from rdflib.plugins.parsers.jsonld import to_rdf

from spice.application.ground.interchange.media_types import JSON_LD, MEDIA_TYPES, RDF_XML
from spice.domain.bounds import BODY_DEPTH, INTERCHANGE_BYTES, STATEMENTS
from spice.domain.errors import DomainError, refuse
from spice.domain.hints import shown
from spice.messages.codec import decode

_NOWHERE = "urn:spice-harvester:document"
_STUMBLES = (
    *(ParserError, SAXException),
    *(ValueError, SyntaxError, LookupError, TypeError, AttributeError, AssertionError),
)
"""What rdflib's readers end with at one that is none: they check little, and stumble."""


def write_bytes(graph: Graph, media_type: str) -> bytes:
    """Write a graph, the same each time."""
    options: dict[str, Any] = {"auto_compact": True} if media_type == JSON_LD else {}
    written: bytes = graph.serialize(format=MEDIA_TYPES[media_type], encoding="utf-8", **options)
    return written


def read_bytes(content: bytes, media_type: str) -> Graph:
    """Read a graph, or refuse what is none, what is too large, and what points outside."""
    if len(content) > INTERCHANGE_BYTES:
        raise refuse("too_large", f"an ontology to import may have {INTERCHANGE_BYTES} bytes", value=len(content))
    if media_type == JSON_LD:
        _check_contexts(content)
    elif media_type == RDF_XML:
        _check_declarations(content)
    # The store that keeps no graphs in a graph: rdflib's reader of JSON-LD takes it as it is.
    graph = Graph(store="SimpleMemory")
    try:
        if media_type == JSON_LD:
            to_rdf(json.loads(content), graph, base=_NOWHERE)
        else:
            graph.parse(data=content, format=MEDIA_TYPES[media_type], publicID=_NOWHERE)
    except RecursionError as deep:
        raise refuse("malformed_json", f"this {media_type} is nested too deep") from deep
    except _STUMBLES as broken:
        raise refuse("malformed_json", f"this is no {media_type}: {_said(broken)}") from broken
    if len(graph) > STATEMENTS:
        raise refuse("too_large", f"an ontology to import may have {STATEMENTS} statements", value=len(graph))
    return graph


def _check_contexts(content: bytes) -> None:
    """Refuse contexts that would have to be fetched, wherever they stand."""
    try:
        ahead: list[Any] = [decode(content)]
    except (ValueError, RecursionError) as broken:
        raise refuse("malformed_json", f"this is no {JSON_LD}: {_said(broken)}") from broken
    if not isinstance(ahead[0], dict | list):
        raise refuse("malformed_json", f"this is no {JSON_LD}: it is an object, or an array of objects")
    for _ in range(BODY_DEPTH):
        for each in ahead:
            if isinstance(each, dict):
                _check_context(each.get("@context"))
                if "@import" in each:
                    raise _remote(each["@import"])
        ahead = [inner for each in ahead if isinstance(each, dict | list) for inner in _inside(each)]
        if not ahead:
            return
    raise refuse("malformed_json", f"nested deeper than {BODY_DEPTH} levels")


def _check_context(context: Any) -> None:
    ahead = [context]
    while ahead:
        each = ahead.pop()
        if isinstance(each, str):
            raise _remote(each)
        # The reader takes lists of lists of contexts as well.
        ahead += each if isinstance(each, list) else ()


def _remote(url: object) -> DomainError:
    said = "a @context must be an object: one that is named by its address is not fetched"
    return refuse("not_supported", said, value=shown(url), hint="write the context into the document")


def _inside(value: dict[str, Any] | list[Any]) -> list[Any]:
    return [*value.values()] if isinstance(value, dict) else value


def _check_declarations(content: bytes) -> None:
    """Refuse document types: entities are declared there, which may grow, or be somebody else's file."""

    def declared(*_: object) -> None:
        raise refuse("not_supported", "a document type is not accepted: entities are not read", hint="write them out")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = declared
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as broken:
        raise refuse("malformed_json", f"this is no {RDF_XML}: {_said(broken)}") from broken


def _said(broken: BaseException) -> str:
    return " ".join(str(broken).split())[:300] or type(broken).__name__
