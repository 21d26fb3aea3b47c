"""What is required with a default is given to instances that lack it."""

from typing import Any

import pytest

from spice.domain.instance.model import Instance, PatchInstance, PutInstance, RestoreInstance
from spice.domain.instance_rules import decide
from tests.unit.domain.builders import a_class, a_property, after, change, documents_of, the_class

STATE: dict[str, Any] = {"required": True, "default": "new"}
THING = documents_of(a_class("Thing", a_property("code"), a_property("state"), key=["code"]))
(THING_ID,) = THING


def becoming(**facets: Any) -> dict[str, Any]:
    held: Any = THING[THING_ID]["properties"]
    changed = [{**each, **facets} if each["name"] == "state" else each for each in held]
    return {"op": "update", "name": "Thing", "patch": {"properties": changed}}


def added(**facets: Any) -> dict[str, Any]:
    held: Any = THING[THING_ID]["properties"]
    return {"op": "update", "name": "Thing", "patch": {"properties": [*held, a_property("more", **facets)]}}


@pytest.mark.parametrize(("operation", "name"), [(becoming(**STATE), "state"), (added(**STATE), "more")])
@pytest.mark.parametrize("instances", [0, 3])
def test_a_change_that_requires_with_a_default_fills_in_by_itself(
    operation: dict[str, Any], name: str, instances: int
) -> None:
    outcome = change(THING, operation, instances=instances)

    assert not outcome.problems
    assert [each.words for each in outcome.migrations] == [{"op": "default", "class": "Thing", "property": name}]
    assert [each.value for each in outcome.migrations] == ["new"]


@pytest.mark.parametrize("operation", [added(default="new"), added(), becoming(default="new"), becoming(label="x")])
def test_nothing_is_filled_in_that_may_be_missing(operation: dict[str, Any]) -> None:
    assert change(THING, operation, instances=3).migrations == []


def test_a_class_that_is_new_has_nobody_to_fill_in_for() -> None:
    made = {"op": "create", "class": a_class("Other", a_property("state", **STATE))}

    assert change(THING, made, instances=3).migrations == []


def test_an_author_says_another_value() -> None:
    own = {"op": "default", "class": "Thing", "property": "state", "value": "old"}

    (migration,) = change(THING, becoming(**STATE), instances=3, migrations=[own]).migrations

    assert migration.value == "old"


def test_what_is_moved_there_goes_first() -> None:
    move = {"op": "move", "class": "Thing", "property": "state", "to": "more"}

    outcome = change(THING, added(**STATE), instances=3, migrations=[move])

    assert [each.op for each in outcome.migrations] == ["move", "default"]


def test_a_waiver_leaves_instances_without() -> None:
    waive = [{"path": "/Thing/properties/state", "reason": "old ones have none"}]

    assert change(THING, becoming(**STATE), instances=3, waive=waive).migrations == []


NOW = the_class(a_class("Thing", a_property("code"), a_property("state", **STATE)))
CODE, STATED = (next(id_ for id_, name in NOW.names.items() if name == each) for each in ("code", "state"))


def held() -> Instance:
    return after(decide(None, PutInstance(class_id=NOW.id, id="one", data={CODE: "a", STATED: "old"}), NOW))


@pytest.mark.parametrize("kind", [PutInstance, RestoreInstance])
def test_data_that_was_accepted_without_is_filled_in(kind: Any) -> None:
    more = {"from_version": 1} if kind is RestoreInstance else {}

    events = decide(held(), kind(class_id=NOW.id, id="one", data={CODE: "a"}, **more), NOW)

    assert after(events, held()).data == {CODE: "a", STATED: "new"}


def test_a_removal_that_was_accepted_leaves_the_default() -> None:
    events = decide(held(), PatchInstance(class_id=NOW.id, id="one", patch={STATED: None}), NOW)

    assert after(events, held()).data == {CODE: "a", STATED: "new"}
