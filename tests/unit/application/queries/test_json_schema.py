"""The JSON Schema of a class takes what a write takes, and nothing else that it can tell."""

from collections.abc import Mapping
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from spice.application.ground.schemas import Schema
from spice.application.queries.json_schema import class_schema, property_schema
from spice.domain.ontology.compiled.ontology import Ontology
from tests.unit.domain.builders import a_class, a_property, documents_of

DOCUMENTS = documents_of(
    a_class("Port", a_property("code", required=True), key=["code"]),
    a_class(
        "Flight",
        a_property("number"),
        a_property("state", required=True, default="new"),
        a_property("gate", constraints={"pattern": "[A-Z]\\d{1,2}"}),
        a_property("seal", "xsd:base64Binary", constraints={"min_length": 4, "max_length": 4}),
        key=["number", "origin"],
        relationships=[
            {"name": "origin", "target": "Port"},
            {"name": "stops", "target": "Port", "cardinality": "one_to_many", "required": True},
        ],
    ),
)
GOOD: Mapping[str, Any] = {"number": "7", "origin": "JFK", "stops": ["LGA"]}


def shapes() -> tuple[dict[str, Any], Any]:
    """A class's JSON Schema, and the class."""
    schema = Schema(commit="c", documents=DOCUMENTS, ontology=Ontology.compile("c", DOCUMENTS.values()))
    shape = schema.named("Flight")
    return class_schema(schema, shape), shape


@pytest.mark.parametrize(
    ("change", "taken"),
    [
        ({}, True),
        ({"state": "late"}, True),
        ({"number": None}, False),
        ({"origin": None}, False),
        ({"stops": None}, False),
        ({"stops": []}, False),
        ({"stops": ["LGA", "LGA"]}, False),
        ({"stops": ["a/b"]}, False),
        ({"origin": ".."}, False),
        ({"origin": "..."}, True),
        ({"origin": "a\\b"}, False),
        ({"gate": "B12"}, True),
        ({"gate": "B123"}, False),
        ({"gate": "xB1"}, False),
        ({"seal": "c3BpY2=="}, True),
        ({"seal": "c3Bp"}, False),
        ({"other": 1}, False),
    ],
)
def test_what_a_class_takes_its_json_schema_takes(change: Mapping[str, object], taken: bool) -> None:
    described, shape = shapes()
    data = {name: value for name, value in {**GOOD, **change}.items() if value is not None}

    assert (not shape.check(data)[1], Draft202012Validator(described).is_valid(data)) == (taken, taken)


def test_what_a_default_fills_in_is_told() -> None:
    described, _ = shapes()

    assert described["properties"]["state"]["default"] == "new"
    assert described["required"] == ["number", "origin", "stops"]


@pytest.mark.parametrize("pattern", ["a.b", "\\s+", "(?i)a", "\\pL", "[[:alpha:]]", "[]a]", "\\Aa\\z", "a{", "[\\w-.]"])
def test_a_pattern_that_others_would_read_otherwise_is_told_beside(pattern: str) -> None:
    told = property_schema({"type": "xsd:string", "constraints": {"pattern": pattern}})

    assert told == {"type": "string", "x-pattern": pattern}


def test_what_json_schema_has_no_word_for_is_told_beside() -> None:
    digits = property_schema({"type": "xsd:decimal", "constraints": {"total_digits": 4, "fraction_digits": 1}})
    day = property_schema({"type": "xsd:date", "constraints": {"minimum": "2020-01-01"}})

    assert digits == {"type": "number", "x-total-digits": 4, "x-fraction-digits": 1}
    assert day == {"type": "string", "format": "date", "x-minimum": "2020-01-01"}
