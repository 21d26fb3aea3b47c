"""A small ontology that the tests of changes start from."""

from spice.domain.ontology.changes import Outcome
from tests.unit.domain.builders import Documents, a_class, a_property, documents_of

CITY = a_class("City", a_property("name"), key=["name"])
SHOP = a_class(
    "Shop",
    a_property("code", "xsd:integer"),
    a_property("rating", "xsd:int", constraints={"minimum": 0, "maximum": 5}),
    a_property("state", "ENUM", values=["new", {"name": "닫힘", "label": {"ko": "닫힘"}}]),
    key=["code"],
    relationships=[{"name": "city", "target": "City"}],
)
BOTH = documents_of(CITY, SHOP)


def named(documents: Documents, name: str) -> dict[str, object]:
    return next(dict(document) for document in documents.values() if document["name"] == name)


def result(outcome: Outcome, documents: Documents = BOTH) -> Documents:
    assert not outcome.problems, outcome.problems
    return {id_: each for id_, each in {**documents, **outcome.documents}.items() if each is not None}


def codes(outcome: Outcome) -> set[tuple[str, str]]:
    return {(problem.code, problem.path) for problem in outcome.problems}


def severities(outcome: Outcome) -> dict[str, str]:
    return {entry.path: entry.severity for entry in outcome.entries}


def with_property(index: int, **facets: object) -> dict[str, object]:
    shop = named(BOTH, "Shop")
    properties = shop["properties"]
    assert isinstance(properties, list)
    changed = [{**each, **facets} if n == index else each for n, each in enumerate(properties)]
    return {"op": "replace", "name": "Shop", "class": {**shop, "properties": changed}}
