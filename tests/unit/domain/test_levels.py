"""Differences told by levels, with all that differs."""

from spice.domain.ontology.differences import differences
from spice.domain.ontology.levels import by_level
from tests.unit.domain.builders import a_class, a_property, change
from tests.unit.domain.shops import BOTH, named, result, with_property


def test_classes_and_properties_are_told_apart_and_counted() -> None:
    shop = named(BOTH, "Shop")
    properties = shop["properties"]
    assert isinstance(properties, list)
    after = result(
        change(
            BOTH,
            {"op": "create", "class": a_class("Mayor")},
            {"op": "rename", "class": "City", "to": "Town"},
            {
                "op": "update",
                "name": "Shop",
                "patch": {"label": "Shop", "properties": [*properties[1:], properties[0]]},
            },
            {"op": "rename", "class": "Shop", "property": "rating", "to": "stars"},
            {"op": "update", "name": "Town", "patch": {"properties": [a_property("name"), a_property("mayor")]}},
        )
    )

    levels = by_level(differences(BOTH, after, "BACKWARD"))

    assert {(entry.op, entry.path) for entry in levels.classes} == {
        ("create", "/Mayor"),
        ("rename", "/Town"),
        ("update", "/Shop/label"),
        ("update", "/Shop/properties"),
    }
    assert {(entry.op, entry.path) for entry in levels.properties} == {
        ("rename", "/Shop/properties/stars"),
        ("create", "/Town/properties/mayor"),
    }
    assert levels.summary["classes"] == {"create": 1, "update": 2, "rename": 1, "delete": 0}
    assert levels.summary["properties"] == {"create": 1, "update": 0, "rename": 1, "delete": 0}
    assert levels.summary["severities"] == {"compatible": 6, "weakening": 0, "breaking": 0}


def test_what_hangs_on_a_type_is_told_with_it() -> None:
    entries = change(BOTH, with_property(1, type="ENUM", constraints={}, values=["bad", "good"])).entries

    told = {entry.path.rpartition("/")[2]: entry for entry in entries}
    assert {*told} == {"type", "values", "minimum", "maximum"}
    assert told["values"].before is None
    assert isinstance(told["values"].after, list)


def test_an_order_is_told_and_what_comes_last_is_no_other_order() -> None:
    shop = named(BOTH, "Shop")
    properties = shop["properties"]
    assert isinstance(properties, list)

    def paths(*new: object) -> list[str]:
        body = {"op": "update", "name": "Shop", "patch": {"properties": [*new]}}
        return [entry.path for entry in change(BOTH, body).entries]

    assert paths(*properties[::-1]) == ["/Shop/properties"]
    assert paths(*properties, a_property("last")) == ["/Shop/properties/last"]
    assert paths(a_property("first"), *properties) == ["/Shop/properties/first", "/Shop/properties"]
