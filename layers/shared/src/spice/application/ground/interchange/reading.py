"""A graph -> class documents, and what of it has no place in one."""

from dataclasses import dataclass, field
from typing import Any

from rdflib import OWL, RDF, RDFS, Graph, Literal, URIRef
from rdflib.term import Node

from spice.application.ground.interchange.foreign import ForeignNames, foreign_class, foreign_part, told_of
from spice.application.ground.interchange.vocabulary import OURS, term, value_of
from spice.domain.errors import refuse
from spice.domain.wording import quoted

Triple = tuple[Node, Node, Node]
_NOT_CLASSES = (str(OWL), str(RDFS))
_STANDARD = {RDFS.subClassOf, RDFS.domain, RDFS.range, OWL.hasKey, RDF.type}


@dataclass
class Read:
    """Classes as documents, and the statements that say nothing of them."""

    classes: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    """Subject and predicate."""


def read_graph(graph: Graph) -> Read:
    """Read every class that is named."""
    named = sorted({each for kind in (OWL.Class, RDFS.Class) for each in graph.subjects(RDF.type, kind)}, key=str)
    subjects = [each for each in named if isinstance(each, URIRef) and not str(each).startswith(_NOT_CLASSES)]
    names = ForeignNames(graph, subjects)
    used: set[Triple] = set()
    classes = [_class(graph, each, names, used) for each in subjects]
    ours, keys = {*graph.subjects(term("id"))}, _of_keys(graph)
    left = sorted(
        {
            (str(subject), str(predicate))
            for subject, predicate, value in graph
            if (subject, predicate, value) not in used
            and subject not in keys
            and not (subject in ours and predicate in _STANDARD)
        }
    )
    return Read([each for each in classes if each], left)


def _of_keys(graph: Graph) -> set[Node]:
    """Collect the lists that say the keys of our own classes once more."""
    found: set[Node] = set()
    for owner, at in graph.subject_objects(OWL.hasKey):
        while (owner, term("id"), None) in graph and at != RDF.nil and at not in found:
            found.add(at)
            at = next(iter(graph.objects(at, RDF.rest)), RDF.nil)
    return found


def _class(graph: Graph, subject: URIRef, names: ForeignNames, used: set[Triple]) -> dict[str, Any]:
    if (subject, term("id"), None) not in graph:
        return foreign_class(graph, subject, names, used)
    document = _own(graph, subject, used)
    parts = sorted(graph.subjects(RDFS.domain, subject), key=str)
    own = [each for each in parts if (each, term("id"), None) in graph]
    read = sorted((_own(graph, each, used) for each in own), key=lambda part: part.pop("position", len(own)))
    document["properties"] = [part for part in read if "target" not in part]
    document["relationships"] = [part for part in read if "target" in part]
    for each in parts:
        if each not in own and (added := foreign_part(graph, each, names, used)):
            document["relationships" if "target" in added else "properties"].append(added)
    return document


def _own(graph: Graph, subject: Node, used: set[Triple]) -> dict[str, Any]:
    """Read what our words say of a class or a part."""
    document = told_of(graph, subject, used)
    for predicate, value in graph.predicate_objects(subject):
        if str(predicate).startswith(OURS) and isinstance(value, Literal):
            used.add((subject, predicate, value))
            document[str(predicate).removeprefix(OURS)] = _value(value)
    return document


def _value(told: Literal) -> Any:
    try:
        return value_of(told)
    except ValueError as broken:
        raise refuse(
            "malformed_json", f"a literal of {quoted(OURS)}json is no JSON: {quoted(str(told)[:100])}"
        ) from broken
