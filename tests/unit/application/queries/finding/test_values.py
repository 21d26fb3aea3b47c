"""Values of conditions: read as the kind of their field asks."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from spice.application.queries.finding.values import split, typed
from spice.domain.datatypes.home import Home
from spice.domain.datatypes.kinds import FieldKind
from spice.domain.errors import DomainError
from spice.domain.ontology.compiled.parts import FieldType


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a,b", ["a", "b"]),
        ("a\\,b,c", ["a,b", "c"]),
        ("a\\\\,b", ["a\\", "b"]),
        ("C:\\temp", ["C:\\temp"]),
        ("", [""]),
        ("a\\", ["a\\"]),
    ],
)
def test_lists_are_cut_at_commas_that_are_not_escaped(text: str, parts: list[str]) -> None:
    assert split(text) == parts


READ: list[tuple[FieldKind, str, str, object, object]] = [
    ("number", "xsd:decimal", "gt", "30", Decimal(30)),
    ("number", "xsd:decimal", "eq", "-0.10", Decimal("-0.1")),
    ("number", "xsd:integer", "eq", 2**70, 2**70),
    ("number", "xsd:integer", "eq", "1" + "0" * 900, 10**900),
    ("number", "MONEY.amount", "eq", "12500.00", 12500),
    ("boolean", "xsd:boolean", "eq", "true", True),
    ("boolean", "xsd:boolean", "eq", "0", False),
    ("boolean", "xsd:boolean", "eq", "TRUE", True),
    ("boolean", "xsd:boolean", "exists", "False", False),
    ("boolean", "xsd:boolean", "eq", False, False),
    ("time", "xsd:date", "gte", "2013-01-01", datetime(2013, 1, 1, tzinfo=UTC)),
    ("time", "xsd:dateTime", "gte", "2013-01-01", datetime(2013, 1, 1, tzinfo=UTC)),
    ("time", "xsd:dateTime", "gte", "2013-01-01T09:00:00+09:00", datetime(2013, 1, 1, tzinfo=UTC)),
    ("time", "xsd:dateTime", "gte", "2013-01-01 09:00:00+09:00", datetime(2013, 1, 1, tzinfo=UTC)),
    ("time", "xsd:dateTime", "gte", "2013-01-01T09:00:00 09:00", datetime(2013, 1, 1, tzinfo=UTC)),
    ("time", "xsd:dateTime", "gte", "2013-01-01 09:00", datetime(2013, 1, 1, 9, tzinfo=UTC)),
    ("keyword", "xsd:string", "in", ["JFK", "LGA"], ["JFK", "LGA"]),
    ("keyword", "EMAIL", "in", ["x@Y.zz"], ["x@y.zz"]),
    ("keyword", "MONEY.currency", "eq", "usd", "USD"),
    ("keyword", "ENUM", "eq", "of old", "of old"),
    ("keyword", "id", "eq", "cafe\u0301", "caf\u00e9"),
    ("text", "xsd:token", "eq", " a\t b ", "a b"),
    ("text", "xsd:token", "contains", "a\t b ", "a b "),
    ("text", "xsd:normalizedString", "eq", "a\nb", "a b"),
    ("duration", "xsd:duration", "eq", "PT90M", "PT1H30M"),
    ("clock", "xsd:time", "eq", "21:00:00+09:00", "12:00:00Z"),
    ("clock", "xsd:time", "eq", "21:00 09:00", "12:00:00Z"),
    ("octets", "xsd:hexBinary", "eq", "0fb7", "0FB7"),
    ("octets", "xsd:base64Binary", "eq", "c3Bp Y2U=", "c3BpY2U="),
    ("text", "xsd:string", "contains", "order #12; DROP TABLE", "order #12; DROP TABLE"),
    ("text", "xsd:string", "exists", "false", False),
    ("composite", "MONEY", "exists", "1", True),
    ("point", "COORDINATE", "within", ["37.5", "127", "1000"], [37.5, 127.0, 1000.0]),
    ("point", "COORDINATE", "within", [37, 126, 38, 128], [37.0, 126.0, 38.0, 128.0]),
]


@pytest.mark.parametrize(("kind", "type_", "op", "value", "read"), READ)
def test_a_value_is_read_as_a_write_reads_it(kind: FieldKind, type_: str, op: str, value: object, read: object) -> None:
    assert typed(FieldType(kind=kind, type=type_), op, value, name="f", path="") == read


@pytest.mark.parametrize(
    ("asked", "moment"),
    [
        ("2024-06-01", datetime(2024, 5, 31, 15, tzinfo=UTC)),
        ("2024-06-01T12:00:00", datetime(2024, 6, 1, 3, tzinfo=UTC)),
        ("2024-06-01T12:00:00Z", datetime(2024, 6, 1, 12, tzinfo=UTC)),
    ],
)
def test_a_time_without_an_offset_is_in_the_zone_of_the_database(asked: str, moment: datetime) -> None:
    at = FieldType(kind="time", type="xsd:dateTime")

    assert typed(at, "eq", asked, name="at", path="", home=Home(zone="Asia/Seoul")) == moment


WRONG: list[tuple[FieldKind, str, str, object]] = [
    ("number", "xsd:decimal", "eq", "abc"),
    ("number", "xsd:decimal", "eq", "NaN"),
    ("number", "xsd:decimal", "eq", "1e999999"),
    ("number", "xsd:integer", "eq", 10**1400),
    ("number", "xsd:integer", "eq", True),
    ("number", "xsd:integer", "in", "1"),
    ("number", "xsd:integer", "in", []),
    ("boolean", "xsd:boolean", "eq", "yes"),
    ("boolean", "xsd:boolean", "eq", 1),
    ("time", "xsd:dateTime", "gt", "yesterday"),
    ("time", "xsd:dateTime", "gt", "2013-02-30"),
    ("time", "xsd:date", "gt", "2013-02-30"),
    ("text", "xsd:string", "eq", 5),
    ("text", "xsd:string", "exists", "perhaps"),
    ("point", "COORDINATE", "within", ["91", "0", "10"]),
    ("point", "COORDINATE", "within", ["1", "2"]),
    ("point", "COORDINATE", "within", ["1", "2", "x"]),
    ("point", "COORDINATE", "within", ["38", "126", "37", "128"]),
    ("keyword", "xsd:string", "eq", None),
    ("keyword", "EMAIL", "eq", "nobody"),
    ("keyword", "EMAIL", "in", ["a@b.cc", "nobody"]),
    ("keyword", "MONEY.currency", "eq", "won"),
    ("duration", "xsd:duration", "gt", "an hour"),
    ("clock", "xsd:time", "lt", "noon"),
    ("octets", "xsd:hexBinary", "eq", "0fb"),
]


@pytest.mark.parametrize(("kind", "type_", "op", "value"), WRONG)
def test_a_value_its_type_cannot_read_is_refused_by_name(kind: FieldKind, type_: str, op: str, value: object) -> None:
    with pytest.raises(DomainError) as refused:
        typed(FieldType(kind=kind, type=type_), op, value, name="f", path="/value")

    assert refused.value.code == "invalid_parameter"
    assert refused.value.problems[0].path == "/value"
    assert refused.value.problems[0].message.startswith("f is compared with ")


@pytest.mark.parametrize("metres", ["0", "-5", "100000000"])
def test_a_radius_out_of_bounds_is_named_with_them(metres: str) -> None:
    with pytest.raises(DomainError) as refused:
        typed(FieldType(kind="point", type="COORDINATE"), "within", ["1", "2", metres], name="at", path="")

    assert "a radius above 0 and of at most 20,100,000 metres" in str(refused.value)
