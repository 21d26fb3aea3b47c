"""Classes as clients write them: ids, defaults, every problem at once."""

import re
from uuid import UUID

import pytest

from tests.unit.domain.builders import a_class, a_property, change, documents_of
from tests.unit.domain.shops import BOTH, CITY, SHOP, codes, named


def test_every_part_gets_a_stable_id() -> None:
    shop = named(BOTH, "Shop")
    properties, relationships = shop["properties"], shop["relationships"]
    assert isinstance(properties, list)
    assert isinstance(relationships, list)
    members = properties[2]["values"]

    assert re.fullmatch("shop_[0-9a-f]{6}", str(shop["id"]))
    assert re.fullmatch("rating_[0-9a-f]{6}", properties[1]["id"])
    assert re.fullmatch("city_[0-9a-f]{6}", relationships[0]["id"])
    assert re.fullmatch("e_[0-9a-f]{10}", members[1]["id"])


def test_the_same_command_gives_the_same_ids() -> None:
    again = documents_of(CITY, SHOP)

    assert again == BOTH
    assert {*change({}, {"op": "create", "class": CITY}, command_id=UUID(int=8)).documents} != {*again}


def test_a_relationship_gets_its_defaults() -> None:
    relationships = named(BOTH, "Shop")["relationships"]
    assert isinstance(relationships, list)

    assert {key: relationships[0][key] for key in ("cardinality", "required", "on_missing", "on_delete")} == {
        "cardinality": "many_to_one",
        "required": False,
        "on_missing": "allow",
        "on_delete": "refuse",
    }


def test_all_problems_of_a_class_are_told_at_once() -> None:
    bad = a_class(
        "Bad",
        a_property("a", "string"),
        a_property("b", "xsd:strin"),
        a_property("c", "ARRAY", items={"type": "EMAIL", "personal": True}),
        {"name": "d d", "type": "xsd:int"},
        a_property("e", "xsd:int", constraints={"minimun": 1}),
        a_property("f", "ENUM"),
        relationships=[{"name": "r", "target": "Ctiy"}],
        colour="red",
        key=["x"],
    )

    outcome = change(BOTH, {"op": "create", "class": bad})

    assert codes(outcome) == {
        ("unknown_field", "/changes/0/class/colour"),
        ("wrong_type", "/changes/0/class/properties/0/type"),
        ("wrong_type", "/changes/0/class/properties/1/type"),
        ("not_supported", "/changes/0/class/properties/2/items/personal"),
        ("constraint_violated", "/changes/0/class/properties/3/name"),
        ("unknown_field", "/changes/0/class/properties/4/constraints/minimun"),
        ("missing_property", "/changes/0/class/properties/5/values"),
        ("unknown_target", "/changes/0/class/relationships/0/target"),
        ("unknown_property", "/changes/0/class/key/0"),
    }
    hints = {problem.path.rpartition("/")[2]: problem.hint for problem in outcome.problems}
    assert hints["type"] == "did you mean 'xsd:string'?"
    assert hints["minimun"] == "did you mean 'minimum'?"
    assert hints["target"] == "did you mean 'City'?"


@pytest.mark.parametrize(
    "body",
    [
        None,
        5,
        {},
        {"name": ""},
        {"name": "a" * 129},
        {"name": "a b"},
        {"name": "_a"},
        {"name": 5},
        {"name": "A", "label": {"not a language": "x"}},
        {"name": "A", "label": "a\0b"},
        {"name": "A", "properties": {}},
        {"name": "A", "properties": [{"name": "a", "type": "xsd:int"}, {"name": "a", "type": "xsd:int"}]},
        {"name": "A", "properties": [{"name": "a", "type": "xsd:int", "default": "x"}]},
        {"name": "A", "properties": [{"name": "a", "type": "xsd:string", "constraints": {"pattern": "(?=a)"}}]},
        {"name": "A", "properties": [{"name": "a", "type": "xsd:int", "constraints": {"minimum": 2, "maximum": 1}}]},
        {"name": "A", "properties": [{"name": "a", "type": "xsd:int", "items": {"type": "xsd:int"}}]},
        {"name": "A", "properties": [{"name": "a", "type": "ARRAY"}]},
        {"name": "A", "properties": [{"name": "a", "type": "xsd:double"}], "key": ["a"]},
        {"name": "A", "relationships": [{"name": "a", "target": "A", "cardinality": "many_to_many"}], "key": ["a"]},
        {"name": "A", "relationships": [{"name": "a"}]},
        {"name": "A", "parent": "Nobody"},
        {"name": "A", "parent": "A"},
    ],
)
def test_a_broken_class_is_refused(body: object) -> None:
    assert change({}, {"op": "create", "class": body}).problems


def test_names_may_be_in_any_script() -> None:
    documents = documents_of(a_class("전국도서관", a_property("도서관명"), a_property("नाम"), a_property("名前_1")))

    (document,) = documents.values()
    assert re.fullmatch("c_[0-9a-f]{10}", str(document["id"]))


def test_nesting_is_bounded() -> None:
    spec: dict[str, object] = {"type": "xsd:int"}
    for _ in range(40):
        spec = {"type": "ARRAY", "items": spec}

    assert change({}, {"op": "create", "class": a_class("A", {"name": "a", **spec})}).problems


def test_classes_of_one_change_may_name_one_another() -> None:
    left = a_class("Left", relationships=[{"name": "right", "target": "Right"}])
    right = a_class("Right", relationships=[{"name": "left", "target": "Left"}])

    assert len(documents_of(left, right)) == 2
