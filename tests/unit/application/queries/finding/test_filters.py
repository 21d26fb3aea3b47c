"""Filters as the index is asked: values in normal form, whatever class has the field."""

from datetime import UTC, datetime

import pytest

from spice.application.ground.times import moment_in
from spice.application.queries.finding.fields import Fields
from spice.application.queries.finding.filters import Filters
from spice.domain.datatypes.home import Home
from spice.domain.errors import DomainError
from spice.domain.ontology.compiled.ontology import Ontology
from spice.ports.search_filter import Condition, Filter, Not, Or


def a_class(name: str, **types: str) -> dict[str, object]:
    specs = [{"id": f"{name}-{field}", "name": field, "type": type_} for field, type_ in types.items()]
    return {"id": name, "name": name, "properties": specs, "relationships": []}


def read(text: str, *classes: dict[str, object], zone: str | None = None) -> Filter:
    ontology = Ontology.compile("c", classes)
    read = Filters(Fields(ontology.by_id.values()), lambda name, path: name, Home(zone=zone)).texts([text])
    assert read is not None
    return read


def test_a_time_of_day_in_utc_is_the_same_with_and_without_its_z() -> None:
    shop = a_class("shop", opens="xsd:time")

    asked = read("opens:eq:21:00:00+09:00", shop)

    assert asked == Condition(field="shop-opens", kind="clock", op="in", value=["12:00:00Z", "12:00:00"])
    assert read("opens:ne:12:00", shop) == Not(
        part=Condition(field="shop-opens", kind="clock", op="in", value=["12:00:00", "12:00:00Z"])
    )
    assert read("opens:eq:12:00", shop, zone="Asia/Seoul") == Condition(
        field="shop-opens", kind="clock", op="in", value=["12:00:00"]
    )


def test_a_local_time_is_in_the_zone_of_the_database() -> None:
    event = a_class("event", at="xsd:dateTime")

    assert read("at:eq:2024-06-01T12:00:00", event, zone="Asia/Seoul") == Condition(
        field="event-at", kind="time", op="eq", value=datetime(2024, 6, 1, 3, tzinfo=UTC)
    )
    assert read("at:gte:2024-06-01", event, zone="Asia/Seoul") == Condition(
        field="event-at", kind="time", op="gte", value=datetime(2024, 5, 31, 15, tzinfo=UTC)
    )


def test_each_class_reads_a_value_as_its_own_type_does() -> None:
    person, firm = a_class("person", contact="EMAIL"), a_class("firm", contact="xsd:language")

    assert read("contact:eq:Kim@EXAMPLE.com", person) == Condition(
        field="person-contact", kind="keyword", op="eq", value="Kim@example.com"
    )
    assert read("contact:eq:ko-KR", person, firm) == Condition(
        field="firm-contact", kind="keyword", op="eq", value="ko-KR"
    )
    with pytest.raises(DomainError) as refused:
        read("contact:eq:no mail", person, firm)
    assert refused.value.code == "invalid_parameter"


def test_a_field_of_several_classes_is_missing_where_no_class_has_it() -> None:
    classes = a_class("a", s="xsd:string"), a_class("b", s="xsd:string")
    there = Or(parts=[Condition(field=field, kind="text", op="exists", value=True) for field in ("a-s", "b-s")])

    assert read("s:exists:true", *classes) == there
    assert read("s:exists:false", *classes) == Not(part=there)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-06-01", datetime(2024, 5, 31, 15, tzinfo=UTC)),
        ("2024-06-01T12:00", datetime(2024, 6, 1, 3, tzinfo=UTC)),
        ("2024-06-01T12:00:00.5", datetime(2024, 6, 1, 3, 0, 0, 500_000, tzinfo=UTC)),
        ("2024-06-01T12:00:00Z", datetime(2024, 6, 1, 12, tzinfo=UTC)),
        ("2024-06-31", None),
        ("0001-01-01", None),
    ],
)
def test_a_parameter_without_an_offset_is_in_the_zone_too(text: str, moment: datetime | None) -> None:
    assert moment_in(text, "Asia/Seoul") == moment


def refused(text: str, *classes: dict[str, object]) -> tuple[str, str | None]:
    with pytest.raises(DomainError) as error:
        read(text, *classes)
    return error.value.problems[0].message, error.value.problems[0].hint


@pytest.mark.parametrize("op", ["eq", "ne", "in", "exists"])
def test_what_means_the_same_of_every_type_is_asked_of_classes_that_differ(op: str) -> None:
    shop, firm, day = a_class("shop", x="xsd:string"), a_class("firm", x="xsd:integer"), a_class("day", x="xsd:date")
    given: dict[str, list[object]] = {"exists": [True, True, True], "in": [[7], ["7"]]}

    asked = read(f"x:{op}:{'true' if op == 'exists' else '7'}", shop, firm, day)

    same = "eq" if op == "ne" else op
    kinds = [("day-x", "time"), ("firm-x", "number"), ("shop-x", "text")][0 if op == "exists" else 1 :]
    parts = [
        Condition(field=field, kind=kind, op=same, value=value)  # type: ignore[arg-type]  # words of a condition
        for (field, kind), value in zip(kinds, given.get(op, [7, "7"]), strict=True)
    ]
    assert asked == (Not(part=Or(parts=parts)) if op == "ne" else Or(parts=parts))


def test_composites_too_are_there_or_not_beside_other_types() -> None:
    shop, firm = a_class("shop", x="MONEY"), a_class("firm", x="COORDINATE")

    asked = read("x:exists:false", shop, firm)

    assert isinstance(asked, Not)
    assert isinstance(asked.part, Or)
    assert {part.field for part in asked.part.parts if isinstance(part, Condition)} >= {"firm-x"}


@pytest.mark.parametrize("text", ["x:gt:7", "x:contains:7", "x:within:1,2,3"])
def test_what_hangs_on_the_type_names_the_classes_that_differ(text: str) -> None:
    said, hint = refused(text, a_class("shop", x="xsd:string"), a_class("firm", x="xsd:integer"))

    assert said == f"filter '{text}': 'x' is number in firm and text in shop"
    assert hint == "name one class with class="


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ("x:gt:a", "x is compared with a number: 'a' is not", "such as x:gt:42"),
        ("x:exists:yes", "x is compared with true or false: 'yes' is not", "such as x:exists:true"),
        ("x:like:7", "there is no operator 'like'", None),
        ("x:prefix:7", "'x' is number: prefix does not apply", None),
        ("y:eq:7", "there is no field 'y' to search by", None),
        (
            "at:gt:1",
            "at is compared with a date and time as YYYY-MM-DDThh:mm:ssZ: '1' is not",
            "such as at:gt:2013-01-01T10:00:00Z",
        ),
        ("m.amount:gt:a", "m.amount is compared with a number: 'a' is not", "such as m.amount:gt:12500"),
    ],
)
def test_a_wrong_filter_is_told_with_its_field_the_rule_and_a_right_one(text: str, said: str, hint: str | None) -> None:
    told, shown = refused(text, a_class("shop", x="xsd:integer", at="xsd:dateTime", m="MONEY"))

    assert told.startswith(f"filter '{text}': {said}")
    assert shown if hint is None else shown == hint
