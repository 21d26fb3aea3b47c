"""What operations make of an ontology, and when they are refused."""

import pytest

from tests.unit.domain.builders import a_class, a_property, change, documents_of
from tests.unit.domain.shops import BOTH, CITY, SHOP, codes, named, result, severities, with_property


def test_a_class_is_created_once() -> None:
    assert codes(change(BOTH, {"op": "create", "class": CITY})) == {("already_exists", "/changes/0/class/name")}


def test_a_rename_keeps_the_id_and_everyone_follows() -> None:
    renamed = result(change(BOTH, {"op": "rename", "class": "City", "to": "Town"}, instances=9))
    number = {"op": "rename", "class": "Shop", "property": "code", "to": "number"}
    again = result(change(renamed, number, instances=9), renamed)

    shop = named(again, "Shop")
    assert named(again, "Town")["id"] == named(BOTH, "City")["id"]
    assert shop["key"] == ["number"]
    relationships = shop["relationships"]
    assert isinstance(relationships, list)
    assert relationships[0]["target"] == "Town"


def test_a_replaced_class_keeps_ids_by_id_else_by_name() -> None:
    shop = named(BOTH, "Shop")
    old = shop["properties"]
    assert isinstance(old, list)
    new = [{"name": "rating", "type": "xsd:int"}, {**old[0], "name": "number"}, a_property("fresh")]
    body = {"op": "replace", "name": "Shop", "class": {**SHOP, "properties": new, "key": ["number"]}}

    outcome = change(BOTH, body)

    properties = named(result(outcome), "Shop")["properties"]
    assert isinstance(properties, list)
    assert [each["id"] for each in properties[:2]] == [old[1]["id"], old[0]["id"]]
    assert severities(outcome)["/Shop/properties/number"] == "compatible"
    assert "/Shop/key" not in severities(outcome)


def test_an_id_that_is_none_of_the_class_is_refused() -> None:
    outcome = change(BOTH, with_property(0, id="nobody_000000"))

    assert codes(outcome) == {("unknown_property", "/changes/0/class/properties/0/id")}


def test_an_update_is_a_merge_patch() -> None:
    outcome = change(BOTH, {"op": "update", "name": "Shop", "patch": {"label": {"ko": "가게"}}}, instances=9)

    shop = named(result(outcome), "Shop")
    assert shop["label"] == {"ko": "가게"}
    assert shop["properties"] == named(BOTH, "Shop")["properties"]


def test_nothing_changed_is_nothing_to_commit() -> None:
    outcome = change(BOTH, {"op": "replace", "name": "Shop", "class": SHOP}, instances=9)

    assert (outcome.documents, outcome.entries, outcome.problems) == ({}, [], [])


def test_a_class_that_others_need_is_not_deleted_without_them() -> None:
    deleted = {"op": "delete", "name": "City"}

    assert codes(change(BOTH, deleted)) == {("referenced", "/changes/0/name")}
    assert not change(BOTH, deleted, {"op": "delete", "name": "Shop"}).problems
    child = documents_of(a_class("Capital", parent="City"), before=BOTH)
    outcome = change(child, {"op": "delete", "name": "Shop"}, {"op": "delete", "name": "City"})
    assert codes(outcome) == {("referenced", "/changes/1/name")}


@pytest.mark.parametrize(
    "takes_the_name",
    [
        {"op": "rename", "class": "City", "to": "Town"},
        {"op": "update", "name": "City", "patch": {"name": "Town"}},
        {"op": "replace", "name": "City", "class": {**CITY, "name": "Town"}},
    ],
)
def test_a_name_that_another_class_takes_is_no_more_that_of_the_deleted_one(takes_the_name: dict[str, object]) -> None:
    known = documents_of(a_class("Town"), a_class("Capital", parent="City"), before=BOTH)

    renamed = result(change(known, {"op": "delete", "name": "Town"}, takes_the_name), known)

    assert named(renamed, "Town")["id"] == named(BOTH, "City")["id"]
    assert named(renamed, "Capital")["parent"] == "Town"


def test_parents_do_not_go_in_circles_and_names_are_inherited_once() -> None:
    child = documents_of(a_class("Capital", parent="City"), before=BOTH)

    circle = change(child, {"op": "update", "name": "City", "patch": {"parent": "Capital"}})
    twice = change(child, {"op": "update", "name": "Capital", "patch": {"properties": [a_property("name")]}})

    assert "constraint_violated" in {problem.code for problem in circle.problems}
    assert codes(twice) == {("already_exists", "/changes/0/patch/properties/0/name")}


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        ({"op": "drop"}, "constraint_violated"),
        ({"op": "create"}, "missing_property"),
        ({"op": "create", "class": CITY, "klass": 1}, "unknown_field"),
        ({"op": "delete", "name": "Nobody"}, "unknown_class"),
        ({"op": "update", "name": "City", "patch": 5}, "wrong_type"),
        ({"op": "rename", "class": "City", "to": "Shop"}, "already_exists"),
        ({"op": "rename", "class": "Shop", "property": "rating", "to": "code"}, "already_exists"),
        ({"op": "rename", "class": "Shop", "property": "ratign", "to": "stars"}, "unknown_property"),
        ({"op": "rename", "class": "Shop"}, "missing_property"),
        ("text", "constraint_violated"),
    ],
)
def test_an_operation_that_makes_no_sense_is_refused(operation: dict[str, object], code: str) -> None:
    assert code in {problem.code for problem in change(BOTH, operation).problems}
