"""Personal properties: what a class may say of them, how their values are kept, how a subject's key stands."""

from typing import Any

import pytest

from spice.domain.ontology.changes import Outcome
from spice.domain.ontology.compiled.subjects import check_subjects, subject_of
from spice.domain.personal import KeyRecord, SealedValue, read_sealed
from tests.unit.domain.builders import a_class, a_property, change, compiled, documents_of

PERSON = a_class("Person", a_property("mail", "EMAIL", personal=True), a_property("team"))
VISIT = a_class(
    "Visit",
    a_property("remark", personal=True, subject="who"),
    a_property("number", "xsd:integer"),
    a_property("badge", personal=True, subject="number"),
    relationships=[
        {"name": "who", "target": "Person"},
        {"name": "all", "target": "Person", "cardinality": "many_to_many"},
    ],
)


def told(outcome: Outcome) -> list[tuple[str, str]]:
    return [(each.code, each.path.rpartition("class/")[2]) for each in outcome.problems]


def test_a_class_says_what_is_personal_and_whose_it_is() -> None:
    visit = next(each for each in documents_of(PERSON, VISIT).values() if each["name"] == "Visit")

    shown = {part["name"]: part for part in visit["properties"]}  # type: ignore[attr-defined]  # a list
    assert (shown["remark"]["personal"], shown["remark"]["subject"]) == (True, "who")
    assert "personal" not in shown["number"]


@pytest.mark.parametrize(
    ("bad", "code", "path"),
    [
        (a_class("X", a_property("a", personal=True, required=True), key=["a"]), "constraint_violated", "key/0"),
        (a_class("X", a_property("a", subject="b")), "constraint_violated", "properties/0/subject"),
        (a_class("X", a_property("a", personal=True, subject="b")), "unknown_property", "properties/0/subject"),
        (a_class("X", a_property("a", personal=True, default="x")), "constraint_violated", "properties/0/default"),
        (a_class("X", a_property("a", personal="yes")), "wrong_type", "properties/0/personal"),
        (
            a_class("X", a_property("a", personal=True, subject="b"), a_property("b", personal=True)),
            "constraint_violated",
            "properties/0/subject",
        ),
        (
            a_class("X", a_property("a", personal=True, subject="b"), a_property("b", "OBJECT")),
            "constraint_violated",
            "properties/0/subject",
        ),
        (
            a_class("X", a_property("a", "OBJECT", properties=[a_property("in", personal=True)])),
            "not_supported",
            "properties/0/properties/0/personal",
        ),
        (
            a_class("X", a_property("a", "ARRAY", items={"type": "EMAIL", "subject": "x"})),
            "not_supported",
            "properties/0/items/subject",
        ),
    ],
)
def test_what_cannot_be_personal_is_refused(bad: dict[str, Any], code: str, path: str) -> None:
    assert told(change({}, {"op": "create", "class": bad})) == [(code, path)]


def test_a_subject_is_one_and_no_list() -> None:
    bad = {**VISIT, "properties": [a_property("remark", personal=True, subject="all")]}

    assert told(change(documents_of(PERSON), {"op": "create", "class": bad})) == [
        ("constraint_violated", "properties/0/subject")
    ]


@pytest.mark.parametrize(
    "part",
    [
        a_property("mail", "EMAIL"),
        a_property("mail", personal=True),
    ],
)
def test_what_is_personal_stays_as_it_is(part: dict[str, Any]) -> None:
    outcome = change(
        documents_of(PERSON), {"op": "update", "name": "Person", "patch": {"properties": [part, a_property("team")]}}
    )

    assert [each.code for each in outcome.problems] == ["not_supported"]


def test_nothing_becomes_personal_later() -> None:
    parts = [a_property("mail", "EMAIL", personal=True), a_property("team", personal=True)]

    outcome = change(documents_of(PERSON), {"op": "update", "name": "Person", "patch": {"properties": parts}})

    assert [each.code for each in outcome.problems] == ["not_supported"]


