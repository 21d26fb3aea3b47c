"""What holds for any value: normal forms stay as they are, and nothing a client sends raises anything else."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from spice.domain.datatypes.registry import TYPES
from spice.domain.errors import Problem


def check(type_: str, value: object) -> tuple[object, list[Problem]]:
    return TYPES[type_].check(value, {}, "")


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
NUMBERS = st.integers() | st.decimals(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.booleans() | NUMBERS | TEXTS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner), max_leaves=8
)


@given(value=JSON | st.dates().map(str) | st.datetimes().map(str) | st.times().map(str))
def test_the_normal_form_is_its_own_normal_form(value: object) -> None:
    for kind in TYPES.values():
        normal, problems = kind.check(value, {"values": ["new"]}, "")
        if not problems:
            assert kind.check(normal, {"values": ["new"]}, "") == (normal, []), kind.name


@given(value=NUMBERS)
def test_a_decimal_keeps_its_value(value: int | Decimal) -> None:
    assert check("xsd:decimal", value) == (value, [])


@given(moment=st.datetimes(timezones=st.just(UTC)), hours=st.integers(-14, 14))
def test_moments_that_are_one_have_one_normal_form(moment: datetime, hours: int) -> None:
    assume(1 < moment.year < 9999)
    elsewhere = moment.astimezone(timezone(timedelta(hours=hours)))

    assert check("xsd:dateTime", elsewhere.isoformat()) == check("xsd:dateTime", moment.isoformat())
