"""Values of conditions: read as the kind of their field asks."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from spice.application.query_values import split, typed
from spice.domain.datatypes.kinds import FieldKind
from spice.domain.errors import DomainError


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


@pytest.mark.parametrize(
    ("kind", "op", "value", "read"),
    [
        ("number", "gt", "30", Decimal(30)),
        ("number", "eq", "-0.10", Decimal("-0.10")),
        ("number", "eq", 2**70, 2**70),
        ("boolean", "eq", "true", True),
        ("boolean", "eq", False, False),
        ("time", "gte", "2013-01-01", datetime(2013, 1, 1, tzinfo=UTC)),
        ("time", "gte", "2013-01-01T09:00:00+09:00", datetime(2013, 1, 1, tzinfo=UTC)),
        ("time", "gte", "2013-01-01T09:00:00 09:00", datetime(2013, 1, 1, tzinfo=UTC)),
        ("keyword", "in", ["JFK", "LGA"], ["JFK", "LGA"]),
        ("text", "contains", "order #12; DROP TABLE", "order #12; DROP TABLE"),
        ("text", "exists", "false", False),
        ("point", "within", ["37.5", "127", "1000"], [37.5, 127.0, 1000.0]),
        ("point", "within", [37, 126, 38, 128], [37.0, 126.0, 38.0, 128.0]),
    ],
)
def test_a_value_is_read_as_its_field_asks(kind: FieldKind, op: str, value: object, read: object) -> None:
    assert typed(kind, op, value, name="f", path="") == read


@pytest.mark.parametrize(
    ("kind", "op", "value"),
    [
        ("number", "eq", "abc"),
        ("number", "eq", "NaN"),
        ("number", "eq", "1e999999"),
        ("number", "eq", 10**400),
        ("number", "eq", True),
        ("number", "in", "1"),
        ("number", "in", []),
        ("boolean", "eq", "yes"),
        ("boolean", "eq", 1),
        ("time", "gt", "yesterday"),
        ("time", "gt", "2013-02-30"),
        ("time", "gt", "2013-01-01T00:00:00"),
        ("text", "eq", 5),
        ("text", "exists", "perhaps"),
        ("point", "within", ["91", "0", "10"]),
        ("point", "within", ["1", "2"]),
        ("point", "within", ["38", "126", "37", "128"]),
        ("keyword", "eq", None),
    ],
)
def test_a_value_of_another_type_is_wrong(kind: FieldKind, op: str, value: object) -> None:
    with pytest.raises(DomainError) as refused:
        typed(kind, op, value, name="f", path="/value")

    assert refused.value.code == "wrong_type"
    assert refused.value.problems[0].path == "/value"
