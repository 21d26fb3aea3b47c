"""The parts of the calendar XML Schema knows: a year, a month, a day, and pairs of them."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from spice.domain.datatypes.checking import Check, wrong_type
from spice.domain.datatypes.datatype import Cell, DataType
from spice.domain.datatypes.rules import choices, listed

_LEAP_YEAR = "2000"


def calendar_part(shape: str, as_date: str, expected: str) -> Check:
    """Make the check of a part of the calendar; `as_date` completes it to a date that must exist."""
    matches = re.compile(shape, re.ASCII).fullmatch

    def check(value: object) -> object:
        if type(value) is str and matches(value):
            try:
                date.fromisoformat(as_date.format(value.lstrip("-")))
            except ValueError as broken:
                raise wrong_type(f"{expected} that the calendar has", value) from broken
            return value
        raise wrong_type(expected, value)

    return check


_PARTS: dict[str, tuple[Check, str, str]] = {
    "xsd:gYear": (calendar_part(r"\d{4}", "{}-01-01", "a year as YYYY"), "YYYY", "2024"),
    "xsd:gYearMonth": (calendar_part(r"\d{4}-\d\d", "{}-01", "a month of a year as YYYY-MM"), "YYYY-MM", "2024-02"),
    "xsd:gMonth": (calendar_part(r"--\d\d", _LEAP_YEAR + "-{}-01", "a month as --MM"), "--MM", "--02"),
    "xsd:gMonthDay": (
        calendar_part(r"--\d\d-\d\d", _LEAP_YEAR + "-{}", "a day of the year as --MM-DD"),
        "--MM-DD",
        "--02-29",
    ),
    "xsd:gDay": (calendar_part(r"---\d\d", _LEAP_YEAR + "-01-{}", "a day of the month as ---DD"), "---DD", "---31"),
}
"""Type to check, normal form and example."""

_CELLS: Mapping[str, Cell] = {"xsd:gYear": "year", "xsd:gYearMonth": "month"}

CALENDAR_PARTS: Sequence[DataType] = tuple(
    DataType(
        name=name,
        description=f"A part of the calendar, {shape}, without an offset.",
        accepts=(shape,),
        normal_form=shape,
        examples=(example,),
        build=listed(read),
        kind="keyword",
        constraints=choices(read),
        cell=_CELLS.get(name, "text"),
    )
    for name, (read, shape, example) in _PARTS.items()
)