def test_no_migration_reads_what_is_sealed() -> None:
    steps = [
        {"op": "convert", "class": "Person", "property": "mail"},
        {"op": "move", "class": "Person", "property": "mail", "to": "team"},
        {"op": "move", "class": "Person", "property": "team", "to": "mail"},
        {"op": "default", "class": "Person", "property": "mail", "value": "a@b.cd"},
    ]
    renamed = {"op": "update", "name": "Person", "patch": {"label": "x"}}

    outcome = change(documents_of(PERSON), renamed, migrations=steps)

    assert [(each.code, each.path) for each in outcome.problems] == [
        ("not_supported", "/migrations/0/property"),
        ("not_supported", "/migrations/1/property"),
        ("not_supported", "/migrations/2/to"),
        ("not_supported", "/migrations/3/property"),
    ]


def test_a_subject_follows_the_name_of_what_it_names() -> None:
    rename = {"op": "rename", "class": "Visit", "property": "who", "to": "guest"}

    (visit,) = [each for each in change(documents_of(PERSON, VISIT), rename).documents.values() if each]

    assert visit["properties"][0]["subject"] == "guest"  # type: ignore[index]


def test_personal_values_are_of_whom_the_class_names() -> None:
    shape = compiled(PERSON, VISIT).named("Visit")
    ids = {name: id_ for id_, name in shape.names.items()}
    data = {ids["who"]: "kim", ids["number"]: 7}

    assert subject_of(shape, ids["remark"], "1", data) == "kim"
    assert subject_of(shape, ids["badge"], "1", data) == "7"
    assert subject_of(shape, ids["remark"], "1", {}) is None


def test_what_is_sealed_for_another_or_not_at_all_is_not_written() -> None:
    shape = compiled(PERSON, VISIT).named("Visit")
    ids = {name: id_ for id_, name in shape.names.items()}
    remark, after = ids["remark"], {ids["who"]: "kim"}

    def codes(value: object) -> list[str]:
        return [each.code for each in check_subjects(shape, "1", {remark: value}, {**after, remark: value})]

    assert codes(str(SealedValue(subject="kim", generation=1, box=b"x"))) == []
    assert codes(str(SealedValue(subject="lee", generation=1, box=b"x"))) == ["version_conflict"]
    assert codes("plain") == ["not_supported"]


def test_of_a_personal_property_search_has_whose_it_is_and_no_value() -> None:
    shape = compiled(PERSON).named("Person")

    assert {shape.names[id_]: kind for id_, kind in shape.fields().items()} == {"team": "text", "mail": "sealed"}


@pytest.mark.parametrize("subject", ["kim", "김.카", "a b~1", "x" * 512])
def test_a_sealed_value_is_read_as_it_was_written(subject: str) -> None:
    sealed = SealedValue(subject=subject, generation=12, box=bytes(range(40)))

    assert read_sealed(str(sealed)) == sealed
    assert str(SealedValue(subject="kim", generation=1, box=b"box")) == "sealed1.1.a2lt.Ym94"


@pytest.mark.parametrize(
    "text", ["", "kim", "sealed1", "sealed1.1.a2lt", "sealed1.x.a2lt.Ym94", "sealed2.1.a2lt.Ym94", 5, None]
)
def test_what_is_not_sealed_is_read_as_that(text: object) -> None:
    assert read_sealed(text) is None


@pytest.mark.parametrize(
    ("record", "state", "last"),
    [
        (KeyRecord(), "absent", 0),
        (KeyRecord(generation=1, has_key=True), "alive", 1),
        (KeyRecord(generation=1), "erased", 1),
        (KeyRecord(erased=1), "erased", 1),
        (KeyRecord(generation=1, has_key=True, erased=1), "erased", 1),
        (KeyRecord(generation=1, has_key=True, erased=1, readmitted=True), "absent", 1),
        (KeyRecord(generation=2, has_key=True, erased=1, readmitted=True), "alive", 2),
        (KeyRecord(generation=2, erased=1, readmitted=True), "erased", 2),
    ],
)
def test_a_subject_is_absent_alive_or_erased(record: KeyRecord, state: str, last: int) -> None:
    assert (record.state, record.last) == (state, last)
