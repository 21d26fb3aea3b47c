"""How severe a change is, and when instances forbid it."""

from collections.abc import Sequence

import pytest

from spice.domain.administration import ChangeOntology
from spice.domain.ontology.changes import apply_changes
from tests.unit.domain.builders import COMMAND, a_class, a_property, change, documents_of
from tests.unit.domain.shops import BOTH, codes, named, severities, with_property


@pytest.mark.parametrize(
    ("operation", "severity"),
    [
        (with_property(1, type="xsd:integer"), "weakening"),
        (with_property(1, constraints={"minimum": 0}), "weakening"),
        (with_property(1, constraints={"minimum": 0, "maximum": 9}), "weakening"),
        (with_property(2, values=["new", "닫힘", "sold"]), "weakening"),
        (with_property(1, label="Rating"), "compatible"),
        (with_property(1, unit="star"), "compatible"),
        (with_property(1, type="xsd:short"), "breaking"),
        (with_property(1, type="xsd:string", constraints={}), "breaking"),
        (with_property(1, constraints={"minimum": 1, "maximum": 5}), "breaking"),
        (with_property(1, required=True), "breaking"),
        (with_property(1, required=True, default=3), "compatible"),
        (with_property(2, values=["new"]), "breaking"),
        ({"op": "delete", "name": "Shop"}, "breaking"),
        ({"op": "update", "name": "Shop", "patch": {"properties": [], "key": []}}, "breaking"),
        ({"op": "update", "name": "Shop", "patch": {"key": []}}, "breaking"),
        ({"op": "update", "name": "Shop", "patch": {"abstract": True}}, "breaking"),
        ({"op": "update", "name": "Shop", "patch": {"relationships": []}}, "breaking"),
        ({"op": "update", "name": "City", "patch": {"parent": "Shop", "key": None}}, "breaking"),
    ],
)
def test_the_severity_of_a_change(operation: dict[str, object], severity: str) -> None:
    free, held = change(BOTH, operation), change(BOTH, operation, instances=3)

    assert not free.problems
    assert severity in severities(free).values()
    assert bool(held.problems) == (severity == "breaking")
    assert {problem.code for problem in held.problems} <= {"breaking_change"}


def test_a_breaking_change_can_be_waived_but_not_a_new_key() -> None:
    narrower = with_property(1, constraints={"minimum": 1, "maximum": 5})
    waive = [{"path": "/Shop", "reason": "all shops were asked"}]

    assert not change(BOTH, narrower, instances=3, waive=waive).problems
    new_key = {"op": "update", "name": "Shop", "patch": {"key": ["rating"]}}
    assert codes(change(BOTH, new_key, instances=3, waive=waive)) == {("breaking_change", "/changes/0/patch")}
    assert not change(BOTH, new_key).problems


def test_only_the_touched_families_are_counted() -> None:
    counted: list[list[str]] = []
    staff = documents_of(
        a_class("Person", a_property("age", "xsd:int")), a_class("Staff", parent="Person"), before=BOTH
    )
    patch: dict[str, object] = {"properties": []}
    command = ChangeOntology(changes=[{"op": "update", "name": "Person", "patch": patch}])

    def count(family: Sequence[str]) -> int:
        counted.append([*family])
        return 0

    apply_changes(staff, command, command_id=COMMAND, instances=count)

    assert [{*family} for family in counted] == [{str(named(staff, "Person")["id"]), str(named(staff, "Staff")["id"])}]
