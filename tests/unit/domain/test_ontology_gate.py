"""What lets a breaking change through, and what is refused with which hint."""

from collections.abc import Mapping
from typing import Any

import pytest

from spice.domain.administration import ChangeOntology
from spice.domain.ontology.changes import Outcome, apply_changes
from spice.domain.ontology.severity import Mode
from tests.unit.domain.builders import COMMAND, Documents, a_class, a_property, change, documents_of
from tests.unit.domain.shops import codes

PLACE = documents_of(
    a_class(
        "Place",
        a_property("code"),
        a_property("size"),
        a_property("note"),
        a_property("more"),
        a_property("must", required=True),
        key=["code"],
        relationships=[{"name": "in", "target": "Place"}],
    ),
    a_class("Town", a_property("mayor"), parent="Place"),
    a_class("Other", a_property("note")),
)


def part(name: str, **facets: Any) -> dict[str, Any]:
    """Change facets of a property; `drop` it, or take it in where it is not there."""
    (place,) = (document for document in PLACE.values() if document["name"] == "Place")
    held: list[dict[str, Any]] = place["properties"]  # type: ignore[assignment]  # documents are plain
    left = [{**each, **facets} if each["name"] == name else each for each in held]
    left = [each for each in left if not each.pop("drop", False)] if facets.get("drop") else left
    new = [] if any(each["name"] == name for each in held) else [{"name": name, "type": "xsd:string", **facets}]
    return {"op": "update", "name": "Place", "patch": {"properties": left + new}}


def migration(op: str, name: str = "size", **more: Any) -> dict[str, Any]:
    return {"op": op, "class": "Place", "property": name, **more}


NARROWER = part("size", type="xsd:integer")
DROPPED = part("note", drop=True)
NEEDED = part("fresh", required=True)


@pytest.mark.parametrize(
    ("operation", "answer"),
    [
        (NARROWER, migration("convert")),
        (NARROWER, migration("drop")),
        (DROPPED, migration("drop", "note")),
        (DROPPED, migration("move", "note", to="more")),
        (DROPPED, migration("move", "note", to="mayor", to_class="Town")),
        (NEEDED, migration("default", "fresh", value="x")),
        (part("note", required=True), migration("default", "note", value="x")),
        ({"op": "delete", "name": "Other"}, {"op": "drop", "class": "Other"}),
    ],
)
def test_a_migration_of_the_values_lets_a_change_through(operation: dict[str, Any], answer: dict[str, Any]) -> None:
    refused = change(PLACE, operation, instances=3)
    let_through = change(PLACE, operation, instances=3, migrations=[answer])

    (problem,) = refused.problems
    assert problem.code == "breaking_change"
    assert f"break {refused.affected} instances" in problem.message
    assert answer["op"] in str(problem.hint)
    assert not let_through.problems, let_through.problems
    assert [each.op for each in let_through.migrations] == [answer["op"]]


@pytest.mark.parametrize(
    ("operation", "answer"),
    [
        (NARROWER, migration("convert", "note")),
        (NARROWER, migration("default", "size", value=5)),
        (DROPPED, {"op": "drop", "class": "Other", "property": "note"}),
        (NEEDED, migration("drop", "note")),
    ],
)
def test_a_migration_of_something_else_does_not(operation: dict[str, Any], answer: dict[str, Any]) -> None:
    outcome = change(PLACE, operation, instances=3, migrations=[answer])

    assert {problem.code for problem in outcome.problems} == {"breaking_change"}


@pytest.mark.parametrize(
    ("answer", "code", "path"),
    [
        ({"op": "melt", "class": "Place"}, "constraint_violated", "/op"),
        ("drop", "constraint_violated", "/op"),
        ({"op": "convert", "property": "size"}, "missing_property", "/class"),
        ({"op": "convert", "class": "Plaec", "property": "size"}, "unknown_class", "/class"),
        (migration("convert", "sise"), "unknown_property", "/property"),
        (migration("convert", "note"), "unknown_property", "/property"),
        (migration("convert", "code"), "key_immutable", "/property"),
        (migration("convert", speed=1), "unknown_field", "/speed"),
        (migration("default"), "missing_property", "/value"),
        (migration("default", value=5), "wrong_type", "/value"),
        (migration("drop", "must"), "missing_property", "/property"),
        ({"op": "drop", "class": "Place"}, "missing_property", "/property"),
        (migration("move", to="sise"), "unknown_property", "/to"),
        (migration("move", to="size"), "constraint_violated", "/to"),
        (migration("move", to="note", to_class="Other"), "constraint_violated", "/to_class"),
    ],
)
def test_a_migration_that_means_nothing_is_refused(answer: Any, code: str, path: str) -> None:
    outcome = change(PLACE, DROPPED, instances=3, migrations=[answer])

    assert codes(outcome) == {(code, f"/migrations/0{path}")}


def test_a_waiver_of_what_is_not_touched_is_refused() -> None:
    idle = [{"path": "/Place/properties/sise", "reason": "r"}]

    assert codes(change(PLACE, NARROWER, waive=idle)) == {("constraint_violated", "/waive/0/path")}
    assert not change(PLACE, part("size"), waive=idle, instances=3).problems


def test_what_is_allowed_is_told_with_its_reason() -> None:
    waive = [{"path": "/Place/properties/size", "reason": "nobody reads it"}]

    outcome = change(PLACE, NARROWER, waive=waive, instances=3)

    assert [(each.path, each.reason) for each in outcome.waived] == [("/Place/properties/size", "nobody reads it")]


