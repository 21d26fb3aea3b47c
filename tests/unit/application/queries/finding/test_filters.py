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
