"""What a relationship is called from its target's side means one thing there."""

from typing import Any

import pytest

from tests.unit.domain.builders import Documents, a_class, a_property, change, documents_of
from tests.unit.domain.shops import codes, named, result

PLACE = a_class("Place", a_property("title"))
TOWN = a_class("Town", a_property("code"), parent="Place")
SEEN = "/changes/0/class/relationships/0/inverse"


def a_shop(inverse: str = "shops", *, target: str = "Place", **parts: Any) -> dict[str, object]:
    return a_class("Shop", relationships=[{"name": "place", "target": target, "inverse": inverse, **parts}])


def relationship(documents: Documents, class_name: str) -> dict[str, Any]:
    found = named(documents, class_name)["relationships"]
    assert isinstance(found, list)
    return dict(found[0])


@pytest.mark.parametrize(
    ("inverse", "target"), [("title", "Place"), ("title", "Town"), ("code", "Place"), ("code", "Town")]
)
def test_no_property_of_the_target_above_or_below_it_has_the_name(inverse: str, target: str) -> None:
    outcome = change(documents_of(PLACE, TOWN), {"op": "create", "class": a_shop(inverse, target=target)})

    assert codes(outcome) == {("already_exists", SEEN)}
    assert f"Shop.place cannot be called '{inverse}' from {target}" in outcome.problems[0].message


def test_a_property_does_not_take_the_name_of_an_inverse() -> None:
    taken = a_class("Village", a_property("shops"), parent="Place")

    assert codes(change(documents_of(PLACE, a_shop()), {"op": "create", "class": taken})) == {
        ("already_exists", "/changes")
    }


@pytest.mark.parametrize("target", ["Place", "Town"])
def test_two_relationships_are_not_called_alike_from_one_target(target: str) -> None:
    kiosk = a_class("Kiosk", relationships=[{"name": "spot", "target": target, "inverse": "shops"}])

    outcome = change(documents_of(PLACE, TOWN, a_shop()), {"op": "create", "class": kiosk})

    assert codes(outcome) == {("already_exists", SEEN)}


def test_what_no_instance_is_at_once_may_have_one_name() -> None:
    river, kiosk = (
        a_class("River"),
        a_class("Kiosk", relationships=[{"name": "on", "target": "River", "inverse": "shops"}]),
    )

    assert not change(documents_of(PLACE, river, a_shop()), {"op": "create", "class": kiosk}).problems


def test_both_sides_may_keep_the_relationship_if_they_mean_each_other() -> None:
    place = a_class("Place", relationships=[{"name": "shops", "target": "Shop", "cardinality": "one_to_many"}])
    changes = [{"op": "create", "class": place}, {"op": "create", "class": a_shop()}]

    assert not change({}, *changes).problems


@pytest.mark.parametrize("other", [{"target": "Place"}, {"target": "Shop", "inverse": "site"}])
def test_a_relationship_that_means_another_is_no_inverse(other: dict[str, object]) -> None:
    place = a_class("Place", relationships=[{"name": "shops", **other}])

    outcome = change({}, {"op": "create", "class": a_shop()}, {"op": "create", "class": place})

    assert ("already_exists", SEEN) in codes(outcome)


def test_a_relationship_may_be_its_own_inverse() -> None:
    person = a_class("Person", relationships=[{"name": "spouse", "target": "Person", "inverse": "spouse"}])

    assert not change({}, {"op": "create", "class": person}).problems


def test_an_inverse_follows_the_relationship_when_that_is_renamed() -> None:
    place = a_class("Place", relationships=[{"name": "shops", "target": "Shop", "inverse": "place"}])
    both = result(change({}, {"op": "create", "class": place}, {"op": "create", "class": a_shop()}), {})

    renamed = result(change(both, {"op": "rename", "class": "Place", "property": "shops", "to": "stores"}), both)

    assert relationship(renamed, "Shop")["inverse"] == "stores"
    assert relationship(renamed, "Place")["name"] == "stores"


def test_no_class_is_its_own_ancestor_however_far() -> None:
    hill = a_class("Hill", parent="Town")

    outcome = change(documents_of(PLACE, TOWN, hill), {"op": "update", "name": "Place", "patch": {"parent": "Hill"}})

    assert ("constraint_violated", "/changes/0/patch/parent") in codes(outcome)