def test_an_instance_that_several_changes_touch_is_counted_once() -> None:
    both = [NARROWER, {"op": "update", "name": "Town", "patch": {"properties": []}}]

    assert change(PLACE, *both, instances=3).affected == 3


WIDER = part("must", required=False)


@pytest.mark.parametrize(
    ("mode", "refused"),
    [("BACKWARD", [NARROWER]), ("FORWARD", [WIDER]), ("FULL", [NARROWER, WIDER]), ("NONE", [])],
)
def test_a_database_is_held_to_its_own_directions(mode: Mode, refused: list[Mapping[str, Any]]) -> None:
    narrower = part("must", constraints={"max_length": 3})

    for operation, named in ((narrower, NARROWER), (WIDER, WIDER)):
        assert bool(change(PLACE, operation, instances=3, mode=mode).problems) == (named in refused)
        assert not change(PLACE, operation, mode=mode).problems


def test_a_migration_does_not_help_who_reads_by_the_old_rules() -> None:
    waive = [{"path": "/Place/properties/note", "reason": "all readers were told"}]
    dropped = [migration("drop", "note")]

    alone = change(PLACE, DROPPED, instances=3, mode="FULL", migrations=dropped)
    waived = change(PLACE, DROPPED, instances=3, mode="FULL", migrations=dropped, waive=waive)

    assert [problem.code for problem in alone.problems] == ["breaking_change"]
    assert "migrations" not in str(alone.problems[0].hint)
    assert not waived.problems


def test_a_key_stays_whatever_a_database_holds_to() -> None:
    new_key: dict[str, Any] = {"op": "update", "name": "Place", "patch": {"key": ["must"]}}

    outcome = change(PLACE, new_key, instances=3, mode="NONE")

    assert [problem.hint for problem in outcome.problems] == ["it cannot be waived while there are instances"]


def test_what_a_migration_means_is_kept_with_the_ids_it_speaks_of() -> None:
    outcome = change(PLACE, NEEDED, instances=3, migrations=[migration("default", "fresh", value="x")])

    (kept,) = (each.kept() for each in outcome.migrations)
    (place,) = (document for document in documents_after(outcome.documents).values() if document["name"] == "Place")
    parts: list[dict[str, Any]] = place["properties"]  # type: ignore[assignment]  # documents are plain
    assert kept["value"] == "x"
    assert kept["meant"] == {"class": place["id"], "property": parts[-1]["id"], "value": "x"}


def documents_after(changed: Mapping[str, dict[str, object] | None]) -> Documents:
    return {id_: each for id_, each in {**PLACE, **changed}.items() if each is not None}


def test_a_name_that_passes_on_is_told_with_the_id_that_goes() -> None:
    (place,) = (document for document in PLACE.values() if document["name"] == "Place")
    held: list[dict[str, Any]] = place["properties"]  # type: ignore[assignment]  # documents are plain
    (gone,) = (each["id"] for each in held if each["name"] == "note")
    anew = [each for each in held if each["name"] != "note"] + [{"name": "note", "type": "xsd:string"}]
    changes = [{"op": "update", "name": "Place", "patch": {"properties": each}} for each in (anew[:-1], anew)]

    (problem,) = change(PLACE, *changes, instances=3).problems

    assert problem.value == "/Place/properties/note"
    assert f"It is {gone} that goes" in problem.message


def of_place(**patch: object) -> dict[str, Any]:
    return {"op": "update", "name": "Place", "patch": patch}


def test_a_class_becomes_abstract_whose_subclasses_alone_have_instances() -> None:
    ids = {str(each["name"]): id_ for id_, each in PLACE.items()}
    command = ChangeOntology(changes=[of_place(abstract=True)])

    def with_instances_of(name: str) -> Outcome:
        return apply_changes(PLACE, command, command_id=COMMAND, instances=lambda classes: 3 * (ids[name] in classes))

    of_the_subclass, of_its_own = with_instances_of("Town"), with_instances_of("Place")

    assert (of_the_subclass.problems, of_the_subclass.affected) == ([], 0)
    assert [each.affected for each in of_its_own.needs] == [3]


def test_a_key_that_is_inherited_anyway_may_be_left_out() -> None:
    town = {"op": "update", "name": "Town", "patch": {"key": ["code"]}}
    said = change(PLACE, town, instances=3)
    before = {id_: each for id_, each in {**PLACE, **said.documents}.items() if each is not None}

    left = change(before, {"op": "update", "name": "Town", "patch": {"key": []}}, instances=3)

    assert (said.problems, said.entries) == ([], [])
    assert (left.problems, left.entries) == ([], [])


def test_a_parent_with_another_key_is_another_key() -> None:
    root = a_class("Root", a_property("root"))
    first, second = (a_class(name, a_property(name.lower()), parent="Root", key=[name.lower()]) for name in ("A", "B"))
    before = documents_of(root, first, second, a_class("C", parent="A"))

    refused = change(before, {"op": "update", "name": "C", "patch": {"parent": "B"}}, instances=1)

    assert {each.path: each.waivable for each in refused.needs} == {"/C/parent": True, "/C/key": False}


def test_where_it_is_said_what_becomes_of_values_stands_beside() -> None:
    asked = ChangeOntology(changes=[NARROWER], body="/changes/0/patch")
    alone = apply_changes(PLACE, asked, command_id=COMMAND, instances=lambda classes: 3)

    (problem,) = alone.problems
    assert str(problem.hint).endswith("in POST …/ontology/changes")
    assert "POST" not in str(change(PLACE, NARROWER, instances=3).problems[0].hint)
