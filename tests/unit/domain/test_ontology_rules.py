"""The rules of docs/ontology-changes.md, held to the code: every facet, every constraint of every type."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from spice.domain.datatypes.registry import TYPES
from spice.domain.ontology.class_documents import _CLASS, _RELATIONSHIP
from spice.domain.ontology.differences import differences
from spice.domain.ontology.entries import Entry
from spice.domain.ontology.gate import answering
from spice.domain.ontology.property_documents import _OWN, read_property
from spice.domain.ontology.reading import Reading
from spice.domain.ontology.severity import Mode, of_constraint
from tests.unit.domain.builders import Documents, a_class, a_property, change, documents_of

PAGE = (Path(__file__).parents[3] / "docs" / "ontology-changes.md").read_text()
LABELS = {"label": "x", "description": "y"}
ONE = a_property("p", "xsd:int")
TEN = a_property("p", "xsd:int", constraints={"maximum": 10})
STATE = a_property("p", "ENUM", values=["a", "b"])
BAG = a_property("p", "OBJECT", properties=[a_property("x"), a_property("y")])
LIST = a_property("p", "ARRAY", items={"type": "xsd:int"})
LINK = {"name": "r", "target": "T", "cardinality": "many_to_one"}
Change = tuple[Mapping[str, Any], Mapping[str, Any]]


def of(before: Mapping[str, Any], after: Mapping[str, Any]) -> Change:
    return {"properties": [before]}, {"properties": [after]}


def link(**after: Any) -> Change:
    return {"relationships": [LINK]}, {"relationships": [{**LINK, **after}]}


def back(found: Change) -> Change:
    return found[1], found[0]


NEEDED = {"required": True}
RULES: dict[tuple[str, str], Change] = {
    ("name", "a class is renamed"): ({}, {"name": "D"}),
    ("label, description", "any"): ({}, LABELS),
    ("abstract", "it is from now on"): ({}, {"abstract": True}),
    ("abstract", "it is no longer"): ({"abstract": True}, {"abstract": False}),
    ("parent", "another, of the same root"): ({"parent": "T"}, {"parent": "U"}),
    ("parent", "another root"): ({}, {"parent": "T"}),
    ("key", "any"): ({"properties": [ONE]}, {"key": ["p"]}),
    ("properties", "another order"): (
        {"properties": [ONE, a_property("q")]},
        {"properties": [a_property("q"), ONE]},
    ),
    ("properties[]", "added, optional"): ({}, {"properties": [ONE]}),
    ("properties[]", "added, required"): ({}, {"properties": [ONE | NEEDED]}),
    ("properties[]", "added, required, with a default"): ({}, {"properties": [ONE | NEEDED | {"default": 1}]}),
    ("properties[]", "dropped"): ({"properties": [ONE]}, {"properties": []}),
    ("properties[].label, description", "any"): of(ONE, ONE | LABELS),
    ("properties[].type", "one that holds all values"): of(ONE, ONE | {"type": "xsd:integer"}),
    ("properties[].type", "one whose values all fit the old"): of(ONE, ONE | {"type": "xsd:short"}),
    ("properties[].type", "any other"): of(ONE, ONE | {"type": "xsd:date"}),
    ("properties[].required", "it is from now on"): of(ONE, ONE | NEEDED),
    ("properties[].required", "it is from now on, with a default"): of(
        ONE | {"default": 1}, ONE | NEEDED | {"default": 1}
    ),
    ("properties[].required", "it is no longer"): of(ONE | NEEDED, ONE),
    ("properties[].default", "added, changed, or of what is optional"): of(ONE | {"default": 1}, ONE),
    ("properties[].default", "taken from what is required"): of(ONE | NEEDED | {"default": 1}, ONE | NEEDED),
    ("properties[].unit", "added"): of(ONE, ONE | {"unit": "m"}),
    ("properties[].unit", "changed or taken away"): of(ONE | {"unit": "m"}, ONE),
    ("properties[].subject", "any"): (
        {"properties": [ONE | {"personal": True}, a_property("q")]},
        {"properties": [ONE | {"personal": True, "subject": "q"}, a_property("q")]},
    ),
    ("properties[].constraints", "asked for, or narrower"): of(ONE, TEN),
    ("properties[].constraints", "no longer asked for, or wider"): of(TEN, ONE),
    ("properties[].constraints", "neither narrower nor wider"): of(
        a_property("p", constraints={"pattern": "a"}), a_property("p", constraints={"pattern": "b"})
    ),
    ("properties[].values", "a member is added"): of(STATE, STATE | {"values": ["a", "b", "c"]}),
    ("properties[].values", "a member is taken away"): of(STATE, STATE | {"values": ["a"]}),
    ("properties[].values", "a member is renamed"): of(STATE, STATE | {"values": ["a", "z"]}),
    ("properties[].values", "labels, order"): of(STATE, STATE | {"values": ["b", "a"]}),
    ("properties[].items", "as a property of that type"): of(LIST, LIST | {"items": {"type": "xsd:date"}}),
    ("properties[].properties", "a part is dropped"): of(BAG, BAG | {"properties": [a_property("x")]}),
    ("properties[].properties", "an object names its parts from now on"): of(a_property("p", "OBJECT"), BAG),
    ("properties[].properties", "an object names none any more"): of(BAG, a_property("p", "OBJECT")),
    ("relationships", "another order"): (
        {"relationships": [LINK, LINK | {"name": "s"}]},
        {"relationships": [LINK | {"name": "s"}, LINK]},
    ),
    ("relationships[]", "added, optional"): ({}, {"relationships": [LINK]}),
    ("relationships[]", "added, required"): ({}, {"relationships": [LINK | NEEDED]}),
    ("relationships[]", "dropped"): ({"relationships": [LINK]}, {"relationships": []}),
    ("relationships[].label, description", "any"): link(**LABELS),
    ("relationships[].target", "another class"): link(target="U"),
    ("relationships[].cardinality", "one where there were many, or many where there was one"): link(
        cardinality="many_to_many"
    ),
    ("relationships[].cardinality", "a target is named once from now on"): link(cardinality="one_to_one"),
    ("relationships[].cardinality", "a target may be named by several"): back(link(cardinality="one_to_one")),
    ("relationships[].required", "it is from now on"): link(required=True),
    ("relationships[].required", "it is no longer"): back(link(required=True)),
    ("relationships[].inverse", "any"): link(inverse="i"),
    ("relationships[].on_missing", "refuse"): link(on_missing="refuse"),
    ("relationships[].on_missing", "allow"): back(link(on_missing="refuse")),
    ("relationships[].on_delete", "any"): link(on_delete="cascade"),
}
OPERATIONS: dict[tuple[str, str], dict[str, Any]] = {
    ("class", "created"): {"op": "create", "class": a_class("E")},
    ("class", "deleted"): {"op": "delete", "name": "C"},
    ("properties[].name", "renamed"): {"op": "rename", "class": "C", "property": "p", "to": "q"},
    ("relationships[].name", "renamed"): {"op": "rename", "class": "C", "property": "r", "to": "q"},
}


def told(part: str) -> list[list[str]]:
    found = re.search(rf"<!-- {part} -->\n(.*?)<!-- end -->", PAGE, re.S)
    assert found is not None
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in found[1].splitlines()[2:]]


ROWS = {(row[0], row[1]): row[2:] for row in told("rules")}


def entries(place: tuple[str, str]) -> list[Entry]:
    others: Documents = documents_of(a_class("T"), a_class("U", parent="T"))
    if (operation := OPERATIONS.get(place)) is not None:
        held = a_class("C", ONE, relationships=[LINK])
        return [*change(documents_of(held, before=others), operation).entries]
    before, after = RULES[place]
    whole = documents_of({"name": "C", **before}, before=others)
    outcome = change(whole, {"op": "update", "name": "C", "patch": after})
    assert not outcome.problems, outcome.problems
    return [*outcome.entries]


def test_the_page_tells_every_rule_that_is_tried_here() -> None:
    assert {*ROWS} == {*RULES, *OPERATIONS}


@pytest.mark.parametrize("place", [*ROWS], ids=" ".join)
def test_a_change_is_judged_as_the_page_says(place: tuple[str, str]) -> None:
    found = entries(place)

    assert found
    directions = {direction for entry in found for direction in entry.judged.breaks}
    ways = {op for entry in found for op in answering(entry)}
    backward, forward, migrations = ROWS[place]
    assert directions == {name for name, said in (("backward", backward), ("forward", forward)) if said}
    assert ways == {op for op in migrations.split(", ") if op}


def test_the_page_speaks_of_every_facet_that_a_class_may_have() -> None:
    facets = {name for facet, _ in ROWS for name in re.split(", ", facet)}
    listed = {facet.partition("[].")[0] + "[]." + name for facet, _ in ROWS for name in facet.split("[].")[1:]}
    listed |= {f"{owner}[].description" for owner in ("properties", "relationships")}
    listed |= {f"{owner}[].label" for owner in ("properties", "relationships")}

    assert {*_CLASS} - {"id"} <= facets
    assert {f"properties[].{name}" for name in _OWN if name not in ("id", "personal")} <= listed
    assert {f"relationships[].{name}" for name in _RELATIONSHIP if name != "id"} <= listed


def constraints() -> Iterator[tuple[str, str]]:
    return ((kind.name, name) for kind in TYPES.values() for name in kind.constraints)


def test_the_page_names_every_constraint_of_every_type() -> None:
    assert sorted(name for row in told("constraints") for name in row[0].split(", ")) == sorted(
        {name for _, name in constraints()}
    )


ORDERED: dict[str, tuple[Any, Any]] = {
    **dict.fromkeys(("min_length", "min_items"), (2, 1)),
    **dict.fromkeys(("max_length", "max_items", "max_size", "total_digits", "fraction_digits"), (1, 2)),
    "currencies": (["KRW"], ["KRW", "USD"]),
    **dict.fromkeys(("countries", "regions"), (["KR"], ["JP", "KR"])),
    "schemes": (["https"], ["http", "https"]),
    "content_types": (["image/png"], ["image/*"]),
}
"""Constraint to a narrower and a wider value."""
UNORDERED: dict[str, tuple[Any, Any]] = {
    "pattern": ("a+", "b+"),
    "format": ("date", "time"),
    "version": (4, 6),
}


def judged(type_: str, name: str, before: object, after: object) -> tuple[str, ...]:
    return of_constraint((type_, type_), name, before, after).breaks


def bounds_of(type_: str, name: str) -> tuple[Any, Any]:
    """A narrower and a wider bound."""
    low, high = (-2, -1) if type_ in ("xsd:nonPositiveInteger", "xsd:negativeInteger") else (1, 2)
    texts = {"date": ("2001-02-03", "2001-02-04"), "time": ("01:02:03", "01:02:04")}
    kind = type_.removeprefix("xsd:").casefold()
    if kind == "datetime":
        low, high = "2001-02-03T00:00:00Z", "2001-02-03T00:00:00.5Z"  # type: ignore[assignment]  # moments
    elif kind in texts:
        low, high = texts[kind]  # type: ignore[assignment]  # days or clocks
    return (high, low) if name.endswith("minimum") else (low, high)


def pair(type_: str, name: str) -> tuple[Any, Any]:
    if name.endswith(("minimum", "maximum")):
        return bounds_of(type_, name)
    if name == "enum":
        example = TYPES[type_].examples[0]
        return [example], [example, "another"]
    return ORDERED[name]


@pytest.mark.parametrize(("type_", "name"), [*constraints()])
def test_a_constraint_of_any_type_is_judged_by_its_own_order(type_: str, name: str) -> None:
    if name in UNORDERED:
        one, other = UNORDERED[name]
        assert judged(type_, name, one, other) == judged(type_, name, other, one) == ("backward", "forward")
        one = other
    elif name == "unique_items":
        one = other = True
    else:
        one, other = pair(type_, name)
        assert judged(type_, name, other, one) == ("backward",)
        assert judged(type_, name, one, other) == ("forward",)

    assert judged(type_, name, one, one) == ()
    assert judged(type_, name, None, one) == ("backward",)
    assert judged(type_, name, one, None) == ("forward",)


@pytest.mark.parametrize(
    ("mode", "narrower", "wider"),
    [
        ("BACKWARD", "breaking", "weakening"),
        ("FORWARD", "weakening", "breaking"),
        ("FULL", "breaking", "breaking"),
        ("NONE", "breaking", "weakening"),
    ],
)
def test_a_database_decides_which_direction_counts(mode: Mode, narrower: str, wider: str) -> None:
    free, bound = (documents_of(a_class("C", each)) for each in (ONE, TEN))

    assert [entry.severity for entry in differences(free, bound, mode)] == [narrower]
    assert [entry.severity for entry in differences(bound, free, mode)] == [wider]


def test_bounds_are_compared_as_what_they_bound() -> None:
    assert judged("xsd:integer", "minimum", 9, 10) == ("backward",)
    assert judged("xsd:decimal", "maximum", -5, -6) == ("backward",)
    assert judged("ARRAY", "min_items", None, 0) == ()
    assert judged("FILE", "content_types", ["image/*"], ["image/*", "image/png"]) == ()


def read_constraints(type_: str, **constraints: object) -> list[str]:
    reading = Reading()
    read_property(reading, {"name": "p", "type": type_, "constraints": constraints}, "")
    return [f"{each.path} {each.message}" for each in reading.problems]


@pytest.mark.parametrize(
    ("type_", "constraints", "said"),
    [
        ("xsd:integer", {"minimum": 5, "maximum": 1}, "minimum must not be above maximum"),
        ("xsd:decimal", {"exclusive_minimum": 1, "maximum": Decimal("0.5")}, "must not be above maximum"),
        ("xsd:integer", {"exclusive_minimum": 1, "exclusive_maximum": 1}, "must be below exclusive_maximum"),
        ("xsd:decimal", {"minimum": 1, "maximum": Decimal("0.5")}, "minimum must not be above maximum"),
        ("xsd:date", {"minimum": "2024-03-05", "maximum": "2024-03-04"}, "minimum must not be above maximum"),
        ("xsd:integer", {"exclusive_minimum": 1, "exclusive_maximum": 2}, "no value of xsd:integer within"),
        ("xsd:integer", {"minimum": Decimal("1.2"), "maximum": Decimal("1.8")}, "no value of xsd:integer within"),
        ("xsd:byte", {"minimum": 200}, "no value of xsd:byte within"),
        ("xsd:integer", {"enum": [5, 6], "minimum": 10}, "no value of enum meets the other constraints: 5 must be"),
        ("xsd:string", {"enum": ["a"], "pattern": "b"}, "no value of enum meets"),
        ("xsd:decimal", {"total_digits": 1, "fraction_digits": 2}, "fraction_digits must not be above total_digits"),
    ],
)
def test_bounds_that_no_value_meets_are_refused(type_: str, constraints: dict[str, object], said: str) -> None:
    (problem,) = read_constraints(type_, **constraints)

    assert said in problem


@pytest.mark.parametrize(
    ("type_", "constraints"),
    [
        ("xsd:date", {"minimum": "2024-03-05", "maximum": "2024-03-05"}),
        ("xsd:integer", {"minimum": 1, "maximum": 1}),
        ("xsd:integer", {"exclusive_minimum": 1, "exclusive_maximum": 3}),
        ("xsd:byte", {"minimum": 127}),
        ("xsd:integer", {"enum": [5, 10], "minimum": 10}),
        ("xsd:decimal", {"total_digits": 2, "fraction_digits": 2}),
        ("xsd:decimal", {"exclusive_minimum": 0, "maximum": Decimal("0.5")}),
    ],
)
def test_bounds_are_compared_in_the_order_of_their_type(type_: str, constraints: dict[str, object]) -> None:
    assert read_constraints(type_, **constraints) == []
