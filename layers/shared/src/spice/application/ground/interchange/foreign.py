"""Classes and properties that others wrote, as far as we can model them."""

import re
from collections.abc import Sequence
from typing import Any

from rdflib import OWL, RDF, RDFS, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from spice.application.ground.interchange.vocabulary import term
from spice.domain.datatypes.registry import TYPES
from spice.domain.ontology.reading import LONGEST_NAME, is_name
from spice.domain.spelling import spelled

Triple = tuple[Node, Node, Node]
_SCALARS = {RDFS.Literal, RDF.langString, None}
_LABELS = {"label": RDFS.label, "description": RDFS.comment}
_LANGUAGE = re.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_TEXT = f"xsd:{XSD.string.removeprefix(str(XSD))}"
_WIDER = {"float": "decimal", "double": "decimal", "normalizedString": "string", "token": "string", "int": "integer"}


class ForeignNames:
    """Names for what is called by IRIs; of two that would be alike the second gets a number."""

    def __init__(self, graph: Graph, classes: Sequence[URIRef]) -> None:
        own = {each: graph.value(each, term("name")) for each in classes}
        self._names = {each: str(name) for each, name in own.items() if name is not None}
        taken = dict.fromkeys(self._names.values(), 1)
        for each in classes:
            if each not in self._names:
                self._names[each] = _free(_name(each, "C"), taken)

    def of(self, class_iri: Node | None) -> str | None:
        """Tell a class's name; None for one that is not among those read."""
        return self._names.get(class_iri) if isinstance(class_iri, URIRef) else None


def foreign_class(graph: Graph, subject: URIRef, names: ForeignNames, used: set[Triple]) -> dict[str, Any]:
    """Read a class: its labels, its first named parent, the properties whose one domain it is."""
    document: dict[str, Any] = {"name": names.of(subject), **told_of(graph, subject, used)}
    used.update((subject, RDF.type, kind) for kind in (OWL.Class, RDFS.Class))
    parents = sorted((each for each in graph.objects(subject, RDFS.subClassOf) if names.of(each)), key=str)
    if parents and parents[0] != subject:
        document["parent"] = names.of(parents[0])
        used.add((subject, RDFS.subClassOf, parents[0]))
    properties: list[dict[str, Any]] = []
    relationships: list[dict[str, Any]] = []
    taken: dict[str, int] = {}
    for each in sorted(graph.subjects(RDFS.domain, subject), key=str):
        if (part := foreign_part(graph, each, names, used)) is not None:
            part["name"] = _free(part["name"], taken)
            (relationships if "target" in part else properties).append(part)
    return {**document, "properties": properties, "relationships": relationships}


def foreign_part(graph: Graph, subject: Node, names: ForeignNames, used: set[Triple]) -> dict[str, Any] | None:
    """Read a property, or a relationship where its range is a class that is read; None for one of several domains."""
    domains, ranges = [*graph.objects(subject, RDFS.domain)], [*graph.objects(subject, RDFS.range)]
    if not isinstance(subject, URIRef) or len(domains) != 1 or len(ranges) > 1:
        return None
    range_ = ranges[0] if ranges else None
    target, kind = names.of(range_), _type(range_)
    kinds = {*graph.objects(subject, RDF.type)}
    if (target is None and kind is None) or (kind is not None and target is None and OWL.ObjectProperty in kinds):
        return None
    used.add((subject, RDFS.domain, domains[0]))
    used.update((subject, RDFS.range, each) for each in ranges)
    part = {"name": _name(subject, "p"), **told_of(graph, subject, used)}
    said = {RDF.Property, OWL.ObjectProperty if target else OWL.DatatypeProperty}
    if target is None:
        used.update((subject, RDF.type, each) for each in said)
        return {**part, "type": kind}
    one, of_one = OWL.FunctionalProperty in kinds, OWL.InverseFunctionalProperty in kinds
    said |= {OWL.FunctionalProperty, OWL.InverseFunctionalProperty}
    used.update((subject, RDF.type, each) for each in said)
    cardinality = f"{'one' if of_one else 'many'}_to_{'one' if one else 'many'}"
    return {**part, "target": target, "cardinality": cardinality}


def told_of(graph: Graph, subject: Node, used: set[Triple]) -> dict[str, Any]:
    """Read labels: texts by language, or one text."""
    document: dict[str, Any] = {}
    for name, predicate in _LABELS.items():
        found = sorted((each for each in graph.objects(subject, predicate) if isinstance(each, Literal)), key=str)
        spoken = {
            each.language: each for each in reversed(found) if each.language and _LANGUAGE.fullmatch(each.language)
        }
        plain = [each for each in found if not each.language][:1]
        if spoken:
            document[name] = {str(language): str(text) for language, text in sorted(spoken.items())}
        elif plain:
            document[name] = str(plain[0])
        used.update((subject, predicate, each) for each in (spoken.values() if spoken else plain))
    return document


def _type(range_: Node | None) -> str | None:
    """Name the type of values; None where they are none of ours."""
    if range_ in _SCALARS:
        return _TEXT
    if not isinstance(range_, URIRef) or not range_.startswith(str(XSD)):
        return None
    local = range_.removeprefix(str(XSD))
    return next((f"xsd:{each}" for each in (local, _WIDER.get(local, "")) if f"xsd:{each}" in TYPES), None)


def _name(iri: URIRef, otherwise: str) -> str:
    """Make a name of the last part of an IRI."""
    local = re.sub(r"\W+", "_", re.split("[#/:]", iri.rstrip("#/:"))[-1]).strip("_")
    name = spelled(local)[:LONGEST_NAME]
    return name if is_name(name) else f"{otherwise}_{name}"[:LONGEST_NAME].rstrip("_")


def _free(name: str, taken: dict[str, int]) -> str:
    """Give a name once, and with a number from then on."""
    free = name
    while free in taken:
        taken[name] += 1
        free = f"{name[: LONGEST_NAME - 6]}_{taken[name]}"
    taken[free] = 1
    return free
