"""Class documents -> a graph."""

from collections.abc import Iterable, Mapping
from typing import Any

from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection

from spice.application.ground.interchange.vocabulary import OURS, class_iri, literal, part_iri, term, texts
from spice.domain.ontology.documents import key_of, properties_of, relationships_of

Document = Mapping[str, Any]
_LABELS = {"label": RDFS.label, "description": RDFS.comment}
_PARTS = ("properties", "relationships")
_ONE = ("many_to_one", "one_to_one")
_OF_ONE = ("one_to_many", "one_to_one")


def write_graph(documents: Iterable[Document], by_name: Mapping[str, Document]) -> Graph:
    """Write classes. `by_name`: all there are, so that parents and targets are named though they are not written."""
    graph = Graph()
    for prefix, namespace in (("owl", OWL), ("rdfs", RDFS), ("xsd", XSD), ("spice", OURS)):
        graph.bind(prefix, namespace)
    for document in documents:
        _write_class(graph, document, by_name)
    return graph


def _write_class(graph: Graph, document: Document, by_name: Mapping[str, Document]) -> None:
    subject = class_iri(str(document["id"]))
    graph.add((subject, RDF.type, OWL.Class))
    _write_fields(graph, subject, document)
    if (parent := by_name.get(str(document.get("parent")))) is not None:
        graph.add((subject, RDFS.subClassOf, class_iri(str(parent["id"]))))
    for parts in (properties_of(document), relationships_of(document)):
        for position, part in enumerate(parts):
            _write_part(graph, subject, document, part, position, by_name)
    own = {str(part["name"]): part_iri(str(document["id"]), str(part["id"])) for part in properties_of(document)}
    key = [own[name] for name in key_of(document) if name in own]
    if key and len(key) == len(key_of(document)):
        listed = BNode()
        Collection(graph, listed, [*key])
        graph.add((subject, OWL.hasKey, listed))


def _write_part(
    graph: Graph, owner: URIRef, document: Document, part: Document, position: int, by_name: Mapping[str, Document]
) -> None:
    subject = part_iri(str(document["id"]), str(part["id"]))
    graph.add((subject, RDFS.domain, owner))
    graph.add((subject, term("position"), literal(position)))
    _write_fields(graph, subject, part)
    if "target" not in part:
        graph.add((subject, RDF.type, OWL.DatatypeProperty))
        graph.add((subject, RDFS.range, _range_of(str(part.get("type")))))
        return
    graph.add((subject, RDF.type, OWL.ObjectProperty))
    if part.get("cardinality") in _ONE:
        graph.add((subject, RDF.type, OWL.FunctionalProperty))
    if part.get("cardinality") in _OF_ONE:
        graph.add((subject, RDF.type, OWL.InverseFunctionalProperty))
    if (target := by_name.get(str(part["target"]))) is not None:
        graph.add((subject, RDFS.range, class_iri(str(target["id"]))))


def _range_of(kind: str) -> URIRef:
    prefix, _, name = kind.partition(":")
    return URIRef(XSD + name) if prefix == "xsd" else RDFS.Literal


def _write_fields(graph: Graph, subject: URIRef, document: Document) -> None:
    """Write what a document says of itself: labels as RDFS has them, all else in our words."""
    inside = "target" not in document and "type" not in document
    for field, value in document.items():
        if inside and field in _PARTS:
            continue
        told: list[Literal] | None = texts(value) if field in _LABELS else None
        for each in told or ():
            graph.add((subject, _LABELS[field], each))
        if told is None:
            graph.add((subject, term(field), literal(value)))
